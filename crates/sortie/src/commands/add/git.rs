use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the git work tree that would take `file` in with its next `git add`; none where a `.gitignore` leaves
/// it out.
///
/// It looks for plain lines only: the file, its name, or a folder it is in. Who has written more asks git.
pub(super) fn would_take(file: &Path) -> Option<PathBuf> {
    let file = fs::canonicalize(file).ok()?;
    for folder in file.ancestors().skip(1) {
        let inside = file.strip_prefix(folder).ok()?;
        let ignored = fs::read_to_string(folder.join(".gitignore")).unwrap_or_default();
        if ignored.lines().any(|line| names(line, inside)) {
            return None;
        }
        if folder.join(".git").exists() {
            return Some(folder.to_owned());
        }
    }
    None
}

/// Whether `line` of a `.gitignore` names the file at `inside` its folder, or a folder on the way there.
fn names(line: &str, inside: &Path) -> bool {
    let pattern = line.trim().trim_end_matches('/');
    match pattern.strip_prefix('/').unwrap_or(pattern) {
        "" => false,
        "*" => true,
        path if pattern.contains('/') => inside.starts_with(path),
        name => inside.iter().any(|part| part == name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_plain_line_leaves_out_is_not_taken() {
        let said = |ignored: &str| {
            let tree = tempfile::tempdir().expect("a temporary folder can be made");
            let home = tree.path().join("deep/home");
            fs::create_dir_all(&home).expect("a temporary folder is writable");
            fs::create_dir(tree.path().join(".git")).expect("a temporary folder is writable");
            fs::write(tree.path().join(".gitignore"), ignored).expect("a temporary folder is writable");
            fs::write(home.join("identity.txt"), "").expect("a temporary folder is writable");
            would_take(&home.join("identity.txt")).is_some()
        };
        let taken =
            ["", "target", "/identity.txt", "# identity.txt", "home/identity.txt", "identity.txt.bak"];
        assert_eq!(taken.map(said), [true; 6]);
        let left_out = ["x\nidentity.txt", "deep/", "/deep/home", "deep/home/identity.txt", "home", "*"];
        assert_eq!(left_out.map(said), [false; 6]);
    }

    #[test]
    fn without_git_nothing_is_taken() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = folder.path().join("identity.txt");
        fs::write(&file, "").expect("a temporary folder is writable");
        assert_eq!(would_take(&file), None);
    }
}

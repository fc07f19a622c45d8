//! The folders of a home, and what is in them.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// How the names of YAML files end.
pub(crate) const ENDINGS: [&str; 2] = ["yaml", "yml"];

/// How the names of connection files end: programs write them too, and JSON is YAML.
pub(crate) const OF_CONNECTIONS: [&str; 3] = ["yaml", "yml", "json"];

/// Makes `folder` and those above it, where they are missing, their owner's alone.
pub(crate) fn make_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// The YAML files of `folder`, by name; none where there is no such folder.
pub(crate) fn yaml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    yaml_files_named(folder, |_| true)
}

/// Those of which `wanted` holds for the name without its ending. A folder can hold thousands: all that
/// is done for each of them is in here.
pub(crate) fn yaml_files_named(folder: &Path, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
    files_named(folder, &ENDINGS, wanted)
}

/// The connection files of `folder`, by name; none where there is no such folder.
pub(crate) fn connection_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    files_named(folder, &OF_CONNECTIONS, |_| true)
}

fn files_named(folder: &Path, endings: &[&str], wanted: impl Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
    entries(folder, |entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let Some((stem, ending)) = name.rsplit_once('.') else { return Ok(None) };
        // What begins with a dot is an editor's, not the user's.
        let yaml = !stem.is_empty() && !stem.starts_with('.') && endings.contains(&ending);
        let file = yaml && wanted(stem) && !entry.file_type()?.is_dir();
        Ok(file.then(|| entry.path()))
    })
}

/// The folders in `folder`, by name; none where there is no such folder.
pub(crate) fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    entries(folder, |entry| Ok(entry.file_type()?.is_dir().then(|| entry.path())))
}

fn entries(
    folder: &Path,
    pick: impl Fn(&fs::DirEntry) -> io::Result<Option<PathBuf>>,
) -> io::Result<Vec<PathBuf>> {
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing?,
    };
    let mut paths = Vec::new();
    for entry in listing {
        paths.extend(pick(&entry?)?);
    }
    paths.sort();
    Ok(paths)
}

/// The name of the file at `path` without its ending.
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

use sortie_core::Redactor;
use zeroize::Zeroizing;

/// So much of what a command complains of is shown.
const MOST_CHARACTERS: usize = 500;

/// What a command said on `stderr`, as the end of a sentence about it: on one line, and without anything that it
/// printed to `stdout`, which may be the secret or a part of it.
pub(super) fn complaint(stderr: &Zeroizing<Vec<u8>>, stdout: &Zeroizing<Vec<u8>>) -> String {
    let mut redactor = Redactor::default();
    let printed = Zeroizing::new(String::from_utf8_lossy(stdout).into_owned());
    redactor.add(printed.trim());
    for line in printed.lines() {
        redactor.add(line.trim());
        line.split_whitespace().for_each(|word| redactor.add(word));
    }
    let told = Zeroizing::new(String::from_utf8_lossy(stderr).into_owned());
    let lines = told.lines().map(|line| redactor.text(line.trim()).into_owned());
    let shown = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    let shown: String = redactor.text(&shown).chars().filter(|it| !it.is_control()).collect();
    match shown.char_indices().nth(MOST_CHARACTERS) {
        _ if shown.is_empty() => String::new(),
        Some((end, _)) => format!(": {}…", &shown[..end]),
        None => format!(": {shown}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stderr: &[u8], stdout: &[u8], shown: &str) {
        let buffer = |bytes: &[u8]| Zeroizing::new(bytes.to_vec());
        assert_eq!(complaint(&buffer(stderr), &buffer(stdout)), shown);
    }

    #[test]
    fn what_a_command_printed_is_in_no_complaint() {
        check(b"", b"s3cret", "");
        check(b"no such entry\n", b"", ": no such entry");
        check(b"cannot use s3cret\n\n  at all\x1b[0m\n", b"s3cret\n", ": cannot use (hidden); at all[0m");
        check(b"s3cret is bad, m0re as well", b"s3cret\nm0re\n", ": (hidden) is bad, (hidden) as well");
        check(b"czNjcmV0 is bad", b"s3cret", ": (hidden) is bad");
        check(b"ab", b"ab", ": (hidden)");
        check(b"not \xff text", b"", ": not \u{fffd} text");
    }

    #[test]
    fn a_long_complaint_is_cut() {
        let shown = format!(": {}…", "é".repeat(MOST_CHARACTERS));
        check("é".repeat(2000).as_bytes(), b"", &shown);
    }
}

use std::mem;
use std::path::Path;

use sortie_core::{Diagnostic, Mistakes};

use crate::regular_file;

/// A file that people write is no larger.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The text of the user's file at `path`. One that cannot be read, or is no text, is a mistake of that file
/// and of no other.
pub(crate) fn text_of(path: &Path) -> Result<String, Mistakes> {
    let shown = path.display().to_string();
    let mistake =
        |text: &str, at, message| Mistakes::new(vec![Diagnostic::new(&shown, text, at, message, None)]);
    let read = regular_file::read(path, MOST_BYTES, 0);
    let mut bytes = read.map_err(|error| mistake("", 0..0, format!("the file {}", error.why())))?;
    String::from_utf8(mem::take(&mut *bytes)).map_err(|error| {
        let start = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
        mistake(&text, start..end, "a byte that is not UTF-8 text".to_owned())
    })
}

use std::fs;
use std::path::Path;

use sortie_core::{Diagnostic, Mistakes};

use crate::reason;
use crate::regular_file::not_regular;

/// The text of the user's file at `path`. One that cannot be read, or is no text, is a mistake of that file
/// and of no other.
pub(crate) fn text_of(path: &Path) -> Result<String, Mistakes> {
    let shown = path.display().to_string();
    let mistake =
        |text: &str, at, message| Mistakes::new(vec![Diagnostic::new(&shown, text, at, message, None)]);
    let unreadable = |why: &str| mistake("", 0..0, format!("the file cannot be read: {why}"));
    if let Some(why) = fs::metadata(path).ok().as_ref().and_then(not_regular) {
        return Err(unreadable(why));
    }
    let bytes = fs::read(path).map_err(|error| unreadable(&reason(&error)))?;
    String::from_utf8(bytes).map_err(|error| {
        let start = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
        mistake(&text, start..end, "a byte that is not UTF-8 text".to_owned())
    })
}

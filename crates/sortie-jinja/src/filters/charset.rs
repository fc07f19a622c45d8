//! Texts as bytes, by the encodings that `b64encode` and `b64decode` are asked for.

use minijinja::Error;

use crate::python::errors::type_error;

/// The bytes of `text`.
pub(super) fn encoded(text: &str, encoding: &str) -> Result<Vec<u8>, Error> {
    let single = |last: u32| -> Result<Vec<u8>, Error> {
        let byte = |it: char| u8::try_from(u32::from(it)).ok().filter(|it| u32::from(*it) <= last);
        let bytes = text.chars().map(byte).collect::<Option<Vec<u8>>>();
        bytes.ok_or_else(|| type_error(format!("the text has characters that {encoding} does not have")))
    };
    match canonical(encoding).as_str() {
        "utf8" => Ok(text.as_bytes().to_vec()),
        "ascii" => single(0x7F),
        "latin1" | "iso88591" => single(0xFF),
        "utf16le" => Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "utf16be" => Ok(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        _ => Err(unknown(encoding)),
    }
}

/// The text that `bytes` are.
pub(super) fn decoded(bytes: Vec<u8>, encoding: &str) -> Result<String, Error> {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).ok().map(unit));
        String::from_utf16(&units.collect::<Option<Vec<u16>>>()?).ok()
    };
    let text = match canonical(encoding).as_str() {
        "utf8" => String::from_utf8(bytes).ok(),
        "ascii" => String::from_utf8(bytes).ok().filter(|it| it.is_ascii()),
        "latin1" | "iso88591" => Some(bytes.into_iter().map(char::from).collect()),
        "utf16le" => wide(u16::from_le_bytes),
        "utf16be" => wide(u16::from_be_bytes),
        _ => return Err(unknown(encoding)),
    };
    text.ok_or_else(|| type_error(format!("the bytes are no text in {encoding}")))
}

/// `UTF_16-LE` and `utf-16-le` are one.
fn canonical(encoding: &str) -> String {
    encoding.to_lowercase().replace(['-', '_', ' '], "")
}

fn unknown(encoding: &str) -> Error {
    type_error(format!("no encoding {encoding:?}; there are utf-8, ascii, latin-1, utf-16-le and utf-16-be"))
}

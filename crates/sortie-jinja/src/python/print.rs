//! Python's `str()` and `repr()`.

use std::fmt::Write as _;

use minijinja::Value;
use minijinja::value::ValueKind;

use super::number;
use crate::filters::moment;

/// Deeper than this, `...` is printed: a nesting that only an attack has.
const DEPTH: usize = 200;

/// A text longer than this ends in the middle; whoever asks the budget for its length is refused.
pub(crate) const LONGEST: usize = 8 * 1024 * 1024;

/// `str(value)`; nothing for what is undefined.
pub(crate) fn text(value: &Value) -> String {
    let mut out = String::new();
    write_text(&mut out, value);
    out
}

/// Appends `str(value)`.
pub(crate) fn write_text(out: &mut String, value: &Value) {
    match value.kind() {
        ValueKind::Undefined => {}
        ValueKind::String => out.push_str(value.as_str().unwrap_or_default()),
        ValueKind::Plain => out.push_str(&value.to_string()),
        _ => write_repr(out, value, 0),
    }
}

/// `repr(value)`.
pub(crate) fn repr(value: &Value) -> String {
    let mut out = String::new();
    write_repr(&mut out, value, 0);
    out
}

fn write_repr(out: &mut String, value: &Value, depth: usize) {
    if depth > DEPTH || out.len() > LONGEST {
        out.push_str("...");
        return;
    }
    match value.kind() {
        ValueKind::Undefined => out.push_str("Undefined"),
        ValueKind::None => out.push_str("None"),
        ValueKind::Bool => out.push_str(if value.is_true() { "True" } else { "False" }),
        ValueKind::Number => number::write(out, value),
        ValueKind::String => write_quoted(out, value.as_str().unwrap_or_default()),
        ValueKind::Bytes => write_bytes(out, value.as_bytes().unwrap_or_default()),
        ValueKind::Seq if value.is_tuple() => {
            let count = value.len().unwrap_or(0);
            write_items(out, value, depth, '(', if count == 1 { ",)" } else { ")" });
        }
        ValueKind::Seq => write_items(out, value, depth, '[', "]"),
        ValueKind::Iterable if value.len().is_some() => write_items(out, value, depth, '[', "]"),
        ValueKind::Map => write_map(out, value, depth),
        _ => out.push_str(&moment::repr(value).unwrap_or_else(|| value.to_string())),
    }
}

fn write_items(out: &mut String, value: &Value, depth: usize, open: char, close: &str) {
    out.push(open);
    for (index, item) in value.try_iter().into_iter().flatten().enumerate() {
        if out.len() > LONGEST {
            return;
        }
        if index > 0 {
            out.push_str(", ");
        }
        write_repr(out, &item, depth + 1);
    }
    out.push_str(close);
}

fn write_map(out: &mut String, value: &Value, depth: usize) {
    out.push('{');
    for (index, key) in value.try_iter().into_iter().flatten().enumerate() {
        if out.len() > LONGEST {
            return;
        }
        if index > 0 {
            out.push_str(", ");
        }
        write_repr(out, &key, depth + 1);
        out.push_str(": ");
        write_repr(out, &value.get_item(&key).unwrap_or_default(), depth + 1);
    }
    out.push('}');
}

fn write_quoted(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            it if it == quote => out.extend(['\\', it]),
            it if is_printable(it) => out.push(it),
            it => write_escape(out, u32::from(it)),
        }
    }
    out.push(quote);
}

fn write_escape(out: &mut String, code: u32) {
    // Writing to a string cannot fail.
    let _ = match code {
        0..=0xFF => write!(out, "\\x{code:02x}"),
        0x100..=0xFFFF => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

fn write_bytes(out: &mut String, bytes: &[u8]) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    out.push('b');
    out.push(quote);
    for byte in bytes {
        match *byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            it if char::from(it) == quote => out.extend(['\\', quote]),
            it @ b' '..=b'~' => out.push(char::from(it)),
            it => write_escape(out, u32::from(it)),
        }
    }
    out.push(quote);
}

/// What Python's `str.isprintable` accepts, but for the code points that no version has assigned yet.
fn is_printable(character: char) -> bool {
    match u32::from(character) {
        0x20..=0x7E => true,
        0..=0xA0
        | 0xAD
        | 0x0600..=0x0605
        | 0x061C
        | 0x06DD
        | 0x070F
        | 0x180E
        | 0x1680
        | 0x2000..=0x200F
        | 0x2028..=0x202F
        | 0x205F..=0x206F
        | 0x3000
        | 0xFEFF
        | 0xE000..=0xF8FF
        | 0xFFF0..=0xFFFB
        | 0xE0000..=0xE007F
        | 0xF0000.. => false,
        _ => true,
    }
}

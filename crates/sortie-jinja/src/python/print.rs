//! Python's `str()` and `repr()`.

use std::fmt::Write as _;

use minijinja::Value;
use minijinja::value::ValueKind;

use super::number;
use super::range::Range;
use super::view::{Group, View};
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

/// `str(value)`, where text inside of it that is marked as safe says so, as Jinja2's `Markup` does.
pub(crate) fn text_with_markup(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, true);
    out
}

/// Appends `str(value)`.
pub(crate) fn write_text(out: &mut String, value: &Value) {
    write(out, value, false);
}

fn write(out: &mut String, value: &Value, markup: bool) {
    match value.kind() {
        ValueKind::Undefined => {}
        ValueKind::String => out.push_str(value.as_str().unwrap_or_default()),
        ValueKind::Plain => out.push_str(&value.to_string()),
        _ => Repr { out, markup }.value(value, 0),
    }
}

/// `repr(value)`.
pub(crate) fn repr(value: &Value) -> String {
    let mut out = String::new();
    Repr { out: &mut out, markup: false }.value(value, 0);
    out
}

struct Repr<'out> {
    out: &'out mut String,
    /// Whether a text that is marked as safe is shown as `Markup('…')`.
    markup: bool,
}

impl Repr<'_> {
    fn value(&mut self, value: &Value, depth: usize) {
        if depth > DEPTH || self.out.len() > LONGEST {
            self.out.push_str("...");
            return;
        }
        match value.kind() {
            ValueKind::Undefined => self.out.push_str("Undefined"),
            ValueKind::None => self.out.push_str("None"),
            ValueKind::Bool => self.out.push_str(if value.is_true() { "True" } else { "False" }),
            ValueKind::Number => number::write(self.out, value),
            ValueKind::String if self.markup && value.is_safe() => {
                self.out.push_str("Markup(");
                write_quoted(self.out, value.as_str().unwrap_or_default());
                self.out.push(')');
            }
            ValueKind::String => write_quoted(self.out, value.as_str().unwrap_or_default()),
            ValueKind::Bytes => write_bytes(self.out, value.as_bytes().unwrap_or_default()),
            ValueKind::Seq if value.is_tuple() || value.downcast_object_ref::<Group>().is_some() => {
                let count = value.len().unwrap_or(0);
                self.items(value, depth, "(", if count == 1 { ",)" } else { ")" });
            }
            ValueKind::Seq => self.items(value, depth, "[", "]"),
            ValueKind::Iterable => self.iterable(value, depth),
            ValueKind::Map => self.map(value, depth),
            _ => self.out.push_str(&moment::repr(value).unwrap_or_else(|| value.to_string())),
        }
    }

    fn iterable(&mut self, value: &Value, depth: usize) {
        if let Some(range) = value.downcast_object_ref::<Range>() {
            range.write(self.out);
        } else if let Some(view) = value.downcast_object_ref::<View>() {
            self.out.push_str(view.kind);
            self.items(value, depth, "([", "])");
        } else if value.len().is_some() {
            self.items(value, depth, "[", "]");
        } else {
            self.out.push_str(&value.to_string());
        }
    }

    fn items(&mut self, value: &Value, depth: usize, open: &str, close: &str) {
        self.out.push_str(open);
        for (index, item) in value.try_iter().into_iter().flatten().enumerate() {
            if self.out.len() > LONGEST {
                return;
            }
            if index > 0 {
                self.out.push_str(", ");
            }
            self.value(&item, depth + 1);
        }
        self.out.push_str(close);
    }

    fn map(&mut self, value: &Value, depth: usize) {
        self.out.push('{');
        for (index, key) in value.try_iter().into_iter().flatten().enumerate() {
            if self.out.len() > LONGEST {
                return;
            }
            if index > 0 {
                self.out.push_str(", ");
            }
            self.value(&key, depth + 1);
            self.out.push_str(": ");
            self.value(&value.get_item(&key).unwrap_or_default(), depth + 1);
        }
        self.out.push('}');
    }
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

use std::sync::LazyLock;

use minijinja::{Error, State, Value};

use super::Filter;
use super::texts::shown;
use crate::printing;
use crate::python::arguments::{bind, flag, integer, required};
use crate::python::budget;
use crate::python::errors::{type_error, type_name, undefined};
use crate::python::print;

pub(super) const FILTERS: &[(&str, Filter)] =
    &[("truncate", truncate), ("wordwrap", wordwrap), ("wordcount", wordcount), ("indent", indent)];

fn truncate(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [text, length, kill, end, leeway] =
        bind("truncate", args, ["s", "length", "killwords", "end", "leeway"])?;
    let value = required("truncate", "s", text)?;
    printing::check(state, &value)?;
    let length = integer("truncate", length.as_ref(), 255)?;
    let end = end.map_or_else(|| "...".to_owned(), |end| print::text(&end));
    let leeway = integer("truncate", leeway.filter(|it| !it.is_none()).as_ref(), 5)?;
    let end_length = i64::try_from(end.chars().count()).unwrap_or(i64::MAX);
    if length < end_length || leeway < 0 {
        return Err(type_error("`truncate` needs a length of at least that of its end"));
    }
    let count = value.as_str().map(|text| text.chars().count()).or(value.len()).unwrap_or(0);
    let short = i64::try_from(count).unwrap_or(i64::MAX) <= length.saturating_add(leeway);
    if short && (value.is_undefined() || value.len().is_some()) {
        return Ok(value);
    }
    let text = only_text("truncate", state, &value)?;
    let kept: String = text.chars().take(usize::try_from(length - end_length).unwrap_or(0)).collect();
    let kept = if flag(kill.as_ref(), false) {
        kept.as_str()
    } else {
        kept.rsplit_once(' ').map_or(kept.as_str(), |(before, _)| before)
    };
    if value.is_safe() {
        return Ok(printing::markup(state, kept.to_owned() + &printing::escape_html(&end)));
    }
    Ok(Value::from(kept.to_owned() + &end))
}

/// The text of a value that has to be one.
fn only_text(what: &str, state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    match value.as_str() {
        Some(_) => shown(state, value),
        None if value.is_undefined() => Err(undefined(value)),
        None => Err(type_error(format!("`{what}` needs a text, not {}", type_name(value)))),
    }
}

fn wordcount(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [text] = bind("wordcount", args, ["s"])?;
    let text = shown(state, &required("wordcount", "s", text)?)?;
    let words = text.split(|it: char| !(it.is_alphanumeric() || it == '_')).filter(|word| !word.is_empty());
    Ok(Value::from(words.count()))
}

fn indent(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [text, width, first, blank] = bind("indent", args, ["s", "width", "first", "blank"])?;
    let value = required("indent", "s", text)?;
    let text = only_text("indent", state, &value)?;
    let margin = match &width {
        Some(width) if width.as_str().is_some() => print::text(width),
        width => {
            let width = usize::try_from(integer("indent", width.as_ref(), 4)?).unwrap_or(0);
            budget::text(state, "indent", width)?;
            " ".repeat(width)
        }
    };
    let (first, blank) = (flag(first.as_ref(), false), flag(blank.as_ref(), false));
    let lines: Vec<&str> = text.split('\n').collect();
    budget::text(state, "indent", margin.len().saturating_mul(lines.len()).saturating_add(text.len()))?;
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if index > 0 {
            out.push('\n');
        }
        let indented = if index == 0 { first } else { blank || !line.is_empty() };
        if indented {
            out.push_str(&margin);
        }
        out.push_str(line);
    }
    Ok(if value.is_safe() { printing::markup(state, out) } else { Value::from(out) })
}

fn wordwrap(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [text, columns, long, line_break, hyphens] =
        bind("wordwrap", args, ["s", "width", "break_long_words", "wrapstring", "break_on_hyphens"])?;
    let text = only_text("wordwrap", state, &required("wordwrap", "s", text)?)?;
    let columns = usize::try_from(integer("wordwrap", columns.as_ref(), 79)?).unwrap_or(0);
    if columns == 0 {
        return Err(type_error("`wordwrap` needs a width above 0"));
    }
    let breaks = line_break.filter(|it| !it.is_none()).map_or_else(|| "\n".to_owned(), |it| print::text(&it));
    let options =
        Wrap { width: columns, long: flag(long.as_ref(), true), hyphens: flag(hyphens.as_ref(), true) };
    // One character a line is the worst that can come out; each line costs a text of its own.
    state.consume_fuel(text.len() as u64)?;
    budget::text(
        state,
        "wordwrap",
        (text.len() / columns + 1).saturating_mul(breaks.len()).saturating_add(text.len()),
    )?;
    let lines: Vec<String> = text.lines().map(|line| options.paragraph(line).join(&breaks)).collect();
    Ok(Value::from(lines.join(&breaks)))
}

struct Wrap {
    width: usize,
    long: bool,
    hyphens: bool,
}

impl Wrap {
    /// Python's `textwrap.wrap` without expanding tabs or replacing white space.
    fn paragraph(&self, line: &str) -> Vec<String> {
        let mut chunks = self.chunks(line);
        chunks.reverse();
        let mut lines = Vec::new();
        while !chunks.is_empty() {
            let (mut current, mut length) = (Vec::new(), 0);
            if !lines.is_empty() && chunks.last().is_some_and(|chunk| chunk.trim().is_empty()) {
                chunks.pop();
            }
            while let Some(chunk) = chunks.last() {
                let size = chunk.chars().count();
                if length + size > self.width {
                    break;
                }
                length += size;
                current.extend(chunks.pop());
            }
            if chunks.last().is_some_and(|chunk| chunk.chars().count() > self.width) {
                self.break_long(&mut chunks, &mut current, self.width - length);
            }
            if current.last().is_some_and(|chunk| chunk.trim().is_empty()) {
                current.pop();
            }
            if !current.is_empty() {
                lines.push(current.concat());
            }
        }
        lines
    }

    fn break_long(&self, chunks: &mut Vec<String>, current: &mut Vec<String>, room: usize) {
        let Some(chunk) = chunks.pop() else { return };
        if self.long {
            let mut end = room;
            let head: String = chunk.chars().take(end).collect();
            let hyphen = head.rfind('-').filter(|at| head[..*at].contains(|it| it != '-'));
            if let (true, Some(hyphen)) = (self.hyphens, hyphen) {
                end = head[..=hyphen].chars().count();
            }
            let cut = chunk.char_indices().nth(end).map_or(chunk.len(), |(at, _)| at);
            current.push(chunk[..cut].to_owned());
            chunks.push(chunk[cut..].to_owned());
        } else if current.is_empty() {
            current.push(chunk);
        } else {
            chunks.push(chunk);
        }
    }

    /// Words and the white space between them; a hyphen or a dash inside of a word ends a chunk.
    fn chunks(&self, line: &str) -> Vec<String> {
        let pattern = if self.hyphens { &*CHUNKS } else { &*PLAIN_CHUNKS };
        let Ok(pattern) = pattern else { return vec![line.to_owned()] };
        let mut chunks = Vec::new();
        let mut rest = line;
        // A line that backtracks too long stays whole.
        for found in pattern.find_iter(line).flatten() {
            chunks.push(found.as_str().to_owned());
            rest = &line[found.end()..];
        }
        if !rest.is_empty() {
            chunks.push(rest.to_owned());
        }
        chunks
    }
}

type Pattern = LazyLock<Result<fancy_regex::Regex, Box<fancy_regex::Error>>>;

/// Where Python's `textwrap` may break a line: white space, hyphenated words, words, dashes.
static CHUNKS: Pattern = LazyLock::new(|| {
    let (space, word, letter) = (r"[\t\n\x0b\x0c\r ]", r#"[\w!"'&.,?]"#, r"[^\d\W]");
    let dash = format!(r"(?<={word})-{{2,}}(?=\w)");
    let hyphen = format!(r"-(?:(?<={letter}{letter}-)|(?<={letter}-{word}-))(?={letter}-?{letter})");
    let end = format!(r"(?={space}|\z)");
    let before_dash = format!(r"(?<={word})(?=-{{2,}}\w)");
    let not_space = r"[^\t\n\x0b\x0c\r ]";
    fancy_regex::Regex::new(&format!("{space}+|{dash}|{not_space}+?(?:{hyphen}|{end}|{before_dash})"))
        .map_err(Box::new)
});

/// The same without breaks inside of words.
static PLAIN_CHUNKS: Pattern = LazyLock::new(|| {
    let space = r"[\t\n\x0b\x0c\r ]";
    fancy_regex::Regex::new(&format!(r"{space}+|[^\t\n\x0b\x0c\r ]+")).map_err(Box::new)
});

use minijinja::{Error, State, Value};

use super::Filter;
use super::texts::shown;
use crate::python::arguments::{bind, integer, required};
use crate::python::errors::type_error;
use crate::python::{budget, print};

pub(super) const FILTERS: &[(&str, Filter)] = &[("comment", comment)];

/// How often the line before and after a comment may be repeated.
const MOST: i64 = 1_000;

/// The beginning, decoration and end that a style has.
fn style(name: &str) -> Option<[&'static str; 3]> {
    Some(match name {
        "plain" => ["", "# ", ""],
        "erlang" => ["", "% ", ""],
        "c" => ["", "// ", ""],
        "cblock" => ["/*", " * ", " */"],
        "xml" => ["<!--", " - ", "-->"],
        _ => return None,
    })
}

fn comment(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let names = [
        "text",
        "style",
        "decoration",
        "beginning",
        "end",
        "prefix",
        "prefix_count",
        "postfix",
        "postfix_count",
        "newline",
    ];
    let [text, name, decoration, beginning, end, prefix, prefix_count, postfix, postfix_count, newline] =
        bind("comment", args, names)?;
    let text = shown(state, &required("comment", "text", text)?)?;
    let name = name.map_or_else(|| "plain".to_owned(), |it| print::text(&it));
    let [first, mark, last] = style(&name)
        .ok_or_else(|| type_error("`comment` knows the styles plain, erlang, c, cblock and xml"))?;
    let given =
        |value: Option<Value>, default: &str| value.map_or_else(|| default.to_owned(), |it| print::text(&it));
    let mark = given(decoration, mark);
    let (beginning, end) = (given(beginning, first), given(end, last));
    let newline = given(newline, "\n");
    let (prefix, postfix) = (given(prefix, mark.trim_end()), given(postfix, mark.trim_end()));
    let count = |value: Option<Value>| {
        integer("comment", value.as_ref(), 1).map(|it| usize::try_from(it.clamp(0, MOST)).unwrap_or(0))
    };
    let (prefix_count, postfix_count) = (count(prefix_count)?, count(postfix_count)?);
    let edges = Edges { prefix, prefix_count, postfix, postfix_count };
    let body = edges.around(state, &text, &mark, &newline)?;
    let opening = if beginning.is_empty() { String::new() } else { format!("{beginning}{newline}") };
    let closing = if end.is_empty() { String::new() } else { format!("{newline}{end}") };
    Ok(Value::from(format!("{opening}{body}{closing}")))
}

/// The lines before and after what is commented.
struct Edges {
    prefix: String,
    prefix_count: usize,
    postfix: String,
    postfix_count: usize,
}

impl Edges {
    fn around(&self, state: &State<'_, '_>, text: &str, mark: &str, newline: &str) -> Result<String, Error> {
        let lines = 1 + if newline.is_empty() { text.chars().count() } else { text.matches(newline).count() };
        let marks = lines.saturating_mul(mark.len() + newline.len());
        let before = self.prefix_count * (self.prefix.len() + newline.len());
        let after = self.postfix_count * (self.postfix.len() + newline.len());
        budget::text(state, "comment", text.len() + marks.saturating_add(before + after))?;
        let before = match self.prefix.as_str() {
            "" => String::new(),
            prefix if prefix == newline => newline.repeat(self.prefix_count),
            prefix => format!("{prefix}{newline}").repeat(self.prefix_count),
        };
        let body = format!("{mark}{}", text.replace(newline, &format!("{newline}{mark}")));
        // A line that is empty keeps no blanks behind its mark.
        let body = body.replace(&format!("{mark}{newline}"), &format!("{}{newline}", mark.trim_end()));
        Ok(before + &body + &format!("{newline}{}", self.postfix).repeat(self.postfix_count))
    }
}

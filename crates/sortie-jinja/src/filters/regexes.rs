use fancy_regex::{Captures, Regex, RegexBuilder};
use minijinja::{Environment, Error, State, Value};

use super::Filter;
use super::texts::shown;
use crate::python::arguments::{bind, flag, integer, required, split};
use crate::python::errors::type_error;
use crate::python::{budget, print};

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("regex_search", search),
    ("regex_findall", findall),
    ("regex_replace", replace),
    ("regex_escape", |state, args| {
        let [text, _] = bind("regex_escape", args, ["string", "re_type"])?;
        Ok(Value::from(escaped(&shown(state, &required("regex_escape", "string", text)?)?)))
    }),
    ("regex_match", |state, args| {
        let [text, pattern, ignorecase] = bind("regex_match", args, ["value", "pattern", "ignorecase"])?;
        let text = shown(state, &required("regex_match", "value", text)?)?;
        let pattern = required("regex_match", "pattern", pattern)?;
        let regex =
            compile(&format!("^(?:{})", print::text(&pattern)), flag(ignorecase.as_ref(), false), false)?;
        Ok(Value::from(found(&regex, &text)?.is_some()))
    }),
    ("regex_substring", |state, args| {
        let [text, pattern, index, ignorecase] =
            bind("regex_substring", args, ["value", "pattern", "result_index", "ignorecase"])?;
        let text = shown(state, &required("regex_substring", "value", text)?)?;
        let pattern = print::text(&required("regex_substring", "pattern", pattern)?);
        let all = all(state, &compile(&pattern, flag(ignorecase.as_ref(), false), false)?, &text)?;
        let index = usize::try_from(integer("regex_substring", index.as_ref(), 0)?).unwrap_or(usize::MAX);
        all.into_iter().nth(index).ok_or_else(|| type_error("the pattern does not occur that often"))
    }),
];

/// Tests of Ansible that take a pattern.
pub(crate) fn register_tests(environment: &mut Environment<'static>) {
    for (name, anchor) in [("match", "^(?:"), ("search", "(?:"), ("regex", "(?:")] {
        environment.add_test(
            name,
            move |state: &State<'_, '_>, args: minijinja::value::Rest<minijinja::value::ValueOrKwargs>| {
                let [text, pattern, ignorecase, multiline] =
                    bind(name, &args.into_values(), ["value", "pattern", "ignorecase", "multiline"])?;
                let text = shown(state, &required(name, "value", text)?)?;
                let pattern = print::text(&required(name, "pattern", pattern)?);
                let regex = compile(
                    &format!("{anchor}{pattern})"),
                    flag(ignorecase.as_ref(), false),
                    flag(multiline.as_ref(), false),
                )?;
                found(&regex, &text).map(|found| found.is_some())
            },
        );
    }
}

/// A pattern of Python's, with a bound on backtracking.
fn compile(pattern: &str, ignorecase: bool, multiline: bool) -> Result<Regex, Error> {
    let pattern = crate::sentinel::plain(pattern);
    if pattern.len() > 10_000 {
        return Err(budget::refuse("a regular expression of more than 10000 bytes"));
    }
    // Python's end of text.
    let pattern = pattern.replace("\\Z", "\\z");
    RegexBuilder::new(&pattern)
        .backtrack_limit(200_000)
        .delegate_size_limit(1 << 20)
        .case_insensitive(ignorecase)
        .multi_line(multiline)
        .build()
        .map_err(|_| type_error("the regular expression cannot be read"))
}

fn too_much() -> Error {
    budget::refuse("the regular expression takes too long on this text")
}

fn found<'t>(regex: &Regex, text: &'t str) -> Result<Option<Captures<'t, str>>, Error> {
    regex.captures(text).map_err(|_| too_much())
}

/// One match as `re.findall` gives it: the text, the only group, or all groups.
fn matched(captures: &Captures<'_, str>) -> Value {
    let group = |index: usize| Value::from(captures.get(index).map_or("", |it| it.as_str()));
    match captures.len() {
        1 => group(0),
        2 => group(1),
        count => Value::from(minijinja::value::Tuple::new((1..count).map(group).collect())),
    }
}

fn all(state: &State<'_, '_>, regex: &Regex, text: &str) -> Result<Vec<Value>, Error> {
    let mut all = Vec::new();
    for captures in regex.captures_iter(text) {
        state.consume_fuel(2 + text.len() as u64 / 4096)?;
        all.push(matched(&captures.map_err(|_| too_much())?));
    }
    Ok(all)
}

/// Ansible's: the text found, the groups asked for as a list, or none.
fn search(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let (positional, named) = split(args);
    let [text, pattern, groups @ ..] = positional else {
        return Err(type_error("`regex_search` needs a pattern"));
    };
    let option =
        |name: &str| named.and_then(|named| named.get_attr(name).ok()).is_some_and(|flag| flag.is_true());
    let text = shown(state, text)?;
    state.consume_fuel(text.len() as u64 / 64)?;
    let regex = compile(&print::text(pattern), option("ignorecase"), option("multiline"))?;
    let Some(captures) = found(&regex, &text)? else { return Ok(Value::from(())) };
    if groups.is_empty() {
        return Ok(Value::from(captures.get(0).map_or("", |it| it.as_str())));
    }
    let mut out = Vec::new();
    for group in groups {
        let group = print::text(group);
        let found = if let Some(name) = group.strip_prefix("\\g<").and_then(|it| it.strip_suffix('>')) {
            name.parse().map_or_else(|_| captures.name(name), |index: usize| captures.get(index))
        } else if let Some(index) = group.strip_prefix('\\').and_then(|it| it.parse::<usize>().ok()) {
            captures.get(index)
        } else {
            return Err(type_error("`regex_search` knows groups as '\\\\1' or '\\\\g<name>'"));
        };
        out.push(found.map_or(Value::from(()), |it| Value::from(it.as_str())));
    }
    Ok(Value::from(out))
}

fn findall(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [text, pattern, multiline, ignorecase] =
        bind("regex_findall", args, ["value", "regex", "multiline", "ignorecase"])?;
    let text = shown(state, &required("regex_findall", "value", text)?)?;
    let pattern = print::text(&required("regex_findall", "regex", pattern)?);
    let regex = compile(&pattern, flag(ignorecase.as_ref(), false), flag(multiline.as_ref(), false))?;
    all(state, &regex, &text).map(Value::from)
}

fn replace(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let names = ["value", "pattern", "replacement", "ignorecase", "multiline", "count", "mandatory_count"];
    let [text, pattern, replacement, ignorecase, multiline, count, _] = bind("regex_replace", args, names)?;
    let text = shown(state, &required("regex_replace", "value", text)?)?;
    let pattern = pattern.map_or_else(String::new, |it| print::text(&it));
    let replacement = replacement.map_or_else(String::new, |it| print::text(&it));
    let regex = compile(&pattern, flag(ignorecase.as_ref(), false), flag(multiline.as_ref(), false))?;
    let count = usize::try_from(integer("regex_replace", count.as_ref(), 0)?).unwrap_or(0);
    let mut out = String::new();
    let mut last = 0;
    for (index, captures) in regex.captures_iter(text.as_str()).enumerate() {
        if count > 0 && index >= count {
            break;
        }
        state.consume_fuel(2 + text.len() as u64 / 4096)?;
        let captures = captures.map_err(|_| too_much())?;
        let Some(whole) = captures.get(0) else { continue };
        out.push_str(&text[last..whole.start()]);
        expand(&replacement, &captures, &mut out)?;
        last = whole.end();
        budget::text(state, "regex_replace", out.len() / 64)?;
        if out.len() > 1 << 20 {
            budget::text(state, "regex_replace", out.len())?;
        }
    }
    out.push_str(&text[last..]);
    Ok(Value::from(out))
}

/// Python's `\1` and `\g<name>` in a replacement.
fn expand(replacement: &str, captures: &Captures<'_, str>, out: &mut String) -> Result<(), Error> {
    let mut rest = replacement;
    let bad = || type_error("invalid group reference in the replacement");
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(named) = rest.strip_prefix("g<") {
            let (name, after) = named.split_once('>').ok_or_else(bad)?;
            let group = name.parse().map_or_else(|_| captures.name(name), |index: usize| captures.get(index));
            out.push_str(group.map_or("", |it| it.as_str()));
            rest = after;
            continue;
        }
        let digits = rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let index: usize = rest[..digits].parse().map_err(|_| bad())?;
            if index >= captures.len() {
                return Err(bad());
            }
            out.push_str(captures.get(index).map_or("", |it| it.as_str()));
            rest = &rest[digits..];
            continue;
        }
        let mut characters = rest.chars();
        match characters.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('\\') | None => out.push('\\'),
            Some(other) => out.extend(['\\', other]),
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    Ok(())
}

/// `re.escape`.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if "()[]{}?*+-|^$\\.&~# \t\n\r\x0b\x0c".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

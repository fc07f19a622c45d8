use fancy_regex::{Captures, Regex};
use minijinja::{Environment, Error, State, Value};

use super::Filter;
use super::pattern::{compile, found, too_much};
use super::texts::shown;
use crate::python::arguments::{bind, flag, integer, required, split};
use crate::python::errors::type_error;
use crate::python::{budget, print};

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("regex_search", search),
    ("regex_findall", findall),
    ("regex_replace", replace),
    ("regex_escape", |state, args| {
        let [text, kind] = bind("regex_escape", args, ["string", "re_type"])?;
        let text = shown(state, &required("regex_escape", "string", text)?)?;
        budget::text(state, "regex_escape", text.len().saturating_mul(2))?;
        match kind.map_or_else(|| "python".to_owned(), |it| print::text(&it)).as_str() {
            "python" => Ok(Value::from(escaped(&text, "()[]{}?*+-|^$\\.&~# \t\n\r\x0b\x0c"))),
            "posix_basic" => Ok(Value::from(escaped(&text, "[].^$*\\"))),
            _ => Err(type_error("`regex_escape` knows the types python and posix_basic")),
        }
    }),
    ("regex_match", |state, args| {
        let [text, pattern, ignorecase] = bind("regex_match", args, ["value", "pattern", "ignorecase"])?;
        let text = shown(state, &required("regex_match", "value", text)?)?;
        let pattern = required("regex_match", "pattern", pattern)?;
        let regex = compile(
            &format!("\\A(?:{})", print::text(&pattern)),
            &text,
            flag(ignorecase.as_ref(), false),
            false,
        )?;
        Ok(Value::from(found(&regex, &text)?.is_some()))
    }),
    ("regex_substring", |state, args| {
        let [text, pattern, index, ignorecase] =
            bind("regex_substring", args, ["value", "pattern", "result_index", "ignorecase"])?;
        let text = shown(state, &required("regex_substring", "value", text)?)?;
        let pattern = print::text(&required("regex_substring", "pattern", pattern)?);
        let all = all(state, &compile(&pattern, &text, flag(ignorecase.as_ref(), false), false)?, &text)?;
        let index = usize::try_from(integer("regex_substring", index.as_ref(), 0)?).unwrap_or(usize::MAX);
        all.into_iter().nth(index).ok_or_else(|| type_error("the pattern does not occur that often"))
    }),
];

/// Tests of Ansible that take a pattern.
pub(crate) fn register_tests(environment: &mut Environment<'static>) {
    for (name, anchor) in [("match", "\\A(?:"), ("search", "(?:"), ("regex", "(?:")] {
        environment.add_test(
            name,
            move |state: &State<'_, '_>, args: minijinja::value::Rest<minijinja::value::ValueOrKwargs>| {
                let parameters = ["value", "pattern", "ignorecase", "multiline", "match_type"];
                let [text, pattern, ignorecase, multiline, kind] =
                    bind(name, &args.into_values(), parameters)?;
                let text = shown(state, &required(name, "value", text)?)?;
                let pattern = pattern.map_or_else(String::new, |it| print::text(&it));
                let (anchor, end) =
                    match kind.filter(|_| name == "regex").map(|it| print::text(&it)).as_deref() {
                        Some("match") => ("\\A(?:", ")"),
                        Some("fullmatch") => ("\\A(?:", ")\\z"),
                        _ => (anchor, ")"),
                    };
                let regex = compile(
                    &format!("{anchor}{pattern}{end}"),
                    &text,
                    flag(ignorecase.as_ref(), false),
                    flag(multiline.as_ref(), false),
                )?;
                found(&regex, &text).map(|found| found.is_some())
            },
        );
    }
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
    // What looks around may read the whole text for each match, and keep it.
    let share = if regex.as_str().contains("(?") { 256 } else { 4096 };
    let mut all = Vec::new();
    for captures in regex.captures_iter(text) {
        let captures = captures.map_err(|_| too_much())?;
        let kept: usize = captures.iter().flatten().map(|it| it.as_str().len()).sum();
        state.consume_fuel(2 + text.len() as u64 / share + kept as u64 / 64)?;
        all.push(matched(&captures));
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
    let regex = compile(&print::text(pattern), &text, option("ignorecase"), option("multiline"))?;
    let Some(captures) = found(&regex, &text)? else { return Ok(Value::from(())) };
    if groups.is_empty() {
        return Ok(Value::from(captures.get(0).map_or("", |it| it.as_str())));
    }
    let mut out = Vec::new();
    for group in groups {
        let group = print::text(group);
        let found = if let Some(name) = group.strip_prefix("\\g<").and_then(|it| it.strip_suffix('>')) {
            let at = regex.capture_names().position(|it| it == Some(name));
            at.or_else(|| name.parse().ok())
        } else if let Some(index) = group.strip_prefix('\\') {
            index.parse::<usize>().ok()
        } else {
            return Err(type_error("`regex_search` knows groups as '\\\\1' or '\\\\g<name>'"));
        };
        let found = found.filter(|at| *at < captures.len());
        let at = found.ok_or_else(|| type_error(format!("the regular expression has no group {group}")))?;
        let found = captures.get(at);
        out.push(found.map_or(Value::from(()), |it| Value::from(it.as_str())));
    }
    Ok(Value::from(out))
}

fn findall(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [text, pattern, multiline, ignorecase] =
        bind("regex_findall", args, ["value", "regex", "multiline", "ignorecase"])?;
    let text = shown(state, &required("regex_findall", "value", text)?)?;
    let pattern = print::text(&required("regex_findall", "regex", pattern)?);
    let regex = compile(&pattern, &text, flag(ignorecase.as_ref(), false), flag(multiline.as_ref(), false))?;
    all(state, &regex, &text).map(Value::from)
}

fn replace(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let names = ["value", "pattern", "replacement", "ignorecase", "multiline", "count", "mandatory_count"];
    let [text, pattern, replacement, ignorecase, multiline, count, wanted] =
        bind("regex_replace", args, names)?;
    let text = shown(state, &required("regex_replace", "value", text)?)?;
    let pattern = pattern.map_or_else(String::new, |it| print::text(&it));
    let replacement = replacement.map_or_else(String::new, |it| print::text(&it));
    let regex = compile(&pattern, &text, flag(ignorecase.as_ref(), false), flag(multiline.as_ref(), false))?;
    let count = usize::try_from(integer("regex_replace", count.as_ref(), 0)?).unwrap_or(0);
    let wanted = usize::try_from(integer("regex_replace", wanted.as_ref(), 0)?).unwrap_or(0);
    let mut out = String::new();
    let mut last = 0;
    let mut replaced = 0;
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
        replaced += 1;
        budget::text(state, "regex_replace", out.len() / 64)?;
        if out.len() > 1 << 20 {
            budget::text(state, "regex_replace", out.len())?;
        }
    }
    if wanted > 0 && replaced != wanted {
        return Err(type_error(format!(
            "`regex_replace` has to match {wanted} times, and matches {replaced} times"
        )));
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

/// A text with a backslash before each of the `special` characters.
fn escaped(text: &str, special: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if special.contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

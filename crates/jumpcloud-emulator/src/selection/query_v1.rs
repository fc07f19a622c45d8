use serde_json::Value;

use super::{Condition, Operator, Selection, Term, search_body};
use crate::{
    choices::{Choices, PlainFilter},
    query::Query,
    reply::Reply,
};

/// What the `filter` and `search` parameters of a v1 list select together.
///
/// `filter`, `filter[]` and `filter[0]` must all hold, of `filter[or][0]` one must. `indexed` tells whether the
/// call put up with the eventually consistent index, which some operators need.
pub(crate) fn from_v1_query(query: &Query, indexed: bool, choices: &Choices) -> Result<Selection, Reply> {
    let read = |text: &str| parse(text, indexed, choices);
    let all = query.list("filter").chain(query.list("filter[and]"));
    let mut parts = all.map(read).collect::<Result<Vec<_>, _>>()?;
    let any = query.list("filter[or]").map(read).collect::<Result<Vec<_>, _>>()?;
    if !any.is_empty() {
        parts.push(Selection::Any(any));
    }
    let terms: Vec<&str> = query.list("search[searchTerm]").chain(query.all("search")).collect();
    if !terms.is_empty() {
        let fields =
            query.list("search[fields]").flat_map(str::split_whitespace).map(str::to_owned).collect();
        parts.push(Selection::Containing(Term::new(terms.into_iter(), fields)));
    }
    Ok(Selection::All(parts))
}

/// Reads one condition, `field:$op:value`.
pub(super) fn parse(text: &str, indexed: bool, choices: &Choices) -> Result<Selection, Reply> {
    let mut parts = text.splitn(3, ':');
    let (field, word, value) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let (Some(word), Some(value)) = (word, value) else { return plain(text, choices) };
    let Some(word) = word.strip_prefix('$').or_else(|| applied(word, choices)) else {
        return plain(text, choices);
    };
    if word == "regex" {
        return search_body::regex(field, value, "");
    }
    let Some(operator) = Operator::parse(word) else {
        return Err(Reply::bad_request(&format!("unknown filter operator \"${word}\"")));
    };
    if operator.needs_index() && !indexed {
        let message =
            format!("filter operator \"${word}\" requires the header x-eventually-consistent: true");
        return Err(Reply::bad_request(&message));
    }
    let values = if operator.takes_list() { split_list(value) } else { vec![value.into()] };
    Ok(Selection::Where(Condition::compare(field, operator, values)))
}

fn applied<'a>(word: &'a str, choices: &Choices) -> Option<&'a str> {
    let known = choices.plain_filter == PlainFilter::Applied && Operator::parse(word).is_some();
    known.then_some(word)
}

fn plain(text: &str, choices: &Choices) -> Result<Selection, Reply> {
    match choices.plain_filter {
        PlainFilter::Ignored => Ok(Selection::All(Vec::new())),
        PlainFilter::Refused | PlainFilter::Applied => {
            Err(Reply::bad_request(&format!("filter \"{text}\" is not of the form field:$operator:value")))
        }
    }
}

/// Splits at every bar that no backslash stands before.
pub(super) fn split_list(text: &str) -> Vec<Value> {
    let mut items = vec![String::new()];
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '\\' if rest.peek() == Some(&'|') => {
                rest.next();
                push(&mut items, '|');
            }
            '|' => items.push(String::new()),
            _ => push(&mut items, letter),
        }
    }
    items.into_iter().map(Value::String).collect()
}

fn push(items: &mut [String], letter: char) {
    if let Some(last) = items.last_mut() {
        last.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_splits_at_bars_that_are_not_escaped() {
        assert_eq!(split_list(r"a|b\|c||d\"), ["a", "b|c", "", "d\\"]);
    }
}

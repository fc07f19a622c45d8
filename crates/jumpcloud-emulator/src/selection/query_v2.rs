use serde_json::Value;

use super::{Condition, Operator, Selection, Term, query_v1::split_list};
use crate::{query::Query, reply::Reply};

/// What the `filter` parameters of a v2 list select together: conditions `field:op:value` with commas between
/// them or in parameters of their own, all of which must hold.
pub(crate) fn from_v2_query(query: &Query) -> Result<Selection, Reply> {
    let texts = query.list("filter").flat_map(split_conditions);
    Ok(Selection::All(texts.map(|text| parse(&text)).collect::<Result<_, _>>()?))
}

/// Splits at commas; what is no condition by itself belongs to the value before it.
fn split_conditions(text: &str) -> Vec<String> {
    let mut conditions: Vec<String> = Vec::new();
    for piece in text.split(',') {
        match conditions.last_mut() {
            Some(last) if piece.split(':').nth(1).and_then(parse_word).is_none() => {
                last.push(',');
                last.push_str(piece);
            }
            _ => conditions.push(piece.to_owned()),
        }
    }
    conditions
}

enum Word {
    Plain(Operator),
    Between,
    Search,
}

fn parse_word(word: &str) -> Option<Word> {
    Some(match word {
        "between" => Word::Between,
        "search" => Word::Search,
        "eq" | "ne" | "gt" | "lt" | "in" => Word::Plain(Operator::parse(word)?),
        "ge" | "gte" => Word::Plain(Operator::Gte),
        "le" | "lte" => Word::Plain(Operator::Lte),
        _ => return None,
    })
}

fn parse(text: &str) -> Result<Selection, Reply> {
    let mut parts = text.splitn(3, ':');
    let (field, word, value) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let (Some(word), Some(value)) = (word.and_then(parse_word), value) else {
        return Err(Reply::bad_request(&format!(
            "filter \"{text}\" is not of the form field:operator:value"
        )));
    };
    let compare = |operator, values| Selection::Where(Condition::compare(field, operator, values));
    Ok(match word {
        Word::Plain(operator) if operator.takes_list() => compare(operator, split_list(value)),
        Word::Plain(operator) => compare(operator, vec![value.into()]),
        Word::Search => Selection::Containing(Term::new([value].into_iter(), vec![field.to_owned()])),
        Word::Between => {
            let Some((low, high)) = value.split_once(',').or_else(|| value.split_once('|')) else {
                return Err(Reply::bad_request("filter operator \"between\" takes two values"));
            };
            let bound = |operator, value: &str| compare(operator, vec![Value::from(value)]);
            Selection::All(vec![bound(Operator::Gte, low), bound(Operator::Lte, high)])
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_inside_a_value_stays_there() {
        assert_eq!(split_conditions("name:eq:a, b,type:eq:c"), ["name:eq:a, b", "type:eq:c"]);
        assert_eq!(split_conditions("id:between:1,2"), ["id:between:1,2"]);
    }
}

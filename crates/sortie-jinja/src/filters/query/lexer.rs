use minijinja::value::Serde;
use minijinja::{Error, Value};

use crate::python::budget;
use crate::python::errors::type_error;

/// The words and signs of one query.
const MOST: usize = 1_000;

/// Longer ones first, so that the first that fits is the one meant.
const SIGNS: [&str; 24] = [
    "||", "&&", "<=", ">=", "!=", "==", "[]", "[?", ".", "*", "]", ",", ":", "@", "(", ")", "{", "}", "[",
    "|", "&", "<", ">", "!",
];

#[derive(Clone, Debug)]
pub(super) enum Token {
    Name(String),
    /// A name in double quotes.
    Quoted(String),
    Number(i64),
    /// A text in single quotes, or JSON between backticks.
    Literal(Value),
    Sign(&'static str),
    End,
}

/// The query cut into tokens, each with the byte at which it starts.
pub(super) fn tokens(query: &str) -> Result<Vec<(usize, Token)>, Error> {
    let (mut tokens, mut rest) = (Vec::new(), query);
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let at = query.len() - rest.len();
        if tokens.len() > MOST {
            return Err(budget::refuse(format!("a query of more than {MOST} words and signs")));
        }
        if rest.is_empty() {
            tokens.push((at, Token::End));
            return Ok(tokens);
        }
        let (token, length) = token(rest).map_err(|what| fault(query, at, &what))?;
        tokens.push((at, token));
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// What is wrong with the query, and where.
pub(super) fn fault(query: &str, at: usize, what: &str) -> Error {
    let character = query.get(..at).unwrap_or(query).chars().count() + 1;
    type_error(format!("`json_query` cannot read its query at character {character}: {what}"))
}

/// The first token of `rest`, and its length.
fn token(rest: &str) -> Result<(Token, usize), String> {
    let length = |fits: fn(&u8) -> bool| rest.bytes().take_while(fits).count();
    match rest.as_bytes()[0] {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
            let length = length(|it| it.is_ascii_alphanumeric() || *it == b'_');
            Ok((Token::Name(rest[..length].to_owned()), length))
        }
        b'0'..=b'9' | b'-' => {
            let length = 1 + rest[1..].bytes().take_while(u8::is_ascii_digit).count();
            let number =
                rest[..length].parse().map_err(|_| "no number, or one that is too large".to_owned())?;
            Ok((Token::Number(number), length))
        }
        quote @ (b'\'' | b'"' | b'`') => {
            let quote = char::from(quote);
            let inside = enclosed(rest, quote).ok_or_else(|| format!("the closing {quote} is missing"))?;
            Ok((quoted(inside, quote)?, inside.len() + 2))
        }
        b'=' if !rest.starts_with("==") => Err("write `==` to compare".to_owned()),
        _ => {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
            sign.map(|sign| (Token::Sign(sign), sign.len())).ok_or_else(|| {
                "this sign means nothing; put a name that has it into double quotes".to_owned()
            })
        }
    }
}

/// What stands between the quote at the start and the next that no backslash precedes.
fn enclosed(rest: &str, quote: char) -> Option<&str> {
    let inside = &rest[1..];
    let mut escaped = false;
    for (index, character) in inside.char_indices() {
        if character == quote && !escaped {
            return Some(&inside[..index]);
        }
        escaped = character == '\\' && !escaped;
    }
    None
}

fn quoted(inside: &str, quote: char) -> Result<Token, String> {
    match quote {
        '\'' => Ok(Token::Literal(Value::from(inside.replace("\\'", "'")))),
        '"' => serde_json::from_str(&format!("\"{inside}\""))
            .map(Token::Quoted)
            .map_err(|_| "the name has an escape that JSON does not know".to_owned()),
        _ => {
            let inside = inside.replace("\\`", "`");
            // What is no JSON is a text without its quotes, as it was in the language's first days.
            let json: Result<serde_json::Value, _> = serde_json::from_str(&inside)
                .or_else(|_| serde_json::from_str(&format!("\"{}\"", inside.trim_start())));
            json.map(|json| Token::Literal(Value::from(Serde(json))))
                .map_err(|_| "the literal is no JSON".to_owned())
        }
    }
}

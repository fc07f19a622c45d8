use std::collections::HashMap;

use fancy_regex::Captures;
use granit_parser::{Event, Options, Parser, ScalarStyle, StrInput, Tag};
use indexmap::IndexMap;
use jiff::civil;
use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};

use super::implicit::{self, Implicit};
use crate::filters::moment::Moment;
use crate::python::budget;
use crate::python::errors::type_error;
use crate::python::number::Number;

/// How deep a document may nest.
const DEPTH: usize = 100;

/// The documents of `text`, each node paid for, a repeated one as often as it is repeated.
pub(super) fn documents(state: &State<'_, '_>, text: &str) -> Result<Vec<Value>, Error> {
    state.consume_fuel(text.len() as u64 / 8)?;
    let options: Options = granit_parser::options! {
        bom_inside_document_as_content: true,
        block_scalar_eof_without_line_feed: true,
        emit_comments: false,
        flow_nesting_limit: DEPTH,
        block_nesting_limit: DEPTH,
    };
    let mut reader =
        Reader { state, events: Parser::new_from_str_with_options(text, options), anchors: HashMap::new() };
    let mut documents = Vec::new();
    loop {
        match reader.next()? {
            Event::StreamEnd => return Ok(documents),
            Event::DocumentStart(..) => {
                reader.anchors.clear();
                let root = reader.next()?;
                documents.push(reader.node(root, 0)?);
            }
            _ => {}
        }
    }
}

struct Reader<'s, 't, 'a, 'b> {
    state: &'s State<'a, 'b>,
    events: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Value>,
}

impl<'t> Reader<'_, 't, '_, '_> {
    fn next(&mut self) -> Result<Event<'t>, Error> {
        self.state.consume_fuel(2)?;
        match self.events.next_event() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => {
                let (line, column) = (error.marker().line(), error.marker().col() + 1);
                Err(type_error(format!("`from_yaml` was given no YAML (line {line}, column {column})")))
            }
            None => Ok(Event::StreamEnd),
        }
    }

    fn node(&mut self, event: Event<'t>, depth: usize) -> Result<Value, Error> {
        if depth > DEPTH {
            return Err(budget::refuse(format!("`from_yaml` of a text that nests deeper than {DEPTH}")));
        }
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => (scalar(&text, style, tag.as_deref())?, anchor),
            Event::SequenceStart(_, anchor, tag) => {
                known(tag.as_deref(), "seq")?;
                (Value::from(self.items(depth)?), anchor)
            }
            Event::MappingStart(_, anchor, tag) => {
                known(tag.as_deref(), "map")?;
                (Value::from_pairs(self.pairs(depth)?), anchor)
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned();
                let value =
                    value.ok_or_else(|| type_error("an alias of YAML stands inside of its anchor"))?;
                // It is as large as if it were written out.
                self.state.consume_fuel(8)?;
                for _ in 0..4 {
                    budget::weigh(self.state, &value)?;
                }
                (value, 0)
            }
            _ => return Err(type_error("`from_yaml` was given no YAML")),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Value>, Error> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(items),
                event => items.push(self.node(event, depth + 1)?),
            }
        }
    }

    fn pairs(&mut self, depth: usize) -> Result<IndexMap<Value, Value>, Error> {
        let (mut own, mut merged) = (Vec::new(), IndexMap::new());
        loop {
            let key = match self.next()? {
                Event::MappingEnd => break,
                Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "<<" => {
                    let event = self.next()?;
                    let source = self.node(event, depth + 1)?;
                    self.merge(&mut merged, &source)?;
                    continue;
                }
                Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "=" => Value::from("="),
                event => self.node(event, depth + 1)?,
            };
            if matches!(key.kind(), ValueKind::Seq | ValueKind::Map) {
                return Err(type_error("a list or dict cannot be a key"));
            }
            let event = self.next()?;
            own.push((key, self.node(event, depth + 1)?));
        }
        merged.extend(own);
        Ok(merged)
    }

    /// `<<`: the pairs of one dict or of several, of which the first counts most.
    fn merge(&self, into: &mut IndexMap<Value, Value>, source: &Value) -> Result<(), Error> {
        let mut sources = match source.kind() {
            ValueKind::Seq => budget::iterate(self.state, source)?,
            _ => vec![source.clone()],
        };
        sources.reverse();
        for source in sources {
            if source.kind() != ValueKind::Map {
                return Err(type_error("`<<` in YAML merges dicts"));
            }
            for key in budget::iterate(self.state, &source)? {
                let item = source.get_item(&key)?;
                into.insert(key, item);
            }
        }
        Ok(())
    }
}

/// Refuses a tag that makes something else of a list or dict.
fn known(tag: Option<&Tag>, kind: &str) -> Result<(), Error> {
    match tag {
        Some(tag) if tag.core_suffix() != Some(kind) => Err(unknown(tag)),
        _ => Ok(()),
    }
}

fn unknown(tag: &Tag) -> Error {
    type_error(format!("`from_yaml` does not know the tag {}", tag.original()))
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, Error> {
    let kind = match tag {
        None if style == ScalarStyle::Plain => implicit::of(text),
        None => Implicit::Text,
        Some(tag) => match tag.core_suffix() {
            Some("str") => Implicit::Text,
            Some("null") => Implicit::Null,
            Some("bool") => Implicit::Bool,
            Some("int") => Implicit::Whole,
            Some("float") => Implicit::Real,
            Some("timestamp") => Implicit::Time,
            _ if tag.original() == "!" => Implicit::Text,
            _ => return Err(unknown(tag)),
        },
    };
    let bad = || type_error("`from_yaml` found a value that its type does not have");
    match kind {
        Implicit::Text => Ok(Value::from(text)),
        Implicit::Null => Ok(Value::from(())),
        Implicit::Bool => implicit::truth(text).map(Value::from).ok_or_else(bad),
        Implicit::Whole => whole(&text.replace('_', "")).ok_or_else(bad),
        Implicit::Real => real(&text.replace('_', "").to_lowercase()).ok_or_else(bad),
        Implicit::Time => time(text).map(Value::from_object).ok_or_else(bad),
        Implicit::Merge | Implicit::Value => {
            Err(type_error("`<<` and `=` are no values in YAML; put them in quotes"))
        }
    }
}

fn signed(text: &str) -> (i8, &str) {
    match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn whole(text: &str) -> Option<Value> {
    let (sign, digits) = signed(text);
    let number = if let Some(digits) = digits.strip_prefix("0b") {
        i128::from_str_radix(digits, 2).ok()?
    } else if let Some(digits) = digits.strip_prefix("0x") {
        i128::from_str_radix(digits, 16).ok()?
    } else if digits.len() > 1 && digits.starts_with('0') {
        i128::from_str_radix(digits, 8).ok()?
    } else {
        // `1:30` is ninety.
        digits.split(':').try_fold(0i128, |all, part| {
            all.checked_mul(60)?.checked_add(part.parse::<u128>().ok()?.try_into().ok()?)
        })?
    };
    Some(Number::Whole(number * i128::from(sign)).value())
}

fn real(text: &str) -> Option<Value> {
    let (sign, digits) = signed(text);
    let number = match digits {
        ".inf" => f64::INFINITY,
        ".nan" => f64::NAN,
        _ => digits.split(':').try_fold(0.0, |all, part| Some(all * 60.0 + part.parse::<f64>().ok()?))?,
    };
    Some(Value::from(number * f64::from(sign)))
}

fn time(text: &str) -> Option<Moment> {
    let captures = implicit::TIME.as_ref()?.captures(text).ok()??;
    let number = |group: usize| captures.get(group).and_then(|it| it.as_str().parse::<i32>().ok());
    let small = |group: usize| i8::try_from(number(group)?).ok();
    let date = civil::Date::new(i16::try_from(number(1)?).ok()?, small(2)?, small(3)?).ok()?;
    let Some(hour) = small(4) else { return Some(Moment::day(date)) };
    let fraction = captures.get(7).map_or("", |it| it.as_str());
    let micros: i32 = format!("{fraction:0<6.6}").parse().ok()?;
    let time = civil::Time::new(hour, small(5)?, small(6)?, micros * 1000).ok()?;
    Some(Moment::new(date.to_datetime(time), zone(&captures)))
}

/// Seconds east of Greenwich.
fn zone(captures: &Captures<'_, str>) -> Option<i32> {
    captures.get(8)?;
    let part = |group: usize| captures.get(group).and_then(|it| it.as_str().parse::<i32>().ok()).unwrap_or(0);
    let seconds = part(10) * 3600 + part(11) * 60;
    Some(if captures.get(9).is_some_and(|it| it.as_str() == "-") { -seconds } else { seconds })
}

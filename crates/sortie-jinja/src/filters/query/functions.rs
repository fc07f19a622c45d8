use indexmap::IndexMap;
use minijinja::{Error, Value};

use super::ast::Node;
use super::evaluate::{Evaluator, defined, null, values};
use super::kind::{self, Kind, is_list, is_text};
use super::{lists, numbers};
use crate::filters::json;
use crate::filters::texts::shown;
use crate::python::errors::{type_error, type_name};
use crate::python::number::Number;
use crate::python::{budget, compare};
use crate::rewrite::closest;

/// What a function is called with: its values, and the expression for each item where it takes one.
pub(super) type Body = fn(&Evaluator<'_, '_, '_>, &[Value], &Node) -> Result<Value, Error>;

struct Function {
    name: &'static str,
    /// What fits in each place; nothing where everything does.
    takes: &'static [&'static [Kind]],
    body: Body,
}

const ANY: &[Kind] = &[];
const TEXT: &[Kind] = &[Kind::Text];
const NUMBER: &[Kind] = &[Kind::Number];
const LIST: &[Kind] = &[Kind::List];
const OBJECT: &[Kind] = &[Kind::Object];
const NUMBERS: &[Kind] = &[Kind::Numbers];
const ORDERED: &[Kind] = &[Kind::Numbers, Kind::Texts];
const REFERENCE: &[Kind] = &[Kind::Reference];

const FUNCTIONS: [Function; 26] = [
    function("abs", &[NUMBER], numbers::abs),
    function("avg", &[NUMBERS], numbers::avg),
    function("ceil", &[NUMBER], |_, args, _| numbers::whole(&args[0], f64::ceil)),
    function("contains", &[&[Kind::List, Kind::Text], ANY], |it, args, _| {
        compare::holds(it.state, "in", &args[1], &args[0]).map(Value::from)
    }),
    function("ends_with", &[TEXT, TEXT], |it, args, _| {
        Ok(Value::from(shown(it.state, &args[0])?.ends_with(&shown(it.state, &args[1])?)))
    }),
    function("floor", &[NUMBER], |_, args, _| numbers::whole(&args[0], f64::floor)),
    function("join", &[TEXT, &[Kind::Texts]], join),
    function("keys", &[OBJECT], |_, args, _| Ok(args[0].try_iter()?.collect())),
    function("length", &[&[Kind::Text, Kind::List, Kind::Object]], |_, args, _| Ok(length(&args[0]))),
    function("map", &[REFERENCE, LIST], lists::map),
    function("max", &[ORDERED], |it, args, _| lists::extreme(it, ">", &args[0])),
    function("max_by", &[LIST, REFERENCE], |it, args, by| lists::extreme_by(it, "max_by", ">", &args[0], by)),
    function("merge", &[OBJECT], merge),
    function("min", &[ORDERED], |it, args, _| lists::extreme(it, "<", &args[0])),
    function("min_by", &[LIST, REFERENCE], |it, args, by| lists::extreme_by(it, "min_by", "<", &args[0], by)),
    function("not_null", &[ANY], |_, args, _| {
        Ok(args.iter().find(|it| !it.is_none()).cloned().unwrap_or_else(null))
    }),
    function("reverse", &[&[Kind::List, Kind::Text]], reverse),
    function("sort", &[ORDERED], lists::sort),
    function("sort_by", &[LIST, REFERENCE], lists::sort_by),
    function("starts_with", &[TEXT, TEXT], |it, args, _| {
        Ok(Value::from(shown(it.state, &args[0])?.starts_with(&shown(it.state, &args[1])?)))
    }),
    function("sum", &[NUMBERS], |_, args, _| numbers::sum(&args[0]).map(Number::value)),
    function("to_array", &[ANY], |_, args, _| {
        Ok(if is_list(&args[0]) { args[0].clone() } else { Value::from(vec![args[0].clone()]) })
    }),
    function("to_number", &[ANY], numbers::to_number),
    function("to_string", &[ANY], |it, args, _| {
        if is_text(&args[0]) {
            Ok(args[0].clone())
        } else {
            json::compact(it.state, &args[0]).map(Value::from)
        }
    }),
    function("type", &[ANY], |_, args, _| Ok(kind::name(&args[0]).map_or_else(null, Value::from))),
    function("values", &[OBJECT], |_, args, _| values(&args[0]).map(Value::from)),
];

const fn function(name: &'static str, takes: &'static [&'static [Kind]], body: Body) -> Function {
    Function { name, takes, body }
}

/// Calls a function as the query names it, with what its arguments find in `data`.
///
/// # Errors
/// There is no such function, or an argument has another type than the function takes.
pub(super) fn call(
    evaluator: &Evaluator<'_, '_, '_>,
    name: &str,
    arguments: &[Node],
    data: &Value,
) -> Result<Value, Error> {
    let Some(function) = FUNCTIONS.iter().find(|it| it.name == name) else {
        let meant = closest(FUNCTIONS.iter().map(|it| it.name), name)
            .map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        return Err(type_error(format!("`json_query` has no function `{name}`{meant}")));
    };
    function.check_count(arguments.len())?;
    let (mut values, mut reference) = (Vec::new(), &Node::Current);
    for (index, argument) in arguments.iter().enumerate() {
        let kinds = function.takes.get(index).copied().unwrap_or(ANY);
        match argument {
            Node::Reference(expression) if kinds == REFERENCE => reference = expression,
            _ => {
                let value = evaluator.value(argument, data)?;
                function.check(index, kinds, &value)?;
                budget::items(evaluator.state, name, value.len().unwrap_or(0) / 4)?;
                values.push(value);
            }
        }
    }
    (function.body)(evaluator, &values, reference)
}

impl Function {
    fn check_count(&self, given: usize) -> Result<(), Error> {
        let (takes, many) = (self.takes.len(), matches!(self.name, "merge" | "not_null"));
        if given == takes || (many && given > takes) {
            return Ok(());
        }
        let least = if many { "at least " } else { "" };
        let plural = if takes == 1 { "" } else { "s" };
        let name = self.name;
        Err(type_error(format!(
            "`{name}` of `json_query` takes {least}{takes} argument{plural}, not {given}"
        )))
    }

    fn check(&self, index: usize, kinds: &[Kind], value: &Value) -> Result<(), Error> {
        if kinds.is_empty() || kinds.iter().any(|kind| kind.fits(value)) {
            return Ok(());
        }
        let wanted: Vec<&str> = kinds.iter().map(|kind| kind.described()).collect();
        let (name, wanted) = (self.name, wanted.join(" or "));
        // Lists differ in what they hold, and their items may be secret.
        let found = if is_list(value) { "this list" } else { kind::name(value).unwrap_or(type_name(value)) };
        let place = index + 1;
        Err(type_error(format!("`{name}` of `json_query` takes {wanted} as argument {place}, not {found}")))
    }
}

fn length(value: &Value) -> Value {
    let length = value.as_str().map_or_else(|| value.len(), |text| Some(text.chars().count()));
    Value::from(length.unwrap_or(0))
}

fn reverse(evaluator: &Evaluator<'_, '_, '_>, args: &[Value], _: &Node) -> Result<Value, Error> {
    if is_text(&args[0]) {
        return Ok(Value::from(shown(evaluator.state, &args[0])?.chars().rev().collect::<String>()));
    }
    let mut items: Vec<Value> = args[0].try_iter()?.collect();
    items.reverse();
    Ok(Value::from(items))
}

fn join(evaluator: &Evaluator<'_, '_, '_>, args: &[Value], _: &Node) -> Result<Value, Error> {
    let (state, between) = (evaluator.state, shown(evaluator.state, &args[0])?);
    let mut out = String::new();
    for (index, item) in args[1].try_iter()?.enumerate() {
        if index > 0 {
            out.push_str(&between);
        }
        out.push_str(&shown(state, &item)?);
        budget::text(state, "join", out.len())?;
    }
    Ok(Value::from(out))
}

fn merge(_: &Evaluator<'_, '_, '_>, args: &[Value], _: &Node) -> Result<Value, Error> {
    let mut merged = IndexMap::new();
    for object in args {
        defined(object)?;
        if !Kind::Object.fits(object) {
            let found = kind::name(object).unwrap_or(type_name(object));
            return Err(type_error(format!("`merge` of `json_query` takes objects, not {found}")));
        }
        for key in object.try_iter()? {
            let value = object.get_item(&key)?;
            merged.insert(key, value);
        }
    }
    Ok(Value::from_pairs(merged))
}

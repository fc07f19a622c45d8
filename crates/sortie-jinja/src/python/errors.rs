use minijinja::{Error, ErrorKind, Value};

use super::range::Range;
use super::view::{Group, View};

/// An operation that does not fit its operands; Python's `TypeError` or `ValueError`.
pub(crate) fn type_error(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, what.into())
}

/// The read of a value that nobody defined, named as the author wrote it.
pub(crate) fn undefined(value: &Value) -> Error {
    match value.get_attr("") {
        Err(error) => error,
        Ok(_) => Error::from(ErrorKind::UndefinedError),
    }
}

/// What Python calls the type of `value`.
pub(crate) fn type_name(value: &Value) -> &'static str {
    use minijinja::value::ValueKind;
    if let Some(view) = value.downcast_object_ref::<View>() {
        return view.kind;
    }
    match value.kind() {
        ValueKind::Undefined => "Undefined",
        ValueKind::None => "NoneType",
        ValueKind::Bool => "bool",
        ValueKind::Number if value.is_integer() => "int",
        ValueKind::Number => "float",
        ValueKind::String => "str",
        ValueKind::Bytes => "bytes",
        ValueKind::Seq if value.is_tuple() || value.downcast_object_ref::<Group>().is_some() => "tuple",
        ValueKind::Seq => "list",
        ValueKind::Map => "dict",
        ValueKind::Iterable if value.downcast_object_ref::<Range>().is_some() => "range",
        ValueKind::Iterable => "generator",
        _ => crate::filters::moment::type_name(value).unwrap_or("object"),
    }
}

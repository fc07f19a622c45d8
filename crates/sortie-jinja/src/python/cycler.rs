//! What `cycler` and `joiner` give.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use minijinja::value::{Enumerator, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, State, Value};

use super::arguments::bind;

/// Goes round its items.
#[derive(Debug)]
pub(crate) struct Cycler {
    items: Vec<Value>,
    at: AtomicUsize,
}

impl Cycler {
    /// Goes round `items`, of which there has to be one.
    pub(crate) fn new(items: Vec<Value>) -> Self {
        Self { items, at: AtomicUsize::new(0) }
    }

    fn current(&self) -> Value {
        self.items.get(self.at.load(Ordering::Relaxed)).cloned().unwrap_or_default()
    }
}

impl Object for Cycler {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        (key.as_str() == Some("current")).then(|| self.current())
    }

    /// What it holds, for the bound on depth.
    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.items.clone())
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        name: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        bind::<0>(name, args, [])?;
        match name {
            "next" => {
                let current = self.current();
                let next = (self.at.load(Ordering::Relaxed) + 1) % self.items.len();
                self.at.store(next, Ordering::Relaxed);
                Ok(current)
            }
            "reset" => {
                self.at.store(0, Ordering::Relaxed);
                Ok(Value::from(()))
            }
            _ => Err(Error::new(ErrorKind::UnknownMethod, format!("a cycler has no method named {name}"))),
        }
    }
}

/// Prints nothing the first time it is called, then its separator.
#[derive(Debug)]
pub(crate) struct Joiner {
    separator: Value,
    used: AtomicBool,
}

impl Joiner {
    pub(crate) fn new(separator: Value) -> Self {
        Self { separator, used: AtomicBool::new(false) }
    }
}

impl Object for Joiner {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    /// What it holds, for the bound on depth.
    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(vec![self.separator.clone()])
    }

    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        bind::<0>("joiner", args, [])?;
        // The first nothing is the author's own, which JSON text has to know.
        let nothing = || Value::from_safe_string(String::new());
        Ok(if self.used.swap(true, Ordering::Relaxed) { self.separator.clone() } else { nothing() })
    }
}

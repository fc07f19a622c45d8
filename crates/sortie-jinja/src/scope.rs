use std::fmt;
use std::sync::{Arc, OnceLock};

use minijinja::value::Serde;
use serde_json::{Map, Value};

use crate::sentinel;

/// The names a template can read, with their values; cheap to clone.
#[derive(Clone)]
pub struct Scope(Arc<Inner>);

struct Inner {
    map: Map<String, Value>,
    /// The same for the engine, made when the first template needs it.
    root: OnceLock<minijinja::Value>,
    /// The same for JSON text, without characters that have a meaning of their own there.
    json_root: OnceLock<minijinja::Value>,
}

impl Scope {
    /// A scope of the keys of `map`.
    #[must_use]
    pub fn new(map: Map<String, Value>) -> Self {
        Self(Arc::new(Inner { map, root: OnceLock::new(), json_root: OnceLock::new() }))
    }

    /// The value of a name, where the scope has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.map.get(name)
    }

    /// The names at the top of the scope, for "did you mean".
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.map.keys().map(String::as_str)
    }

    pub(crate) fn root(&self) -> minijinja::Value {
        self.0.root.get_or_init(|| minijinja::Value::from(Serde(&self.0.map))).clone()
    }

    pub(crate) fn json_root(&self) -> minijinja::Value {
        let make = || {
            if self.0.map.iter().any(|(key, value)| sentinel::forged(key, value)) {
                minijinja::Value::from(Serde(&sentinel::without_stand_ins(&self.0.map)))
            } else {
                self.root()
            }
        };
        self.0.json_root.get_or_init(make).clone()
    }
}

/// Shows the names, never a value: values may be secrets.
impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

//! The ways in which templates are read, each set up once.

use std::sync::LazyLock;

use sortie_jinja::{Engine, Limits, Undefined};

/// For definitions: a key that an optional object lacks is none, however deep. A misspelt input is found when
/// the file is read.
pub(crate) static OF_DEFINITIONS: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Undefined::Chainable, Limits::default()));

/// For what users give: a name that nobody defined is an error that names it.
pub(crate) static OF_USERS: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Undefined::Strict, Limits::default()));

static LENIENT: LazyLock<Engine> = LazyLock::new(|| Engine::new(Undefined::Lenient, Limits::default()));

/// For what callers give over a connection that says what a name does that nobody defined.
pub(crate) fn of_callers(undefined: Undefined) -> &'static Engine {
    match undefined {
        Undefined::Strict => &OF_USERS,
        Undefined::Lenient => &LENIENT,
        Undefined::Chainable => &OF_DEFINITIONS,
    }
}

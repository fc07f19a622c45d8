use std::env;

use sortie_runner::{Check, PROXY_FORMS, without_login};

use super::Section;

/// What a variable holds that may be shown.
enum Shown {
    /// All of it.
    Whole,
    /// An address, without the user name and password in it.
    Address,
}

/// The variables that change what the program does.
const VARIABLES: [(&str, Shown); 14] = [
    ("SORTIE_HOME", Shown::Whole),
    ("SORTIE_CONNECTION", Shown::Whole),
    ("SORTIE_OUTPUT", Shown::Whole),
    ("HTTPS_PROXY", Shown::Address),
    ("https_proxy", Shown::Address),
    ("HTTP_PROXY", Shown::Address),
    ("http_proxy", Shown::Address),
    ("ALL_PROXY", Shown::Address),
    ("all_proxy", Shown::Address),
    ("NO_PROXY", Shown::Whole),
    ("no_proxy", Shown::Whole),
    ("SSL_CERT_FILE", Shown::Whole),
    ("SSL_CERT_DIR", Shown::Whole),
    ("NO_COLOR", Shown::Whole),
];

/// Those of them that are set.
pub(super) fn set() -> Section {
    let mut checks: Vec<Check> = VARIABLES.iter().filter_map(|(name, shown)| told(name, shown)).collect();
    if checks.is_empty() {
        checks.push(Check::ok("variables", "none is set that matters"));
    }
    Section::new("environment", checks)
}

fn told(name: &'static str, shown: &Shown) -> Option<Check> {
    let value = env::var_os(name).filter(|value| !value.is_empty())?.to_string_lossy().into_owned();
    Some(match shown {
        Shown::Whole => Check::ok(name, value),
        Shown::Address => match without_login(&value) {
            Ok(address) => Check::ok(name, address),
            Err(why) => Check::warning(name, why).with_hint(PROXY_FORMS),
        },
    })
}

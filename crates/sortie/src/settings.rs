use std::{fs, io};

use serde::Deserialize;
use sortie_core::{Failure, FailureKind};
use sortie_runner::{Home, reason};

/// The home's `config.yaml`: what is used where neither a flag nor a variable says otherwise.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// The label of the connection to use.
    pub(crate) connection: Option<String>,
}

impl Settings {
    /// The settings of `home`; the defaults where it has none.
    pub(crate) fn read(home: &Home) -> Result<Self, Failure> {
        let path = home.path.join("config.yaml");
        let fail =
            |why: String| Failure::new(FailureKind::InvalidInput, format!("{}: {why}", path.display()));
        match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(fail(format!("cannot be read: {}", reason(&error)))),
            Ok(text) if text.trim().is_empty() => Ok(Self::default()),
            Ok(text) => serde_yaml::from_str(&text).map_err(|error| fail(mistake(&error))),
        }
    }
}

/// What is wrong, and where: without the lines of the file, which are not ours to print.
fn mistake(error: &serde_yaml::Error) -> String {
    let told = error.without_snippet().to_string();
    let what = told.split(" at line ").next().unwrap_or(&told);
    match error.location() {
        Some(place) => format!("line {}, column {}: {what}", place.line(), place.column()),
        None => what.to_owned(),
    }
}

//! What this installation looks like: each part a list of checks.

mod connections;
mod environment;
mod files;
mod home;

use std::process::ExitCode;

use serde_json::{Value, json};
use sortie_core::Failure;
use sortie_runner::{Check, Home};

use crate::args::{DoctorArgs, Format};
use crate::output;

/// A part of the installation, and what was looked at there.
pub(crate) struct Section {
    name: String,
    checks: Vec<Check>,
}

/// Looks at everything there is, whatever state it is in.
pub(crate) fn execute(home: Result<Home, Failure>, args: &DoctorArgs) -> Result<ExitCode, Failure> {
    let version = Check::ok("version", env!("CARGO_PKG_VERSION"));
    let mut sections = vec![Section::new("sortie", vec![version])];
    match home {
        Ok(home) => {
            sections.push(home::taken(&home));
            sections.push(files::found(&home));
            sections.push(environment::set());
            sections.extend(connections::found(&home, args.online)?);
        }
        Err(failure) => {
            sections.push(Section::new("home", vec![Check::of("home", &failure)]));
            sections.push(environment::set());
        }
    }
    tell(&sections, args.output)
}

impl Section {
    fn new(name: impl Into<String>, checks: Vec<Check>) -> Self {
        Self { name: name.into(), checks }
    }

    fn to_value(&self) -> Value {
        json!({"name": self.name, "checks": self.checks.iter().map(Check::to_value).collect::<Value>()})
    }

    /// The checks as rows of one table with those of other sections.
    fn rows(&self) -> impl Iterator<Item = Value> {
        self.checks.iter().map(|check| {
            json!({"section": self.name, "name": check.name, "status": check.status.as_str(),
                "detail": check.detail, "hint": check.hint})
        })
    }
}

fn tell(sections: &[Section], format: Option<Format>) -> Result<ExitCode, Failure> {
    let all = || sections.iter().flat_map(|section| &section.checks);
    let code = all().map(Check::exit_code).find(|code| *code != 0).unwrap_or_default();
    let printed = match format {
        None => {
            for section in sections {
                output::checks(&section.name, &section.checks);
            }
            ExitCode::SUCCESS
        }
        Some(Format::Table) => {
            output::value(&sections.iter().flat_map(Section::rows).collect(), Format::Table)?
        }
        Some(format) => {
            let told: Value = sections.iter().map(Section::to_value).collect();
            let version = env!("CARGO_PKG_VERSION");
            output::value(&json!({"version": version, "sections": told, "ok": code == 0}), format)?
        }
    };
    Ok(if printed == ExitCode::SUCCESS { ExitCode::from(code) } else { printed })
}

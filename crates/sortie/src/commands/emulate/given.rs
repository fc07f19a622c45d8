use std::fmt::Write as _;
use std::process::ExitCode;

use jumpcloud_emulator::{Choices, FaultKind, FaultOption, FaultRule};
use sortie_core::{Failure, FailureKind};

use crate::output;

/// The choices that were made.
pub(super) fn choices(given: &[String]) -> Result<Choices, Failure> {
    let mut choices = Choices::default();
    for choice in given {
        let Some((name, value)) = choice.split_once('=') else {
            return Err(Failure::new(FailureKind::InvalidInput, format!("`--choose {choice}` has no `=`"))
                .with_hint("write --choose NAME=VALUE; `--choose list` shows what there is"));
        };
        choices
            .set(name, value)
            .map_err(|error| Failure::new(FailureKind::InvalidInput, error.to_string()))?;
    }
    Ok(choices)
}

/// The faults that were asked for.
pub(super) fn faults(given: &[String]) -> Result<Vec<FaultRule>, Failure> {
    let parsed: Result<_, _> = given.iter().map(|text| FaultRule::parse(text)).collect();
    parsed.map_err(|error| {
        Failure::new(FailureKind::InvalidInput, error.to_string())
            .with_hint("write --fault KIND=VALUE,OPTION=VALUE; `--fault list` shows what there is")
    })
}

/// Shows what can be chosen.
pub(super) fn list_choices() -> ExitCode {
    let mut text = String::new();
    for choice in Choices::ALL {
        let _ = writeln!(text, "{}: {}", choice.name, choice.meaning);
        for (index, (value, meaning)) in choice.values.iter().enumerate() {
            let default = if index == 0 { " (default)" } else { "" };
            let _ = writeln!(text, "  {value}{default}: {meaning}");
        }
    }
    output::text(&text)
}

/// Shows what can go wrong, and how to say with which calls.
pub(super) fn list_faults() -> ExitCode {
    let mut text = "A rule is KIND[=VALUE][,OPTION=VALUE...]. Every rule counts every call that it concerns. Latencies \
                    add up, and so do\nusers who come and go; of all else the first rule that strikes decides.\n\n\
                    Kinds:\n"
        .to_owned();
    for kind in FaultKind::ALL {
        let value = if kind.value.is_empty() { String::new() } else { format!("={}", kind.value) };
        let _ = writeln!(text, "  {}{value}: {}", kind.name, kind.meaning);
    }
    text += "\nOptions, all of which must hold:\n";
    for option in FaultOption::ALL {
        let _ = writeln!(text, "  {}: {}", option.form, option.meaning);
    }
    output::text(&text)
}

use std::env;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use sortie_core::HIDDEN;

/// `error` without the texts in it that may be a secret: one typed after a flag that takes none, or for another
/// flag. Names stay that a flag or command can have, texts that are nearly a known one, and words and numbers for an option
/// that takes one of a few values or a number.
pub(super) fn without_texts(mut error: Error) -> Error {
    if let Some(tip) = lacking(&error) {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
        return error;
    }
    for (kind, near) in [
        (ContextKind::InvalidArg, ContextKind::SuggestedArg),
        (ContextKind::InvalidSubcommand, ContextKind::SuggestedSubcommand),
        (ContextKind::InvalidValue, ContextKind::SuggestedValue),
    ] {
        let Some(ContextValue::String(text)) = error.get(kind) else { continue };
        let stays = match kind {
            ContextKind::InvalidArg => is_of_command(&error) || is_flag(text),
            ContextKind::InvalidSubcommand => is_name(text),
            _ => text.is_empty() || is_short(text) && is_of_few(&error),
        };
        if stays || error.get(near).is_some() {
            continue;
        }
        let place = env::args_os().position(|it| it.as_encoded_bytes() == text.as_bytes());
        error.insert(kind, ContextValue::String(HIDDEN.to_owned()));
        let place = place.map_or_else(String::new, |place| format!("it is argument {place}; "));
        let tip = format!("{place}what was typed there is not shown, since it may be a secret");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

/// What to do where an option is given without the one that it belongs to.
fn lacking(error: &Error) -> Option<&'static str> {
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else { return None };
    let is_dry_run = error.kind() == ErrorKind::MissingRequiredArgument && *missing == ["--dry-run"];
    is_dry_run
        .then_some("`--as` chooses how `--dry-run` prints the request: add `--dry-run`, or leave out `--as`")
}

/// Whether it is a word or a number, with a unit perhaps, and shorter than any key.
fn is_short(text: &str) -> bool {
    let unit = text.trim_start_matches(|it: char| it.is_ascii_digit() || "+-.".contains(it));
    let is_number = unit.len() < text.len() && unit.len() <= 2;
    text.len() <= 12 && (is_number || text.chars().all(|it| it.is_ascii_alphabetic()))
}

/// Whether what is wrong stands for an option that takes one of a few values, or a number.
fn is_of_few(error: &Error) -> bool {
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else { return false };
    let values =
        matches!(error.get(ContextKind::ValidValue), Some(ContextValue::Strings(it)) if !it.is_empty());
    let number = [" <N>", " <SECONDS>"].iter().any(|name| option.ends_with(name));
    option.starts_with('-') && (values || number)
}

/// Whether its argument is one of the command's own, whose value or company is wrong.
fn is_of_command(error: &Error) -> bool {
    error.kind() != ErrorKind::UnknownArgument
}

fn is_flag(text: &str) -> bool {
    let is_short = |rest: &str| rest.chars().count() == 1;
    text.strip_prefix("--").map_or_else(|| text.strip_prefix('-').is_some_and(is_short), is_name)
}

fn is_name(text: &str) -> bool {
    text.chars().all(|it| it.is_ascii_lowercase() || it == '-')
}

use std::env;

use clap::Error;
use clap::error::{ContextKind, ContextValue};
use sortie_core::HIDDEN;

/// `error` without the texts in it that may be a secret: one typed after a flag that takes none, or for another
/// flag. Names stay that a flag or command can have, and texts that are nearly a known one.
pub(super) fn without_texts(mut error: Error) -> Error {
    for (kind, near) in [
        (ContextKind::InvalidArg, ContextKind::SuggestedArg),
        (ContextKind::InvalidSubcommand, ContextKind::SuggestedSubcommand),
        (ContextKind::InvalidValue, ContextKind::SuggestedValue),
    ] {
        let Some(ContextValue::String(text)) = error.get(kind) else { continue };
        let stays = match kind {
            ContextKind::InvalidArg => is_of_command(&error) || is_flag(text),
            ContextKind::InvalidSubcommand => is_name(text),
            _ => text.is_empty(),
        };
        if stays || error.get(near).is_some() {
            continue;
        }
        let place = env::args_os().position(|it| it.as_encoded_bytes() == text.as_bytes());
        error.insert(kind, ContextValue::String(HIDDEN.to_owned()));
        let place = place.map_or_else(String::new, |place| format!("it is argument {place}; "));
        let tip = format!("{place}what stands where nothing belongs is not shown, since it may be a secret");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

/// Whether its argument is one of the command's own, whose value or company is wrong.
fn is_of_command(error: &Error) -> bool {
    error.kind() != clap::error::ErrorKind::UnknownArgument
}

fn is_flag(text: &str) -> bool {
    let is_short = |rest: &str| rest.chars().count() == 1;
    text.strip_prefix("--").map_or_else(|| text.strip_prefix('-').is_some_and(is_short), is_name)
}

fn is_name(text: &str) -> bool {
    text.chars().all(|it| it.is_ascii_lowercase() || it == '-')
}

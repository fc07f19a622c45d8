use std::fmt::Write as _;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use sortie_core::{Action, Effect, Input};

use super::{table, text, visible, visible_lines};

/// Prints actions for eyes, one a line.
pub(crate) fn actions(actions: &[Action]) -> ExitCode {
    let head = ["NAME", "EFFECT", "TITLE"].map(str::to_owned).to_vec();
    let lines = actions
        .iter()
        .map(|action| vec![action.name.clone(), action.effect.as_str().to_owned(), visible(&action.title)]);
    let mut told = String::new();
    for (index, line) in table::laid_out(Some(head), lines, 2).lines().enumerate() {
        let action = index.checked_sub(1).and_then(|index| actions.get(index));
        let style = action.map_or(Style::new(), |action| effect_style(action.effect));
        let _ = writeln!(told, "{style}{line}{style:#}");
    }
    text(&told)
}

/// Prints one action for eyes: what it does, what it takes, how to run it.
pub(crate) fn action(action: &Action) -> ExitCode {
    let bold = Style::new().bold();
    let effect = effect_style(action.effect);
    let again = if action.idempotent { "safe to repeat" } else { "not safe to repeat" };
    let (title, description) = (visible(&action.title), visible_lines(&action.description));
    let mut told = format!("{bold}{title}{bold:#}\n{}\n\n{description}\n\n", action.name);
    let _ = writeln!(told, "effect  {effect}{}{effect:#}, {again}", action.effect.as_str());
    let _ = writeln!(told, "scopes  {}", visible(&action.scopes.join(", ")));
    let _ = writeln!(told, "docs    {}", visible(&action.doc_url));
    if !action.aliases.is_empty() {
        let _ = writeln!(told, "also    {}", visible(&action.aliases.join("; ")));
    }
    let none = if action.inputs.is_empty() { "\n  none" } else { "" };
    let _ = writeln!(told, "\n{bold}inputs{bold:#}{none}");
    for (name, input) in &action.inputs {
        told.push_str(&described(name, input));
    }
    let _ = writeln!(told, "\n{bold}example{bold:#}\n{}", example(action));
    text(&told)
}

fn described(name: &str, input: &Input) -> String {
    let bold = Style::new().bold();
    let required = if input.required { ", required" } else { "" };
    let title =
        input.title.as_ref().filter(|title| *title != name).map(|title| format!(" \"{}\"", visible(title)));
    let title = title.unwrap_or_default();
    let mut told = format!("  {bold}{name}{bold:#}{title} ({}{required})", input.types.in_words());
    if let Some(description) = &input.description {
        let _ = write!(told, "  {}", visible_lines(description));
    }
    told.push('\n');
    for (key, property) in input.properties.iter().flatten() {
        let description = visible_lines(property.description.as_deref().unwrap_or_default());
        let _ = writeln!(told, "    {key} ({})  {description}", property.types.in_words());
    }
    told
}

/// A command that runs the action in the emulator with its examples.
fn example(action: &Action) -> String {
    let mut command = format!("  sortie run {} -c demo", action.name);
    let by = action.inputs.values().filter_map(|input| input.lookup_by.as_ref()?.first());
    let found_by: Vec<&String> = by.collect();
    let needed = |(name, input): &(&String, &Input)| input.required || found_by.contains(name);
    for (name, input) in action.inputs.iter().filter(needed) {
        if let Some(example) = &input.example {
            let value = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            let _ = write!(command, " -i {}", quoted(&format!("{name}={value}")));
        }
    }
    command
}

/// `argument` as a shell reads it as one word.
fn quoted(argument: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "=_-.,:/@+".contains(character);
    if argument.chars().all(plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

fn effect_style(effect: Effect) -> Style {
    match effect {
        Effect::Read => Style::new(),
        Effect::Write => AnsiColor::Yellow.on_default(),
        Effect::Destructive => AnsiColor::Red.on_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn arguments_are_quoted_for_a_shell() {
        assert_eq!(quoted("a=b"), "a=b");
        assert_eq!(quoted("params={\"a\": 1}"), "'params={\"a\": 1}'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}

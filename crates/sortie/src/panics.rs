use std::fmt::Display;
use std::panic;

use crate::output;

/// Makes a panic tell its place and not its words: they can hold any value, and so a secret.
pub(crate) fn tell_place_only() {
    panic::set_hook(Box::new(|info| match info.location() {
        Some(place) => output::note(&told(place)),
        None => output::note(&told(&"an unknown place")),
    }));
}

fn told(place: &dyn Display) -> String {
    format!(
        "error: Sortie stopped at {place}; this is a mistake in Sortie\n\
         help: report this line with the action's name and without your secrets"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_panic_is_told_by_its_place() {
        let first = "error: Sortie stopped at src/a.rs:1:2; this is a mistake in Sortie";
        assert_eq!(super::told(&"src/a.rs:1:2").lines().next(), Some(first));
    }
}

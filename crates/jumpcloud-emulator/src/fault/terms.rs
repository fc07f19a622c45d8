use std::{fmt::Display, str::FromStr};

use super::{FaultKind, Reach};

/// The parts of a rule's text, each to be taken once.
#[derive(Debug)]
pub(super) struct Terms<'a> {
    /// The word before the first `=`.
    pub(super) kind: &'a str,
    value: Option<&'a str>,
    options: Vec<(&'a str, &'a str)>,
}

/// An option of a rule that says which calls the fault befalls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultOption {
    /// The name and the form of its value.
    pub form: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

impl FaultOption {
    /// Every option that any rule takes, for a help text.
    pub const ALL: &[Self] = &[
        Self { form: "method=METHOD", meaning: "only calls of this method" },
        Self {
            form: "path=PATH",
            meaning: "only calls whose path begins so; `*` stands for anything [default: /api]",
        },
        Self { form: "first=N", meaning: "only the first N of these calls" },
        Self { form: "after=N", meaning: "not the first N of them" },
        Self { form: "every=N", meaning: "only each Nth of them" },
        Self { form: "calls=A..B", meaning: "only number A to number B of them; `A` alone, or `A..`" },
        Self {
            form: "chance=P",
            meaning: "each of them with this probability, such as 0.1, at random by `--seed`",
        },
    ];

    /// The name.
    pub(crate) fn name(&self) -> &'static str {
        self.form.split('=').next().unwrap_or(self.form)
    }
}

impl<'a> Terms<'a> {
    /// Takes `text` apart.
    pub(super) fn split(text: &'a str) -> Result<Self, String> {
        let mut parts = text.split(',');
        let first = parts.next().unwrap_or_default();
        let (kind, value) = first.split_once('=').map_or((first, None), |(kind, value)| (kind, Some(value)));
        let mut terms = Self { kind: kind.trim(), value, options: Vec::new() };
        for part in parts {
            let Some((name, value)) = part.split_once('=') else {
                return Err(format!("`{part}` has no `=`; write an option as NAME=VALUE"));
            };
            let name = name.trim();
            if terms.options.iter().any(|(other, _)| *other == name) {
                return Err(format!("`{name}` is given twice"));
            }
            terms.options.push((name, value.trim()));
        }
        Ok(terms)
    }

    /// The value of the kind itself, where one is given.
    pub(super) fn value(&mut self) -> Option<&'a str> {
        self.value.take()
    }

    /// The option `name`, where it is given.
    pub(super) fn take(&mut self, name: &str) -> Option<&'a str> {
        let place = self.options.iter().position(|(other, _)| *other == name)?;
        Some(self.options.remove(place).1)
    }

    /// The option `name` as a whole number of at least one, where it is given.
    pub(super) fn count(&mut self, name: &str) -> Result<Option<u64>, String> {
        self.take(name).map(|text| whole(name, text, 1)).transpose()
    }

    /// Refuses what nobody has taken.
    pub(super) fn finish(&self, kind: &FaultKind, reach: Reach) -> Result<(), String> {
        if let Some(value) = self.value {
            return Err(format!("`{}` takes no value, and `{value}` is given", kind.name));
        }
        let Some((name, _)) = self.options.first() else { return Ok(()) };
        let about_calls = |name: &&str| reach != Reach::Connections || !matches!(*name, "method" | "path");
        let general = FaultOption::ALL.iter().map(FaultOption::name).filter(about_calls);
        let names: Vec<&str> = kind.options.iter().copied().chain(general).collect();
        Err(format!("`{}` takes no option `{name}`; it takes {}", kind.name, names.join(", ")))
    }
}

/// `text` as a whole number of at least `least`.
pub(super) fn whole<T: FromStr + PartialOrd + Display + Copy>(
    name: &str,
    text: &str,
    least: T,
) -> Result<T, String> {
    let number = text.trim().parse().ok().filter(|number| *number >= least);
    number.ok_or_else(|| format!("`{text}` for `{name}` is not a whole number of at least {least}"))
}

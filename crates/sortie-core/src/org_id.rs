use regex_lite::Regex;

use crate::file::{Fault, Steps};
use crate::integration_file::OrgIdFile;
use crate::show::short;

/// What the id of an organization looks like.
#[derive(Debug, Clone)]
pub(crate) struct OrgId {
    pattern: Regex,
    pub(crate) hint: String,
}

impl OrgId {
    pub(crate) fn compile(file: &OrgIdFile, faults: &mut Vec<Fault>) -> Self {
        let pattern = Regex::new(&file.pattern).unwrap_or_else(|error| {
            let at = Steps::from(["org_id", "pattern"]);
            faults.push(Fault::value(&at, format!("not a regular expression: {error}")));
            Regex::new("").expect("a regular expression that matches everything")
        });
        Self { pattern, hint: file.hint.clone() }
    }

    /// Why `text` is no such id; none where it is one, or stands for none.
    pub(crate) fn wrong(&self, text: &str) -> Option<String> {
        let right = text.is_empty() || self.pattern.is_match(text);
        (!right).then(|| format!("cannot be `{}`", short(text)))
    }
}

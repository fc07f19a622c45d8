use serde_json::{Value, json};
use sortie_core::Redactor;

use super::{Check, CheckStatus, Right};

/// The checks of a whole examination, in the order in which they are told.
const NAMES: [&str; 13] = [
    "file",
    "secrets",
    "dns",
    "proxy",
    "tcp",
    "tls",
    "token",
    "api",
    "regions",
    "organization",
    "rights",
    "clock",
    "latency",
];

/// What an examination of a connection found.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// The connection's label.
    pub label: String,
    /// What was looked at: each name of the order once at least, one that concerns hosts once for each.
    pub checks: Vec<Check>,
    /// What the key may run, as far as that was found out.
    pub rights: Vec<Right>,
    /// The regions that were not asked whether they take a key or service account that was refused.
    pub unasked_regions: Vec<String>,
}

impl Diagnosis {
    pub(super) fn new(label: &str) -> Self {
        let label = label.to_owned();
        Self { label, checks: Vec::new(), rights: Vec::new(), unasked_regions: Vec::new() }
    }

    /// Whether nothing failed.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.exit_code() == 0
    }

    /// What a process exits with that was asked for this: the code of the first check that failed.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.checks.iter().map(Check::exit_code).find(|code| *code != 0).unwrap_or_default()
    }

    /// The diagnosis as data.
    #[must_use]
    pub fn to_value(&self) -> Value {
        json!({
            "label": self.label,
            "checks": self.checks.iter().map(Check::to_value).collect::<Value>(),
            "actions": self.rights.iter().map(Right::to_value).collect::<Value>(),
            "ok": self.is_ok(),
        })
    }

    pub(super) fn tell(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// The whole of it in its order, with what was not come to, and without any secret.
    pub(super) fn finish(mut self, redactor: &Redactor) -> Self {
        let has_failed = self.checks.iter().any(|check| check.status == CheckStatus::Failed);
        let why = if has_failed { "not tried, because of what failed" } else { "not asked for" };
        // A region is asked only where a key or service account was refused.
        for name in NAMES.iter().filter(|name| **name != "regions") {
            if self.checks.iter().all(|check| check.name != *name) {
                self.checks.push(Check::skipped(name, why));
            }
        }
        self.checks.sort_by_key(|check| NAMES.iter().position(|name| *name == check.name));
        self.checks = self.checks.into_iter().map(|check| check.redacted(redactor)).collect();
        self
    }
}

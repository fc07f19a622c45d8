use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use serde_json::Value;
use sortie_runner::{Check, CheckStatus, Diagnosis, Right};

use super::{note, stderr, visible};

/// Tells `diagnosis` on stderr: a line for each check, and what the key may run.
pub(crate) fn diagnosis(diagnosis: &Diagnosis) {
    checks(&diagnosis.label, &diagnosis.checks);
    for may in [Some(true), Some(false), None] {
        let alike = diagnosis.rights.iter().filter(|right| right.may == may).collect::<Vec<_>>();
        if let Some(first) = alike.first() {
            let names: Vec<&str> = alike.iter().map(|right| bare(right)).collect();
            let whence: BTreeSet<&str> = alike.iter().filter_map(|it| it.inferred_from.as_deref()).collect();
            let whence = Vec::from_iter(whence).join(" and ");
            let whence = if whence.is_empty() { whence } else { format!("; inferred from {whence}") };
            note(&format!("  may run: {:<8}{}", first.word(), names.join(", ") + &whence));
        }
    }
}

/// Tells `checks` on stderr under `title`.
pub(crate) fn checks(title: &str, checks: &[Check]) {
    let (bold, help) = (Style::new().bold(), AnsiColor::Cyan.on_default().bold());
    let width = checks.iter().map(|check| check.name.len()).max().unwrap_or_default();
    let mut told = format!("{bold}{}{bold:#}\n", visible(title));
    for alike in checks.chunk_by(are_skipped_alike) {
        let check = &alike[0];
        let style = style(check.status);
        let (status, name) = (check.status.as_str(), check.name);
        if alike.len() > 1 {
            let names: Vec<&str> = alike.iter().map(|check| check.name).collect();
            let (names, why) = (names.join(", "), visible(&check.detail));
            let _ = writeln!(told, "  {style}{status:<8}{style:#} {names}: {why}");
            continue;
        }
        let _ = writeln!(told, "  {style}{status:<8}{style:#} {name:<width$}  {}", visible(&check.detail));
        if let Some(hint) = &check.hint {
            let _ = writeln!(told, "  {:<8} {:<width$}  {help}help:{help:#} {}", "", "", visible(hint));
        }
    }
    stderr(&told);
}

/// The rows of a table of checks, in a value that tells them.
pub(crate) fn rows(told: &Value) -> Value {
    told.get("checks").cloned().unwrap_or_default()
}

/// Whether one line says all there is to say of both.
fn are_skipped_alike(one: &Check, other: &Check) -> bool {
    let skipped = |check: &Check| check.status == CheckStatus::Skipped && check.hint.is_none();
    skipped(one) && skipped(other) && one.detail == other.detail
}

fn bare(right: &Right) -> &str {
    right.action.split_once('.').map_or(right.action.as_str(), |(_, name)| name)
}

fn style(status: CheckStatus) -> Style {
    match status {
        CheckStatus::Ok => AnsiColor::Green.on_default(),
        CheckStatus::Warning => AnsiColor::Yellow.on_default(),
        CheckStatus::Failed => AnsiColor::Red.on_default().bold(),
        CheckStatus::Skipped => Style::new().dimmed(),
    }
}

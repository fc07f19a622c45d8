use super::{
    Reach,
    pattern::Pattern,
    terms::{Terms, whole},
};

/// Which calls a fault befalls: all that is said must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct When {
    method: Option<String>,
    path: Pattern,
    first: Option<u64>,
    after: Option<u64>,
    every: Option<u64>,
    calls: Option<(u64, u64)>,
    /// In millionths.
    chance: Option<u64>,
}

const MILLION: u64 = 1_000_000;

impl When {
    /// Takes its options from `terms`; a connection has neither method nor path.
    pub(super) fn read(terms: &mut Terms, reach: Reach) -> Result<Self, String> {
        let named = reach != Reach::Connections;
        let method = if named { terms.take("method").map(str::to_ascii_uppercase) } else { None };
        let path = if named { terms.take("path") } else { None };
        Ok(Self {
            method,
            // Tokens come from a host of their own, which has its troubles only where somebody says so.
            path: Pattern::new(path.unwrap_or("/api")),
            first: terms.count("first")?,
            after: terms.count("after")?,
            every: terms.count("every")?,
            calls: terms.take("calls").map(span).transpose()?,
            chance: terms.take("chance").map(millionths).transpose()?,
        })
    }

    /// Whether a call of `method` at `path` counts.
    pub(super) fn concerns(&self, method: &str, path: &str) -> bool {
        self.method.as_ref().is_none_or(|it| it == method) && self.path.fits(path)
    }

    /// Whether the one with this number, of those that count, is struck.
    pub(super) fn strikes(&self, number: u64, dice: u64) -> bool {
        self.first.is_none_or(|first| number <= first)
            && self.after.is_none_or(|after| number > after)
            && self.every.is_none_or(|every| number.is_multiple_of(every))
            && self.calls.is_none_or(|(from, to)| (from..=to).contains(&number))
            && self.chance.is_none_or(|chance| dice % MILLION < chance)
    }
}

/// Reads `A..B`, `A..` or `A`.
fn span(text: &str) -> Result<(u64, u64), String> {
    let (from, to) = match text.split_once("..") {
        None => (text, Some(text)),
        Some((from, "")) => (from, None),
        Some((from, to)) => (from, Some(to)),
    };
    let from = whole("calls", from, 1)?;
    Ok((from, to.map_or(Ok(u64::MAX), |to| whole("calls", to, from))?))
}

/// Reads a probability.
fn millionths(text: &str) -> Result<u64, String> {
    let refuse =
        || format!("`{text}` for `chance` is no probability; write a number from 0 to 1, such as 0.1");
    let (whole, digits) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{digits:0<6}");
    let ones: u64 = whole.parse().map_err(|_| refuse())?;
    let rest: u64 = digits.parse().map_err(|_| refuse())?;
    let sum = ones.checked_mul(MILLION).and_then(|ones| ones.checked_add(rest));
    sum.filter(|sum| digits.len() == 6 && *sum <= MILLION).ok_or_else(refuse)
}

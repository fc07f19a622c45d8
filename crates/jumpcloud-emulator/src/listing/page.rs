use crate::{
    choices::{BadLimit, Choices, OverLimit},
    reply::Reply,
};

/// Which part of a list is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    skip: usize,
    limit: usize,
}

/// How many documents a list shows that does not say.
const DEFAULT: usize = 10;
/// How many the most generous lists show at once.
const GENEROUS: usize = 1000;

impl Page {
    /// Reads the two parameters; a list shows no more than `maximum` at once.
    pub(super) fn parse(
        limit: Option<&str>,
        skip: Option<&str>,
        maximum: usize,
        choices: &Choices,
    ) -> Result<Self, Reply> {
        let limit = number("limit", limit, 1, DEFAULT, choices)?;
        let limit = match choices.over_limit {
            OverLimit::Honoured => limit.min(GENEROUS),
            OverLimit::Capped => limit.min(maximum),
            OverLimit::Refused if limit > maximum => {
                let message = format!("request parameter \"limit\" exceeds maximum value of {maximum}");
                return Err(Reply::bad_request(&message));
            }
            OverLimit::Refused => limit,
        };
        Ok(Self { skip: number("skip", skip, 0, 0, choices)?, limit })
    }

    /// The items on this page.
    pub(super) fn of<I: Iterator>(self, items: I) -> impl Iterator<Item = I::Item> {
        items.skip(self.skip).take(self.limit)
    }

    /// Whether the item at `index` is on this page.
    pub(super) fn has(self, index: usize) -> bool {
        index >= self.skip && index - self.skip < self.limit
    }
}

fn number(
    name: &str,
    text: Option<&str>,
    minimum: usize,
    default: usize,
    choices: &Choices,
) -> Result<usize, Reply> {
    let Some(text) = text else { return Ok(default) };
    let parsed = text.trim().parse().ok().filter(|number| *number >= minimum);
    match (parsed, choices.bad_limit) {
        (Some(number), _) => Ok(number),
        (None, BadLimit::Default) => Ok(default),
        (None, BadLimit::Refused) => {
            let message = format!("request parameter \"{name}\" is not a whole number of at least {minimum}");
            Err(Reply::bad_request(&message))
        }
    }
}

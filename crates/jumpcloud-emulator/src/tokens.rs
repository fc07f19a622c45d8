use std::collections::VecDeque;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::{
    Call,
    config::Config,
    query::Query,
    reply::{Outcome, Reply},
};

/// The most tokens that are known at once; of more, the oldest are forgotten.
const MOST: usize = 10_000;

/// The tokens that service accounts have been given.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    issued: u64,
    /// Each token that is known, with the calls that are left for it.
    known: VecDeque<(String, u64)>,
}

impl Tokens {
    /// How many have been given.
    pub(crate) fn issued(&self) -> u64 {
        self.issued
    }

    /// Answers a call for a token.
    pub(crate) fn answer(&mut self, call: &Call, config: &Config) -> Outcome {
        if call.method != "POST" {
            return Err(Reply::error(405, "Method Not Allowed"));
        }
        let given = call.header("authorization").and_then(|it| it.strip_prefix("Basic "));
        let account = config.service_account.as_ref().map(|account| STANDARD.encode(account));
        if given.is_none() || account.is_some_and(|account| given != Some(account.as_str())) {
            return Err(refusal(
                401,
                "invalid_client",
                "Client authentication failed: unknown client or secret.",
            ));
        }
        let form = String::from_utf8_lossy(&call.body);
        let form = Query::parse(if is_form(call) { &form } else { "" });
        match (form.get("grant_type"), form.get("scope")) {
            (Some("client_credentials"), None | Some("api")) => Ok(self.issue(config)),
            (Some("client_credentials"), Some(_)) => {
                Err(refusal(400, "invalid_scope", "The requested scope is unknown; there is \"api\"."))
            }
            (Some(_), _) => {
                Err(refusal(400, "unsupported_grant_type", "Only client_credentials is supported."))
            }
            (None, _) => Err(refusal(400, "invalid_request", "The form lacks the parameter grant_type.")),
        }
    }

    /// Whether `token` is known and may be used for one call more, which this one is.
    pub(crate) fn take(&mut self, token: &str) -> bool {
        match self.known.iter_mut().find(|(known, _)| known == token) {
            Some((_, left)) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    fn issue(&mut self, config: &Config) -> Reply {
        self.issued += 1;
        let token = opaque(config.seed, self.issued);
        self.known.push_back((token.clone(), config.token_calls.unwrap_or(u64::MAX)));
        if self.known.len() > MOST {
            self.known.pop_front();
        }
        let (kind, seconds) = ("bearer", config.token_seconds);
        Reply::json(
            200,
            &json!({ "access_token": token, "expires_in": seconds, "scope": "api", "token_type": kind }),
        )
    }
}

fn is_form(call: &Call) -> bool {
    call.header("content-type").is_some_and(|it| it.starts_with("application/x-www-form-urlencoded"))
}

fn refusal(status: u16, error: &str, description: &str) -> Reply {
    Reply::json(status, &json!({ "error": error, "error_description": description }))
}

/// Forty letters and digits that tell nothing; token number `number` of an organization is always the same.
fn opaque(seed: u64, number: u64) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number;
    let letters = std::iter::repeat_with(|| {
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9).wrapping_add(number);
        char::from(LETTERS[usize::from(state.to_be_bytes()[0] & 31)])
    });
    letters.take(40).collect()
}

use serde_json::{Value, json};

use crate::retry_policy::repeatable;
use crate::show::obeyed;
use crate::{Failure, FailureKind, Integration, Purpose, Response, SideEffect};

/// The longest message of an API that an error repeats, in characters.
const MESSAGE: usize = 300;

/// The decoded body of `response` to a request sent for `purpose`; null where there can be none, or nobody
/// needs it.
///
/// # Errors
/// A status that is no success; a web page, which some login or proxy answered; a body that is not JSON
/// although `needed`.
pub fn decode(
    response: &Response,
    integration: &Integration,
    purpose: Purpose,
    needed: bool,
) -> Result<Value, Failure> {
    if !needed || response.status == 204 {
        return read(response, integration, purpose, |_| Ok(Value::Null));
    }
    read(response, integration, purpose, serde_json::from_slice)
}

/// What `parse` makes of the body of `response`, which has to be a success.
///
/// # Errors
/// As [`decode`].
pub(crate) fn read<'a, T>(
    response: &'a Response,
    integration: &Integration,
    purpose: Purpose,
    parse: impl FnOnce(&'a [u8]) -> serde_json::Result<T>,
) -> Result<T, Failure> {
    if !(200..300).contains(&response.status) {
        return Err(refused(response, integration, purpose));
    }
    let failed = |why: &str| {
        Failure::new(FailureKind::Decode, format!("{} answered {} {why}", integration.title, response.status))
            .with_status(response.status)
            .with_outcome(SideEffect::Done.of(purpose.effect()), false)
            .with_tries(response.tries)
    };
    let body = response.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&response.body);
    if looks_like_html(&String::from_utf8_lossy(&body[..body.len().min(256)])) {
        return Err(failed("with a web page where its API was expected")
            .with_outcome(SideEffect::Unknown.of(purpose.effect()), false)
            .with_hint("is the address the console's, and is there a proxy or login page in between?")
            .with_detail(json!({"body": cut(&String::from_utf8_lossy(body))})));
    }
    parse(body).map_err(|error| {
        if body.trim_ascii().is_empty() {
            return failed("with an empty body where JSON was expected");
        }
        let text = String::from_utf8_lossy(body);
        let why =
            if error.is_eof() { "with JSON that ends too early" } else { "with a body that is not JSON" };
        failed(why).with_detail(json!({"body": cut(&text)})).with_source(error)
    })
}

fn refused(response: &Response, integration: &Integration, purpose: Purpose) -> Failure {
    let status = response.status;
    let text = String::from_utf8_lossy(&response.body);
    let body: Option<Value> = serde_json::from_str(&text).ok();
    let message = body.as_ref().and_then(|body| message_in(body, integration)).or_else(|| {
        let plain = !text.trim().is_empty() && !looks_like_html(&text) && body.is_none();
        plain.then(|| text.trim().to_owned())
    });
    let told = message.map_or_else(|| reason(status).to_owned(), |message| cut(&message));
    let side_effect = SideEffect::of_refusal(response);
    let again = repeatable(response, purpose);
    let failure =
        Failure::new(FailureKind::Status, format!("{} answered {status}: {told}", integration.title))
            .with_status(status)
            .with_outcome(side_effect.of(purpose.effect()), again)
            .with_tries(response.tries)
            .with_detail(body.unwrap_or_else(|| json!({"body": cut(&text)})));
    match hint(response, integration) {
        Some(hint) => failure.with_hint(hint),
        None => failure,
    }
}

fn hint(response: &Response, integration: &Integration) -> Option<String> {
    if let Some(block) = integration.block.as_ref().filter(|it| it.is_told_by(response)) {
        let until = response.blocked_until.map(|until| format!("; nothing more is sent until {until}"));
        return Some(block.hint.clone() + &until.unwrap_or_default());
    }
    if let Some(asked) = response.header("retry-after").filter(|_| matches!(response.status, 429 | 503)) {
        let seconds = asked.trim().parse::<u64>().map(|seconds| format!("{seconds} seconds"));
        return Some(match seconds {
            Ok(seconds) => format!("it asks to wait {seconds}"),
            Err(_) => format!("it asks to wait until {}", cut(asked)),
        });
    }
    let to = response.header("location").filter(|_| (300..400).contains(&response.status));
    let known = integration.hints.get(&response.status.to_string()).cloned();
    known.or_else(|| to.map(|to| format!("it points to {}; redirects are never followed", cut(to))))
}

fn message_in(body: &Value, integration: &Integration) -> Option<String> {
    if let Value::String(text) = body {
        return Some(text.clone()).filter(|text| !text.is_empty());
    }
    let text = |key: &String| body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    integration.error_messages().find_map(text).map(str::to_owned)
}

fn looks_like_html(text: &str) -> bool {
    let start = text.trim_start().get(..14).unwrap_or(text.trim_start()).to_ascii_lowercase();
    ["<!doctype", "<html", "<head", "<!--"].iter().any(|it| start.starts_with(it))
}

/// The first characters of `text`, with blanks for what a terminal would obey.
fn cut(text: &str) -> String {
    let clean = |character: char| if obeyed(character) { ' ' } else { character };
    let mut shown: String = text.trim().chars().take(MESSAGE).map(clean).collect();
    if text.trim().chars().nth(MESSAGE).is_some() {
        shown.push('…');
    }
    shown
}

/// What the common statuses mean, for an answer that says nothing itself.
fn reason(status: u16) -> &'static str {
    match status {
        300..=399 => "a redirect",
        400 => "bad request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not found",
        409 => "conflict",
        429 => "too many requests",
        500 => "internal server error",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout",
        _ => "no reason given",
    }
}

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use url::Url;

use crate::show::short;
use crate::{
    Body, Connection, Failure, FailureKind, Integration, Method, OAuthFile, Purpose, Request, Response,
    Secret, SecretSource, SideEffect, Token,
};

/// The longest token that goes into a header, in bytes: servers take no longer ones.
const LONGEST: usize = 16 * 1024;
/// What a client id is.
pub(crate) const CLIENT_ID: &str = "a client id is made of visible ASCII characters, and no `:`";
/// The longest life of a token that is believed, in seconds: a year.
const YEAR: u64 = 31_536_000;

/// Who asks for tokens by OAuth 2.0's client credentials, and where.
///
/// It knows where the client secret is kept, not the secret itself.
#[derive(Clone)]
pub struct ServiceAccount {
    /// Its client id.
    pub client_id: String,
    /// Where its client secret is kept.
    pub client_secret: SecretSource,
    /// Where tokens are given.
    pub token_url: Url,
    /// The scope to ask for.
    pub scope: Option<String>,
    expires_seconds: Option<u64>,
    label: String,
    product: String,
}

impl ServiceAccount {
    /// The account of `file`, whose `client_id` is rendered already, at the token host of `connection`.
    pub(crate) fn new(
        client_id: String,
        file: &OAuthFile,
        connection: &Connection,
        integration: &Integration,
    ) -> Result<Self, Failure> {
        let (label, product) = (connection.label.clone(), integration.title.clone());
        let Some(token) = &integration.auth.oauth else {
            let message = format!("{product} has no service accounts; the connection `{label}` has `oauth`");
            return Err(Failure::new(FailureKind::Connection, message)
                .with_hint("give the connection an `api_key` instead"));
        };
        if !is_client_id(&client_id) {
            let message = format!("`oauth.client_id` of the connection `{label}` is no client id");
            return Err(Failure::new(FailureKind::Connection, message).with_hint(CLIENT_ID));
        }
        let mut token_url = connection.host(&token.host)?.clone();
        token_url.set_path(&token.path);
        let (scope, expires_seconds) = (token.scope.clone(), token.expires_seconds);
        let client_secret = file.client_secret.clone();
        Ok(Self { client_id, client_secret, token_url, scope, expires_seconds, label, product })
    }

    /// The request for a token; its credential is what [`authorization`](Self::authorization) gives.
    #[must_use]
    pub fn plan(&self) -> Request {
        let mut form = vec![("grant_type", "client_credentials".to_owned())];
        form.extend(self.scope.iter().map(|scope| ("scope", scope.clone())));
        Request {
            method: Method::Post,
            url: self.token_url.clone(),
            headers: vec![("accept".to_owned(), "application/json".to_owned())],
            credential: Some("authorization".to_owned()),
            body: Some(Body::Form(form)),
            purpose: Purpose::Token,
        }
    }

    /// What a request for a token is sent with: the id and the secret as one.
    #[must_use]
    pub fn authorization(&self, client_secret: &Secret) -> [Secret; 2] {
        let pair = STANDARD.encode(format!("{}:{}", self.client_id, client_secret.expose()));
        [Secret::new(format!("Basic {pair}")), Secret::new(pair)]
    }

    /// The token in `response`.
    ///
    /// # Errors
    /// The client is refused, the host is out of order, or its answer makes no sense. Nothing has been done.
    pub fn read(&self, response: &Response) -> Result<Token, Failure> {
        if response.status != 200 {
            return Err(self.refused(response));
        }
        let answer: Map<String, Value> = serde_json::from_slice(&response.body).map_err(|_| {
            // The body may hold a token; nobody gets to see it.
            self.nonsense("what is no JSON object", response)
                .with_hint("is this the address of the token host, and is a proxy or login page in between?")
        })?;
        let text = |key: &str| answer.get(key).and_then(Value::as_str);
        let token = text("access_token").unwrap_or_default();
        if token.is_empty() {
            return Err(self.nonsense("no `access_token`", response));
        }
        if token.len() > LONGEST || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            let why = format!(
                "an `access_token` that is no token: more than {LONGEST} bytes, or not visible ASCII"
            );
            return Err(self.nonsense(&why, response));
        }
        if answer.get("token_type").is_some_and(|kind| !is_bearer(kind)) {
            return Err(self.nonsense("a `token_type` that is not `bearer`", response));
        }
        let lifetime =
            self.lifetime(answer.get("expires_in")).map_err(|why| self.nonsense(&why, response))?;
        let secret = Secret::new(token.to_owned());
        Ok(Token { authorization: Secret::new(format!("Bearer {token}")), secret, lifetime })
    }

    fn lifetime(&self, given: Option<&Value>) -> Result<Duration, String> {
        let seconds = match (given, self.expires_seconds) {
            (None | Some(Value::Null), Some(seconds)) => seconds,
            (None | Some(Value::Null), None) => {
                return Err(
                    "no `expires_in`, and the integration's `auth.oauth` has no `expires_seconds`".into()
                );
            }
            (Some(given), _) => {
                // Anything but a number may hold what nobody gets to see.
                let shown = if given.is_number() { format!(": {given}") } else { String::new() };
                given.as_u64().filter(|seconds| (1..=YEAR).contains(seconds)).ok_or_else(|| {
                    format!("`expires_in{shown}`, which is no number of seconds from 1 to a year")
                })?
            }
        };
        Ok(Duration::from_secs(seconds))
    }

    fn nonsense(&self, what: &str, response: &Response) -> Failure {
        let message = format!("{} answered {} with {what}", self.host(), response.status);
        Failure::new(FailureKind::Connection, message).with_status(response.status)
    }

    fn refused(&self, response: &Response) -> Failure {
        let status = response.status;
        let said = said(&response.body).map_or_else(String::new, |said| format!(": {}", short(&said)));
        let failure =
            |kind, what: &str| Failure::new(kind, format!("{} {what}", self.host())).with_status(status);
        let (id, label) = (short(&self.client_id), &self.label);
        match status {
            401 => failure(
                FailureKind::Connection,
                &format!("does not know the client `{id}`, or its secret{said}"),
            )
            .with_hint(format!(
                "look at `oauth` of the connection `{label}`: are client_id and client_secret right, not \
                     revoked, and of this region?"
            )),
            403 => failure(FailureKind::Connection, &format!("gives the client `{id}` no token{said}"))
                .with_hint("does the service account have a role, and may this address ask?"),
            300..=399 => failure(FailureKind::Connection, &format!("answered {status}, a redirect"))
                .with_hint("redirects are never followed: is this the address of the token host?"),
            429 | 500.. => failure(FailureKind::Status, &format!("answered {status}{said}"))
                .with_outcome(SideEffect::None, true),
            _ => failure(FailureKind::Connection, &format!("answered {status}{said}"))
                .with_hint("is this the address of the token host, and are scope and path the product's?"),
        }
    }

    fn host(&self) -> String {
        format!("the token host of {}", self.product)
    }
}

/// Whether `text` can be a client id: a colon would end it in a Basic header.
pub(crate) fn is_client_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':')
}

fn is_bearer(kind: &Value) -> bool {
    kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"))
}

/// What a refusal says of itself, in the words of OAuth 2.0 or else of the API.
fn said(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = |key: &&str| body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    ["error_description", "error", "message"].iter().find_map(text).map(str::to_owned)
}

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use sortie_core::Response;

use crate::{
    Call,
    choices::{Choices, Faults, OutageBody, ThrottledBody},
    config::Config,
    directory::Directory,
    gate,
    reply::{Outcome, Reply},
    router,
    tokens::Tokens,
};

/// An organization in memory that answers calls as JumpCloud would.
///
/// No call makes it panic, wait or do I/O. It may be shared between threads; calls are answered one at a time.
#[derive(Debug)]
pub struct Emulator {
    config: Config,
    directory: Mutex<Directory>,
    tokens: Mutex<Tokens>,
    calls: AtomicU64,
}

impl Emulator {
    /// The organization that `config` describes.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let directory = Mutex::new(Directory::new(config.users, config.seed));
        Self { config, directory, tokens: Mutex::default(), calls: AtomicU64::new(0) }
    }

    /// Answers `call`; what it changes, later calls see.
    pub fn handle(&self, call: &Call) -> Response {
        let reply = self.answer(call).unwrap_or_else(|refusal| refusal);
        reply.into_response(call.method == "HEAD")
    }

    /// How many calls were accepted that change the directory, whether or not anything was different after.
    pub fn writes(&self) -> u64 {
        self.directory().writes()
    }

    /// How many tokens service accounts have been given.
    pub fn tokens(&self) -> u64 {
        self.issued().issued()
    }

    fn answer(&self, call: &Call) -> Outcome {
        // A host of its own, where the API's troubles do not reach.
        if call.path == "/oauth2/token" {
            return self.issued().answer(call, &self.config);
        }
        self.fault()?;
        match call.path.trim_end_matches('/') {
            // The edge itself answers here, before anybody has looked at the key.
            "" | "/api" | "/api/v2" => return Err(Reply::html(404, "Not Found")),
            "/login" => return Ok(Reply::html(200, "Log in")),
            _ => (),
        }
        gate::admit(call, &self.config, &mut self.issued())?;
        router::answer(call, &mut self.directory(), &self.config.choices)
    }

    fn fault(&self) -> Result<(), Reply> {
        let Choices { faults, .. } = self.config.choices;
        if faults == Faults::None || !(self.calls.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(3) {
            return Ok(());
        }
        Err(fault(&self.config.choices))
    }

    fn issued(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The directory; a thread that panicked elsewhere while holding it has left it whole.
    fn directory(&self) -> MutexGuard<'_, Directory> {
        self.directory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fault(choices: &Choices) -> Reply {
    if choices.faults == Faults::Outage {
        return match choices.outage_body {
            OutageBody::Html => Reply::html(503, "Service Unavailable"),
            OutageBody::Json => Reply::error(503, "Service Unavailable"),
        };
    }
    let json = Reply::error(429, "Too Many Requests");
    match choices.throttled_body {
        ThrottledBody::RetryAfter => json.with_header("retry-after", "1"),
        ThrottledBody::Json => json,
        ThrottledBody::Html => Reply::html(429, "Too Many Requests"),
    }
}

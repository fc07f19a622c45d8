use std::{
    sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

use sortie_core::Response;

use crate::{
    Answer, Call, Counters, Ending, FaultRule, Plan,
    call::is_read,
    config::Config,
    directory::Directory,
    estate::Estate,
    fault::{Effect, ResetAt},
    gate,
    ledger::Ledger,
    listing,
    reply::{Outcome, Reply},
    router, rows,
    tokens::Tokens,
};

/// An organization in memory that answers calls as JumpCloud would.
///
/// No call makes it panic, wait or do I/O. It may be shared between threads: reads go on side by side, a write
/// waits for them. A server lets [`plan`](Self::plan) decide what befalls a call when its head has come, and
/// [`answer`](Self::answer) carry it out when it has been read; [`handle`](Self::handle) does without faults.
#[derive(Debug)]
pub struct Emulator {
    config: Config,
    estate: RwLock<Estate>,
    tokens: Mutex<Tokens>,
    ledger: Mutex<Ledger>,
}

impl Emulator {
    /// The organization that `config` describes.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let estate = RwLock::new(Estate::new(Directory::new(config.users, config.seed)));
        let ledger = Mutex::new(Ledger::new(config.seed, config.faults.clone()));
        Self { config, estate, tokens: Mutex::default(), ledger }
    }

    /// Answers `call` as if nothing ever went wrong; what it changes, later calls see.
    pub fn handle(&self, call: &Call) -> Response {
        let plan = self.ledger().count(&call.method, &call.path, Duration::ZERO);
        self.reply(call, &plan).into_response(call.method == "HEAD")
    }

    /// Counts a connection, and tells whether it is taken; one that is not is to be reset unread.
    pub fn connect(&self) -> bool {
        self.ledger().connect()
    }

    /// Counts a call of `method` at `path`, which came `now`, and decides what befalls it.
    ///
    /// `now` is counted from the Unix epoch and must not run backwards.
    pub fn plan(&self, method: &str, path: &str, now: Duration) -> Plan {
        self.ledger().plan(method, path, now)
    }

    /// Carries out `call`, as far as `plan` lets it; what it changes, later calls see.
    pub fn answer(&self, plan: &Plan, call: &Call) -> Answer {
        for churn in &plan.churn {
            self.estate_mut().churn(*churn, listing::skip(call), plan.number);
        }
        let respond = |reply: Reply| reply.into_response(call.method == "HEAD");
        let Some(effect) = &plan.effect else { return Answer::Reply(respond(self.reply(call, plan))) };
        match effect {
            Effect::Refusal(refusal) | Effect::Rate(_, refusal) => {
                self.carry_out(call, plan, refusal.done);
                Answer::Reply(respond(refusal.reply(plan.now)))
            }
            Effect::Garbage(done) => {
                self.carry_out(call, plan, *done);
                Answer::garbage()
            }
            Effect::Endless(done) => {
                self.carry_out(call, plan, *done);
                Answer::endless()
            }
            Effect::Reset(ResetAt::Before | ResetAt::During) => Answer::reset(),
            Effect::Reset(ResetAt::After) => {
                self.carry_out(call, plan, true);
                Answer::reset()
            }
            _ => maimed(respond(rows::befallen(self.reply(call, plan), effect)), effect),
        }
    }

    /// Adds rules behind those there are.
    pub fn add_faults(&self, rules: Vec<FaultRule>) {
        self.ledger().add(rules);
    }

    /// Forgets all rules, and what they have counted.
    pub fn clear_faults(&self) {
        self.ledger().clear_rules();
    }

    /// What has happened.
    pub fn counters(&self) -> Counters {
        self.ledger().counters()
    }

    /// Sets all counters back to nothing, but not those of the rules, which decide by them.
    pub fn clear_counters(&self) {
        self.ledger().clear_counters();
    }

    /// How many calls changed the directory, whether or not anything was different after.
    pub fn writes(&self) -> u64 {
        self.ledger().writes()
    }

    /// How many tokens service accounts have been given.
    pub fn tokens(&self) -> u64 {
        self.issued().issued()
    }

    /// Carries `call` out where it is to be `done`; its true answer is nobody's to see.
    fn carry_out(&self, call: &Call, plan: &Plan, done: bool) {
        if done {
            self.reply(call, plan);
        }
    }

    fn reply(&self, call: &Call, plan: &Plan) -> Reply {
        self.true_answer(call, plan).unwrap_or_else(|refusal| refusal)
    }

    fn true_answer(&self, call: &Call, plan: &Plan) -> Outcome {
        // A host of its own, where no key is asked for.
        if call.path == "/oauth2/token" {
            return self.issued().answer(call, &self.config);
        }
        match call.path.trim_end_matches('/') {
            // The edge itself answers here, before anybody has looked at the key.
            "" | "/api" | "/api/v2" => return Err(Reply::html(404, "Not Found")),
            "/login" => return Ok(Reply::html(200, "Log in")),
            _ => (),
        }
        gate::admit(call, &self.config, &mut self.issued())?;
        if is_read(&call.method, &call.path) { self.read(call, plan) } else { self.write(call, plan) }
    }

    fn read(&self, call: &Call, plan: &Plan) -> Outcome {
        let choices = &self.config.choices;
        if let Some(directory) = self.estate().settled() {
            return router::read(call, directory, choices);
        }
        router::read(call, self.estate_mut().seen_by(plan.number, choices), choices)
    }

    fn write(&self, call: &Call, plan: &Plan) -> Outcome {
        let choices = &self.config.choices;
        let lag = match plan.effect {
            Some(Effect::Lost) => return self.estate().pretend(call, choices),
            Some(Effect::Lag(calls)) => calls,
            _ => 0,
        };
        let (outcome, wrote) = self.estate_mut().write(call, plan.number, lag, choices);
        if wrote {
            self.ledger().wrote(plan);
        }
        outcome
    }

    // A thread that panicked while it held one of these has left it whole.

    fn issued(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn estate(&self) -> RwLockReadGuard<'_, Estate> {
        self.estate.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn estate_mut(&self) -> RwLockWriteGuard<'_, Estate> {
        self.estate.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `response` with what `effect` does to it on its way.
fn maimed(response: Response, effect: &Effect) -> Answer {
    match effect {
        Effect::Reset(_) => {
            let half = &response.body[..response.body.len() / 2];
            Answer::partly(&response, 0, half, Ending::Reset)
        }
        Effect::Truncate(volume) => Answer::partly(&response, 0, volume.of(&response.body), Ending::Close),
        Effect::Length(off) => Answer::partly(&response, *off, &response.body, Ending::Close),
        _ => Answer::Reply(response),
    }
}

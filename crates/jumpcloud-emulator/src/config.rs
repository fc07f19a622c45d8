use crate::{Choices, FaultRule};

/// What an emulated organization looks like; two equal ones answer every sequence of calls with equal bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// How many users there are at first. None at all means an empty directory.
    pub users: usize,
    /// What the people, their ids and their states derive from.
    pub seed: u64,
    /// The one key that is accepted; without it any key will do, as long as it is not empty.
    pub api_key: Option<String>,
    /// The one service account that is given tokens, as `CLIENT_ID:CLIENT_SECRET`; without it any is.
    pub service_account: Option<String>,
    /// How long a token is said to live. There is no clock here: it is taken for as long as it is known.
    pub token_seconds: u64,
    /// For how many calls a token is known; without it, for all.
    pub token_calls: Option<u64>,
    /// How to answer where the service's own behaviour is unknown.
    pub choices: Choices,
    /// What goes wrong from the start, and with which calls.
    pub faults: Vec<FaultRule>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            users: 1026,
            seed: 1,
            api_key: None,
            service_account: None,
            token_seconds: 3600,
            token_calls: None,
            choices: Choices::default(),
            faults: Vec::new(),
        }
    }
}

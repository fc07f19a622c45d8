/// The closed set of ways in which a run can fail, in the order of the run.
///
/// The names and exit codes are part of the product: they are never renamed or renumbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The catalogue has no action of that name, or its file has mistakes.
    UnknownAction,
    /// There is no connection of that label, or its file has mistakes.
    UnknownConnection,
    /// An input is missing, unknown, or not what the action takes.
    InvalidInput,
    /// A template in an input does not parse or reads something undefined.
    Template,
    /// A name given for an id belongs to nobody, or to several.
    Lookup,
    /// The connection cannot be used: a secret is missing, or its TLS set-up is wrong.
    Connection,
    /// The API could not be reached; nothing was sent.
    Connect,
    /// The network broke after the request was sent.
    Interrupted,
    /// The API did not answer in time.
    Timeout,
    /// The request was not sent, to stay within the API's limits.
    Budget,
    /// The request was not sent, because the API has shut us out for a while.
    BreakerOpen,
    /// The API answered that it refuses.
    Status,
    /// The API answered a success that cannot be understood.
    Decode,
}

impl FailureKind {
    /// Every kind, in the order of the run.
    pub const ALL: [Self; 13] = [
        Self::UnknownAction,
        Self::UnknownConnection,
        Self::InvalidInput,
        Self::Template,
        Self::Lookup,
        Self::Connection,
        Self::Connect,
        Self::Interrupted,
        Self::Timeout,
        Self::Budget,
        Self::BreakerOpen,
        Self::Status,
        Self::Decode,
    ];

    /// The kind as playbooks see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownAction => "unknown_action",
            Self::UnknownConnection => "unknown_connection",
            Self::InvalidInput => "invalid_input",
            Self::Template => "template",
            Self::Lookup => "lookup",
            Self::Connection => "connection",
            Self::Connect => "connect",
            Self::Interrupted => "interrupted",
            Self::Timeout => "timeout",
            Self::Budget => "budget",
            Self::BreakerOpen => "breaker_open",
            Self::Status => "status",
            Self::Decode => "decode",
        }
    }

    /// What the process exits with: 1 when the API answered and the run failed all the same, 2 when the
    /// caller has something to mend, 3 when the API could not be asked.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Status | Self::Decode => 1,
            Self::UnknownAction
            | Self::UnknownConnection
            | Self::InvalidInput
            | Self::Template
            | Self::Lookup
            | Self::Connection => 2,
            Self::Connect | Self::Interrupted | Self::Timeout | Self::Budget | Self::BreakerOpen => 3,
        }
    }

    /// The stage of a run at which this kind happens.
    #[must_use]
    pub fn stage(self) -> &'static str {
        match self {
            Self::UnknownAction => "action",
            Self::UnknownConnection | Self::Connection => "connection",
            Self::InvalidInput | Self::Template => "inputs",
            Self::Lookup => "lookup",
            Self::Connect | Self::Interrupted | Self::Timeout | Self::Budget | Self::BreakerOpen => "request",
            Self::Status | Self::Decode => "response",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FailureKind;

    #[test]
    fn names_stages_and_exit_codes_never_change() {
        let table: Vec<String> = FailureKind::ALL
            .iter()
            .map(|kind| format!("{} {} {}", kind.as_str(), kind.stage(), kind.exit_code()))
            .collect();
        insta::assert_snapshot!(table.join("\n"), @r"
        unknown_action action 2
        unknown_connection connection 2
        invalid_input inputs 2
        template inputs 2
        lookup lookup 2
        connection connection 2
        connect request 3
        interrupted request 3
        timeout request 3
        budget request 3
        breaker_open request 3
        status response 1
        decode response 1
        ");
    }
}

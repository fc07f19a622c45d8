use serde::Serialize;

/// What has happened since the start, or since the counters were last set back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counters {
    /// Connections that came, those that were refused too.
    pub connections: u64,
    /// Connections that were refused.
    pub refused_connections: u64,
    /// Calls whose head has been read, whatever befell them.
    pub requests: u64,
    /// Calls that changed the directory, whether or not anything was different after and whatever was answered.
    pub writes: u64,
    /// Calls that a rate limit refused.
    pub over_limit: u64,
    /// The same for each method and path, where `{id}` stands for any id.
    pub calls: Vec<CallCounters>,
    /// What became of each rule, in the order in which they are asked.
    pub faults: Vec<FaultCounters>,
}

/// What has happened on one route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CallCounters {
    /// The method.
    pub method: String,
    /// The path, where `{id}` stands for any id.
    pub path: String,
    /// Calls whose head has been read.
    pub requests: u64,
    /// Calls that changed the directory.
    pub writes: u64,
    /// Calls that a rate limit refused.
    pub over_limit: u64,
}

/// What has become of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FaultCounters {
    /// The rule as it was written.
    pub rule: String,
    /// The calls, or connections, that it concerns, be they struck or not.
    pub matched: u64,
    /// Those that it befell.
    pub struck: u64,
}

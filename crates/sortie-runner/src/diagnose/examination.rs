/// How far an examination goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Examination {
    /// Whether anything leaves this machine: without, files and secrets are looked at and nothing else.
    pub online: bool,
    /// Whether a key or service account that is refused is tried on the hosts of the product's other regions, which get to see it.
    pub all_regions: bool,
    /// Whether the integration's probe is sent: a write that can change nothing, and stands in the product's log.
    pub probe_writes: bool,
}

impl Examination {
    /// Everything that sends nothing but reads, and them to nobody but the connection's own hosts.
    pub const USUAL: Self = Self { online: true, all_regions: false, probe_writes: false };
    /// What there is to see without the network.
    pub const OFFLINE: Self = Self { online: false, all_regions: false, probe_writes: false };
}

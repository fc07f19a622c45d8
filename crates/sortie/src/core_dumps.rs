use rustix::process::{Resource, Rlimit, setrlimit};

/// Keeps the system from writing this process's memory, secrets and all, to a file when it crashes. Its
/// children's as well.
pub(crate) fn forbid() {
    // A system that refuses to lower a limit has others in place.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

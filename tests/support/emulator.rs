use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr};

use super::Sortie;

/// The emulator as a process of its own, on a free port; it ends with the test.
pub(crate) struct Emulator {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// What it told when it began to listen.
    pub(crate) greeting: String,
    _stderr: BufReader<ChildStderr>,
}

impl Emulator {
    /// Starts `sortie emulate jumpcloud` with `args`; it listens when this returns.
    pub(crate) fn start(sortie: &Sortie, args: &[&str]) -> Self {
        let args = [&["emulate", "jumpcloud", "--listen", "127.0.0.1:0"], args].concat();
        let mut child = sortie.start(&args);
        let mut stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let mut greeting = String::new();
        stderr.read_line(&mut greeting).expect("stderr can be read");
        let address = greeting.split("://").nth(1).and_then(|rest| rest.split(',').next());
        let address = address.and_then(|text| text.parse().ok());
        let address = address.unwrap_or_else(|| panic!("the emulator tells its address, not {greeting:?}"));
        Self { child, address, greeting, _stderr: stderr }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to be told.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr};

use serde_json::{Value, json};

use super::Sortie;

/// The emulator as a process of its own, on a free port; it ends with the test.
pub(crate) struct Emulator {
    /// The process.
    pub(crate) child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// What it told when it began to listen.
    pub(crate) greeting: String,
    /// Where it tells its counters and takes faults.
    admin: Option<SocketAddr>,
    _stderr: BufReader<ChildStderr>,
}

impl Emulator {
    /// Starts `sortie emulate jumpcloud` with `args`; it listens when this returns.
    pub(crate) fn start(sortie: &Sortie, args: &[&str]) -> Self {
        let args = [&["emulate", "jumpcloud", "--listen", "127.0.0.1:0"], args].concat();
        let mut child = sortie.start(&args);
        let mut stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let (greeting, address) = told(&mut stderr);
        let admin = args.contains(&"--admin").then(|| told(&mut stderr).1);
        Self { child, address, greeting, admin, _stderr: stderr }
    }

    /// Starts one with ten users, to which the rules `faults` apply, and whose counters can be asked.
    pub(crate) fn faulty(sortie: &Sortie, faults: &[&str]) -> Self {
        Self::answering(sortie, &["--users", "10"], faults)
    }

    /// Starts one with `args`, to which the rules `faults` apply, and whose counters can be asked.
    pub(crate) fn answering(sortie: &Sortie, args: &[&str], faults: &[&str]) -> Self {
        let faults = faults.iter().flat_map(|rule| ["--fault", rule]);
        let args = args.iter().copied().chain(["--admin", "127.0.0.1:0"]).chain(faults);
        Self::start(sortie, &args.collect::<Vec<_>>())
    }

    /// Connects to where counters are told, which a test may do too often.
    pub(crate) fn connect_to_admin(&self) -> TcpStream {
        let admin = self.admin.expect("the emulator was started with --admin");
        TcpStream::connect(admin).expect("the emulator listens")
    }

    /// Replaces all faults by `rules`, whose counts begin anew, and sets all other counters back.
    #[track_caller]
    pub(crate) fn set_faults(&self, rules: &[&str]) {
        self.ask("DELETE", "/faults", "");
        self.ask("POST", "/faults", &json!(rules).to_string());
        self.ask("DELETE", "/counters", "");
    }

    /// What has been counted: `requests`, `writes`, `over_limit`, `connections`, `calls` and `faults`.
    #[track_caller]
    pub(crate) fn counters(&self) -> Value {
        self.ask("GET", "/counters", "")
    }

    /// The counter called `name`.
    #[track_caller]
    pub(crate) fn count(&self, name: &str) -> u64 {
        self.counters()[name].as_u64().unwrap_or_else(|| panic!("there is a counter {name}"))
    }

    #[track_caller]
    fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let mut stream = self.connect_to_admin();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("the emulator reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the emulator answers");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{method} {path} is answered {answer}");
        let (_, body) = answer.split_once("\r\n\r\n").expect("an answer has a body");
        serde_json::from_str(body).expect("the body is JSON")
    }
}

/// The next line that the emulator tells, and the address in it.
fn told(stderr: &mut BufReader<ChildStderr>) -> (String, SocketAddr) {
    let mut line = String::new();
    stderr.read_line(&mut line).expect("stderr can be read");
    let address = line.split("://").nth(1).and_then(|rest| rest.split([',', '\n']).next());
    let address = address.and_then(|text| text.parse().ok());
    let address = address.unwrap_or_else(|| panic!("the emulator tells its address, not {line:?}"));
    (line, address)
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to be told.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

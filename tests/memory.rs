//! What is left of secrets in memory after a run: nothing.
//!
//! It runs in a process with the command's own allocator, against an emulator in another, over TLS.

use std::alloc::System;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::ops::Range;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::json;
use sortie_core::Invocation;
use sortie_runner::{Budgets, Catalogue, Connections, Home, HomeReason, HttpTransport, Runner};
use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// What secrets are masked with wherever the test keeps them: what it searches for must not be its own.
const MASK: u8 = 0x80;
const AT_ONCE: usize = 1 << 20;

/// A secret that only a masked copy is kept of.
struct Masked(Vec<u8>);

impl Masked {
    /// A random one, which stands in the file at `path`.
    fn new(path: &Path) -> Self {
        let ids = [(); 2].map(|()| fs::read("/proc/sys/kernel/random/uuid").expect("the system has ids"));
        let text: Vec<u8> =
            ids.concat().iter().filter(|byte| byte.is_ascii_alphanumeric()).copied().collect();
        fs::write(path, &text).expect("it can be written");
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("it is ours");
        Self(text.iter().map(|byte| byte ^ MASK).collect())
    }

    /// Where the first half of it stands in the memory of this process, in words.
    fn places(&self) -> Vec<String> {
        let memory = File::open("/proc/self/mem").expect("a process can read itself");
        let half = &self.0[..self.0.len() / 2];
        let stands = |range: &Range<u64>| {
            let (mut at, mut buffer) = (range.start, vec![0; AT_ONCE + half.len()]);
            while at < range.end {
                let left = usize::try_from(range.end - at).unwrap_or(usize::MAX).min(buffer.len());
                let read = memory.read_at(&mut buffer[..left], at).unwrap_or(0);
                let mut windows = buffer[..read].windows(half.len());
                if windows.any(|it| it.iter().zip(half).all(|(it, half)| it ^ MASK == *half)) {
                    // This buffer is memory, too.
                    buffer.fill(0);
                    return true;
                }
                at += AT_ONCE as u64;
            }
            false
        };
        writable().into_iter().filter(|(range, _)| stands(range)).map(|(_, words)| words).collect()
    }
}

/// The memory that this process can write to, and what the system says of it.
fn writable() -> Vec<(Range<u64>, String)> {
    let maps = fs::read_to_string("/proc/self/maps").expect("a process can read its map");
    let range = |line: &str| {
        let (from, rest) = line.split_once('-')?;
        let (to, rest) = rest.split_once(' ')?;
        let number = |text| u64::from_str_radix(text, 16).ok();
        rest.starts_with("rw").then_some((number(from)?..number(to)?, line.to_owned()))
    };
    maps.lines().filter_map(range).collect()
}

/// A runner of what is in `folder`, over a connection to `address` with the secrets that stand in files there.
fn runner(folder: &Path, address: &str) -> Runner {
    let connection = format!(
        "label: acme\nintegration: jumpcloud\nbase_url: https://{address}\nca_bundle: {0}/emulator.pem\n\
         api_key: {{file: {0}/key}}\nreference_values: {{first: {{type: password, file: {0}/password}}}}\n",
        folder.display(),
    );
    fs::create_dir(folder.join("connections")).expect("a folder");
    fs::write(folder.join("connections/acme.yaml"), connection).expect("it can be written");
    let home = Home::named(folder, HomeReason::Flag);
    let (catalogue, connections) = (Catalogue::new(&home), Connections::new(&home));
    Runner::new(catalogue, connections, Budgets::kept_in(None), |connection, integration, material| {
        Ok(Box::new(HttpTransport::new(connection, integration, material)?))
    })
}

#[test]
fn no_secret_is_left_in_memory_after_a_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let secrets = ["key", "password"].map(|name| Masked::new(&folder.path().join(name)));
    let mut emulator = Command::new(env!("CARGO_BIN_EXE_sortie"))
        .args(["emulate", "jumpcloud", "--users", "0", "--listen", "127.0.0.1:0", "--tls", "--certificate"])
        .arg(folder.path().join("emulator.pem"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("the emulator starts");
    let runner = runner(folder.path(), &told(&mut emulator));
    let inputs = json!({"username": "ada", "email": "ada@example.com", "password": "{{ first }}-Aa1",
        "lastname": "{{ first }}"});
    let invocation = Invocation {
        action: "create_system_user".to_owned(),
        connection: "acme".to_owned(),
        inputs: inputs.as_object().cloned().expect("an object"),
        ..Invocation::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("an event loop");
    let envelope = runtime.block_on(runner.run(&invocation));
    let kept = secrets[0].places();
    drop((runtime, runner));
    let left: Vec<_> = secrets.iter().map(Masked::places).collect();
    emulator.kill().expect("it is under way");
    emulator.wait().expect("it ends");

    assert!(envelope.failure().is_none(), "{envelope:?}");
    assert!(!kept.is_empty(), "a key that is kept for the next run can be found");
    assert!(left.iter().all(Vec::is_empty), "the key, and the password: {left:?}");
}

/// The address that the emulator tells when it listens.
fn told(emulator: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(emulator.stderr.take().expect("it is piped")).read_line(&mut line).expect("it tells");
    let address = line.split("://").nth(1).and_then(|rest| rest.split([',', '\n']).next());
    address.unwrap_or_else(|| panic!("an address, not {line:?}")).to_owned()
}

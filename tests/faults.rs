use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
#[cfg(target_os = "linux")]
use std::process::Command;

use crate::support::{Emulator, Sortie};

const USER: &str = "/api/systemusers/61d0eb009e37790000000002";

/// What came back over one connection, and how it ended.
struct Heard {
    bytes: Vec<u8>,
    reset: bool,
}

impl Heard {
    fn head(&self) -> &str {
        let text = self.bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
        std::str::from_utf8(text).unwrap_or("no text")
    }

    /// The length that is declared, and the true one.
    fn lengths(&self) -> (usize, usize) {
        let text = std::str::from_utf8(&self.bytes).expect("the answer is text");
        let (head, body) = text.split_once("\r\n\r\n").expect("the answer has a head");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        (length.expect("a length is declared").parse().expect("a number"), body.len())
    }
}

fn call(emulator: &Emulator, method: &str, path: &str, body: &str) -> Heard {
    let mut stream = TcpStream::connect(emulator.address).expect("the emulator listens");
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nx-api-key: any\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    // Where the connection is reset, it may be before all has been written; the system tells that once.
    let cut = stream.write_all(request.as_bytes()).is_err();
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return Heard { bytes, reset: cut },
            // Of what never ends, so much is enough.
            Ok(_) if bytes.len() > 1_000_000 => return Heard { bytes, reset: false },
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
            Err(error) => {
                return Heard { bytes, reset: cut || error.kind() == ErrorKind::ConnectionReset };
            }
        }
    }
}

fn expire(emulator: &Emulator) -> Heard {
    call(emulator, "POST", &format!("{USER}/expire"), "{}")
}

#[test]
fn a_connection_is_reset_at_every_moment_there_is() {
    let emulator = Emulator::faulty(&Sortie::new(), &[]);
    for (rule, requests, writes, begins) in [
        ("refuse", 0, 0, ""),
        ("reset=before", 1, 0, ""),
        ("reset=during", 1, 0, ""),
        ("reset=after", 1, 1, ""),
        ("reset=answer", 1, 1, "HTTP/1.1 200 OK"),
    ] {
        emulator.set_faults(&[rule]);
        let heard = expire(&emulator);
        assert!(heard.reset, "{rule}: {:?}", heard.bytes.escape_ascii().to_string());
        assert_eq!(heard.head(), begins, "{rule}");
        assert_eq!((emulator.count("requests"), emulator.count("writes")), (requests, writes), "{rule}");
        assert_eq!(emulator.counters()["faults"][0]["struck"], 1, "{rule}");
    }
}

#[test]
fn a_body_is_not_what_its_head_says() {
    let emulator = Emulator::faulty(&Sortie::new(), &[]);
    let whole = call(&emulator, "GET", USER, "").lengths().0;
    for (rule, lengths) in [
        ("truncate=7", (whole, 7)),
        ("truncate=half", (whole, whole / 2)),
        ("length=+9", (whole + 9, whole)),
        ("length=-9", (whole - 9, whole)),
    ] {
        emulator.set_faults(&[rule]);
        let heard = call(&emulator, "GET", USER, "");
        assert_eq!((heard.lengths(), heard.reset), (lengths, false), "{rule}");
    }
}

#[test]
fn an_answer_is_none_or_has_no_end() {
    let emulator = Emulator::faulty(&Sortie::new(), &["garbage"]);
    let heard = call(&emulator, "GET", USER, "");
    assert!(!heard.bytes.is_empty() && !heard.bytes.starts_with(b"HTTP"));
    emulator.set_faults(&["endless"]);
    let heard = call(&emulator, "GET", USER, "");
    assert_eq!((heard.head(), heard.bytes.len() > 1_000_000), ("HTTP/1.1 200 OK", true));
}

#[test]
fn what_is_over_the_limit_is_refused_and_counted() {
    // However slow this machine is, two calls come within one second sooner or later.
    let emulator = Emulator::faulty(&Sortie::new(), &["rate=1,retry-after=1"]);
    let refusal = "HTTP/1.1 429 Too Many Requests";
    let sent =
        (1..=1000).find(|_| expire(&emulator).head() == refusal).expect("one of a thousand is refused");
    let counters = emulator.counters();
    assert_eq!((counters["over_limit"].as_u64(), counters["writes"].as_u64()), (Some(1), Some(sent - 1)));
    let expected = serde_json::json!([{
        "method": "POST", "path": "/api/systemusers/{id}/expire",
        "requests": sent, "writes": sent - 1, "over_limit": 1,
    }]);
    assert_eq!(counters["calls"], expected);
}

#[test]
fn a_limit_of_none_refuses_every_call() {
    let emulator = Emulator::faulty(&Sortie::new(), &["rate=0"]);
    for refused in 1..=3 {
        assert_eq!(expire(&emulator).head(), "HTTP/1.1 429 Too Many Requests");
        assert_eq!((emulator.count("over_limit"), emulator.count("writes")), (refused, 0));
    }
}

#[test]
fn a_slow_answer_keeps_nobody_else_waiting() {
    let emulator = Emulator::faulty(&Sortie::new(), &["latency=3600000,first=1"]);
    let mut slow = TcpStream::connect(emulator.address).expect("the emulator listens");
    let request =
        format!("POST {USER}/expire HTTP/1.1\r\nhost: x\r\nx-api-key: any\r\ncontent-length: 0\r\n\r\n");
    slow.write_all(request.as_bytes()).expect("the emulator reads");
    // The slow call has been carried out once it is counted; its answer is an hour away.
    while emulator.count("writes") == 0 {
        std::thread::yield_now();
    }
    assert_eq!(expire(&emulator).head(), "HTTP/1.1 200 OK");
}

#[test]
fn over_tls_it_goes_wrong_in_the_same_way() {
    let sortie = Sortie::new();
    let certificate = sortie.work().join("emulator.pem").display().to_string();
    let args = ["--users", "3", "--tls", "--certificate", &certificate, "--admin", "127.0.0.1:0"];
    let emulator = Emulator::start(&sortie, &args);
    let url = format!("https://{}", emulator.address);
    let sortie = sortie.connected_to(&url, &format!("ca_bundle: {certificate}"));
    let expire = ["run", "-c", "test", "-o", "ndjson", "expire_system_user_password"];
    let expire = [&expire[..], &["-i", "system_user_id=61cf99809e37790000000000"]].concat();
    let mut told = Vec::new();
    for rule in ["reset=after", "status=503,done=yes", "garbage", "length=+9", "refuse"] {
        emulator.set_faults(&[rule]);
        told.push(format!("# {rule}\n{}", sortie.run(&expire)));
        told.push(format!("writes: {}\n", emulator.count("writes")));
    }
    insta::assert_snapshot!(told.concat());
}

/// The process may have no more files open than it has, so that no connection can be taken until others have ended.
#[cfg(target_os = "linux")]
#[test]
fn counters_are_told_after_too_many_connections() {
    let emulator = Emulator::faulty(&Sortie::new(), &[]);
    let process = emulator.child.id();
    let opened = || std::fs::read_dir(format!("/proc/{process}/fd")).expect("it runs").count();
    let limit = opened() + 3;
    let mut set = Command::new("prlimit");
    set.args([format!("--pid={process}"), format!("--nofile={limit}:{limit}")]);
    assert!(set.status().expect("there is a prlimit").success());
    let waiting: Vec<TcpStream> = (0..9).map(|_| emulator.connect_to_admin()).collect();
    while opened() < limit {
        std::thread::yield_now();
    }
    drop(waiting);
    assert_eq!(emulator.count("requests"), 0);
}

//! What the processes of a user share: how fast they ask, how many at once, and that they have been shut out.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use crate::support::{BadServer, Emulator, Reply, Sortie};

const RUN: [&str; 4] = ["run", "list_all_system_users", "-c", "test"];

/// What the processes of `sortie` keep.
fn kept(sortie: &Sortie) -> Vec<PathBuf> {
    let listed = fs::read_dir(sortie.state()).expect("something is kept");
    let mut paths: Vec<PathBuf> = listed.map(|it| it.expect("it can be listed").path()).collect();
    paths.sort();
    paths
}

/// A list of nobody.
fn empty() -> Reply {
    Reply::json("200 OK", r#"{"totalCount":0,"results":[]}"#)
}

/// `told` without what names the file of a breaker and the time until which it is open.
fn settled(told: &str) -> String {
    let words = told.split_inclusive([' ', '"', '\n', ',']).map(|word| {
        let bare = word.trim_end_matches([' ', '"', '\n', ',']);
        let end = &word[bare.len()..];
        if bare.ends_with(".blocked") {
            format!("FILE{end}")
        } else if bare.starts_with("20") && bare.ends_with('Z') {
            format!("TIME{end}")
        } else {
            word.to_owned()
        }
    });
    words.collect()
}

/// Half of them run action after action, each by a process of its own; the others follow a list. Answers take a while,
/// some a longer one.
#[test]
fn eight_processes_send_nothing_over_a_limit() {
    let own = Sortie::new();
    let rules = ["--fault", "rate=50", "--fault", "latency=0..40"];
    let emulator =
        Emulator::start(&own, &[&["--users", "2000", "--admin", "127.0.0.1:0"], &rules[..]].concat());
    let list = r#"sortie run list_all_system_users -c test -o ndjson -i params='{"fields": "username"}'"#;
    let many = format!("for run in $(seq 15); do {list} || exit; done");
    let pages = format!("{list} --all-pages");
    let all_succeed = |limits: &str| {
        let sortie = Sortie::new().connected(emulator.address, limits);
        let started: Vec<_> =
            (0..4).flat_map(|_| [sortie.start_sh(&many, &[]), sortie.start_sh(&pages, &[])]).collect();
        let ended: Vec<_> = started.into_iter().map(|it| it.wait_with_output().expect("it ends")).collect();
        ended.iter().all(|output| output.status.success())
    };
    assert!(all_succeed("limits: {requests_per_second: 50, burst: 10}"), "everybody gets there");
    let sent = emulator.count("requests");
    assert_eq!((emulator.count("over_limit"), sent), (0, 4 * 15 + 4 * 21));
    // The server would have noticed, which one process alone gives reason to.
    emulator.set_faults(&["rate=2"]);
    let unlimited =
        "limits: {requests_per_second: 10000, burst: 10000, concurrent: 100}\nretry: {retries: 0}";
    assert!(!all_succeed(unlimited));
    assert!(emulator.count("over_limit") > 0);
}

#[test]
fn a_killed_process_gives_back_what_it_had() {
    let server = BadServer::new([Reply::Hang, empty()]);
    let sortie = Sortie::new().connected(server.address, "limits: {concurrent: 1}");
    let mut first = sortie.start(&RUN);
    server.next_request();
    let mut told = "# another has the only place\n".to_owned();
    told += &sortie.run(&[&RUN[..], &["--deadline", "3"]].concat());
    first.kill().expect("it runs");
    first.wait().expect("it has ended");
    told += "# it was killed\n";
    told += &sortie.run(&RUN);
    insta::assert_snapshot!(told);
}

#[test]
fn a_pause_that_the_api_asks_for_is_everybodys() {
    let server = BadServer::new([Reply::new("429 Too Many Requests\nretry-after: 100", "")]);
    let sortie = Sortie::new().connected(server.address, "");
    let first = sortie.output(&RUN);
    assert_eq!(first.status.code(), Some(1), "a run that is refused fails");
    let told = sortie.run(&[&RUN[..], &["--deadline", "9"]].concat());
    let (before, after) = told.split_once("comes in ").expect("it says when its turn comes");
    let (time, _) = after.split_once(" s").expect("a time has a unit");
    assert!(
        time.parse().is_ok_and(|it: f64| it <= 100.0),
        "it is told how long it would be: {before}{after}"
    );
    insta::assert_snapshot!(told.replace(&format!("comes in {time} s"), "comes in N s"));
    assert_eq!(server.came(), 1, "the second is not sent");
}

#[test]
fn who_is_shut_out_sends_nothing_more_until_that_is_over() {
    let words = "<html>Sorry, your IP has been Blocked due to suspected abuse.</html>";
    let server = BadServer::new([
        Reply::new("403 Forbidden\ncontent-type: text/html\nretry-after: 3600", words),
        empty(),
    ]);
    let sortie = Sortie::new().connected(server.address, "");
    let mut told = format!("# shut out\n{}# another run\n{}", sortie.run(&RUN), sortie.run(&RUN));
    told += "# a test\n";
    told += &sortie.run(&["connections", "test", "test"]);
    assert_eq!(server.came(), 1, "nothing more is sent");
    let file = kept(&sortie).into_iter().find(|path| path.extension().is_some_and(|it| it == "blocked"));
    fs::remove_file(file.expect("a file says so")).expect("it can be removed");
    told += "# its file is removed\n";
    told += &sortie.run(&RUN);
    insta::assert_snapshot!(settled(&told));
}

/// Who is shut out does not even come to look.
#[test]
fn a_test_of_a_connection_opens_none_to_who_has_shut_it_out() {
    let emulator = Emulator::faulty(&Sortie::new(), &["block"]);
    let sortie = Sortie::new().connected(emulator.address, "");
    sortie.run(&RUN);
    let connections = || emulator.count("connections");
    let before = connections();
    let told = sortie.run(&["connections", "test", "test"]);
    assert_eq!((before, connections()), (1, 1), "{told}");
    insta::assert_snapshot!(settled(&told));
}

#[test]
fn what_is_damaged_or_cannot_be_kept_stops_nobody() {
    let server = BadServer::new([empty()]);
    let sortie = Sortie::new().connected(server.address, "");
    let good = sortie.run(&RUN);
    for damaged in ["", "not a record", &"x".repeat(9_999)] {
        for path in kept(&sortie) {
            fs::write(path, damaged).expect("it is ours");
        }
        assert_eq!(sortie.run(&RUN), good, "after {damaged:.9}");
    }
    // Somebody was stopped at the worst moment.
    let stopped = kept(&sortie).into_iter().find(|path| path.extension().is_none());
    let stopped = File::open(stopped.expect("there is a record")).expect("it is ours");
    stopped.lock().expect("nobody else has it");
    assert_eq!(sortie.run(&RUN), good, "while somebody keeps it locked");
    // A file stands where the folder would.
    let nowhere = sortie.work().join("connections/test.yaml");
    let sortie = Sortie::new().connected(server.address, "").env("XDG_STATE_HOME", nowhere);
    assert_eq!(sortie.run(&RUN), good);
    let told = sortie.run(&[&RUN[..], &["-v"]].concat());
    let own = told.lines().filter(|line| line.contains("cannot be shared")).count();
    assert_eq!(own, 1, "it is told once, to who wants to know: {told}");
}

#[test]
fn what_is_kept_is_for_nobody_else_and_names_nobody() {
    let server = BadServer::new([empty()]);
    let sortie = Sortie::new().connected(server.address, "");
    sortie.run(&RUN);
    let mode = |path: &PathBuf| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&sortie.state()), 0o700);
    for path in kept(&sortie) {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        assert!(name.len() == 22 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    }
}

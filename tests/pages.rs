use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use serde_json::{Value, json};

use crate::support::{BadServer, Reply, Sortie};

/// The only order in which a server that answers one connection after the other is asked.
const ONE_BY_ONE: &str = "limits: {concurrent: 1}";

/// A list whose later pages go wrong fails as a whole, or says that it is not complete.
#[test]
fn a_list_never_looks_more_complete_than_it_is() {
    let page = |rows: &[usize], total: &str| {
        let rows: Vec<String> = rows.iter().map(|row| format!("{{\"_id\":\"{row}\"}}")).collect();
        Reply::json("200 OK", &format!("{{\"results\":[{}]{total}}}", rows.join(",")))
    };
    let full: Vec<usize> = (0..100).collect();
    let (total, more) = (",\"totalCount\":102", ",\"totalCount\":300");
    let mut told = Vec::new();
    for (what, pages) in [
        (
            "a second page that is refused",
            vec![page(&full, total), Reply::json("503 Service Unavailable", "")],
        ),
        ("a second page that is cut off", vec![page(&full, total), Reply::Close]),
        (
            "a second page without rows",
            vec![page(&full, total), Reply::json("200 OK", "{\"totalCount\":102}")],
        ),
        ("fewer rows than were promised", vec![page(&full, total), page(&[100], total)]),
        ("a page that is empty too early", vec![page(&full, more), page(&[], more)]),
        ("no total at all", vec![page(&[1, 2], ""), page(&[], "")]),
        ("a total that is no number", vec![page(&[1], ",\"totalCount\":\"many\""), page(&[], "")]),
        ("rows that were dropped", vec![page(&[1, 2, 3], total), page(&[100, 101], total)]),
    ] {
        let server = BadServer::new(pages);
        let sortie = Sortie::new().connected(server.address, ONE_BY_ONE);
        let whole =
            sortie.run(&["run", "list_all_system_users", "-c", "test", "--all-pages", "-o", "ndjson"]);
        let asked: Vec<String> =
            server.requests().iter().filter_map(|it| Some(it.lines().next()?.to_owned())).collect();
        let rows = whole.matches("\n{\"_id\"").count();
        let rest: Vec<&str> = whole.lines().filter(|line| !line.starts_with("{\"_id\"")).collect();
        told.push(format!("# {what}\n{}\n{rows} rows: {}\n", asked.join("\n"), rest.join("\n")));
    }
    insta::assert_snapshot!(told.concat());
}

/// A server that does not look at where to go on is not asked for ever.
#[test]
fn a_page_that_comes_again_ends_the_list() {
    let page = r#"{"results":[{"_id":"1"}],"totalCount":250}"#;
    let server = BadServer::new([Reply::json("200 OK", page)]);
    let sortie = Sortie::new().connected(server.address, ONE_BY_ONE);
    let told = sortie.run(&["run", "list_all_system_users", "-c", "test", "--all-pages"]);
    assert_eq!(server.requests().len(), 3);
    insta::assert_snapshot!(told);
}

/// What is printed row by row is what the envelope holds.
#[test]
fn a_list_reads_the_same_row_by_row() {
    let sortie = Sortie::new();
    let printed = |format: &str| {
        let output =
            sortie.output(&["run", "get_all_system_users", "-c", "demo", "--all-pages", "-o", format]);
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).expect("the binary prints UTF-8")
    };
    let whole: Value = serde_json::from_str(&printed("json")).expect("it is JSON");
    let rows = whole["results"].as_array().expect("it is a list");
    assert_eq!(rows.len(), 1026);
    let rows: Vec<String> = rows.iter().map(Value::to_string).collect();
    assert_eq!(printed("ndjson"), rows.join("\n") + "\n");
}

/// Whoever has read enough closes the pipe: beside the page that cannot be printed one may wait for it, and one more
/// have been asked for.
#[test]
fn a_pipe_that_closes_ends_the_fetching() {
    // More than a pipe holds, so that writing waits for the reader to be gone.
    let rows: Vec<Value> =
        (0..100).map(|number| json!({"_id": number.to_string(), "text": "x".repeat(2_000)})).collect();
    let page = json!({"results": rows, "totalCount": 1_000_000});
    let server = BadServer::new([Reply::json("200 OK", &page.to_string())]);
    let sortie = Sortie::new().connected(server.address, ONE_BY_ONE);
    let run = "sortie run list_all_system_users -c test --all-pages -o ndjson";
    let told = sortie.sh(&format!("{{ {run}; echo \"left with $?\" >&2; }} | head -n 3 | cut -c 1-10"));
    let row = "{\"_id\":\"";
    assert_eq!(told, format!("exit: 0\n--- stdout\n{row}0\"\n{row}1\"\n{row}2\"\n--- stderr\nleft with 0\n"));
    let asked = server.requests().len();
    assert!((1..=3).contains(&asked), "{asked} pages of a million rows");
}

/// The deadline does not wait for a reader: of what fills the pipe nothing is taken before the run has ended.
#[test]
fn a_reader_who_does_not_read_keeps_no_run_beyond_its_deadline() {
    let rows: Vec<Value> =
        (0..100).map(|number| json!({"_id": number.to_string(), "text": "x".repeat(2_000)})).collect();
    let mut told = Vec::new();
    for (what, total) in [("more pages would come", 1_000_000), ("all has come", 100)] {
        let page = json!({"results": rows, "totalCount": total});
        let server = BadServer::new([Reply::json("200 OK", &page.to_string())]);
        let sortie = Sortie::new().connected(server.address, ONE_BY_ONE);
        let list = ["run", "list_all_system_users", "-c", "test", "--all-pages", "-o", "ndjson"];
        let mut child = sortie.start(&[&list[..], &["--deadline", "5"]].concat());
        let unread = child.stdout.take().expect("stdout is a pipe");
        let output = child.wait_with_output().expect("it ends");
        drop(unread);
        told.push(format!("# {what}\n{}", sortie.told(&output)));
    }
    insta::assert_snapshot!(told.concat());
}

/// The deadline may be what ends the run: who reads gets the rows that came, and the envelope as the last line.
#[test]
fn a_list_that_its_deadline_ends_has_a_last_line() {
    let rows: Vec<Value> = (0..100).map(|number| json!({"_id": format!("{number:03}")})).collect();
    let page = json!({"results": rows, "totalCount": 1_000_000});
    let server = BadServer::new([Reply::json("200 OK", &page.to_string()), Reply::Hang]);
    let sortie = Sortie::new().connected(server.address, ONE_BY_ONE);
    let run =
        ["run", "list_all_system_users", "-c", "test", "--all-pages", "-o", "ndjson", "--deadline", "5"];
    let output = sortie.output(&run);
    let printed = String::from_utf8(output.stdout).expect("the binary prints UTF-8");
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!((output.status.code(), lines.len()), (Some(3), 101), "{printed}");
    let last: Value = serde_json::from_str(lines[100]).expect("the last line is an envelope");
    assert_eq!((&last["has_error"], &last["failure"]["kind"]), (&json!(true), &json!("timeout")), "{last}");
}

/// Pages are asked for beside each other and taken in their order: a server that answers none before it was asked for
/// all, and the last first, is understood.
#[test]
fn pages_are_fetched_beside_each_other() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("a listener has an address");
    let server = thread::spawn(move || {
        answer(asked(&listener));
        let mut waiting: Vec<(TcpStream, usize)> = (0..3).map(|_| asked(&listener)).collect();
        waiting.sort_by_key(|(_, skip)| *skip);
        while let Some(asked) = waiting.pop() {
            answer(asked);
        }
    });
    let sortie = Sortie::new().connected(address, "limits: {concurrent: 3}");
    let output =
        sortie.output(&["run", "list_all_system_users", "-c", "test", "--all-pages", "-o", "ndjson"]);
    let rows: Vec<String> = (0..350).map(|number| format!("{{\"_id\":\"{number:03}\"}}")).collect();
    assert_eq!(String::from_utf8(output.stdout).expect("the binary prints UTF-8"), rows.join("\n") + "\n");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "note: 350 of 350 rows, complete\n");
    server.join().expect("the server does not panic");
}

/// A connection that asks for a page, and how many rows it passes over.
fn asked(listener: &TcpListener) -> (TcpStream, usize) {
    let (stream, _) = listener.accept().expect("the listener stands");
    let mut lines = BufReader::new(stream.try_clone().expect("a socket can be shared")).lines();
    let first = lines.next().expect("there is a first line").expect("it can be read");
    // Whoever closes with something unread takes back what it said.
    assert!(lines.any(|line| line.is_ok_and(|line| line.is_empty())), "a request ends");
    let skip = first.split("skip=").nth(1).and_then(|rest| rest.split('&').next());
    (stream, skip.and_then(|it| it.parse().ok()).expect("a page says where it is"))
}

/// Answers with the page of a list of 350 rows.
fn answer((mut stream, skip): (TcpStream, usize)) {
    let rows: Vec<Value> =
        (skip..350.min(skip + 100)).map(|number| json!({"_id": format!("{number:03}")})).collect();
    Reply::json("200 OK", &json!({"results": rows, "totalCount": 350}).to_string()).play(&mut stream);
    let _ = stream.flush();
}

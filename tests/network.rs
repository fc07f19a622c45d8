use std::io::Write as _;
use std::net::TcpListener;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::{BadServer, Reply, Sortie};

const ID: &str = "system_user_id=65b000000000000000000001";
/// A read, a write that may be repeated, and one that may not.
const ACTIONS: [&str; 3] = ["get_system_user_by_id", "expire_system_user_password", "activate_system_user"];
const SHORT: &str = "timeouts: {read: 1, total: 2}";

/// Ways in which an answer goes wrong on its way.
fn accidents() -> Vec<(&'static str, Reply)> {
    let ok = "200 OK\ncontent-type: application/json";
    let zipped = "200 OK\ncontent-encoding: gzip\nconnection: close";
    let chunked = "200 OK\ntransfer-encoding: chunked";
    let cut = Reply::raw(&format!("{ok}\ncontent-length: 100"), "{\"_id\": \"65b");
    vec![
        ("closes before it reads", Reply::CloseUnread),
        ("closes before it answers", Reply::Close),
        ("closes within the headers", Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec())),
        ("closes within the body", cut),
        ("answers what is no HTTP", Reply::Bytes(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())),
        ("answers chunks that are none", Reply::raw(chunked, "zzz\r\ngarbage\r\n")),
        ("answers gzip that is none", Reply::raw(&format!("{zipped}\ncontent-length: 7"), "garbage")),
        ("answers too long a length", Reply::raw(&format!("{ok}\ncontent-length: -1"), "{}")),
        (
            "answers a web page",
            Reply::new("200 OK\ncontent-type: text/html", "<!doctype html><title>Login</title>"),
        ),
        ("answers half of a JSON", Reply::json("200 OK", "{\"_id\": \"65b")),
        ("answers nothing", Reply::new("200 OK", "")),
        ("answers 204", Reply::raw("204 No Content", "")),
        ("answers text", Reply::new("200 OK\ncontent-type: text/plain", "OK")),
        ("answers a JSON text", Reply::json("200 OK", "\"OK\"")),
        ("answers what is not UTF-8", Reply::new("200 OK\ncontent-type: application/json", b"\"\xff\"")),
        ("refuses, and closes within the body", Reply::raw("400 Bad Request\ncontent-length: 99", "{\"mess")),
        ("never answers", Reply::Hang),
        ("stops within the headers", Reply::Stall(b"HTTP/1.1 200 OK\r\n".to_vec())),
        ("stops within the body", Reply::Stall(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_vec())),
    ]
}

/// For each accident and each kind of action, what is known afterwards.
#[test]
fn every_accident_says_what_may_have_been_done() {
    let mut told = Vec::new();
    for (accident, reply) in accidents() {
        for action in ACTIONS {
            let server = BadServer::new([reply.clone()]);
            let sortie = Sortie::new().connected(server.address, SHORT);
            told.push(format!("# the server {accident}\n$ sortie run {action} -c test -o ndjson -i {ID}\n"));
            told.push(sortie.run(&["run", action, "-c", "test", "-o", "ndjson", "-i", ID]));
        }
    }
    insta::assert_snapshot!(told.concat());
}

#[test]
fn nobody_is_there_to_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("a listener has an address");
    drop(listener);
    let refused = Sortie::new().connected(address, "");
    let unknown = Sortie::new().connected_to("https://tenant.invalid", "");
    let run = ["run", ACTIONS[2], "-c", "test", "-i", ID];
    insta::assert_snapshot!(format!("{}{}", refused.run(&run), unknown.run(&run)));
}

/// Each of the three timeouts ends a wait by itself; without it these would wait for a day.
#[test]
fn every_timeout_ends_a_wait() {
    let run = ["run", ACTIONS[0], "-c", "test", "-o", "ndjson", "-i", ID];
    let mut told = Vec::new();
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
    for (url, reply, timeouts) in [
        // Its certificate never comes, so that no connection stands.
        ("https", Reply::Banner(Vec::new()), "{connect: 1, read: 86400, total: 86400}"),
        ("http", Reply::Stall(head.to_vec()), "{connect: 86400, read: 1, total: 86400}"),
        ("http", Reply::Trickle(head.to_vec()), "{connect: 86400, read: 86400, total: 1}"),
    ] {
        let server = BadServer::new([reply]);
        let more = format!("timeouts: {timeouts}");
        let sortie = Sortie::new().connected_to(&format!("{url}://{}", server.address), &more);
        told.push(format!("# {timeouts}\n{}", sortie.run(&run)));
    }
    insta::assert_snapshot!(told.concat());
}

#[test]
fn a_long_answer_is_read_and_an_endless_one_is_not() {
    let long = format!("{{\"results\":[{{\"username\":\"{}\"}}],\"totalCount\":1}}", "x".repeat(10 << 20));
    let server = BadServer::new([Reply::json("200 OK", &long)]);
    let sortie = Sortie::new().connected(server.address, "");
    let output = sortie.output(&["run", "list_all_system_users", "-c", "test", "-o", "ndjson"]);
    assert_eq!(
        (output.status.code(), output.stdout.len()),
        (Some(0), (10 << 20) + "{\"username\":\"\"}\n".len())
    );

    let server = BadServer::new([Reply::Endless]);
    let sortie = Sortie::new().connected(server.address, "");
    insta::assert_snapshot!(sortie.run(&["run", "list_all_system_users", "-c", "test"]));
}

#[test]
fn what_is_packed_is_unpacked_up_to_the_limit() {
    let list = gzip(b"{\"results\":[{\"username\":\"ada\"}],\"totalCount\":1}");
    let bomb = gzip(&vec![b' '; 40 << 20]);
    let answer = |body: &[u8]| Reply::new("200 OK\ncontent-encoding: gzip", body);
    let mut told = Vec::new();
    for body in [list, bomb] {
        let server = BadServer::new([answer(&body)]);
        let sortie = Sortie::new().connected(server.address, "");
        told.push(sortie.run(&["run", "list_all_system_users", "-c", "test"]));
    }
    insta::assert_snapshot!(told.concat());
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

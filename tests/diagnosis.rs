use std::net::{SocketAddr, TcpListener};

use serde_json::Value;

use crate::support::{
    API_KEY, Authority, BadServer, Dialog, Emulator, Presented, Reply, SECRET, Sortie, nobody,
};

const TEST: [&str; 3] = ["connections", "test", "test"];

fn list() -> Reply {
    Reply::json("200 OK", r#"{"results":[{"username":"ada"}],"totalCount":1}"#)
}

/// The check called `name` of a diagnosis of the connection `test`, as data.
#[track_caller]
fn check(sortie: &Sortie, more: &[&str], name: &str) -> Value {
    let output = sortie.output(&[&TEST[..], &["-o", "json"], more].concat());
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON is printed");
    let checks = told["checks"].as_array().expect("checks are a list");
    checks.iter().find(|check| check["name"] == name).expect("every check is told").clone()
}

/// What a certificate says of itself is told whether it is believed or not; the key goes to nobody who is not.
#[test]
fn a_certificate_is_told_with_what_is_wrong_with_it() {
    let authority = Authority::new();
    let mut told = Vec::new();
    for (what, presented, more, asked) in [
        ("right", Presented::Good, "", 3),
        ("expired", Presented::Expired, "", 0),
        ("for another host", Presented::WrongHost, "", 0),
        ("not yet valid", Presented::NotYetValid, "", 0),
        ("nobody vouches for", Presented::SelfSigned, "", 0),
        ("a stranger vouches for", Presented::Stranger, "", 0),
        ("a namesake vouches for", Presented::Namesake, "", 0),
        ("expired, and not verified", Presented::Expired, "verify_ssl: false", 3),
        ("for another host, and not verified", Presented::WrongHost, "verify_ssl: false", 3),
        ("nobody vouches for, and not verified", Presented::SelfSigned, "verify_ssl: false", 3),
    ] {
        let server = BadServer::tls(authority.server(presented), [list()]);
        let sortie = trusting(&authority.pem).connected_to(&format!("https://{}", server.address), more);
        told.push(format!("# a certificate: {what}\n{}", sortie.run(&TEST)));
        assert_eq!(server.requests().len(), asked, "{what}");
    }
    insta::assert_snapshot!(told.concat());
}

#[test]
fn a_host_that_is_not_reached_is_told_by_the_step_that_fails() {
    let plain = BadServer::new([Reply::Banner(b"220 mail.example ready\r\n".to_vec())]);
    // Whom nobody accepts is connected, and gets no answer.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let silent = (silent.local_addr().expect("a listener has an address"), silent);
    let mut told = Vec::new();
    for (what, url) in [
        ("has no name", "https://tenant.invalid".to_owned()),
        ("does not listen", format!("http://{}", nobody())),
        ("does not speak TLS", format!("https://{}", plain.address)),
        ("never answers", format!("https://{}", silent.0)),
    ] {
        let sortie = trusting(&Authority::new().pem).connected_to(&url, "timeouts: {connect: 1}");
        told.push(format!("# a host that {what}\n{}", sortie.run(&TEST)));
    }
    insta::assert_snapshot!(told.concat());
}

#[test]
fn an_answer_that_refuses_says_what_to_mend() {
    let echo = serde_json::json!({"message": format!("Unauthorized: {API_KEY}")}).to_string();
    let mut told = Vec::new();
    for (what, reply) in [
        ("sees no key", Reply::new("302 Found\nlocation: /login", "")),
        ("does not know the key", Reply::json("401 Unauthorized", &echo)),
        ("blocks this address", Reply::new("403 Forbidden\ncontent-type: text/html", "<html>blocked</html>")),
        ("has nothing there", Reply::json("404 Not Found", r#"{"message":"Not Found"}"#)),
        ("is busy", Reply::new("429 Too Many Requests", "")),
        ("is out of order", Reply::new("503 Service Unavailable", "")),
        ("shows a web page", Reply::new("200 OK\ncontent-type: text/html", "<!doctype html><title>Log in")),
        ("says nothing", Reply::new("200 OK", "")),
        ("says nonsense", Reply::new("200 OK", [0xff, 0, 0x1b, b'[', b'2', b'J'])),
        ("closes", Reply::Close),
        ("never answers", Reply::Hang),
    ] {
        let server = BadServer::new([reply]);
        let sortie = Sortie::new().connected(server.address, "timeouts: {read: 1}");
        told.push(format!("# an API that {what}\n{}", sortie.run(&TEST)));
        assert_eq!(server.requests().len(), 1, "{what}");
    }
    insta::assert_snapshot!(told.concat());
}

/// The product's regions on this machine: one that knows another key, one that knows this one, one that is not there.
fn regions(us: SocketAddr, eu: SocketAddr) -> Sortie {
    let own = include_str!("../actions/jumpcloud/integration.yaml");
    let (head, rest) = own.split_once("regions:\n").expect("an integration has regions");
    let (_, tail) = rest.split_once("auth:").expect("an integration says how to log in");
    let hosts = |at: SocketAddr| format!("{{console: http://{at}, api: http://{at}, token: http://{at}}}");
    let regions = format!("  in: {}\n  us: {}\n  eu: {}\n", hosts(nobody()), hosts(us), hosts(eu));
    Sortie::new()
        .file("actions/jumpcloud/integration.yaml", format!("{head}regions:\n{regions}auth:{tail}"))
        .file(
            "connections/test.yaml",
            "label: test\nintegration: jumpcloud\nregion: us\napi_key: {env: JUMPCLOUD_API_KEY}\n",
        )
}

/// A key is shown to the hosts of its own region and to no other, unless somebody says so.
#[test]
fn a_key_of_another_region_is_found_on_demand() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    elsewhere.set_nonblocking(true).expect("a listener can be asked without waiting");
    let us = Emulator::start(&Sortie::new(), &["--users", "1", "--api-key", "another"]);
    let unasked = regions(us.address, elsewhere.local_addr().expect("a listener has an address")).run(&TEST);
    assert!(elsewhere.accept().is_err(), "the key was shown to another region");
    let eu = Emulator::start(&Sortie::new(), &["--users", "1", "--api-key", API_KEY]);
    let asked = [&TEST[..], &["--all-regions"]].concat();
    let found = regions(us.address, eu.address).run(&asked);
    let nowhere = regions(us.address, us.address).run(&asked);
    insta::assert_snapshot!(format!("{unasked}# with --all-regions\n{found}# none takes it\n{nowhere}"));
}

/// A service account is known in its own region alone: elsewhere it gets no token.
#[test]
fn a_service_account_of_another_region_is_found_on_demand() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    elsewhere.set_nonblocking(true).expect("a listener can be asked without waiting");
    let us = Emulator::start(&Sortie::new(), &["--users", "1", "--oauth", "cl1ent:another"]);
    let unasked = accounts(us.address, elsewhere.local_addr().expect("a listener has an address")).run(&TEST);
    assert!(elsewhere.accept().is_err(), "the client secret was shown to another region");
    let eu = Emulator::start(&Sortie::new(), &["--users", "1", "--oauth", &format!("cl1ent:{SECRET}")]);
    let asked = [&TEST[..], &["--all-regions"]].concat();
    let sortie = accounts(us.address, eu.address);
    let found = sortie.run(&asked);
    let mut dialog = Dialog::start(&sortie, "sortie connections test test; echo \"exit: $?\"");
    dialog.answer("[y/N] ", "y\n");
    let dialog = dialog.end(&sortie);
    let nowhere = accounts(us.address, us.address).run(&asked);
    insta::assert_snapshot!(format!(
        "{unasked}# with --all-regions\n{found}# on a terminal\n{dialog}# none takes it\n{nowhere}"
    ));
}

/// The same regions, and a service account.
fn accounts(us: SocketAddr, eu: SocketAddr) -> Sortie {
    regions(us, eu).secret(SECRET).file("secret.txt", SECRET).file(
        "connections/test.yaml",
        "label: test\nintegration: jumpcloud\nregion: us\n\
         oauth: {client_id: cl1ent, client_secret: {file: secret.txt}}\n",
    )
}

/// Somebody on a terminal is asked, and no answer is a yes but one.
#[test]
fn a_person_is_asked_whether_other_regions_may_see_the_key() {
    let us = Emulator::start(&Sortie::new(), &["--users", "1", "--api-key", "another"]);
    let eu = Emulator::start(&Sortie::new(), &["--users", "1", "--api-key", API_KEY]);
    let sortie = regions(us.address, eu.address);
    let mut told = String::new();
    for answer in ["\n", "y\n"] {
        let mut dialog = Dialog::start(&sortie, "sortie connections test test; echo \"exit: $?\"");
        dialog.answer("[y/N] ", answer);
        told += &dialog.end(&sortie);
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_key_of_several_organizations_is_told_them() {
    let emulator = Emulator::start(&Sortie::new(), &["--users", "1", "--choose", "tenancy=multi"]);
    let missing = Sortie::new().connected(emulator.address, "").run(&TEST);
    let id = missing.split("into the connection: ").nth(1).and_then(|rest| rest.split_whitespace().next());
    let id = id.expect("the organizations are told");
    let chosen = Sortie::new().connected(emulator.address, &format!("org_id: {id}")).run(&TEST);
    let wrong = Sortie::new().connected(emulator.address, "org_id: 5d0000000000000000000039").run(&TEST);
    insta::assert_snapshot!(format!("{missing}# with its id\n{chosen}# with another\n{wrong}"));
}

/// Nothing but reads is sent unless somebody asks for more, and then one write that changes nothing.
#[test]
fn what_a_key_may_write_is_found_out_on_demand() {
    let mut told = Vec::new();
    for (more, status) in [
        ("", "403 Forbidden"),
        ("--probe-writes", "403 Forbidden"),
        ("--probe-writes", "404 Not Found"),
        ("--probe-writes", "500 Broken"),
    ] {
        // The first connection is the one that sends nothing.
        let refusal = Reply::json(status, r#"{"message":"no"}"#);
        let third = if more.is_empty() { list() } else { refusal };
        let server = BadServer::new([list(), list(), third, list()]);
        let sortie = Sortie::new().connected(server.address, "");
        let args =
            [&TEST[..], &["-o", "json"], if more.is_empty() { &[] } else { &["--probe-writes"] }].concat();
        let output = sortie.output(&args);
        let printed: Value = serde_json::from_slice(&output.stdout).expect("JSON is printed");
        let rights =
            printed["checks"].as_array().into_iter().flatten().find(|check| check["name"] == "rights");
        let writes = printed["actions"].as_array().into_iter().flatten().find(|it| it["effect"] == "write");
        told.push(format!("# {more} {status}\n{}\n{}\n", rights.expect("told"), writes.expect("told")));
        let lines: Vec<String> =
            server.requests().iter().filter_map(|it| it.lines().next().map(str::to_owned)).collect();
        told.push(format!("{}\n", lines.join("\n")));
    }
    insta::assert_snapshot!(told.concat());
}

#[test]
fn a_clock_that_is_wrong_is_a_warning() {
    let dated =
        |date: &str| Reply::json(&format!("200 OK\ndate: {date}"), r#"{"results":[],"totalCount":0}"#);
    for (date, status) in [
        ("Thu, 01 Jan 2015 00:00:00 GMT", "warning"),
        ("Fri, 01 Jan 2100 00:00:00 GMT", "warning"),
        ("noon", "skipped"),
    ] {
        let server = BadServer::new([dated(date)]);
        let sortie = Sortie::new().connected(server.address, "");
        assert_eq!(check(&sortie, &[], "clock")["status"], status, "{date}");
        assert_eq!(server.requests().len(), 3);
    }
}

#[test]
fn a_proxy_that_does_not_go_on_is_told_from_the_host() {
    let mut told = Vec::new();
    for (what, reply) in [
        ("wants a login", Reply::new("407 Proxy Authentication Required", "")),
        ("does not know the host", Reply::new("502 Bad Gateway", "")),
        ("is none", Reply::Bytes(b"220 mail.example ready\r\n".to_vec())),
        ("never answers", Reply::Hang),
    ] {
        let server = BadServer::new([reply]);
        let sortie = proxied(server.address);
        told.push(format!("# a proxy that {what}\n{}", sortie.run(&TEST)));
        let requests = server.requests().concat();
        assert!(requests.contains("proxy-authorization: Basic YWRhOnByMHh5LXA0c3N3b3Jk"), "{requests}");
    }
    told.push(format!("# a proxy that is not there\n{}", proxied(nobody()).run(&TEST)));
    insta::assert_snapshot!(told.concat());
}

/// A user behind the proxy at `address`, which wants a login.
fn proxied(address: SocketAddr) -> Sortie {
    let password = "pr0xy-p4ssword";
    trusting(&Authority::new().pem)
        .secret(password)
        .env("HTTPS_PROXY", format!("http://ada:{password}@{address}"))
        .connected_to("https://tenant.invalid", "timeouts: {connect: 1}")
}

/// A user whose system trusts the authority of `pem` and no other.
fn trusting(pem: &str) -> Sortie {
    Sortie::new().file("authority.pem", pem).env("SSL_CERT_FILE", "authority.pem")
}

use crate::support::{Authority, BadServer, Emulator, Presented, Reply, Sortie};

const RUN: [&str; 7] = ["run", "list_all_system_users", "-c", "test", "-o", "ndjson", "-v"];

/// Whom the client believes, and whom not; who is not believed is sent nothing.
#[test]
fn only_a_certificate_that_is_right_is_believed() {
    let authority = Authority::new();
    let mut told = Vec::new();
    for (what, presented, more, asked) in [
        ("right", Presented::Good, "", 1),
        ("expired", Presented::Expired, "", 0),
        ("not yet valid", Presented::NotYetValid, "", 0),
        ("for another host", Presented::WrongHost, "", 0),
        ("nobody vouches for", Presented::SelfSigned, "", 0),
        ("a stranger vouches for", Presented::Stranger, "", 0),
        ("a namesake vouches for", Presented::Namesake, "", 0),
        ("expired, and not verified", Presented::Expired, "verify_ssl: false", 1),
        ("for another host, and not verified", Presented::WrongHost, "verify_ssl: false", 1),
        ("nobody vouches for, and not verified", Presented::SelfSigned, "verify_ssl: false", 1),
    ] {
        let list = Reply::json("200 OK", r#"{"results":[{"username":"ada"}],"totalCount":1}"#);
        let server = BadServer::tls(authority.server(presented), [list]);
        let sortie = trusting(&authority.pem).connected_to(&format!("https://{}", server.address), more);
        told.push(format!("# a certificate: {what}\n"));
        told.push(sortie.run(&RUN));
        assert_eq!(server.requests().len(), asked, "{what}");
    }
    insta::assert_snapshot!(told.concat());
}

/// A process may use many connections. Each that verifies nothing is told, and none for each of its clients.
#[test]
fn every_connection_that_verifies_nothing_is_told_once() {
    let authority = Authority::new();
    let list = Reply::json("200 OK", r#"{"results":[],"totalCount":0}"#);
    let server = BadServer::tls(authority.server(Presented::SelfSigned), [list]);
    let mut sortie = trusting(&authority.pem);
    for label in ["first", "second"] {
        let file = format!(
            "label: {label}\nintegration: jumpcloud\nbase_url: https://{}\nverify_ssl: false\n\
             hosts: {{token: \"https://tenant.invalid\"}}\napi_key: {{env: JUMPCLOUD_API_KEY}}\n",
            server.address
        );
        sortie = sortie.file(&format!("connections/{label}.yaml"), file);
    }
    let told = sortie.run(&["doctor", "--online", "--home", "."]);
    let warnings: Vec<&str> = told.lines().filter(|line| line.starts_with("warning: the")).collect();
    let warning = |label: &str| {
        format!(
            "warning: the connection `{label}` verifies no certificate: whoever is in between can read the key"
        )
    };
    assert_eq!(warnings, [warning("first"), warning("second")]);
}

/// A server that speaks no TLS, and one that speaks nothing else.
#[test]
fn the_scheme_is_the_servers() {
    let authority = Authority::new();
    let plain = BadServer::new([Reply::Banner(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())]);
    let spoken = trusting(&authority.pem).connected_to(&format!("https://{}", plain.address), "");
    let tls = BadServer::tls(authority.server(Presented::Good), [Reply::new("200 OK", "")]);
    let unspoken = trusting(&authority.pem).connected(tls.address, "");
    insta::assert_snapshot!(format!("{}{}", spoken.run(&RUN), unspoken.run(&RUN)));
}

/// The emulator's own certificate is enough for a run that verifies.
#[test]
fn the_emulator_speaks_tls() {
    let sortie = Sortie::new().env("SSL_CERT_FILE", "emulator.pem");
    let emulator = Emulator::start(&sortie, &["--users", "1", "--tls", "--certificate", &pem(&sortie)]);
    let sortie = sortie.connected_to(&format!("https://{}", emulator.address), "");
    let greeting = emulator.greeting.replace(&emulator.address.port().to_string(), "PORT");
    let told = sortie.run(&["connections", "test", "test"]);
    insta::assert_snapshot!(format!("{greeting}{told}"));
}

/// One key opens the emulator where it was told so, and no other.
#[test]
fn the_emulator_wants_the_key_it_was_given() {
    let sortie = Sortie::new();
    let emulator = Emulator::start(&sortie, &["--users", "1", "--api-key", "another"]);
    let sortie = sortie.connected(emulator.address, "");
    let told = sortie.run(&["connections", "test", "test"]);
    let taken = sortie.run(&["emulate", "jumpcloud", "--listen", &emulator.address.to_string()]);
    insta::assert_snapshot!(format!("{told}{taken}"));
}

fn pem(sortie: &Sortie) -> String {
    sortie.work().join("emulator.pem").display().to_string()
}

/// A user whose system trusts the authority of `pem` and no other.
fn trusting(pem: &str) -> Sortie {
    Sortie::new().file("authority.pem", pem).env("SSL_CERT_FILE", "authority.pem")
}

use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};

use crate::support::{Authority, BadServer, Presented, Reply, Sortie, Terms};

const RUN: [&str; 5] = ["run", "list_all_system_users", "-c", "test", "-v"];

static ONLY_12: &[&SupportedProtocolVersion] = &[&TLS12];
static ONLY_13: &[&SupportedProtocolVersion] = &[&TLS13];

fn list() -> Reply {
    Reply::json("200 OK", r#"{"results":[{"username":"ada"}],"totalCount":1}"#)
}

/// A user whose system trusts nobody that matters, so that what the connection says is all there is.
fn alone() -> Sortie {
    Sortie::new().file("nobody.pem", Authority::new().pem).env("SSL_CERT_FILE", "nobody.pem")
}

#[test]
fn a_bundle_adds_authorities_to_the_systems() {
    let authority = Authority::new();
    let several = format!("# ours\n{}\n{}", Authority::new().pem, authority.pem);
    let mut told = Vec::new();
    for (what, system, bundle) in [
        ("the authority", Authority::new().pem, authority.pem.clone()),
        ("it among others", Authority::new().pem, several),
        ("another, but the system trusts it", authority.pem.clone(), Authority::new().pem),
    ] {
        let server = BadServer::tls(authority.server(Presented::Good), [list()]);
        let sortie = Sortie::new()
            .file("system.pem", system)
            .env("SSL_CERT_FILE", "system.pem")
            .file("certs/ca.pem", bundle)
            .connected_to(&format!("https://{}", server.address), "ca_bundle: certs/ca.pem");
        told.push(format!("# the bundle holds {what}\n{}", sortie.run(&RUN)));
        assert_eq!(server.requests().len(), 1, "{what}");
    }
    insta::assert_snapshot!(told.concat());
}

#[test]
fn a_bundle_that_is_none_ends_the_run_before_it_is_sent() {
    let right = Authority::new().pem;
    let cut = right.replacen("-----END", "-----", 1);
    let (_, key) = Authority::new().client();
    let mut told = Vec::new();
    for (what, bundle) in [
        ("empty", String::new()),
        ("text", "-- not PEM --\n".to_owned()),
        ("cut off", cut),
        ("letters that are no base64", right.replace("\nMII", "\n!!!")),
        ("not a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_owned()),
        ("a key", key),
    ] {
        let sortie =
            alone().file("ca.pem", bundle).connected_to("https://tenant.invalid", "ca_bundle: ca.pem");
        told.push(format!("# the bundle is {what}\n{}", sortie.run(&RUN)));
    }
    let sortie = alone().connected_to("https://tenant.invalid", "ca_bundle: missing.pem");
    told.push(format!("# the bundle is missing\n{}", sortie.run(&RUN)));
    insta::assert_snapshot!(told.concat());
}

/// A server that wants to know who is calling says so in each version of TLS, and takes nothing of the request.
#[test]
fn a_server_sees_the_client_it_wants_to_see() {
    let (authority, others) = (Authority::new(), Authority::new());
    let (certificate, key) = authority.client();
    let (other_certificate, other_key) = others.client();
    let mine = "client_certificate: {certificate: me.pem, key: {file: me.key}}";
    let mut told = Vec::new();
    for (version, versions) in [("1.2", ONLY_12), ("1.3", ONLY_13)] {
        for (what, files, more, asked) in [
            ("none", (&certificate, &key), "", 0),
            ("the right one", (&certificate, &key), mine, 1),
            ("another's", (&other_certificate, &other_key), mine, 0),
        ] {
            let terms = Terms { versions, clients_of: Some(&authority) };
            let server = BadServer::tls(authority.server_on(Presented::Good, &terms), [list()]);
            let sortie = alone()
                .file("ca.pem", &authority.pem)
                .file("me.pem", files.0)
                .file("me.key", files.1)
                .connected_to(&format!("https://{}", server.address), &format!("ca_bundle: ca.pem\n{more}"));
            told.push(format!("# TLS {version}; the client shows {what}\n{}", sortie.run(&RUN)));
            assert_eq!(server.requests().len(), asked, "{version}, {what}");
        }
    }
    insta::assert_snapshot!(told.concat());
}

#[test]
fn a_certificate_without_its_key_ends_the_run_before_it_is_sent() {
    let (certificate, key) = Authority::new().client();
    let (_, other) = Authority::new().client();
    let encrypted = key.replace("PRIVATE", "ENCRYPTED PRIVATE");
    let mut told = Vec::new();
    for (what, certificate, key) in [
        ("another's", &certificate, &other),
        ("encrypted", &certificate, &encrypted),
        ("a certificate", &certificate, &certificate),
        ("cut off", &certificate, &key.replace("-----END", "-----")),
        ("empty", &certificate, &String::new()),
        ("right, but the certificate is a key", &key, &key),
    ] {
        let sortie = alone().file("me.pem", certificate).env("CLIENT_KEY", key).connected_to(
            "https://tenant.invalid",
            "client_certificate: {certificate: me.pem, key: {env: CLIENT_KEY}}",
        );
        told.push(format!("# the key is {what}\n{}", sortie.run(&RUN)));
    }
    insta::assert_snapshot!(told.concat());
}

#[test]
fn either_version_of_tls_will_do() {
    let authority = Authority::new();
    for versions in [ONLY_12, ONLY_13] {
        let terms = Terms { versions, clients_of: None };
        let server = BadServer::tls(authority.server_on(Presented::Good, &terms), [list()]);
        let sortie = alone()
            .file("ca.pem", &authority.pem)
            .connected_to(&format!("https://{}", server.address), "ca_bundle: ca.pem");
        assert_eq!(sortie.output(&RUN).status.code(), Some(0));
        assert_eq!(server.requests().len(), 1);
    }
}

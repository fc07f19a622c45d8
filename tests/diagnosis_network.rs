//! A diagnosis takes the way that requests take, whatever the connection says of it.

use std::net::TcpListener;

use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};

use crate::support::{API_KEY, Authority, BadServer, Presented, Proxy, Reply, Sortie, Speaks, Terms, nobody};

const TEST: [&str; 3] = ["connections", "test", "test"];
const PASSWORD: &str = "pr0xy-p4ssword";
const LOGIN: &str = "proxy-authorization: Basic YWRhOnByMHh5LXA0c3N3b3Jk\n";

static ONLY_12: &[&SupportedProtocolVersion] = &[&TLS12];
static ONLY_13: &[&SupportedProtocolVersion] = &[&TLS13];

fn list() -> Reply {
    Reply::json("200 OK", r#"{"results":[{"username":"ada"}],"totalCount":1}"#)
}

/// A user whose system trusts nobody that matters, and whose connection to `https://tenant.invalid` goes by the proxy
/// at `proxy` with a login.
fn proxied(proxy: &str, more: &str) -> Sortie {
    let auth = "proxy_auth: {username: ada, password: {env: PROXY_PASSWORD}}";
    Sortie::new()
        .file("nobody.pem", Authority::new().pem)
        .env("SSL_CERT_FILE", "nobody.pem")
        // The connection goes before the environment.
        .env("HTTPS_PROXY", format!("http://{}", nobody()))
        .env("PROXY_PASSWORD", PASSWORD)
        .secret(PASSWORD)
        .connected_to("https://tenant.invalid", &format!("proxy: {proxy}\n{auth}\n{more}"))
}

#[test]
fn a_diagnosis_goes_by_the_proxy_of_the_connection() {
    let authority = Authority::new();
    let server = BadServer::tls(authority.server(Presented::For("tenant.invalid")), [list()]);
    let proxy = Proxy::to(server.address, Speaks::Connect);
    let sortie =
        proxied(&format!("http://{}", proxy.address), "ca_bundle: ca.pem").file("ca.pem", &authority.pem);
    let told = sortie.run(&TEST);
    let (head, passed) = proxy.next();
    assert!(head.starts_with("CONNECT tenant.invalid:443 HTTP/1.1\n") && head.contains(LOGIN), "{head}");
    assert!(!String::from_utf8_lossy(&passed).contains(API_KEY), "the proxy saw the key");
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|it| it.contains(API_KEY)));
    insta::assert_snapshot!(told);
}

/// What ends an examination is told, even where the name of the host is none that a certificate can bear.
#[test]
fn a_host_that_no_certificate_can_be_for_is_told() {
    let server = BadServer::new([list()]);
    let proxy = Proxy::to(server.address, Speaks::Connect);
    let sortie =
        Sortie::new().connected_to("https://tenant-.invalid", &format!("proxy: http://{}", proxy.address));
    insta::assert_snapshot!(sortie.run(&TEST));
}

#[test]
fn what_a_connection_says_of_its_proxy_is_what_is_to_be_mended() {
    let mut told = Vec::new();
    let server = BadServer::new([Reply::new("407 Proxy Authentication Required", "")]);
    let sortie = proxied(&format!("http://{}", server.address), "");
    told.push(format!("# a proxy that knows another login\n{}", sortie.run(&TEST)));
    assert!(server.requests().concat().contains(LOGIN));
    let sortie = proxied(&format!("http://{}", nobody()), "timeouts: {connect: 1}");
    told.push(format!("# a proxy that is not there\n{}", sortie.run(&TEST)));
    let sortie = Sortie::new()
        .env("HTTPS_PROXY", format!("http://{}", nobody()))
        .connected_to("https://tenant.invalid", "proxy: none");
    told.push(format!("# past the environment's proxy\n{}", sortie.run(&TEST)));
    insta::assert_snapshot!(told.concat());
}

/// In TLS 1.3 a server answers with its refusal only when it is asked for something.
#[test]
fn a_server_that_wants_to_know_who_is_calling_is_shown_it() {
    let (authority, others) = (Authority::new(), Authority::new());
    let (right, another) = (authority.client(), others.client());
    let mine = "client_certificate: {certificate: me.pem, key: {file: me.key}}";
    let mut told = Vec::new();
    for (version, versions) in [("1.2", ONLY_12), ("1.3", ONLY_13)] {
        for (what, (certificate, key), more, asked) in
            [("nothing", &right, "", 0), ("the right one", &right, mine, 3), ("another's", &another, mine, 0)]
        {
            let terms = Terms { versions, clients_of: Some(&authority) };
            let server = BadServer::tls(authority.server_on(Presented::Good, &terms), [list()]);
            let sortie = Sortie::new()
                .file("ca.pem", &authority.pem)
                .file("me.pem", certificate)
                .file("me.key", key)
                .connected_to(&format!("https://{}", server.address), &format!("ca_bundle: ca.pem\n{more}"));
            told.push(format!("# TLS {version}; the client shows {what}\n{}", sortie.run(&TEST)));
            assert_eq!(server.requests().len(), asked, "{version}, {what}");
        }
    }
    insta::assert_snapshot!(told.concat());
}

/// Whatever is missing is told at once, and nothing is sent. A run tells what comes first, the key.
#[test]
fn all_that_is_missing_is_told_together() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.set_nonblocking(true).expect("a listener can be asked without waiting");
    let address = listener.local_addr().expect("a listener has an address");
    let file = format!(
        "label: test\nintegration: jumpcloud\nbase_url: http://{address}\napi_key: {{env: NOT_SET}}\nca_bundle: missing.pem\n\
         reference_values: {{pin: {{type: password, env: NOT_SET_EITHER}}}}\n"
    );
    let sortie = Sortie::new().file("connections/test.yaml", file);
    let told = sortie.run(&TEST) + "# a run\n" + &sortie.run(&["run", "list_all_system_users", "-c", "test"]);
    assert!(listener.accept().is_err(), "somebody was connected to");
    insta::assert_snapshot!(told);
}

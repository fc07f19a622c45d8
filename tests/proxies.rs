use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use crate::support::{API_KEY, Authority, BadServer, Presented, Proxy, Reply, Sortie, Speaks, nobody};

const RUN: [&str; 6] = ["run", "list_all_system_users", "-c", "test", "-o", "ndjson"];
const TEST: [&str; 3] = ["connections", "test", "test"];
const PASSWORD: &str = "pr0xy-p4ssword";

fn list() -> Reply {
    Reply::json("200 OK", r#"{"results":[{"username":"ada"}],"totalCount":1}"#)
}

/// A server for `host`, and a user who trusts it.
fn tenant(host: &'static str) -> (BadServer, Sortie) {
    let authority = Authority::new();
    let server = BadServer::tls(authority.server(Presented::For(host)), [list()]);
    let sortie = Sortie::new().file("ca.pem", &authority.pem).env("SSL_CERT_FILE", "ca.pem").secret(PASSWORD);
    (server, sortie)
}

/// Holds what the proxy saw against the key; gives what it was asked.
#[track_caller]
fn asked(proxy: &Proxy) -> String {
    let (asked, passed) = proxy.next();
    let seen = asked.clone() + &String::from_utf8_lossy(&passed);
    assert!(!seen.contains(API_KEY), "the proxy saw the key");
    asked
}

/// The address of the Devo page, in both forms that a connection file can have.
#[test]
fn a_tunnel_leads_to_the_host_that_the_reference_values_name() {
    let yaml = "label: test\nintegration: jumpcloud\nbase_url: https://www.{{hostname}}.com\n\
                reference_values: {hostname: {type: text, value: acme}}\n\
                api_key: {env: JUMPCLOUD_API_KEY}\nproxy: http://PROXY\n";
    let json = r#"{"label": "test", "integration": "jumpcloud", "base_url": "https://www.{{hostname}}.com",
        "reference_values": {"hostname": {"type": "text", "value": "acme"}},
        "api_key": {"env": "JUMPCLOUD_API_KEY"}, "proxy": "http://PROXY"}"#;
    for (name, file) in [("test.yaml", yaml), ("test.yml", yaml), ("test.json", json), ("other.json", json)] {
        let (server, sortie) = tenant("www.acme.com");
        let proxy = Proxy::to(server.address, Speaks::Connect);
        let file = file.replace("PROXY", &proxy.address.to_string());
        let sortie = sortie.file(&format!("connections/{name}"), file);
        let context = ["--context", r#"{"hostname": "evil"}"#];
        let told = sortie.run(&[&RUN[..], &context].concat());
        assert_eq!(told, "exit: 0\n--- stdout\n{\"username\":\"ada\"}\n--- stderr\n", "{name}");
        assert!(asked(&proxy).starts_with("CONNECT www.acme.com:443 HTTP/1.1\n"));
        let got = server.requests().concat();
        assert!(got.contains(API_KEY) && got.contains("\nhost: www.acme.com\n"), "{got}");
    }
}

#[test]
fn the_environment_names_a_proxy_unless_the_connection_does() {
    let nobody = nobody();
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let (server, sortie) = tenant("tenant.invalid");
        let proxy = Proxy::to(server.address, Speaks::Connect);
        let sortie = sortie
            .env(name, format!("http://ada:{PASSWORD}@{}", proxy.address))
            .connected_to("https://tenant.invalid", "");
        assert_eq!(sortie.output(&RUN).status.code(), Some(0), "{name}");
        let head = asked(&proxy);
        assert!(head.contains("proxy-authorization: Basic YWRhOnByMHh5LXA0c3N3b3Jk\n"), "{head}");
        assert_eq!(server.requests().len(), 1);

        let (server, sortie) = tenant("tenant.invalid");
        let proxy = Proxy::to(server.address, Speaks::Connect);
        let sortie = sortie
            .env(name, format!("http://{nobody}"))
            .env("NO_PROXY", "*")
            .connected_to("https://tenant.invalid", &format!("proxy: http://{}", proxy.address));
        assert_eq!(sortie.output(&RUN).status.code(), Some(0), "{name}");
        assert!(asked(&proxy).starts_with("CONNECT tenant.invalid:443 HTTP/1.1\n"));
        assert_eq!(server.requests().len(), 1);
    }
    let mut told = Vec::new();
    for (env, value, more) in [
        ("NO_PROXY", "tenant.invalid", ""),
        ("no_proxy", ".invalid", ""),
        ("NO_PROXY", "other.invalid", ""),
        ("NO_PROXY", "", "proxy: none"),
    ] {
        let sortie = Sortie::new()
            .env("HTTPS_PROXY", format!("http://{nobody}"))
            .env(env, value)
            .connected_to("https://tenant.invalid", more);
        told.push(format!("# {env}={value} {more}\n{}", sortie.run(&RUN)));
    }
    insta::assert_snapshot!(told.concat());
}

/// Whatever a proxy repeats of the login that a variable holds, nobody sees it.
#[test]
fn a_login_of_the_environment_that_a_proxy_repeats_is_hidden() {
    let encoded = "YWRhOnByMHh5LXA0c3N3b3Jk";
    let echo = format!(
        r#"{{"results":[{{"username":"Basic {encoded}","again":"ada:{PASSWORD}"}}],"totalCount":1}}"#
    );
    let more = format!("x-echo: Basic {encoded}\nx-again: {PASSWORD}");
    let mut told = Vec::new();
    for (status, scheme) in [("200 OK", ""), ("502 Bad Gateway", "http://")] {
        for args in
            [[&RUN[..], &["-vvv"]].concat(), TEST.to_vec(), [&TEST[..], &["-o", "json", "-vvv"]].concat()]
        {
            let proxy = BadServer::new([Reply::json(&format!("{status}\n{more}"), &echo)]);
            let sortie = Sortie::new()
                .secret(PASSWORD)
                .secret(encoded)
                .env("HTTP_PROXY", format!("{scheme}ada:{PASSWORD}@{}", proxy.address))
                .connected_to("http://tenant.invalid", "allow_http: true");
            told.push(format!("# {status}: {}\n{}", args.join(" "), sortie.run(&args)));
            let got = proxy.requests().concat();
            assert!(got.contains(&format!("proxy-authorization: Basic {encoded}\n")), "{got}");
        }
    }
    insta::assert_snapshot!(told.concat());
}

/// Left to itself, reqwest goes on without a word past a proxy whose variable it cannot read.
#[test]
fn a_variable_that_names_no_proxy_ends_the_run_before_it_is_sent() {
    let good = format!("http://{}", nobody());
    let login = format!("ada:{PASSWORD}");
    let mut told = Vec::new();
    for (what, name, value, more) in [
        ("is no address", "HTTPS_PROXY", format!("http://{login}@["), ""),
        (
            "has a login with a sign that is not encoded",
            "https_proxy",
            format!("http://{login}/@proxy.example"),
            "",
        ),
        ("has no such port", "ALL_PROXY", format!("{login}@proxy.example:99999"), ""),
        ("is of a kind that no request can take", "all_proxy", format!("ftp://{login}@proxy.example"), ""),
        ("does not concern the host", "HTTP_PROXY", "http://[".to_owned(), ""),
        ("does not concern the connection", "HTTPS_PROXY", "http://[".to_owned(), "proxy: none"),
    ] {
        let sortie =
            Sortie::new().secret(PASSWORD).env(name, value).connected_to("https://tenant.invalid", more);
        told.push(format!("# a variable that {what}\n{}{}", sortie.run(&RUN), sortie.run(&TEST)));
    }
    // The one that is read first counts, even where the next would do.
    let sortie = Sortie::new()
        .env("HTTPS_PROXY", OsString::from_vec(vec![b'h', 0xff]))
        .env("https_proxy", &good)
        .env("ALL_PROXY", &good);
    told.push(format!(
        "# a variable that is no UTF-8\n{}",
        sortie.connected_to("https://tenant.invalid", "").run(&RUN)
    ));
    let sortie = Sortie::new().env("HTTPS_PROXY", "http://[").env("NO_PROXY", "tenant.invalid");
    told.push(format!(
        "# a host that NO_PROXY names\n{}",
        sortie.connected_to("https://tenant.invalid", "").run(&RUN)
    ));
    let server = BadServer::new([list()]);
    let sortie = Sortie::new().env("HTTP_PROXY", "http://[").connected(server.address, "");
    assert_eq!(sortie.output(&RUN).status.code(), Some(0));
    insta::assert_snapshot!(told.concat());
}

/// What goes to this machine passes by the environment's proxy, and goes by one that the connection names.
#[test]
fn only_a_connection_sends_what_is_for_this_machine_by_a_proxy() {
    let server = BadServer::new([list()]);
    let sortie =
        Sortie::new().env("HTTP_PROXY", format!("http://{}", nobody())).connected(server.address, "");
    assert_eq!(sortie.output(&RUN).status.code(), Some(0));
    assert_eq!(server.requests().len(), 1);

    let proxy = BadServer::new([list()]);
    let sortie = Sortie::new().connected(nobody(), &format!("proxy: http://{}", proxy.address));
    assert_eq!(sortie.output(&RUN).status.code(), Some(0));
    let got = proxy.requests().concat();
    assert!(got.starts_with("GET http://127.0.0.1:"), "{got}");
}

#[test]
fn a_proxy_is_shown_who_is_calling() {
    let auth = "proxy_auth: {username: ada, password: {env: PROXY_PASSWORD}}";
    let (server, sortie) = tenant("tenant.invalid");
    let proxy = Proxy::to(server.address, Speaks::Connect);
    let sortie = sortie
        .env("PROXY_PASSWORD", PASSWORD)
        .connected_to("https://tenant.invalid", &format!("proxy: http://{}\n{auth}", proxy.address));
    sortie.run(&[&RUN[..], &["-vvv"]].concat());
    let head = asked(&proxy);
    assert!(head.contains("proxy-authorization: Basic YWRhOnByMHh5LXA0c3N3b3Jk\n"), "{head}");
    assert_eq!(server.requests().len(), 1);

    let told =
        sortie.run(&["connections", "show", "test"]) + &sortie.run(&[&RUN[..], &["--dry-run"]].concat());
    assert!(!told.contains("ada"), "{told}");
}

#[test]
fn socks_leads_to_the_host_as_well() {
    let mut told = Vec::new();
    for (wanted, more, code) in [
        (None, "", 0),
        (Some(("ada", PASSWORD)), "proxy_auth: {username: ada, password: {env: PROXY_PASSWORD}}", 0),
        (Some(("ada", PASSWORD)), "proxy_auth: {username: ada, password: {env: PIN}}", 3),
        (Some(("ada", PASSWORD)), "", 3),
        (None, "proxy_auth: {username: ada, password: {env: PROXY_PASSWORD}}", 3),
    ] {
        let (server, sortie) = tenant("tenant.invalid");
        let proxy = Proxy::to(server.address, Speaks::Socks(wanted));
        let sortie = sortie
            .env("PROXY_PASSWORD", PASSWORD)
            .connected_to("https://tenant.invalid", &format!("proxy: socks5h://{}\n{more}", proxy.address));
        if code == 0 {
            assert_eq!(sortie.output(&RUN).status.code(), Some(0), "{more}");
            assert_eq!(asked(&proxy), "tenant.invalid");
            assert_eq!(server.requests().len(), 1);
        } else {
            told.push(sortie.run(&RUN));
            // Nobody called it, which was the point.
            std::mem::forget(server);
        }
    }
    let gone =
        Sortie::new().connected_to("https://tenant.invalid", &format!("proxy: socks5h://{}", nobody()));
    told.push(gone.run(&RUN));
    insta::assert_snapshot!(told.concat());
}

/// Each message says which side failed.
#[test]
fn a_proxy_that_does_not_go_on_is_told_from_the_host() {
    let mut told = Vec::new();
    for (what, reply) in [
        ("wants to know who is calling", Reply::new("407 Proxy Authentication Required", "")),
        ("does not reach the host", Reply::new("502 Bad Gateway", "")),
        ("refuses", Reply::new("403 Forbidden\ncontent-type: text/html", "<h1>No</h1>")),
        ("closes", Reply::Close),
        ("answers what is no HTTP", Reply::Bytes(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec())),
    ] {
        for url in ["https://tenant.invalid", "http://127.0.0.1:9"] {
            let proxy = BadServer::new([reply.clone()]);
            let sortie = Sortie::new().connected_to(url, &format!("proxy: http://{}", proxy.address));
            told.push(format!("# the proxy {what}; to {url}\n{}", sortie.run(&RUN)));
        }
    }
    for url in ["https://tenant.invalid", "http://127.0.0.1:9"] {
        let sortie = Sortie::new().connected_to(url, &format!("proxy: http://{}", nobody()));
        told.push(format!("# there is no proxy; to {url}\n{}", sortie.run(&RUN)));
    }
    let authority = Authority::new();
    let proxy = BadServer::tls(authority.server(Presented::Expired), [list()]);
    let sortie = Sortie::new().file("ca.pem", &authority.pem).connected_to(
        "https://tenant.invalid",
        &format!("proxy: https://{}\nca_bundle: ca.pem", proxy.address),
    );
    told.push(format!("# the proxy's certificate has expired\n{}", sortie.run(&RUN)));
    let server = BadServer::tls(authority.server(Presented::Expired), [list()]);
    let proxy = Proxy::to(server.address, Speaks::Connect);
    let sortie = Sortie::new()
        .file("ca.pem", &authority.pem)
        .connected_to("https://127.0.0.1", &format!("proxy: http://{}\nca_bundle: ca.pem", proxy.address));
    told.push(format!("# the host's certificate has expired\n{}", sortie.run(&RUN)));
    insta::assert_snapshot!(told.concat());
}

//! A diagnosis goes by every kind of proxy step by step: to it, by TLS where it speaks that, its login, and on to the host.

use crate::support::{API_KEY, Authority, BadServer, Front, Presented, Proxy, Reply, Sortie, Speaks, nobody};

const TEST: [&str; 3] = ["connections", "test", "test"];
const PASSWORD: &str = "pr0xy-p4ssword";
const AUTH: &str = "proxy_auth: {username: ada, password: {env: PROXY_PASSWORD}}";

fn list() -> Reply {
    Reply::json("200 OK", r#"{"results":[{"username":"ada"}],"totalCount":1}"#)
}

/// A user whose system trusts `authority` and no other, and whose connection to `url` goes by `proxy`.
fn proxied(authority: &Authority, url: &str, proxy: &str, more: &str) -> Sortie {
    Sortie::new()
        .file("ca.pem", &authority.pem)
        .env("SSL_CERT_FILE", "ca.pem")
        .env("PROXY_PASSWORD", PASSWORD)
        .secret(PASSWORD)
        .connected_to(url, &format!("proxy: {proxy}\n{more}"))
}

/// A run and a diagnosis: the run's exit code, and what the diagnosis tells.
#[track_caller]
fn both(sortie: &Sortie) -> (Option<i32>, String) {
    (sortie.output(&["run", "list_all_system_users", "-c", "test"]).status.code(), sortie.run(&TEST))
}

#[test]
fn a_proxy_that_speaks_tls_leads_to_the_host() {
    let authority = Authority::new();
    let server = BadServer::tls(authority.server(Presented::For("tenant.invalid")), [list()]);
    let inner = Proxy::to(server.address, Speaks::Connect);
    let front = Front::before(inner.address, authority.server(Presented::Good));
    let proxy = format!("https://{}", front.address);
    let (code, told) = both(&proxied(&authority, "https://tenant.invalid", &proxy, AUTH));
    assert_eq!(code, Some(0));
    let (head, passed) = inner.next();
    assert!(head.contains("proxy-authorization: Basic YWRhOnByMHh5LXA0c3N3b3Jk\n"), "{head}");
    assert!(!String::from_utf8_lossy(&passed).contains(API_KEY), "the proxy saw the key");
    assert_eq!(server.requests().len(), 4);
    insta::assert_snapshot!(told);
}

#[test]
fn a_proxy_that_speaks_socks_leads_to_the_host() {
    let authority = Authority::new();
    let mut told = Vec::new();
    for (what, scheme, wanted, more) in [
        ("looks names up", "socks5h", None, ""),
        ("takes numbers only", "socks5", None, ""),
        ("wants a login", "socks5h", Some(("ada", PASSWORD)), AUTH),
    ] {
        let host = if scheme == "socks5" { "127.0.0.1" } else { "tenant.invalid" };
        let server = BadServer::tls(authority.server(Presented::For(host)), [list()]);
        let proxy = Proxy::to(server.address, Speaks::Socks(wanted));
        let url = format!("{scheme}://{}", proxy.address);
        let (code, diagnosis) = both(&proxied(&authority, &format!("https://{host}"), &url, more));
        assert_eq!((code, proxy.next().0.as_str()), (Some(0), host), "{what}");
        assert_eq!(server.requests().len(), 4, "{what}");
        told.push(format!("# a proxy that {what}\n{diagnosis}"));
    }
    let server = BadServer::new([list()]);
    let proxy = Proxy::to(server.address, Speaks::Socks(None));
    let sortie = proxied(&authority, "http://127.0.0.1", &format!("socks5://{}", proxy.address), "");
    told.push(format!("# a proxy to a host that speaks no TLS\n{}", sortie.run(&TEST)));
    assert_eq!(server.requests().len(), 3);
    // What is told of the environment's proxy is the same.
    let server = BadServer::tls(authority.server(Presented::For("tenant.invalid")), [list()]);
    let proxy = Proxy::to(server.address, Speaks::Socks(Some(("ada", PASSWORD))));
    let sortie = Sortie::new()
        .file("ca.pem", &authority.pem)
        .env("SSL_CERT_FILE", "ca.pem")
        .env("ALL_PROXY", format!("socks5h://ada:{PASSWORD}@{}", proxy.address))
        .secret(PASSWORD)
        .connected_to("https://tenant.invalid", "");
    told.push(format!("# a proxy that the environment names\n{}", sortie.run(&TEST)));
    assert_eq!(server.requests().len(), 3);
    insta::assert_snapshot!(told.concat());
}

/// Each check names the step that fails, and a run fails there as well.
#[test]
fn a_proxy_that_speaks_tls_and_does_not_go_on_is_told_by_its_step() {
    let authority = Authority::new();
    let mut told = Vec::new();
    for (what, presented, reply) in [
        ("whose certificate has expired", Presented::Expired, list()),
        ("of another name", Presented::WrongHost, list()),
        ("that wants a login", Presented::Good, Reply::new("407 Proxy Authentication Required", "")),
        ("that does not reach the host", Presented::Good, Reply::new("502 Bad Gateway", "")),
    ] {
        let server = BadServer::tls(authority.server(presented), [reply]);
        let proxy = format!("https://{}", server.address);
        let (code, diagnosis) = both(&proxied(&authority, "https://tenant.invalid", &proxy, ""));
        assert_eq!(code, Some(3), "{what}");
        told.push(format!("# a proxy {what}\n{diagnosis}"));
    }
    let plain = BadServer::new([Reply::Banner(b"220 mail.example ready\r\n".to_vec())]);
    for (what, at) in [
        ("that speaks no TLS", format!("https://{}", plain.address)),
        ("that is not there", format!("https://{}", nobody())),
        ("that nobody knows", "https://proxy.invalid:3128".to_owned()),
    ] {
        let (code, diagnosis) = both(&proxied(&authority, "https://tenant.invalid", &at, ""));
        assert_eq!(code, Some(3), "{what}");
        told.push(format!("# a proxy {what}\n{diagnosis}"));
    }
    insta::assert_snapshot!(told.concat());
}

#[test]
fn a_proxy_that_speaks_socks_and_does_not_go_on_is_told_by_its_step() {
    let authority = Authority::new();
    let wants = Speaks::Socks(Some(("ada", PASSWORD)));
    let server = BadServer::tls(authority.server(Presented::Good), [list()]);
    let [strict, open] = [wants, Speaks::Socks(None)].map(|speaks| Proxy::to(server.address, speaks));
    let wrong = "proxy_auth: {username: ada, password: {env: PIN}}";
    let mut told = Vec::new();
    for (what, scheme, at, more) in [
        ("wants a login", "socks5h", strict.address, ""),
        ("knows another login", "socks5h", strict.address, wrong),
        ("wants no login", "socks5h", open.address, AUTH),
        ("takes numbers only, for a name that nobody knows", "socks5", open.address, ""),
        ("is not there", "socks5h", nobody(), ""),
    ] {
        let (code, diagnosis) =
            both(&proxied(&authority, "https://tenant.invalid", &format!("{scheme}://{at}"), more));
        assert_eq!(code, Some(3), "{what}");
        told.push(format!("# a proxy that {what}\n{diagnosis}"));
    }
    // Whoever came as far as to the host has been shown the wrong certificate, or nothing has come.
    std::mem::forget(server);
    for (what, answer) in [
        ("is not allowed to go there", &[5, 0, 5, 2, 0, 1, 0, 0, 0, 0, 0, 0][..]),
        ("does not reach the host", &[5, 0, 5, 4, 0, 1, 0, 0, 0, 0, 0, 0]),
        ("is refused by the host", &[5, 0, 5, 5, 0, 1, 0, 0, 0, 0, 0, 0]),
        ("fails without a reason", &[5, 0, 5, 1, 0, 1, 0, 0, 0, 0, 0, 0]),
        ("speaks HTTP", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        ("never answers", b""),
    ] {
        let proxy = BadServer::new([Reply::Banner(answer.to_vec())]);
        let url = format!("socks5h://{}", proxy.address);
        let more = if answer.is_empty() { "timeouts: {connect: 1}" } else { "" };
        let (code, diagnosis) = both(&proxied(&authority, "https://tenant.invalid", &url, more));
        assert_eq!(code, Some(3), "{what}");
        told.push(format!("# a proxy that {what}\n{diagnosis}"));
    }
    insta::assert_snapshot!(told.concat());
}

/// The proxy is there, and what is wrong is the host's certificate.
#[test]
fn a_host_behind_a_proxy_is_told_by_its_own_certificate() {
    let authority = Authority::new();
    let mut told = Vec::new();
    for (scheme, speaks) in [("https", Speaks::Connect), ("socks5h", Speaks::Socks(None))] {
        let server = BadServer::tls(authority.server(Presented::Expired), [list()]);
        let proxy = Proxy::to(server.address, speaks);
        let front = Front::before(proxy.address, authority.server(Presented::Good));
        let at = if scheme == "https" { front.address } else { proxy.address };
        let (code, diagnosis) =
            both(&proxied(&authority, "https://tenant.invalid", &format!("{scheme}://{at}"), ""));
        assert_eq!((code, server.requests().len()), (Some(3), 0), "{scheme}");
        told.push(format!("# {scheme}\n{diagnosis}"));
    }
    insta::assert_snapshot!(told.concat());
}

use crate::ConnectionFile;
use crate::fixtures::{connect, connection};

/// The hosts of a connection that says where to go by `way`, or why it cannot be used.
fn hosts(way: &str) -> String {
    let text = format!("label: acme\nintegration: jumpcloud\napi_key: {{env: KEY}}\n{way}\n");
    if let Err(mistakes) = ConnectionFile::read("test.yaml", &text) {
        let told = mistakes.diagnostics()[0].to_value();
        return format!("when read: {} [{}]", told["message"], told["help"]);
    }
    match connect(&text, &[("pin", "s3cr3t-pin")]) {
        Ok(connection) => {
            connection.hosts().map(|(name, url)| format!("{name}={url}")).collect::<Vec<_>>().join(" ")
        }
        Err(failure) => {
            format!("{}: {failure} [{}]", failure.kind().as_str(), failure.hint().unwrap_or_default())
        }
    }
}

fn table<const N: usize>(ways: [&str; N]) -> String {
    ways.map(|way| format!("{way}\n  -> {}", hosts(way))).join("\n")
}

#[test]
fn a_key_goes_to_no_address_that_is_not_safe() {
    insta::assert_snapshot!(table([
        "region: us",
        "region: eu",
        "region: eü",
        "region: usa",
        "region: us\nhosts: {api: \"https://proxy.example.com\"}",
        "emulator: {}",
        "base_url: https://example.com",
        "base_url: http://example.com",
        "base_url: http://example.com\nallow_http: true",
        "base_url: http://localhost:8080",
        "base_url: http://127.0.0.1:8080",
        "base_url: http://[::1]:8080",
        "base_url: http://127.0.0.1.evil.example",
        "base_url: http://localhost.evil.example",
        "base_url: http://2130706433",
        "base_url: https://user:s3cr3t@example.com",
        "base_url: https://user@example.com",
        "base_url: https://example.com?key=s3cr3t",
        "base_url: https://example.com#x",
        "base_url: https://example.com/",
        "base_url: https://example.com/api",
        "base_url: ftp://example.com",
        "base_url: file:///etc/passwd",
        "base_url: \"javascript:alert(1)\"",
        "base_url: example.com",
        "base_url: \"\"",
        "base_url: https://",
        "base_url: \"https://exa mple.com\"",
    ]));
}

/// A secret would take another spelling in a host's name.
#[test]
fn an_address_is_made_of_values_that_may_be_shown() {
    let reference = "reference_values: {hostname: {type: text, value: acme}, port: {type: text, value: 8443}, \
                     evil: {type: text, value: \"evil.example/#\"}, open: {type: text, value: \"http://example.com/api\"}, pin: {type: password, env: PIN}}\n";
    let ways = [
        "base_url: https://www.{{hostname}}.com",
        "base_url: https://{{ reference.hostname }}.example.com:{{ port }}/base/",
        "base_url: https://{{ evil }}.example.com",
        "base_url: https://{{ pin }}@example.com",
        "base_url: \"{{ open }}\"",
        "base_url: \"{{ open }}\"\nallow_http: true",
        "base_url: https://{{ reference.pin }}.example.com",
        "base_url: https://{{ reference['pin'] }}.example.com",
        "base_url: https://{{ reference | join }}.example.com",
        "org_id: \"{{ pin }}\"\nregion: us",
    ];
    let shown = ways.map(|way| format!("{way}\n  -> {}", hosts(&format!("{reference}{way}"))));
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn own_timeouts_go_before_the_integrations() {
    let limits = connection("timeouts: {connect: 1, total: 600}\n").limits;
    let shown = (limits.connect_seconds, limits.read_seconds, limits.total_seconds, limits.response_bytes);
    assert_eq!(shown, (1, 30, 600, 33_554_432));
}

#[test]
fn an_empty_org_id_is_none() {
    assert_eq!(connection("org_id: \"\"\n").org_id, None);
    assert_eq!(
        connection("org_id: \"{{ org }}\"\nreference_values: {org: {type: text, value: abc}}\n")
            .org_id
            .as_deref(),
        Some("abc")
    );
}

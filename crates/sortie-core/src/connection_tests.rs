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

#[test]
fn a_key_goes_to_no_address_that_is_not_safe() {
    let reference = "reference_values: {hostname: {type: text, value: acme}, port: {type: text, value: 8443}, \
                     evil: {type: text, value: \"evil.example/#\"}, open: {type: text, value: \"http://example.com/api\"}, pin: {type: password, env: PIN}}\n";
    let ways = [
        "region: us".to_owned(),
        "region: eu".to_owned(),
        "region: eü".to_owned(),
        "region: usa".to_owned(),
        "region: us\nhosts: {api: \"https://proxy.example.com\"}".to_owned(),
        "emulator: {}".to_owned(),
        format!("{reference}base_url: https://www.{{{{hostname}}}}.com"),
        format!("{reference}base_url: https://{{{{ reference.hostname }}}}.example.com:{{{{ port }}}}/base/"),
        format!("{reference}base_url: https://{{{{ evil }}}}.example.com"),
        format!("{reference}base_url: https://{{{{ pin }}}}@example.com"),
        format!("{reference}base_url: \"{{{{ open }}}}\""),
        format!("{reference}base_url: \"{{{{ open }}}}\"\nallow_http: true"),
        format!("{reference}base_url: https://{{{{ reference.pin }}}}.example.com"),
        format!("{reference}base_url: https://{{{{ reference['pin'] }}}}.example.com"),
        format!("{reference}base_url: https://{{{{ reference | join }}}}.example.com"),
        format!("{reference}org_id: \"{{{{ pin }}}}\"\nregion: us"),
        "base_url: https://example.com".to_owned(),
        "base_url: http://example.com".to_owned(),
        "base_url: http://example.com\nallow_http: true".to_owned(),
        "base_url: http://localhost:8080".to_owned(),
        "base_url: http://127.0.0.1:8080".to_owned(),
        "base_url: http://[::1]:8080".to_owned(),
        "base_url: http://127.0.0.1.evil.example".to_owned(),
        "base_url: http://localhost.evil.example".to_owned(),
        "base_url: http://2130706433".to_owned(),
        "base_url: https://user:s3cr3t@example.com".to_owned(),
        "base_url: https://user@example.com".to_owned(),
        "base_url: https://example.com?key=s3cr3t".to_owned(),
        "base_url: https://example.com#x".to_owned(),
        "base_url: https://example.com/".to_owned(),
        "base_url: https://example.com/api".to_owned(),
        "base_url: ftp://example.com".to_owned(),
        "base_url: file:///etc/passwd".to_owned(),
        "base_url: \"javascript:alert(1)\"".to_owned(),
        "base_url: example.com".to_owned(),
        "base_url: \"\"".to_owned(),
        "base_url: https://".to_owned(),
        "base_url: \"https://exa mple.com\"".to_owned(),
    ];
    insta::assert_snapshot!(ways.map(|way| format!("{way}\n  -> {}", hosts(&way))).join("\n"));
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

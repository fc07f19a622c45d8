use crate::support::{API_KEY, BadServer, Reply, Sortie};

/// A redirect is an answer, not an order: nothing is sent anywhere else, and the key least of all.
#[test]
fn no_redirect_is_followed() {
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    elsewhere.set_nonblocking(true).expect("a listener can be asked without waiting");
    let other = format!("http://{}/", elsewhere.local_addr().expect("a listener has an address"));
    let mut told = Vec::new();
    for (status, location) in [
        ("302 Found", "/login"),
        ("301 Moved Permanently", other.as_str()),
        ("303 See Other", other.as_str()),
        ("307 Temporary Redirect", other.as_str()),
        ("308 Permanent Redirect", other.as_str()),
    ] {
        let server = BadServer::new([Reply::new(&format!("{status}\nlocation: {location}"), "")]);
        let sortie = Sortie::new().connected(server.address, "");
        told.push(format!("# {status}\n"));
        told.push(sortie.run(&["run", "list_all_system_users", "-c", "test", "-o", "ndjson"]));
        assert_eq!(server.requests().len(), 1, "{status}");
    }
    assert!(elsewhere.accept().is_err(), "somebody followed a redirect");
    insta::assert_snapshot!(told.concat());
}

/// What is on this machine is asked without a proxy, which would get to see the key.
#[test]
fn no_proxy_stands_before_this_machine() {
    let server = BadServer::new([Reply::json("200 OK", r#"{"results":[],"totalCount":0}"#)]);
    let dead = "http://127.0.0.1:9";
    let sortie = Sortie::new().connected(server.address, "").env("HTTP_PROXY", dead).env("http_proxy", dead);
    let told =
        sortie.env("ALL_PROXY", dead).run(&["run", "list_all_system_users", "-c", "test", "-o", "table"]);
    assert_eq!(told, "exit: 0\n--- stdout\n(no rows)\n--- stderr\n");
}

/// Servers may say the key back wherever they like; nobody gets to see it.
#[test]
fn an_echo_of_the_key_is_hidden() {
    let encoded = "k3y%2F%22Qu0ted%22%2Band%26more%3D";
    let json = serde_json::json!({"message": format!("Unauthorized: {API_KEY}"), "key": API_KEY, API_KEY: [API_KEY]});
    let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("u:{API_KEY}"));
    let ok =
        serde_json::json!({"username": API_KEY, "basic": base64, "url": format!("https://x/?k={encoded}")});
    let mut told = Vec::new();
    for (head, body) in [
        ("200 OK".to_owned(), ok.to_string()),
        ("401 Unauthorized".to_owned(), json.to_string()),
        ("400 Bad Request".to_owned(), format!("no such key: {API_KEY}")),
        ("500 Internal Server Error".to_owned(), format!("<html>{API_KEY}</html>")),
        (format!("403 {API_KEY}\nx-echo: {API_KEY}"), String::new()),
        (format!("307 Found\nlocation: https://{encoded}.example.com/{encoded}?{API_KEY}"), String::new()),
        ("200 OK".to_owned(), format!("{{\"key\": \"{encoded}\" {API_KEY}")),
        (format!("200 OK\ncontent-encoding: {API_KEY}"), format!("{API_KEY}: no JSON")),
    ] {
        let server = BadServer::new([Reply::new(&head, body)]);
        let sortie = Sortie::new().connected(server.address, "");
        let id = "system_user_id=65b000000000000000000001";
        told.push(sortie.run(&["run", "get_system_user_by_id", "-c", "test", "-vvv", "-i", id]));
        let requests = server.requests();
        let sent = requests[0].lines().filter(|line| *line == format!("x-api-key: {API_KEY}")).count();
        assert_eq!((requests.len(), sent), (1, 1), "the key is sent, once");
    }
    insta::assert_snapshot!(told.concat());
}

/// A dry run sends lookups and nothing else.
#[test]
fn a_dry_run_sends_lookups_only() {
    let found = r#"{"results":[{"_id":"65b000000000000000000001","username":"ada"}],"totalCount":1}"#;
    let server = BadServer::new([Reply::json("200 OK", found)]);
    let sortie = Sortie::new().connected(server.address, "");
    let run = |args: &[&str]| {
        sortie.run(&[&["run", "Unlock a System User", "-c", "test", "--dry-run"], args].concat())
    };
    let by_id = run(&["-i", "system_user_id=65b000000000000000000001"]);
    assert_eq!(run(&["-i", "system_user_id=ada"]), by_id);
    let sent: Vec<String> =
        server.requests().iter().filter_map(|it| it.lines().next().map(str::to_owned)).collect();
    assert_eq!(sent, ["POST /api/search/systemusers HTTP/1.1"]);
}

/// The same name is looked up once in a run, whatever it is given for.
#[test]
fn a_name_is_looked_up_once() {
    let found = r#"{"results":[{"_id":"65b000000000000000000001","username":"ada"}],"totalCount":1}"#;
    let server = BadServer::new([Reply::json("200 OK", found)]);
    let action = "title: Set a Manager\ndescription: Sets it.\ndoc_url: https://example.com\nscopes: [users]\n\
        effect: write\nidempotent: true\ninputs:\n  user: {type: string, required: true, lookup: system_user}\n  \
        manager: {type: string, required: true, lookup: system_user}\nrequest:\n  api: v1\n  method: PUT\n  \
        path: /systemusers/{{ inputs.user }}\n  body: {manager: \"{{ inputs.manager }}\"}\n";
    let sortie =
        Sortie::new().connected(server.address, "").file("actions/jumpcloud/set_manager.yaml", action);
    let told = sortie.run(&["run", "set_manager", "-c", "test", "-i", "user=ada", "-i", "manager=ada"]);
    assert_eq!(told.lines().next(), Some("exit: 0"), "{told}");
    let sent: Vec<String> =
        server.requests().iter().filter_map(|it| it.lines().next().map(str::to_owned)).collect();
    assert_eq!(
        sent,
        ["POST /api/search/systemusers HTTP/1.1", "PUT /api/systemusers/65b000000000000000000001 HTTP/1.1"]
    );
}

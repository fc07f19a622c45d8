use std::collections::HashSet;

use jumpcloud_emulator::{Call, Config, Emulator};
use serde_json::Value;
use sortie_core::{Body, Method, Purpose, Request, Response};

fn call(method: &str, target: &str, body: &str) -> Call {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Call {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: vec![("x-api-key".to_owned(), "key".to_owned())],
        body: body.as_bytes().to_vec(),
    }
}

fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).expect("the body is JSON")
}

fn get(emulator: &Emulator, target: &str) -> Value {
    json(&emulator.handle(&call("GET", target, "")))
}

fn everyone(emulator: &Emulator) -> Vec<Value> {
    let mut users = Vec::new();
    loop {
        let page = get(emulator, &format!("/api/systemusers?limit=100&sort=_id&skip={}", users.len()));
        match page["results"].as_array().expect("a list").as_slice() {
            [] => return users,
            page => users.extend_from_slice(page),
        }
    }
}

fn with_users(users: usize) -> Emulator {
    Emulator::new(Config { users, ..Config::default() })
}

#[test]
fn paging_shows_each_user_exactly_once() {
    let users = everyone(&with_users(1026));
    let ids: HashSet<&str> = users.iter().map(|user| user["_id"].as_str().expect("an id")).collect();
    assert_eq!((users.len(), ids.len()), (1026, 1026));
    assert!(users.is_sorted_by_key(|user| user["_id"].as_str().map(str::to_owned)));
}

#[test]
fn nobody_shares_a_name_and_every_name_is_a_legal_one() {
    let users = everyone(&with_users(5000));
    for field in ["username", "email", "employeeIdentifier", "unix_uid"] {
        let mut seen = HashSet::new();
        for user in users.iter().filter(|user| !user[field].is_null()) {
            assert!(seen.insert(user[field].to_string()), "{field} {} occurs twice", user[field]);
        }
    }
    for user in &users {
        let name = user["username"].as_str().expect("a username");
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
        assert!(name.len() <= 30 && name.bytes().all(plain), "{name}");
    }
}

/// What a user can be, and how one tells.
type Kind = (&'static str, fn(&Value) -> bool);

#[test]
fn the_states_of_a_user_agree_with_each_other_and_all_of_them_occur() {
    let users = everyone(&with_users(1026));
    for user in &users {
        assert_eq!(user["suspended"], user["state"] == "SUSPENDED", "{user}");
        assert_eq!(user["mfa"]["configured"], user["totp_enabled"], "{user}");
        assert_eq!(user["mfaEnrollment"]["totpStatus"] == "ENROLLED", user["totp_enabled"] == true, "{user}");
        assert!(!(user["state"] == "STAGED" && user["activated"] == true), "{user}");
    }
    let count = |test: fn(&Value) -> bool| users.iter().filter(|user| test(user)).count();
    let kinds: [Kind; 9] = [
        ("locked", |user| user["account_locked"] == true),
        ("suspended", |user| user["state"] == "SUSPENDED"),
        ("staged", |user| user["state"] == "STAGED"),
        ("expired", |user| user["password_expired"] == true),
        ("enrolled", |user| user["totp_enabled"] == true),
        ("null department-like field", |user| user.get("description") == Some(&Value::Null)),
        ("empty field", |user| user.get("description") == Some(&"".into())),
        ("missing field", |user| user.get("description").is_none()),
        ("managed", |user| user["manager"].is_string()),
    ];
    for (name, test) in kinds {
        let count = count(test);
        assert!((10..900).contains(&count), "{count} users are {name}");
    }
}

#[test]
fn managers_are_users() {
    let users = everyone(&with_users(1026));
    let ids: HashSet<&Value> = users.iter().map(|user| &user["_id"]).collect();
    for user in users.iter().filter(|user| !user["manager"].is_null()) {
        assert!(ids.contains(&user["manager"]) && user["manager"] != user["_id"], "{user}");
    }
}

#[test]
fn the_seed_decides_every_byte() {
    let bytes = |seed| {
        let emulator = Emulator::new(Config { users: 200, seed, ..Config::default() });
        let body = r#"{"username":"new.comer","email":"new.comer@example.com","password":"TestUser@123"}"#;
        let created = emulator.handle(&call("POST", "/api/systemusers", body));
        let list = emulator.handle(&call("GET", "/api/systemusers?limit=100&skip=150", ""));
        let groups = emulator.handle(&call("GET", "/api/v2/usergroups", ""));
        [created, list, groups]
    };
    assert_eq!(bytes(7), bytes(7));
    assert_ne!(bytes(7), bytes(8));
}

#[test]
fn a_larger_organization_begins_like_a_smaller_one() {
    let (small, large) = (everyone(&with_users(50)), everyone(&with_users(300)));
    assert_eq!(small, large[..50]);
}

#[test]
fn an_empty_organization_has_nobody_and_can_be_filled() {
    let emulator = with_users(0);
    for target in ["/api/systemusers", "/api/systems"] {
        assert_eq!(get(&emulator, target).to_string(), r#"{"totalCount":0,"results":[]}"#);
    }
    assert_eq!(get(&emulator, "/api/v2/usergroups").to_string(), "[]");
    let body = r#"{"username":"ada","email":"ada@example.test"}"#;
    let first = json(&emulator.handle(&call("POST", "/api/systemusers", body)));
    assert_eq!((&first["unix_uid"], &first["activated"]), (&5001.into(), &false.into()));
    assert_eq!(get(&emulator, "/api/systemusers")["results"], Value::from(vec![first]));
}

#[test]
fn only_accepted_writes_are_counted() {
    let emulator = with_users(10);
    let id = get(&emulator, "/api/systemusers?limit=1")["results"][0]["_id"].clone();
    let user = format!("/api/systemusers/{}", id.as_str().expect("an id"));
    let table = [
        ("GET", user.clone(), "", 0),
        ("POST", format!("{user}/unlock"), "", 1),
        ("POST", format!("{user}/expire"), "", 2),
        ("PUT", user.clone(), r#"{"sudo":"yes"}"#, 2),
        ("PUT", user.clone(), "{}", 3),
        ("POST", format!("{user}/state/activate"), "{}", 3),
        ("POST", "/api/search/systemusers".to_owned(), "{}", 3),
        ("DELETE", user.clone(), "", 4),
        ("DELETE", user, "", 4),
    ];
    for (method, target, body, writes) in table {
        emulator.handle(&call(method, &target, body));
        assert_eq!(emulator.writes(), writes, "after {method} {target} {body}");
    }
}

#[test]
fn a_head_is_a_get_without_its_body() {
    let emulator = with_users(10);
    let get = emulator.handle(&call("GET", "/api/systemusers", ""));
    let head = emulator.handle(&call("HEAD", "/api/systemusers", ""));
    assert_eq!(head, Response { body: Vec::new(), ..get });
}

#[test]
fn answers_carry_the_headers_that_the_service_sends() {
    let response = with_users(10).handle(&call("GET", "/api/systemusers?limit=1&fields=username", ""));
    let header = |name| response.header(name).expect("the header is there");
    assert_eq!(header("content-type"), "application/json; charset=utf-8");
    assert_eq!((header("cache-control"), header("pragma")), ("no-store", "no-cache"));
    let length = format!("W/\"{:x}-", response.body.len());
    let digest = header("etag").strip_prefix(&length).expect("a weak tag that tells the length");
    assert_eq!(digest.len(), 27 + 1);
}

#[test]
fn a_request_becomes_the_call_that_would_go_over_the_wire() {
    let url = "https://console.example.com/api/systemusers?filter=a%20b&x=%2B".parse().expect("a URL");
    let headers = vec![("x-api-key".to_owned(), "key".to_owned())];
    let body = Some(serde_json::json!({ "username": "ada" }));
    let call = Call::from(&Request {
        method: Method::Put,
        url,
        headers,
        credential: None,
        body: body.map(Body::Json),
        purpose: Purpose::Read,
    });
    assert_eq!(
        (call.method.as_str(), call.path.as_str(), call.query.as_str(), call.body.as_slice()),
        ("PUT", "/api/systemusers", "filter=a%20b&x=%2B", br#"{"username":"ada"}"#.as_slice())
    );
    assert_eq!(call.headers[1], ("content-type".to_owned(), "application/json".to_owned()));
}

#[test]
fn it_can_be_shared_between_threads() {
    let emulator = with_users(10);
    std::thread::scope(|scope| {
        for number in 0..4 {
            let emulator = &emulator;
            scope.spawn(move || {
                let body = format!(r#"{{"username":"t{number}","email":"t{number}@example.test"}}"#);
                assert_eq!(emulator.handle(&call("POST", "/api/systemusers", &body)).status, 200);
            });
        }
    });
    assert_eq!((emulator.writes(), get(&emulator, "/api/systemusers")["totalCount"].as_u64()), (4, Some(14)));
}

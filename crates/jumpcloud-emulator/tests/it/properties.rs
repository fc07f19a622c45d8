use jumpcloud_emulator::{Call, Choices, Config, Emulator};
use proptest::{prelude::*, sample::select};
use serde_json::Value;

/// Pieces of which requests are made: those that routes know, and those that nobody expects.
const SEGMENTS: &[&str] = &[
    "api",
    "v2",
    "systemusers",
    "search",
    "systems",
    "organizations",
    "usergroups",
    "users",
    "members",
    "membership",
    "memberof",
    "expire",
    "unlock",
    "state",
    "activate",
    "suspend",
    "password",
    "resetmfa",
    "mfasync",
    "totpinfo",
    "sshkeys",
    "USER",
    "GROUP",
    "000000000000000000000000",
    "E_195",
    "",
    "..",
    "%00",
    "%ff%fe",
    "%",
    "login",
];
const PARAMETERS: &[&str] = &[
    "limit=0",
    "limit=-1",
    "limit=18446744073709551616",
    "skip=18446744073709551615",
    "skip=3",
    "sort=-_id",
    "sort=username%20-mfa.configured",
    "sort=-",
    "fields=username,email",
    "fields=mfa.configured+_id",
    "filter=username:$sw:a",
    "filter=::",
    "filter=a:$in:%5C%7C%7C",
    "filter[or][0]=state:$eq:STAGED",
    "filter=name:between:a,b",
    "filter=username:$regex:/((((/",
    "filter=username:$regex:(a*)*b",
    "search=a",
    "search[fields][]=username&search[searchTerm]=A",
    "cascade_manager=null",
    "cascade_manager=x",
    "fullValidationDetails=password",
    "%",
    "=&=",
    "filter=unix_uid:$gte:5003",
    "x-eventually-consistent",
];
const BODIES: &[&str] = &[
    "",
    "null",
    "[]",
    "{",
    "{}",
    "{\"filter\":[{}]}",
    "{\"filter\":{\"or\":[]}}",
    "{\"filter\":{\"and\":[{\"username\":{\"$regex\":\"(?i)^a\"}},\"state:$eq:STAGED\"]},\"limit\":1000}",
    "{\"filter\":{\"created\":{\"$gt\":\"2022\",\"$exists\":true}},\"sort\":[\"_id\"],\"fields\":7}",
    "{\"searchFilter\":{\"searchTerm\":[\"a\",\"\"],\"fields\":[\"mfa\",\"username\"]},\"skip\":\"x\"}",
    "{\"username\":\"ada\",\"email\":\"ada@example.test\",\"password\":\"TestUser@123\"}",
    "{\"state\":\"SUSPENDED\",\"suspended\":true}",
    "{\"suspended\":false}",
    "{\"state\":\"STAGED\"}",
    "{\"manager\":\"USER\",\"mfa\":{\"exclusion\":true,\"exclusionDays\":365}}",
    "{\"op\":\"add\",\"type\":\"user\",\"id\":\"USER\"}",
    "{\"op\":\"remove\",\"type\":\"user\",\"id\":\"USER\"}",
    "{\"name\":\"N\",\"public_key\":\"ssh-ed25519 A\"}",
    "{\"ssh_keys\":[{\"name\":\"a\",\"public_key\":\"b\"}],\"addresses\":[{}],\"phoneNumbers\":[{\"id\":7}]}",
    "{\"exclusion\":true,\"exclusionUntil\":\"2030-01-01\"}",
    "{\"exclusionDays\":18446744073709551615}",
    "{\"password\":\"x\"}",
    "{\"restrictedFields\":[{\"field\":\"sudo\"}]}",
    "{\"recoveryEmail\":{\"address\":7}}",
];
const HEADERS: &[(&str, &str)] = &[
    ("x-api-key", "key"),
    ("x-api-key", "wrong"),
    ("x-api-key", ""),
    ("authorization", "Bearer x"),
    ("x-org-id", ""),
    ("x-org-id", "x"),
    ("x-org-id", "000000000000000000000000"),
    ("x-eventually-consistent", "true"),
];

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let method = prop_oneof![
        8 => select(&["GET", "POST", "PUT", "DELETE"][..]).prop_map(str::to_owned),
        1 => select(&["HEAD", "PATCH", "OPTIONS", ""][..]).prop_map(str::to_owned),
    ];
    let user = prop::collection::vec(select(SEGMENTS), 0..4)
        .prop_map(|it| ["api", "systemusers", "USER"].into_iter().chain(it).collect());
    let group = prop::collection::vec(select(SEGMENTS), 0..3)
        .prop_map(|it| ["api", "v2", "usergroups", "GROUP"].into_iter().chain(it).collect());
    let segments = prop_oneof![prop::collection::vec(select(SEGMENTS), 0..6), user, group];
    let path = prop_oneof![
        9 => segments.prop_map(|it: Vec<&str>| format!("/{}", it.join("/"))),
        1 => any::<String>(),
    ];
    let query = prop_oneof![
        9 => prop::collection::vec(select(PARAMETERS), 0..4).prop_map(|it| it.join("&")),
        1 => any::<String>(),
    ];
    let body = prop_oneof![
        9 => select(BODIES).prop_map(|it| it.as_bytes().to_vec()),
        1 => any::<Vec<u8>>(),
    ];
    let header = select(HEADERS).prop_map(|(name, value)| (name.to_owned(), value.to_owned()));
    let headers = prop::collection::vec(header, 0..2).prop_map(|mut it| {
        it.push(("x-api-key".to_owned(), "key".to_owned()));
        it
    });
    let call = (method, path, query, body, headers).prop_map(|(method, path, query, body, headers)| Call {
        method,
        path,
        query,
        headers,
        body,
    });
    prop::collection::vec(call, 1..12)
}

fn choices() -> impl Strategy<Value = Choices> {
    prop::collection::vec(any::<prop::sample::Index>(), Choices::ALL.len()).prop_map(|picks| {
        let mut choices = Choices::default();
        for (choice, pick) in Choices::ALL.iter().zip(picks) {
            choices.set(choice.name, pick.get(choice.values).0).expect("a listed value is taken");
        }
        choices
    })
}

/// Puts ids that exist where a request says `USER` or `GROUP`.
fn with_ids(mut call: Call, user: &str, group: &str) -> Call {
    call.path = call.path.replace("USER", user).replace("GROUP", group);
    if let Ok(body) = String::from_utf8(call.body.clone()) {
        call.body = body.replace("USER", user).into_bytes();
    }
    call
}

fn first_id(emulator: &Emulator, path: &str, pointer: &str) -> String {
    let headers = vec![("x-api-key".to_owned(), "key".to_owned())];
    let call = Call { method: "GET".to_owned(), path: path.to_owned(), headers, ..Call::default() };
    let list: Value = serde_json::from_slice(&emulator.handle(&call).body).expect("a list is JSON");
    list.pointer(pointer).and_then(Value::as_str).expect("an id").to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn no_call_is_answered_with_nonsense(calls in calls(), choices in choices()) {
        let known = Emulator::new(Config { users: 12, ..Config::default() });
        let user = first_id(&known, "/api/systemusers", "/results/3/_id");
        let group = first_id(&known, "/api/v2/usergroups", "/0/id");
        let api_key = Some("key".to_owned());
        let emulator = Emulator::new(Config { users: 12, choices, api_key, ..Config::default() });
        for call in calls {
            let call = with_ids(call, &user, &group);
            let response = emulator.handle(&call);
            let known = [200, 201, 204, 302, 400, 401, 403, 404, 409, 429, 503];
            prop_assert!(known.contains(&response.status), "{} for {call:?}", response.status);
            let json = response.header("content-type").is_some_and(|it| it.starts_with("application/json"));
            if json && !response.body.is_empty() {
                let value: Result<Value, _> = serde_json::from_slice(&response.body);
                prop_assert!(value.is_ok(), "{call:?}");
            }
            if response.status >= 400 && json && call.method != "HEAD" {
                let value: Value = serde_json::from_slice(&response.body).expect("checked above");
                prop_assert!(value["message"].is_string(), "{value} for {call:?}");
            }
            prop_assert!(response.status != 204 || response.body.is_empty());
        }
    }
}

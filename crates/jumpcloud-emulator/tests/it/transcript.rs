//! Runs the files under `cases`: blocks of requests, answered one after the other by one organization.
//!
//! A line `new USERS NAME=VALUE…` begins a fresh organization with so many users, these choices and, as
//! `fault:RULE`, these faults; calls come a quarter of a second after one another. `counters` tells what has been
//! counted. A line `METHOD TARGET` is a request; `name: value` adds a header, `-name` leaves one out and `> …` is
//! the body. `{ada}` stands for the id of the user called `ada`, `{group:Sales}` for that of a group, `{new}` for the id that
//! the latest answer to a POST had and `{token}` for the latest token.

use std::fmt::Write as _;
use std::time::Duration;

use jumpcloud_emulator::{Answer, Call, Config, Emulator, FaultRule};
use serde_json::Value;
use sortie_core::Response;

#[test]
#[expect(clippy::disallowed_methods, reason = "the crate is pure, its cases are files all the same")]
fn every_case_is_answered_as_recorded() {
    insta::glob!("cases/*.txt", |path| {
        let script = std::fs::read_to_string(path).expect("the case can be read");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(Stage::new(10, &[]).play(&script));
        });
    });
}

struct Stage {
    emulator: Emulator,
    created: String,
    token: String,
    transcript: String,
    now: Duration,
}

impl Stage {
    fn new(users: usize, choices: &[&str]) -> Self {
        let mut config = Config { users, ..Config::default() };
        for choice in choices {
            if let Some(rule) = choice.strip_prefix("fault:") {
                config.faults.push(FaultRule::parse(rule).expect("the rule is a legal one"));
                continue;
            }
            let (name, value) = choice.split_once('=').expect("a choice is NAME=VALUE");
            match name {
                "api_key" => config.api_key = Some(value.to_owned()),
                "service_account" => config.service_account = Some(value.to_owned()),
                "token_seconds" => config.token_seconds = value.parse().expect("a number"),
                "token_calls" => config.token_calls = Some(value.parse().expect("a number")),
                _ => config.choices.set(name, value).expect("the choice is a legal one"),
            }
        }
        Self {
            emulator: Emulator::new(config),
            created: String::new(),
            token: String::new(),
            transcript: String::new(),
            now: Duration::from_hours(525_960),
        }
    }

    fn play(mut self, script: &str) -> String {
        for block in script.split("\n\n") {
            let lines: Vec<&str> = block.lines().filter(|line| !line.is_empty()).collect();
            let comments = lines.iter().take_while(|line| line.starts_with('#')).count();
            let (comments, lines) = lines.split_at(comments);
            for line in comments {
                self.write(line);
            }
            match lines.split_first() {
                Some((first, [])) if first.starts_with("new ") => {
                    self.write(first);
                    let mut words = first.split(' ').skip(1);
                    let users = words.next().expect("a number of users").parse().expect("a number");
                    let transcript = self.transcript;
                    self = Self { transcript, ..Self::new(users, &words.collect::<Vec<_>>()) };
                }
                Some((&"counters", [])) => self.counters(),
                Some((first, rest)) => self.request(first, rest),
                None => (),
            }
            self.write("");
        }
        self.transcript
    }

    fn request(&mut self, first: &str, rest: &[&str]) {
        self.write(first);
        let (method, target) = first.split_once(' ').expect("METHOD TARGET");
        let target = self.resolve(target);
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let mut call = Call {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: vec![("x-api-key".to_owned(), "key".to_owned())],
            body: Vec::new(),
        };
        for line in rest {
            self.write(line);
            if let Some(body) = line.strip_prefix("> ") {
                call.body.extend_from_slice(self.resolve(body).as_bytes());
            } else if let Some(name) = line.strip_prefix('-') {
                call.headers.retain(|(it, _)| it != name);
            } else {
                let (name, value) = line.split_once(": ").expect("a header");
                call.headers.retain(|(it, _)| it != name);
                call.headers.push((name.to_owned(), self.resolve(value)));
            }
        }
        self.now += Duration::from_millis(250);
        let plan = self.emulator.plan(&call.method, &call.path, self.now);
        if !plan.delay().is_zero() {
            self.write(&format!("< after {} ms", plan.delay().as_millis()));
        }
        match self.emulator.answer(&plan, &call) {
            Answer::Reply(response) => self.answer(method, &response),
            Answer::Raw(bytes, ending) => {
                for line in bytes.split_inclusive(|byte| *byte == b'\n') {
                    self.write(&format!("< raw {}", line.escape_ascii()));
                }
                let ending = format!("{ending:?}");
                self.write(&format!("< ending {}", &ending[..ending.len().min(24)]));
            }
        }
    }

    fn counters(&mut self) {
        let counters = serde_json::to_value(self.emulator.counters()).expect("counters are JSON");
        for (name, value) in counters.as_object().expect("an object") {
            for item in value.as_array().unwrap_or(&vec![value.clone()]) {
                self.write(&format!("{name}: {item}"));
            }
        }
    }

    fn answer(&mut self, method: &str, response: &Response) {
        self.write(&format!("< {}", response.status));
        for (name, value) in &response.headers {
            if matches!(name.as_str(), "location" | "retry-after" | "x-total-count")
                || (name == "content-type" && !value.starts_with("application/json"))
            {
                self.write(&format!("< {name}: {value}"));
            }
        }
        let body = String::from_utf8(response.body.clone()).expect("a body is UTF-8");
        for line in body.lines() {
            self.write(&format!("< {line}"));
        }
        let value: Value = serde_json::from_str(&body).unwrap_or_default();
        if let Some(token) = value.get("access_token").and_then(Value::as_str) {
            token.clone_into(&mut self.token);
        }
        if method == "POST"
            && let Some(id) = value.get("_id").or_else(|| value.get("id")).and_then(Value::as_str)
        {
            id.clone_into(&mut self.created);
        }
    }

    fn resolve(&self, text: &str) -> String {
        let mut resolved = text.replace("{new}", &self.created).replace("{token}", &self.token);
        while let Some((before, name, after)) = placeholder(&resolved) {
            let id = match name.strip_prefix("group:") {
                Some(group) => self.find(&format!("/api/v2/usergroups?filter=name:eq:{group}")),
                None => self.find(&format!("/api/systemusers?filter=username:$eq:{name}")),
            };
            resolved = format!("{before}{id}{after}");
        }
        resolved
    }

    fn find(&self, target: &str) -> String {
        let (path, query) = target.split_once('?').expect("a query");
        let headers = vec![("x-api-key".to_owned(), "key".to_owned())];
        let (method, path, query) = ("GET".to_owned(), path.to_owned(), query.to_owned());
        let response = self.emulator.handle(&Call { method, path, query, headers, body: Vec::new() });
        let list: Value = serde_json::from_slice(&response.body).expect("a list is JSON");
        let first = list.pointer("/results/0").or_else(|| list.get(0)).expect("the name is known");
        first["id"].as_str().expect("an id").to_owned()
    }

    fn write(&mut self, line: &str) {
        writeln!(self.transcript, "{line}").expect("writing to a string does not fail");
    }
}

/// The first `{name}` in `text`, with what stands before and after it; JSON never has such a thing.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let plain = |it: char| it.is_ascii_alphanumeric() || "_.:% ".contains(it);
    text.match_indices('{').find_map(|(start, _)| {
        let (name, after) = text[start + 1..].split_once('}')?;
        let is_name = name.starts_with(|it: char| it.is_ascii_alphabetic()) && name.chars().all(plain);
        is_name.then_some((&text[..start], name, after))
    })
}

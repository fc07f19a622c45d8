//! Invocations of real actions, with a template in one of their inputs.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use sortie_core::{Invocation, caller_scope};
use sortie_jinja::{Engine, Limits, Scope, Undefined};

use crate::chance::Chance;
use crate::templates::{expression, template};

/// An invocation, and the templates of its inputs that read the secret.
pub(crate) struct Wish {
    pub(crate) invocation: Invocation,
    /// Whether the secret stands in the context, and not in the connection.
    in_context: bool,
    templates: Vec<String>,
}

/// An action, its inputs with `T` for a template, and whether one of them is a password.
const ACTIONS: [(&str, &str); 24] = [
    ("create_system_user", r#"{"username": "newone", "email": "x@example.com", "firstname": "T"}"#),
    (
        "create_system_user",
        r#"{"username": "newone", "email": "x@example.com", "lastname": "T", "middlename": "T"}"#,
    ),
    ("create_system_user", r#"{"username": "T", "email": "x@example.com"}"#),
    ("create_system_user", r#"{"username": "newone", "email": "T"}"#),
    ("create_system_user", r#"{"username": "newone", "email": "x@example.com", "x_org_id": "T"}"#),
    ("create_system_user", r#"{"username": "newone", "email": "x@example.com", "activated": "T"}"#),
    ("update_system_user", r#"{"username": "ai_hammad", "firstname": "T"}"#),
    ("update_system_user", r#"{"username": "ai_hammad", "lastname": "T", "email": "T"}"#),
    ("update_system_user", r#"{"username": "T"}"#),
    ("get_system_user_by_id", r#"{"system_user_id": "T"}"#),
    ("get_system_user_by_id", r#"{"system_user_id": "ai_hammad", "fields": "T"}"#),
    ("list_all_system_users", r#"{"params": "{\"search\": \"T\"}"}"#),
    ("list_all_system_users", r#"{"params": "{\"limit\": T}"}"#),
    ("list_all_system_users", r#"{"params": {"sort": "T", "filter": ["T", "state:$eq:ACTIVATED"]}}"#),
    ("list_all_system_users", r#"{"params": "T"}"#),
    ("get_all_system_users", r#"{"limit": "T"}"#),
    ("get_all_system_users", r#"{"filter_combinator": "T"}"#),
    ("get_all_system_users", r#"{"filters": "[\"T\"]", "search": "T"}"#),
    ("reset_system_user_mfa_token", r#"{"system_user_id": "ai_hammad", "exclusion_until": "T"}"#),
    ("reset_system_user_mfa_token", r#"{"system_user_id": "ai_hammad", "exclusion_days": "T"}"#),
    ("echo", r#"{"note": "T"}"#),
    ("echo", r#"{"note": "plain", "pass": "T"}"#),
    ("at", r#"{"place": "T"}"#),
    ("at", r#"{"place": "T", "org": "T"}"#),
];

/// The names of a secret of the connection, and of one in the context.
const OF_CONNECTION: [&str; 6] = [
    "pin",
    "reference.pin",
    "reference['pin']",
    "reference.get('pin')",
    "(reference.values() | list)[0]",
    "(reference.items() | list)[0][1]",
];
const OF_CONTEXT: [&str; 5] = ["pw", "context.pw", "context.get('pw')", "alert.pw", "alert.get('pw')"];

/// An invocation that reads `secret`, from the connection or from the context.
pub(crate) fn wish(chance: &mut Chance, secret: &str) -> Wish {
    let (action, inputs) = ACTIONS[chance.below(ACTIONS.len())];
    let has_password = matches!(action, "create_system_user" | "update_system_user" | "echo");
    let in_context = has_password && chance.below(3) == 0;
    let source = if in_context { chance.of(&OF_CONTEXT) } else { chance.of(&OF_CONNECTION) };
    let mut templates = Vec::new();
    let mut inputs: Value = serde_json::from_str(inputs).expect("it is JSON");
    fill(&mut inputs, &mut || {
        let made = if chance.below(3) == 0 {
            format!("{{{{ {} }}}}", expression(chance, source))
        } else {
            template(chance, source)
        };
        templates.push(made.clone());
        made
    });
    let mut context = json!({"who": "grace"});
    if in_context {
        context["pw"] = secret.into();
        context["alert"] = json!({"pw": secret, "id": 7});
        let password = if action == "echo" { "pass" } else { "password" };
        inputs[password] = chance.of(&["{{ pw }}", "{{ context.pw }}"]).into();
    }
    let invocation = Invocation {
        action: action.to_owned(),
        connection: "acme".to_owned(),
        inputs: object(inputs),
        context: object(context),
        ..Invocation::default()
    };
    Wish { invocation, in_context, templates }
}

fn fill(value: &mut Value, make: &mut dyn FnMut() -> String) {
    match value {
        Value::String(text) if text.starts_with('{') || text.starts_with('[') => {
            // Within JSON text a template is written as it is, quotes and all.
            *text = text.replace('T', &make());
        }
        Value::String(text) if text == "T" => *text = make(),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, make)),
        Value::Object(map) => map.values_mut().for_each(|item| fill(item, make)),
        _ => (),
    }
}

impl Wish {
    /// A template that `sortie render` can render, which knows no inputs: none where a password input is read.
    pub(crate) fn rendered(&self) -> Option<&str> {
        self.templates.first().filter(|_| !self.in_context).map(String::as_str)
    }

    /// What the templates make of `secret` that they make of no other one of the same kind.
    pub(crate) fn derived(&self, secret: &str) -> Vec<String> {
        let [first, second] = [1, 2].map(|step| self.made(&another(secret, step)));
        let mut found = Vec::new();
        for (own, others) in self.made(secret).iter().zip(first.iter().zip(&second)) {
            let others = [others.0, others.1];
            let words = own.split_whitespace().chain([own.trim()]);
            let telling = |word: &&str| {
                word.chars().count() >= 4
                    && !["True", "False", "None"].contains(word)
                    && others.iter().all(|other| !other.contains(*word))
            };
            found.extend(words.filter(telling).map(str::to_owned));
        }
        found
    }

    fn made(&self, secret: &str) -> Vec<String> {
        let engine = Engine::new(Undefined::Strict, Limits::default());
        let mut context = self.invocation.context.clone();
        let mut reference = Map::new();
        if self.in_context {
            context.insert("pw".to_owned(), secret.into());
            context.insert("alert".to_owned(), json!({"pw": secret, "id": 7}));
        } else {
            reference.insert("pin".to_owned(), secret.into());
        }
        let scope = Scope::new(caller_scope(&reference, &BTreeSet::new(), &context));
        let render = |text: &String| engine.text(text).and_then(|it| it.render(&scope)).unwrap_or_default();
        self.templates.iter().map(render).collect()
    }
}

/// A secret that differs from `secret` in every letter and digit. Those of hexadecimal numbers stay such.
fn another(secret: &str, step: usize) -> String {
    const ALPHABETS: [&str; 5] =
        ["0123456789", "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ"];
    let other = |character: char| {
        let alphabet = ALPHABETS.iter().find(|it| it.contains(character))?;
        let at = alphabet.find(character)?;
        alphabet.chars().cycle().nth(at + step)
    };
    secret.chars().map(|it| other(it).unwrap_or(it)).collect()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

//! Invocations of real actions, with a template in one of their inputs.

use serde_json::{Map, Value, json};
use sortie_core::{Invocation, caller_scope};
use sortie_jinja::{Engine, Limits, Scope, Undefined};

use crate::chance::Chance;
use crate::templates::{expression, template};

/// An invocation, and the templates of its inputs that read the secret.
pub(crate) struct Wish {
    pub(crate) invocation: Invocation,
    source: &'static str,
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

/// An invocation that reads `secret`, from the connection or from the context.
pub(crate) fn wish(chance: &mut Chance, secret: &str) -> Wish {
    let (action, inputs) = ACTIONS[chance.below(ACTIONS.len())];
    let has_password = matches!(action, "create_system_user" | "update_system_user" | "echo");
    let in_context = has_password && chance.below(3) == 0;
    let source = if in_context { "pw" } else { chance.of(&["pin", "reference.pin", "reference['pin']"]) };
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
        let password = if action == "echo" { "pass" } else { "password" };
        inputs[password] = chance.of(&["{{ pw }}", "{{ context.pw }}"]).into();
    }
    let invocation = Invocation {
        action: action.to_owned(),
        connection: "acme".to_owned(),
        inputs: object(inputs),
        context: object(context),
        all_pages: false,
    };
    Wish { invocation, source, templates }
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
    /// What the templates make of `secret` that they do not make of another one of the same kind.
    pub(crate) fn derived(&self, secret: &str) -> Vec<String> {
        let (own, other) = (self.made(secret), self.made(&another(secret)));
        let words = own.iter().zip(&other).filter(|(own, other)| own != other).flat_map(|(own, other)| {
            let words = own.split_whitespace().chain([own.trim()]);
            words.filter(|word| !other.contains(*word)).map(str::to_owned).collect::<Vec<_>>()
        });
        let telling =
            |word: &String| word.chars().count() >= 4 && !["True", "False", "None"].contains(&word.as_str());
        words.filter(telling).collect()
    }

    fn made(&self, secret: &str) -> Vec<String> {
        let engine = Engine::new(Undefined::Strict, Limits::default());
        let mut context = self.invocation.context.clone();
        let mut reference = Map::new();
        if self.source == "pw" {
            context.insert("pw".to_owned(), secret.into());
        } else {
            reference.insert("pin".to_owned(), secret.into());
        }
        let scope = Scope::new(caller_scope(&reference, &context));
        let render = |text: &String| engine.text(text).and_then(|it| it.render(&scope)).unwrap_or_default();
        self.templates.iter().map(render).collect()
    }
}

/// A secret that differs from `secret` in every letter and digit.
fn another(secret: &str) -> String {
    let turn = |character: char, from: char, many: u32| {
        let at = (u32::from(character) - u32::from(from) + 7) % many;
        char::from_u32(u32::from(from) + at).expect("it is of the same alphabet")
    };
    let other = |character: char| match character {
        'a'..='z' => turn(character, 'a', 26),
        'A'..='Z' => turn(character, 'A', 26),
        '0'..='9' => turn(character, '0', 10),
        other => other,
    };
    secret.chars().map(other).collect()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

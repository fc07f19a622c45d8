use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::fixtures::{connection, invocation, jumpcloud};
use crate::{Action, Embedded, Failure, Input, Redactor, plan, render};

const ID: &str = "65b000000000000000000001";

fn action(file: &Embedded) -> Action {
    Action::read(&file.name(), file.path, file.text, &jumpcloud()).expect("it has no mistakes")
}

#[track_caller]
fn called(name: &str) -> Action {
    let found: Vec<&Embedded> = Embedded::actions().iter().filter(|file| file.is_called(name)).collect();
    assert_eq!(found.len(), 1, "{name}");
    action(found[0])
}

/// The request of `action` with `inputs`, every name looked up.
fn planned(action: &Action, inputs: Map<String, Value>) -> Result<String, Failure> {
    let (integration, connection) = (jumpcloud(), connection("org_id: 5d0000000000000000000039\n"));
    let mut redactor = Redactor::default();
    let mut rendered = render(action, &connection, &invocation(inputs.into(), json!({})), &mut redactor)?;
    let needed = rendered.needed_lookups(action, &integration, &connection, &redactor)?;
    let mut text = String::new();
    for lookup in needed {
        let first = lookup.plan(&lookup.searches[0], &integration, &connection, &mut redactor)?;
        text.push_str(&first.to_text(&Redactor::default()));
        text.push('\n');
        rendered.set(&lookup.input, ID.to_owned());
    }
    let request = plan(action, &integration, &connection, &rendered, &mut redactor)?;
    Ok(text + &request.to_text(&redactor))
}

#[test]
fn every_action_plans_its_examples() {
    for file in Embedded::actions() {
        let action = action(file);
        let inputs: Map<String, Value> = (action.inputs.iter())
            .filter_map(|(name, input)| Some((name.clone(), input.example.clone()?)))
            .collect();
        let shown = planned(&action, inputs.clone()).expect("the examples make a request");
        insta::with_settings!({ info => &inputs, omit_expression => true }, {
            insta::assert_snapshot!(format!("example_of_{}", file.stem), shown);
        });
    }
}

/// What a person or an agent learns an input from.
#[test]
fn every_input_has_a_title_a_description_and_an_example() {
    let mut lacking = Vec::new();
    for file in Embedded::actions() {
        without_words(&action(file).inputs, &file.name(), &mut lacking);
    }
    assert_eq!(lacking, Vec::<String>::new());
}

fn without_words(inputs: &IndexMap<String, Input>, at: &str, lacking: &mut Vec<String>) {
    for (name, input) in inputs {
        let at = format!("{at}.{name}");
        let words = [
            ("title", input.title.is_some()),
            ("description", input.description.is_some()),
            ("example", input.example.is_some()),
        ];
        lacking.extend(words.iter().filter(|(_, has)| !has).map(|(word, _)| format!("{at} has no {word}")));
        input.properties.iter().for_each(|properties| without_words(properties, &at, lacking));
    }
}

#[test]
fn every_action_is_found_by_stem_title_and_aliases_however_written() {
    for file in Embedded::actions() {
        let action = action(file);
        for name in action.aliases.iter().chain([&action.name, &action.title]) {
            assert_eq!(called(name).name, file.name());
            assert_eq!(called(&name.to_uppercase().replace(' ', "-")).name, file.name());
        }
        assert_eq!(called(file.stem).name, file.name());
    }
    assert!(!Embedded::actions().iter().any(|file| file.is_called("") || file.is_called("jumpcloud")));
}

/// The titles and samples as the two products' pages print them.
#[test]
fn the_pages_titles_and_samples_work_as_printed() {
    let params = r#"{"limit":"10","skip":"0","sort":"","fields":"","filter":"SOME_STRING_VALUE","search":"SOME_STRING_VALUE"}"#;
    let user = json!({"systemUserId": "ai_hammad"});
    let created = json!({
        "username": "ai_hammad", "email": "hammad@example.com", "firstname": "Hammad", "lastname": "M",
        "password": "TestUser@123", "account_locked": false, "activated": true,
    });
    let samples = [
        ("List All System Users", json!({"Params": params})),
        ("List All System Users", json!({"Params": format!("'{params}'"), "X-org-id": ID})),
        ("Expire a System User's Password", json!({"System User ID": "46ca07ca9c6ba9c699ac6bb"})),
        ("Activate a System User", json!({"systemUserId": "E_195"})),
        ("Create a System User", created.clone()),
        ("Unlock a System User", user.clone()),
        (
            "Get All System Users",
            json!({"limit": 10, "skip": 0, "filterCombinator": "AND", "search": "username"}),
        ),
        ("Get a System User by ID", json!({"systemUserId": "E_195", "fields": ""})),
        ("Update a System User", created),
        ("Expire System User's Password", user),
        ("Reset a System User's MFA Token", json!({"systemUserId": "ai_hammad", "exclusionDays": 20})),
    ];
    let shown = samples.map(|(title, inputs)| {
        let Value::Object(map) = &inputs else { unreachable!() };
        let planned = planned(&called(title), map.clone()).expect("the sample makes a request");
        format!("# {title}\n{inputs}\n\n{planned}")
    });
    insta::assert_snapshot!(shown.join("\n"));
}

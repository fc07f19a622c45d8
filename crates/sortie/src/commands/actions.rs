use std::process::ExitCode;

use serde_json::{Value, json};
use sortie_core::{Action, Failure, schemas};
use sortie_runner::{Catalogue, Home, check};

use crate::args::{ActionsCommand, Format, SchemaKind};
use crate::output;

/// Shows or checks what there is to run.
pub(crate) fn execute(home: &Home, command: ActionsCommand) -> Result<ExitCode, Failure> {
    let catalogue = Catalogue::new(home);
    match command {
        ActionsCommand::List { output } => list(&catalogue, output),
        ActionsCommand::Show { action, output: Some(format) } => {
            output::value(&described(&catalogue.get(&action)?.action), format)
        }
        ActionsCommand::Show { action, output: None } => Ok(output::action(&catalogue.get(&action)?.action)),
        ActionsCommand::Check { paths, output } => {
            let report = check(home, &paths)?;
            output::report_check(&report, output)
        }
        ActionsCommand::Schema { kind } => output::value(&schema(kind), Format::Json),
    }
}

fn list(catalogue: &Catalogue, format: Format) -> Result<ExitCode, Failure> {
    let mut actions = Vec::new();
    let mut code = ExitCode::SUCCESS;
    for listed in catalogue.list()? {
        match listed.action {
            Ok(action) => actions.push(action),
            Err(mistakes) => {
                output::diagnostics(mistakes.diagnostics());
                code = ExitCode::from(2);
            }
        }
    }
    let printed = match format {
        Format::Table => output::actions(&actions),
        format => output::value(&actions.iter().map(summary).collect(), format)?,
    };
    Ok(if printed == ExitCode::SUCCESS { code } else { printed })
}

fn summary(action: &Action) -> Value {
    json!({
        "name": action.name,
        "title": action.title,
        "aliases": action.aliases,
        "effect": action.effect,
        "idempotent": action.idempotent,
        "description": action.description,
    })
}

fn described(action: &Action) -> Value {
    let mut value = summary(action);
    value["doc_url"] = json!(action.doc_url);
    value["scopes"] = json!(action.scopes);
    value["list"] = json!(action.list);
    value["inputs"] = json!(action.inputs);
    value
}

/// The schema of one kind of file, or one that any of them fits.
fn schema(kind: Option<SchemaKind>) -> Value {
    let schemas = schemas();
    let name = match kind {
        Some(SchemaKind::Action) => "action",
        Some(SchemaKind::Integration) => "integration",
        Some(SchemaKind::Connection) => "connection",
        Some(SchemaKind::Config) => "config",
        None => return any_of(schemas),
    };
    schemas.get(name).cloned().unwrap_or_default()
}

/// All schemas in one document; each keeps its own definitions, under its own identifier.
fn any_of(schemas: serde_json::Map<String, Value>) -> Value {
    let branches: Vec<Value> =
        schemas.keys().map(|kind| json!({"$ref": format!("#/$defs/{kind}")})).collect();
    let definitions = schemas.into_iter().map(|(kind, mut schema)| {
        schema["$id"] = json!(format!("urn:sortie:{kind}"));
        (kind, schema)
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of a Sortie home: an action, an integration, a connection or the configuration",
        "anyOf": branches,
        "$defs": definitions.collect::<serde_json::Map<_, _>>(),
    })
}

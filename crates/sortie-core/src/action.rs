use std::fmt;

use indexmap::IndexMap;

use crate::file::{Document, Fault, Mistakes, Steps};
use crate::name::{did_you_mean, fold, suggest};
use crate::request_template::RequestTemplate;
use crate::tree::{Compiler, LegalName, Tree, connection_names};
use crate::{ActionFile, Effect, Input, Integration};

/// One named operation of an integration, ready to plan requests with.
#[derive(Clone)]
pub struct Action {
    /// The canonical name: `jumpcloud.list_all_system_users`.
    pub name: String,
    /// The name people see.
    pub title: String,
    /// Further titles it is found by.
    pub aliases: Vec<String>,
    /// What it does and when to use it.
    pub description: String,
    /// The page of the product's documentation that describes the request.
    pub doc_url: String,
    /// The scopes of which the key needs one.
    pub scopes: Vec<String>,
    /// What it does to the product.
    pub effect: Effect,
    /// Whether sending it twice leaves the same state as sending it once.
    pub idempotent: bool,
    /// Whether it answers a list that goes on over several pages.
    pub list: bool,
    /// The keys of a row that a table shows, in this order.
    pub columns: Vec<String>,
    /// The parameters it takes, by name.
    pub inputs: IndexMap<String, Input>,
    pub(crate) request: RequestTemplate,
    pub(crate) result: Option<Tree>,
}

impl Action {
    /// Reads the action called `name` from the text of the file at `path`.
    ///
    /// # Errors
    /// Every mistake in the file, at its place.
    pub fn read(name: &str, path: &str, text: &str, integration: &Integration) -> Result<Self, Mistakes> {
        let document = Document::parse(path, text)?;
        let file: ActionFile = document.read()?;
        let mut faults = Vec::new();
        let action = Self::compile(name, file, &mut faults);
        action.check(integration, &mut faults);
        if faults.is_empty() { Ok(action) } else { Err(document.mistakes(faults)) }
    }

    fn compile(name: &str, file: ActionFile, faults: &mut Vec<Fault>) -> Self {
        let inputs = LegalName::closed("inputs", file.inputs.keys().map(String::as_str));
        let mut compiler = Compiler::new(connection_names().into_iter().chain([inputs.clone()]));
        let request = RequestTemplate::compile(&file.request, &mut compiler, &Steps::from(["request"]));
        faults.append(&mut compiler.faults);
        let mut compiler = Compiler::new([LegalName::open("body"), LegalName::open("status"), inputs]);
        let result = file.result.as_ref().map(|result| compiler.tree(result, &Steps::from(["result"])));
        faults.append(&mut compiler.faults);
        Self {
            name: name.to_owned(),
            title: file.title,
            aliases: file.aliases,
            description: file.description,
            doc_url: file.doc_url,
            scopes: file.scopes,
            effect: file.effect,
            idempotent: file.idempotent,
            list: file.list,
            columns: file.columns,
            inputs: file.inputs,
            request,
            result,
        }
    }

    fn check(&self, integration: &Integration, faults: &mut Vec<Fault>) {
        let api_at = Steps::from(["request", "api"]);
        faults.extend(integration.unknown_api(&self.request.api, &api_at));
        if self.list && integration.api(&self.request.api).is_ok_and(|api| api.file.paging.is_none()) {
            let message = format!("the API `{}` declares no paging", self.request.api);
            faults.push(Fault::value(&Steps::from(["list"]), message));
        }
        for (index, scope) in self.scopes.iter().enumerate() {
            if !integration.scopes.contains(scope) {
                let help = did_you_mean(scope, integration.scopes.iter().map(String::as_str));
                let fault =
                    Fault::value(&Steps::from(["scopes"]).then(index), format!("unknown scope `{scope}`"));
                faults.push(fault.with_help(help.trim_start_matches("; ")));
            }
        }
        self.check_path(faults);
        let at = Steps::from(["inputs"]);
        for (name, input) in &self.inputs {
            self.check_input(input, integration, &at.then(name), faults);
        }
        self.check_twins(&at, faults);
    }

    /// What stands in the path cannot be left out.
    fn check_path(&self, faults: &mut Vec<Fault>) {
        for name in self.request.path_names() {
            let Some(input) = name.strip_prefix("inputs.").and_then(|name| self.inputs.get(name)) else {
                continue;
            };
            if !input.required && input.default.is_none() && input.lookup_by.is_none() {
                let fault = Fault::value(
                    &Steps::from(["request", "path"]),
                    format!("`{name}` stands in the path, but it is not required"),
                );
                faults.push(fault.with_help("make the input `required: true`, or give it a default"));
            }
        }
    }

    fn check_input(&self, input: &Input, integration: &Integration, at: &Steps, faults: &mut Vec<Fault>) {
        if let Some(lookup) = input.lookup.as_ref().filter(|it| !integration.lookups.contains_key(*it)) {
            let help = did_you_mean(lookup, integration.lookups.keys().map(String::as_str));
            let fault = Fault::value(&at.then("lookup"), format!("the integration has no lookup `{lookup}`"));
            faults.push(fault.with_help(help.trim_start_matches("; ")));
        }
        for (index, other) in input.lookup_by.iter().flatten().enumerate() {
            if !self.inputs.contains_key(other) {
                let help = did_you_mean(other, self.inputs.keys().map(String::as_str));
                let fault =
                    Fault::value(&at.then("lookup_by").then(index), format!("no input is called `{other}`"));
                faults.push(fault.with_help(help.trim_start_matches("; ")));
            }
        }
        if let Some(Err(error)) = input.pattern.as_ref().map(|it| regex_lite::Regex::new(it)) {
            faults.push(Fault::value(&at.then("pattern"), format!("not a regular expression: {error}")));
        }
        for (name, property) in input.properties.iter().flatten() {
            self.check_input(property, integration, &at.then("properties").then(name), faults);
        }
    }

    fn check_twins(&self, at: &Steps, faults: &mut Vec<Fault>) {
        for (index, name) in self.inputs.keys().enumerate() {
            if let Some(twin) = self.inputs.keys().take(index).find(|it| fold(it) == fold(name)) {
                let message =
                    format!("`{name}` and `{twin}` are one name: case, spaces and `_` do not count");
                faults.push(Fault::key(&at.then(name), message));
            }
        }
    }

    /// The declared name of the input that people wrote as `name`: by its name or its title.
    pub(crate) fn input_name(&self, name: &str) -> Option<&str> {
        let folded = fold(name);
        let matches = |(declared, input): &(&String, &Input)| {
            fold(declared) == folded || input.title.as_ref().is_some_and(|title| fold(title) == folded)
        };
        self.inputs.iter().find(matches).map(|(declared, _)| declared.as_str())
    }

    /// The declared name that `name` most likely meant.
    pub(crate) fn near_input(&self, name: &str) -> Option<&str> {
        suggest(name, self.inputs.keys().map(String::as_str))
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Action").field("name", &self.name).finish_non_exhaustive()
    }
}

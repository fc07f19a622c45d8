use std::fmt;

use indexmap::IndexMap;

use crate::action_check;
use crate::compiler::Compiler;
use crate::file::{Document, Fault, Mistakes, Steps};
use crate::headers::refused_faults;
use crate::legal_name::LegalName;
use crate::name::{fold, suggest};
use crate::request_template::RequestTemplate;
use crate::tree::Tree;
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
        let mut document = Document::parse(path, text)?;
        let file: ActionFile = document.read()?;
        let headers_at = Steps::from(["request", "headers"]);
        let mut faults = integration.auth.faults(&file.request.headers, &headers_at);
        if let Ok(api) = integration.api(&file.request.api) {
            faults.extend(refused_faults(&file.request, &api.file, &Steps::from(["request"])));
        }
        let action = Self::compile(name, file, document.made_up("inputs"), &mut faults);
        action_check::check(&action, integration, &mut faults);
        document.finish(action, faults)
    }

    fn compile(name: &str, file: ActionFile, any_input: bool, faults: &mut Vec<Fault>) -> Self {
        let inputs = if any_input {
            LegalName::open("inputs")
        } else {
            LegalName::closed("inputs", file.inputs.iter().map(legal_name))
        };
        let mut compiler = Compiler::new(LegalName::of_connection().into_iter().chain([inputs.clone()]));
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

/// The name that templates read `input` by, and what they may read of it.
fn legal_name<'a>((name, input): (&'a String, &'a Input)) -> LegalName<'a> {
    match &input.properties {
        Some(properties) => LegalName::closed(name, properties.iter().map(legal_name)),
        None => LegalName::open(name),
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Action").field("name", &self.name).finish_non_exhaustive()
    }
}

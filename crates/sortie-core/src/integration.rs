use indexmap::IndexMap;

use crate::file::{Document, Fault, Mistakes, Steps};
use crate::name::did_you_mean;
use crate::request_template::{RequestTemplate, compile_headers};
use crate::tree::{Compiler, Tree, connection_names};
use crate::{Api, Auth, Failure, FailureKind, IntegrationFile, Limits, Lookup};

/// One product's API: hosts, APIs, authentication, lookups, limits; ready to plan requests with.
#[derive(Clone)]
pub struct Integration {
    /// The name that action files, connections and folders use.
    pub name: String,
    /// The product's name.
    pub title: String,
    /// The hosts of each region, by the names that the APIs use.
    pub regions: IndexMap<String, IndexMap<String, String>>,
    /// How a request proves who sends it.
    pub auth: Auth,
    /// The scopes that actions may name.
    pub scopes: Vec<String>,
    /// How long to wait and how much to read.
    pub limits: Limits,
    pub(crate) hints: IndexMap<String, String>,
    pub(crate) lookups: IndexMap<String, Lookup>,
    pub(crate) test: RequestTemplate,
    apis: IndexMap<String, ApiTemplate>,
}

/// An API with the templates of its headers compiled.
#[derive(Clone)]
pub(crate) struct ApiTemplate {
    pub(crate) file: Api,
    pub(crate) headers: Vec<(String, Tree)>,
}

impl Integration {
    /// Reads the integration called `name` from the text of the file at `path`.
    ///
    /// # Errors
    /// Every mistake in the file, at its place.
    pub fn read(name: &str, path: &str, text: &str) -> Result<Self, Mistakes> {
        let document = Document::parse(path, text)?;
        let file: IntegrationFile = document.read()?;
        let mut faults = Vec::new();
        let integration = Self::compile(name, &file, &mut faults);
        integration.check_hosts(&mut faults);
        if faults.is_empty() { Ok(integration) } else { Err(document.mistakes(faults)) }
    }

    fn compile(name: &str, file: &IntegrationFile, faults: &mut Vec<Fault>) -> Self {
        let mut compiler = Compiler::new(connection_names());
        let apis = file.apis.iter().map(|(api_name, api)| {
            let at = Steps::from(["apis", api_name.as_str(), "headers"]);
            let headers = compile_headers(&api.headers, &mut compiler, &at);
            (api_name.clone(), ApiTemplate { file: api.clone(), headers })
        });
        let apis = apis.collect();
        let test = RequestTemplate::compile(&file.test, &mut compiler, &Steps::from(["test"]));
        faults.append(&mut compiler.faults);
        let lookups = file.lookups.iter().map(|(name, lookup)| {
            let at = Steps::from(["lookups", name.as_str()]);
            (name.clone(), Lookup::compile(lookup, &at, faults))
        });
        Self {
            name: name.to_owned(),
            title: file.title.clone(),
            regions: file.regions.clone(),
            auth: file.auth.clone(),
            scopes: file.scopes.clone(),
            limits: file.limits,
            hints: file.hints.clone(),
            lookups: lookups.collect(),
            test,
            apis,
        }
    }

    fn check_hosts(&self, faults: &mut Vec<Fault>) {
        for (name, api) in &self.apis {
            for (region, hosts) in &self.regions {
                if !hosts.contains_key(&api.file.host) {
                    let message = format!("the region `{region}` has no host `{}`", api.file.host);
                    faults.push(Fault::value(&Steps::from(["apis", name.as_str(), "host"]), message));
                }
            }
        }
        let requests = self.lookups.iter().map(|(name, lookup)| {
            (Steps::from(["lookups", name.as_str(), "request", "api"]), &lookup.request.api)
        });
        for (at, api) in requests.chain([(Steps::from(["test", "api"]), &self.test.api)]) {
            faults.extend(self.unknown_api(api, &at));
        }
    }

    /// The fault of naming an API that the integration does not have.
    pub(crate) fn unknown_api(&self, api: &str, at: &Steps) -> Option<Fault> {
        let help = did_you_mean(api, self.apis.keys().map(String::as_str));
        let fault = Fault::value(at, format!("the integration has no API `{api}`"));
        (!self.apis.contains_key(api)).then(|| fault.with_help(help.trim_start_matches("; ")))
    }

    /// The API called `name`; checked when files are read, so that asking for another is our own mistake.
    pub(crate) fn api(&self, name: &str) -> Result<&ApiTemplate, Failure> {
        self.apis.get(name).ok_or_else(|| {
            Failure::new(FailureKind::UnknownAction, format!("the integration has no API `{name}`"))
        })
    }

    /// The keys of an error's body that may hold its message, over all APIs.
    pub(crate) fn error_messages(&self) -> impl Iterator<Item = &String> {
        self.apis.values().flat_map(|api| &api.file.error_message)
    }
}

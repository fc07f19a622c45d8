use indexmap::IndexMap;

use crate::compiler::Compiler;
use crate::file::{Document, Fault, Mistakes, Steps};
use crate::headers::{compile_headers, is_token, refused_faults};
use crate::legal_name::LegalName;
use crate::name::did_you_mean;
use crate::org_id::OrgId;
use crate::request_template::RequestTemplate;
use crate::show::listed;
use crate::tree::Tree;
use crate::{
    Api, Auth, Block, Failure, FailureKind, IntegrationFile, Limits, Lookup, Method, Organizations, Probe,
    RetryPolicy,
};

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
    pub(crate) auth: Auth,
    pub(crate) org_id: Option<OrgId>,
    /// The scopes that actions may name.
    pub scopes: Vec<String>,
    /// How long to wait, how much to read, and how fast to ask.
    pub limits: Limits,
    /// How often a request is sent again that failed for a while.
    pub retry: RetryPolicy,
    /// How the API answers an address that it has shut out, where it does that.
    pub block: Option<Block>,
    /// How the organizations are found, where one key can serve several.
    pub organizations: Option<Organizations>,
    /// How to find out whether a key may write.
    pub probe: Option<Probe>,
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
        let mut document = Document::parse(path, text)?;
        let file: IntegrationFile = document.read()?;
        let mut faults = Vec::new();
        let integration = Self::compile(name, &file, &mut faults);
        integration.check(&file, &mut faults);
        document.finish(integration, faults)
    }

    fn compile(name: &str, file: &IntegrationFile, faults: &mut Vec<Fault>) -> Self {
        let mut compiler = Compiler::new(LegalName::of_connection());
        let apis = file.apis.iter().map(|(api_name, api)| {
            let at = Steps::from(["apis", api_name.as_str(), "headers"]);
            let headers = compile_headers(&api.headers, &mut compiler, &at);
            (api_name.clone(), ApiTemplate { file: api.clone(), headers })
        });
        let apis = apis.collect();
        let test = RequestTemplate::compile(&file.test, &mut compiler, &Steps::from(["test"]));
        let organizations = file.organizations.as_ref().map(|it| Organizations::compile(it, &mut compiler));
        let probe = file.probe.as_ref().map(|it| Probe::compile(it, &mut compiler));
        faults.append(&mut compiler.faults);
        let org_id = file.org_id.as_ref().map(|it| OrgId::compile(it, faults));
        let lookups = file.lookups.iter().map(|(name, lookup)| {
            let at = Steps::from(["lookups", name.as_str()]);
            (name.clone(), Lookup::compile(lookup, &at, faults))
        });
        Self {
            name: name.to_owned(),
            title: file.title.clone(),
            regions: file.regions.clone(),
            auth: file.auth.clone(),
            org_id,
            scopes: file.scopes.clone(),
            limits: file.limits,
            retry: file.retry,
            block: file.block.clone(),
            organizations,
            probe,
            hints: file.hints.clone(),
            lookups: lookups.collect(),
            test,
            apis,
        }
    }

    fn check(&self, file: &IntegrationFile, faults: &mut Vec<Fault>) {
        let credential = &self.auth.api_key_header;
        if !is_token(credential) {
            let message = format!("`{credential}` cannot be the name of a header");
            faults.push(Fault::value(&Steps::from(["auth", "api_key_header"]), message));
        }
        for (name, api) in &file.apis {
            let at = Steps::from(["apis", name]);
            faults.extend(self.auth.faults(&api.headers, &at.then("headers")));
            faults.extend(self.unknown_host(&api.host, &at.then("host")));
            check_refused(api, &at.then("refused_headers"), faults);
        }
        if let Some(oauth) = &self.auth.oauth {
            faults.extend(self.unknown_host(&oauth.host, &Steps::from(["auth", "oauth", "host"])));
        }
        for status in self.hints.keys().filter(|it| !matches!(it.parse(), Ok(100..=599_u16))) {
            let at = Steps::from(["hints", status]);
            faults.push(Fault::key(&at, format!("`{status}` is no status")));
        }
        let lookups =
            file.lookups.iter().map(|(name, it)| (Steps::from(["lookups", name, "request"]), &it.request));
        let organizations =
            file.organizations.iter().map(|it| (Steps::from(["organizations", "request"]), &it.request));
        let reads = lookups.chain(organizations).chain([(Steps::from(["test"]), &file.test)]);
        let probe = file.probe.iter().map(|it| (Steps::from(["probe", "request"]), &it.request));
        for (at, request) in reads.clone().chain(probe) {
            faults.extend(self.unknown_api(&request.api, &at.then("api")));
            faults.extend(self.auth.faults(&request.headers, &at.then("headers")));
            if let Ok(api) = self.api(&request.api) {
                faults.extend(refused_faults(request, &api.file, &at));
            }
        }
        faults.extend(reads.filter_map(|(at, request)| write_fault(request.method, &at.then("method"))));
    }

    fn unknown_host(&self, host: &str, at: &Steps) -> Option<Fault> {
        let lacking = self.regions.iter().filter(|(_, hosts)| !hosts.contains_key(host));
        let lacking: Vec<&str> = lacking.map(|(region, _)| region.as_str()).collect();
        if lacking.is_empty() {
            return None;
        }
        let hosts = self.regions.values().flat_map(|hosts| hosts.keys());
        let message = format!("the host `{host}` is missing in {}", listed(lacking));
        Some(
            Fault::value(at, message)
                .with_help(did_you_mean(host, hosts.map(String::as_str).filter(|it| *it != host))),
        )
    }

    /// The fault of naming an API that the integration does not have.
    pub(crate) fn unknown_api(&self, api: &str, at: &Steps) -> Option<Fault> {
        let help = did_you_mean(api, self.apis.keys().map(String::as_str));
        let fault = Fault::value(at, format!("the integration has no API `{api}`"));
        (!self.apis.contains_key(api)).then(|| fault.with_help(help))
    }

    /// The API called `name`; checked when files are read, so that asking for another is our own mistake.
    pub(crate) fn api(&self, name: &str) -> Result<&ApiTemplate, Failure> {
        self.apis.get(name).ok_or_else(|| {
            Failure::new(FailureKind::UnknownAction, format!("the integration has no API `{name}`"))
        })
    }

    /// The texts of its own templates, whichever a run fills in.
    pub(crate) fn sources(&self) -> Vec<String> {
        let headers = self.apis.values().flat_map(|api| &api.headers).flat_map(|(_, tree)| tree.sources());
        let diagnosis =
            self.organizations.iter().map(|it| &it.request).chain(self.probe.iter().map(|it| &it.request));
        let lookups = self.lookups.values().map(|lookup| &lookup.request);
        let requests = lookups.chain([&self.test]).chain(diagnosis);
        headers.chain(requests.flat_map(RequestTemplate::sources)).collect()
    }

    /// The host that gives tokens to service accounts, by its name.
    #[must_use]
    pub fn token_host(&self) -> Option<&str> {
        self.auth.oauth.as_ref().map(|oauth| oauth.host.as_str())
    }

    /// The keys of an error's body that may hold its message, over all APIs.
    pub(crate) fn error_messages(&self) -> impl Iterator<Item = &String> {
        self.apis.values().flat_map(|api| &api.file.error_message)
    }
}

/// A header that nobody sends needs no refusal, and a path that is none refuses nothing.
fn check_refused(api: &Api, at: &Steps, faults: &mut Vec<Fault>) {
    for (name, paths) in &api.refused_headers {
        let at = at.then(name);
        if !api.headers.keys().any(|it| it.eq_ignore_ascii_case(name)) {
            let help = did_you_mean(name, api.headers.keys().map(String::as_str));
            faults.push(Fault::key(&at, format!("the API sends no header `{name}`")).with_help(help));
        }
        let whole = |path: &str| path.len() > 1 && path.starts_with('/') && !path.ends_with('/');
        for (index, path) in paths.iter().enumerate().filter(|(_, path)| !whole(path) || path.contains('{')) {
            let message = format!("`{}` is no beginning of a path", crate::show::short(path));
            let help = "it begins with `/`, does not end with it, and has no template";
            faults.push(Fault::value(&at.nth(index), message).with_help(help));
        }
    }
}

/// The fault of a method that writes, where a read is declared: a dry run sends declared reads.
pub(crate) fn write_fault(method: Method, at: &Steps) -> Option<Fault> {
    let message = format!("`{method}` where only a read may stand");
    let fault = Fault::value(at, message).with_help("a read uses GET, or POST to search");
    (!matches!(method, Method::Get | Method::Post)).then_some(fault)
}

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use sortie_jinja::Scope;
use url::Url;

use crate::caller_templates::has_template;
use crate::compiler::Compiler;
use crate::file::{Fault, Steps};
use crate::headers::{compile_headers, render_headers};
use crate::tree::Tree;
use crate::{
    Body, Connection, Failure, FailureKind, Integration, Method, Purpose, QueryStyle, Request, RequestFile,
};

/// Everything but the characters that RFC 3986 leaves unreserved.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The longest address that is sent, in bytes: HTTP's own library takes 65,534, and pages add to it.
const LONGEST: usize = 65_000;

/// A request of a definition file, its templates compiled.
#[derive(Clone)]
pub(crate) struct RequestTemplate {
    pub(crate) api: String,
    pub(crate) method: Method,
    segments: Vec<Tree>,
    query: Vec<(String, Tree)>,
    headers: Vec<(String, Tree)>,
    body: Option<Tree>,
}

impl RequestTemplate {
    /// Compiles `file`, which stands at `at`. A `/` of the path separates segments wherever it stands.
    pub(crate) fn compile(file: &RequestFile, compiler: &mut Compiler<'_>, at: &Steps) -> Self {
        let segments = compile_path(&file.path, compiler, &at.then("path"));
        let query_at = at.then("query");
        let query = file.query.iter().map(|(key, value)| compiler.entry(key, value, &query_at)).collect();
        let headers = compile_headers(&file.headers, compiler, &at.then("headers"));
        let body = file.body.as_ref().map(|body| compiler.tree(body, &at.then("body")));
        Self { api: file.api.clone(), method: file.method, segments, query, headers, body }
    }

    /// The names that the path reads: what is printed there may not be missing.
    pub(crate) fn path_names(&self) -> impl Iterator<Item = String> {
        self.segments.iter().flat_map(Tree::names)
    }

    /// The texts of its templates.
    pub(crate) fn sources(&self) -> Vec<String> {
        let entries = self.query.iter().chain(&self.headers).map(|(_, tree)| tree);
        self.segments.iter().chain(entries).chain(&self.body).flat_map(Tree::sources).collect()
    }

    /// Fills in the templates: the exact request, with nothing sent.
    ///
    /// Every sink takes values only: a value in the path becomes percent-encoded and stays in its
    /// segment, one in the query or body cannot end it, one in a header cannot begin another.
    pub(crate) fn fill(
        &self,
        integration: &Integration,
        connection: &Connection,
        scope: &Scope,
        purpose: Purpose,
    ) -> Result<Request, Failure> {
        let api = integration.api(&self.api)?;
        let mut url = connection.host(&api.file.host)?.clone();
        let path = self.path(scope)?;
        url.set_path(&format!("{}{path}", api.file.base_path));
        self.add_query(&mut url, api.file.query_style, scope)?;
        let length = url.as_str().len();
        if length > LONGEST {
            let message = format!("the address is {length} bytes long, more than {LONGEST}");
            return Err(Failure::new(FailureKind::InvalidInput, message)
                .with_hint("give less in the inputs that go into its path or query"));
        }
        let headers = api.headers.iter().chain(&self.headers);
        let headers = render_headers(headers.filter(|(name, _)| !api.file.refuses(name, &path)), scope)?;
        let body = match &self.body {
            Some(body) => Some(Body::Json(body.render(scope).map_err(own_template)?.unwrap_or_default())),
            None => None,
        };
        let credential = Some(integration.auth.header_of(connection).to_owned());
        Ok(Request { method: self.method, url, headers, credential, body, purpose })
    }

    /// The definition's own headers, without those of its API.
    pub(crate) fn headers(&self, scope: &Scope) -> Result<Vec<(String, String)>, Failure> {
        render_headers(self.headers.iter(), scope)
    }

    /// The path behind the API's own.
    fn path(&self, scope: &Scope) -> Result<String, Failure> {
        let mut path = String::new();
        for segment in &self.segments {
            let text = text_of(&segment.render(scope).map_err(own_template)?.unwrap_or_default());
            if matches!(text.as_str(), "" | "." | "..") {
                let names = segment.names();
                let name = names.iter().next().map_or("a part", |name| name.trim_start_matches("inputs."));
                return Err(Failure::new(
                    FailureKind::InvalidInput,
                    format!("input `{name}` is {text:?}, which cannot stand in the path of a request"),
                ));
            }
            path.push('/');
            path.extend(utf8_percent_encode(&text, ENCODED));
        }
        Ok(path)
    }

    fn add_query(&self, url: &mut Url, style: QueryStyle, scope: &Scope) -> Result<(), Failure> {
        let mut pairs = Vec::new();
        for (key, tree) in &self.query {
            if let Some(value) = tree.render(scope).map_err(own_template)? {
                push_query(key, &value, style, &mut pairs);
            }
        }
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        Ok(())
    }
}

/// Compiles a path. A `/` separates segments wherever it stands.
fn compile_path(path: &str, compiler: &mut Compiler<'_>, at: &Steps) -> Vec<Tree> {
    let relative = path.strip_prefix('/').unwrap_or(path);
    let mut start = path.len() - relative.len();
    let mut segments = Vec::new();
    for part in relative.split('/') {
        let wrong = match part {
            "" => Some("an empty part of a path"),
            "." | ".." => Some("a step through folders, which no path can hold"),
            _ if part.contains(['?', '#']) && !has_template(part) => Some("a `?` or `#` in the path"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            compiler.faults.push(Fault::within(at, start..start + part.len(), wrong));
        }
        segments.push(compiler.part(part, start, at));
        start += part.len() + 1;
    }
    segments
}

/// Writes `value` under `key`, as often as the style asks for; an empty text is "not given".
fn push_query(key: &str, value: &Value, style: QueryStyle, pairs: &mut Vec<(String, String)>) {
    match (value, style) {
        (Value::Null, _) => (),
        (Value::String(text), _) if text.is_empty() => (),
        (Value::Array(items), QueryStyle::Form) => {
            let joined = items.iter().map(text_of).collect::<Vec<_>>().join(",");
            pairs.push((key.to_owned(), joined));
        }
        (Value::Array(items), QueryStyle::DeepObject) => {
            for (index, item) in items.iter().enumerate() {
                push_query(&format!("{key}[{index}]"), item, style, pairs);
            }
        }
        (Value::Object(map), _) => {
            for (name, item) in map {
                push_query(&format!("{key}[{name}]"), item, style, pairs);
            }
        }
        (other, _) => pairs.push((key.to_owned(), text_of(other))),
    }
}

/// A value as it stands where only text can stand.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A template of the definition that fails at its run, after all checks at load.
pub(crate) fn own_template(error: sortie_jinja::Error) -> Failure {
    own_template_at("plan", error)
}

/// The same at another stage.
pub(crate) fn own_template_at(stage: &'static str, error: sortie_jinja::Error) -> Failure {
    Failure::new(FailureKind::Template, format!("a template of the action itself failed: {error}"))
        .at_stage(stage)
        .with_source(error)
}

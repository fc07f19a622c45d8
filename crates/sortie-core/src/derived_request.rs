use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use sortie_jinja::Scope;
use url::Url;

use crate::request_template::RequestTemplate;
use crate::turned::WAYS;
use crate::{Body, Connection, Derived, Failure, Integration, Purpose, Redactor, Request, Twin};

/// What templates can read in the twins of a world where they read `scope`; none where there is no difference.
pub(crate) fn other_scopes(
    scope: &Map<String, Value>,
    redactor: &Redactor,
) -> Option<[Map<String, Value>; WAYS]> {
    if redactor.is_empty() {
        return None;
    }
    let others = Twin::all(redactor).map(|twin| twin.map(scope));
    others.iter().any(|other| other != scope).then_some(others)
}

/// Makes `redactor` hide what templates made of secrets in `own`, which is `what`: what `compare` finds to differ from the
/// `others`, its twins.
pub(crate) fn hide_derived<T>(
    what: &str,
    own: &mut Result<T, Failure>,
    others: &[Result<T, Failure>; WAYS],
    redactor: &mut Redactor,
    compare: impl FnOnce(&mut Derived<'_>, &T, [Option<&T>; WAYS]),
) {
    let mut derived = Derived::new(redactor);
    match own {
        Ok(own) => compare(&mut derived, own, others.each_ref().map(|it| it.as_ref().ok())),
        Err(failure) => {
            failure.hide_derived(what, others.each_ref().map(|it| it.as_ref().err()), &mut derived);
        }
    }
    let found = derived.finish();
    redactor.add_derived(found);
}

impl RequestTemplate {
    /// Fills in the templates, and makes `redactor` hide what they make of secrets.
    pub(crate) fn fill_hiding(
        &self,
        integration: &Integration,
        connection: &Connection,
        scope: Map<String, Value>,
        purpose: Purpose,
        redactor: &mut Redactor,
    ) -> Result<Request, Failure> {
        let others = other_scopes(&scope, redactor);
        let fill =
            |scope: Map<String, Value>| self.fill(integration, connection, &Scope::new(scope), purpose);
        let mut filled = fill(scope);
        if let Some(others) = others {
            hide_derived("the request", &mut filled, &others.map(fill), redactor, |derived, own, others| {
                derived.request(own, others);
            });
        }
        filled
    }

    /// Makes `redactor` hide by its place what differs in `filled` where templates read `shadow`.
    pub(crate) fn hide_shadowed(
        &self,
        filled: &mut Result<Request, Failure>,
        integration: &Integration,
        connection: &Connection,
        shadow: Map<String, Value>,
        redactor: &mut Redactor,
    ) {
        // What it is sent for changes nothing of it.
        match (filled, self.fill(integration, connection, &Scope::new(shadow), Purpose::Read)) {
            (Ok(request), Ok(shadow)) => redactor.places.add_request(request, &shadow),
            (Ok(_), Err(_)) => redactor.places.add_everywhere(),
            (Err(failure), shadow) => failure.hide_shadowed("the request", shadow.err().as_ref()),
        }
    }
}

impl Derived<'_> {
    /// Compares `request` with its twins: the parts of its path, its query, its headers and its body.
    pub(crate) fn request(&mut self, request: &Request, others: [Option<&Request>; WAYS]) {
        if others.iter().all(|other| *other == Some(request)) {
            return;
        }
        self.pairs(&segments(&request.url), &others.map(|it| it.map(|it| segments(&it.url))));
        self.pairs(&query(&request.url), &others.map(|it| it.map(|it| query(&it.url))));
        self.pairs(&headers(request), &others.map(|it| it.map(headers)));
        if let Some(body) = &request.body {
            let values = others.map(|it| it.and_then(|it| it.body.as_ref()).map(Body::to_value));
            self.value(&body.to_value(), values.each_ref().map(Option::as_ref));
        }
    }

    /// Compares texts and what they are called. Where there are more or fewer of them, that depends on a
    /// secret, and so may each.
    fn pairs(&mut self, pairs: &[(Cow<'_, str>, Cow<'_, str>)], others: &[Option<Pairs<'_>>; WAYS]) {
        for (index, (name, text)) in pairs.iter().enumerate() {
            let nth =
                others.each_ref().map(|it| it.as_ref().filter(|it| it.len() == pairs.len())?.get(index));
            match nth {
                [Some(first), Some(second)] => {
                    self.text(name, [&first.0, &second.0]);
                    self.text(text, [&first.1, &second.1]);
                }
                _ => self.whole_text(text),
            }
        }
    }
}

type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

fn segments(url: &Url) -> Pairs<'_> {
    let segments = url.path_segments().into_iter().flatten();
    segments.map(|it| ("".into(), percent_decode_str(it).decode_utf8_lossy())).collect()
}

fn query(url: &Url) -> Pairs<'_> {
    url.query_pairs().collect()
}

fn headers(request: &Request) -> Pairs<'_> {
    request.headers.iter().map(|(name, text)| (name.as_str().into(), text.as_str().into())).collect()
}

use regex_lite::Regex;
use serde_json::{Map, Value, json};

use crate::compiler::Compiler;
use crate::file::{Fault, Steps};
use crate::legal_name::LegalName;
use crate::request_template::RequestTemplate;
use crate::{Connection, Failure, FailureKind, Integration, LookupFile, Purpose, Redactor, Request};

/// How a name becomes an id, declared once for an integration.
#[derive(Clone)]
pub struct Lookup {
    pub(crate) request: RequestTemplate,
    title: String,
    id: Regex,
    fields: Vec<String>,
    rows: Option<String>,
    take: String,
}

/// One search for an id: the rows of which one of `fields` equals `value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// The name that was given instead of an id.
    pub value: String,
    /// The fields that may hold it.
    pub fields: Vec<String>,
}

impl Lookup {
    pub(crate) fn compile(file: &LookupFile, at: &Steps, faults: &mut Vec<Fault>) -> Self {
        let lookup_names = LegalName::closed("lookup", ["value", "fields", "any"].map(LegalName::open));
        let mut compiler = Compiler::new(LegalName::of_connection().into_iter().chain([lookup_names]));
        let request = RequestTemplate::compile(&file.request, &mut compiler, &at.then("request"));
        faults.append(&mut compiler.faults);
        let id = Regex::new(&file.id).unwrap_or_else(|error| {
            faults.push(Fault::value(&at.then("id"), format!("not a regular expression: {error}")));
            Regex::new("$^").expect("a regular expression that matches nothing")
        });
        Self {
            request,
            title: file.title.clone(),
            id,
            fields: file.fields.clone(),
            rows: file.rows.clone(),
            take: file.take.clone(),
        }
    }

    /// Whether `value` is an id already.
    pub(crate) fn is_id(&self, value: &str) -> bool {
        self.id.is_match(value)
    }

    /// The fields that a name may stand in.
    pub(crate) fn fields(&self) -> &[String] {
        &self.fields
    }

    /// The request of `search`, with nothing sent; `redactor` learns what its templates make of secrets.
    pub(crate) fn plan(
        &self,
        search: &Search,
        integration: &Integration,
        connection: &Connection,
        redactor: &mut Redactor,
    ) -> Result<Request, Failure> {
        let any: Vec<Value> = search.fields.iter().map(|field| json!({field: search.value})).collect();
        let mut scope = connection.scope();
        scope
            .insert("lookup".to_owned(), json!({"value": search.value, "fields": search.fields, "any": any}));
        self.request.fill_hiding(integration, connection, scope, Purpose::Read, redactor)
    }

    /// The id in the decoded answer to `search`; none where nobody has the name.
    ///
    /// Each row is held against what was asked: an API that ignores a filter answers everybody.
    ///
    /// # Errors
    /// Several have the name, or the answer does not match the question.
    pub fn id_in(&self, answer: &Value, search: &Search) -> Result<Option<String>, Failure> {
        let rows = match &self.rows {
            Some(key) => answer.get(key),
            None => Some(answer),
        };
        let Some(rows) = rows.and_then(Value::as_array) else {
            return Err(self.untrusted("the answer holds no list of rows"));
        };
        let matching = best_matches(rows, search);
        match matching.as_slice() {
            [] if rows.is_empty() => Ok(None),
            [] => Err(self.untrusted("the rows in the answer are not what was asked for")),
            [row] => match row.get(&self.take).and_then(Value::as_str) {
                Some(id) if self.is_id(id) => Ok(Some(id.to_owned())),
                _ => Err(self.untrusted("the row in the answer holds no id")),
            },
            _ => Err(self.ambiguous(search)),
        }
    }

    /// The failure of a name that none of `searches` found.
    #[must_use]
    pub fn nobody(&self, searches: &[Search]) -> Failure {
        let asked: Vec<String> =
            searches.iter().map(|it| format!("{} `{}`", in_words(&it.fields), it.value)).collect();
        Failure::new(FailureKind::Lookup, format!("no {} has {}", self.title, asked.join(", or ")))
    }

    fn ambiguous(&self, search: &Search) -> Failure {
        let fields = in_words(&search.fields);
        let message = format!("more than one {} has {fields} `{}`", self.title, search.value);
        Failure::new(FailureKind::Lookup, message).with_hint("give the id instead")
    }

    fn untrusted(&self, why: &str) -> Failure {
        Failure::new(FailureKind::Lookup, format!("the {} cannot be looked up: {why}", self.title))
            .with_hint("give the id instead")
    }
}

/// The rows that hold exactly what was asked; where none does, those that differ in case alone, since an
/// API may not distinguish it.
fn best_matches<'a>(rows: &'a [Value], search: &Search) -> Vec<&'a Map<String, Value>> {
    let matching = |same: fn(&str, &str) -> bool| -> Vec<&'a Map<String, Value>> {
        let fits = |row: &&Map<String, Value>| {
            let mut held = search.fields.iter().filter_map(|field| row.get(field)?.as_str());
            held.any(|text| same(text, &search.value))
        };
        rows.iter().filter_map(Value::as_object).filter(fits).collect()
    };
    let exact = matching(|held, asked| held == asked);
    if exact.is_empty() { matching(str::eq_ignore_ascii_case) } else { exact }
}

fn in_words(fields: &[String]) -> String {
    match fields {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Search;
    use crate::fixtures::jumpcloud;

    /// What a lookup of `value` makes of these rows, each a username and the last digit of an id.
    fn told(value: &str, rows: &[(&str, u8)]) -> String {
        let lookup = &jumpcloud().lookups["system_user"];
        let row = |(name, id): &(&str, u8)| json!({"username": name, "_id": format!("{id:024}")});
        let rows: Vec<Value> = rows.iter().map(row).collect();
        let search = Search { value: value.to_owned(), fields: lookup.fields().to_vec() };
        match lookup.id_in(&json!({"results": rows}), &search) {
            Ok(id) => id.unwrap_or_else(|| "nobody".to_owned()),
            Err(failure) => failure.to_string(),
        }
    }

    #[test]
    fn a_name_is_found_in_any_case_and_the_exact_one_first() {
        assert_eq!(told("Ada", &[("ada", 1)]), "000000000000000000000001");
        assert_eq!(told("ada", &[("Ada", 1), ("ada", 2)]), "000000000000000000000002");
        assert_eq!(
            told("ADA", &[("Ada", 1), ("ada", 2)]),
            "more than one system user has username, email or employeeIdentifier `ADA`"
        );
        assert_eq!(
            told("Ada", &[("Grace", 1)]),
            "the system user cannot be looked up: the rows in the answer are not what was asked for"
        );
        assert_eq!(told("Ada", &[]), "nobody");
    }
}

use serde_json::{Map, Value};
use sortie_jinja::Scope;

use crate::derived_request::other_scopes;
use crate::{
    Action, Connection, Derived, Failure, FailureKind, Input, Inputs, Integration, Lookup, Redactor, Request,
    Search,
};

/// An input that holds a name where the API wants an id.
pub struct NeededLookup<'a> {
    /// The input to put the id into.
    pub input: String,
    /// How to find it.
    pub lookup: &'a Lookup,
    /// The searches to try, in this order, until one finds somebody.
    pub searches: Vec<Search>,
    /// The headers of the action that asks: it has to be asked in the same organization.
    headers: Vec<(String, String)>,
}

impl NeededLookup<'_> {
    /// The request of `search`, one of the searches, with nothing sent.
    ///
    /// Of the action's headers those go with it that its API declares too. `redactor` learns what the
    /// integration's templates make of secrets.
    ///
    /// # Errors
    /// A template of the integration fails, or the connection lacks the host.
    pub fn plan(
        &self,
        search: &Search,
        integration: &Integration,
        connection: &Connection,
        redactor: &mut Redactor,
    ) -> Result<Request, Failure> {
        let mut request = self.lookup.plan(search, integration, connection, redactor)?;
        let shared = &integration.api(&self.lookup.request.api)?.headers;
        for (name, value) in self.headers.iter().filter(|(name, _)| shared.iter().any(|(it, _)| it == name)) {
            request.headers.retain(|(planned, _)| planned != name);
            request.headers.push((name.clone(), value.clone()));
        }
        Ok(request)
    }
}

impl Inputs {
    /// The inputs that hold a name where the API wants an id.
    ///
    /// # Errors
    /// A name that is empty, or nothing to look an id up by; a header of the action that cannot be sent.
    pub fn needed_lookups<'a>(
        &self,
        action: &Action,
        integration: &'a Integration,
        connection: &Connection,
        redactor: &Redactor,
    ) -> Result<Vec<NeededLookup<'a>>, Failure> {
        let headers = self.headers(action, connection, redactor)?;
        let mut needed = Vec::new();
        for (name, input) in &action.inputs {
            let lookup = input.lookup.as_ref().and_then(|lookup| integration.lookups.get(lookup));
            if let Some(lookup) = lookup
                && let Some(searches) = self.searches(name, input, lookup)?
            {
                let by = input.lookup_by.iter().flatten().chain([name]);
                if let Some(masked) = by.into_iter().find(|it| self.masked(it)) {
                    return Err(hardly_made_of_a_secret(masked));
                }
                needed.push(NeededLookup { input: name.clone(), lookup, searches, headers: headers.clone() });
            }
        }
        Ok(needed)
    }

    /// The headers of `action`'s request; what its failure tells holds nothing of a secret.
    fn headers(
        &self,
        action: &Action,
        connection: &Connection,
        redactor: &Redactor,
    ) -> Result<Vec<(String, String)>, Failure> {
        let names = self.names(connection);
        let others = other_scopes(&names, redactor);
        let headers = |names: Map<String, Value>| action.request.headers(&Scope::new(names));
        headers(names).map_err(|mut failure| {
            if let Some(others) = others {
                let others = others.map(|names| headers(names).err());
                let others = others.each_ref().map(Option::as_ref);
                failure.hide_derived("a header", others, &mut Derived::new(redactor));
            }
            failure
        })
    }

    fn searches(&self, name: &str, input: &Input, lookup: &Lookup) -> Result<Option<Vec<Search>>, Failure> {
        match self.get(name) {
            Value::String(id) if lookup.is_id(id) => Ok(None),
            Value::String(empty) if empty.is_empty() => {
                Err(Failure::new(FailureKind::InvalidInput, format!("input `{name}` is empty")))
            }
            Value::String(value) => {
                Ok(Some(vec![Search { value: value.clone(), fields: lookup.fields().to_vec() }]))
            }
            _ => {
                let by = input.lookup_by.iter().flatten().filter_map(|field| {
                    let value = self.get(field).as_str().filter(|value| !value.is_empty())?;
                    Some(Search { value: value.to_owned(), fields: vec![field.clone()] })
                });
                let searches: Vec<Search> = by.collect();
                match (&input.lookup_by, searches.is_empty()) {
                    (Some(fields), true) => {
                        let names = fields.join("` or `");
                        let message = format!("input `{name}`, `{names}` is required");
                        Err(Failure::new(FailureKind::InvalidInput, message))
                    }
                    _ => Ok(Some(searches).filter(|searches| !searches.is_empty())),
                }
            }
        }
    }
}

/// Whoever is not found is named, in words and in logs.
fn hardly_made_of_a_secret(name: &str) -> Failure {
    let message =
        format!("input `{name}` reads a secret and is looked up, but what it gives cannot be hidden");
    Failure::new(FailureKind::InvalidInput, message)
        .with_hint("give the id, or all of a name that is a secret")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::fixtures::{HEAD, action, connection, invocation, jumpcloud};
    use crate::{Redactor, render};

    /// The headers of the lookup that an action with these headers asks for.
    fn headers(of_action: &str) -> Vec<(String, String)> {
        let action = action(&format!(
            "{HEAD}inputs: {{user: {{type: string, lookup: system_user}}}}\n\
             request: {{api: v1, method: POST, path: /x, headers: {of_action}}}\n"
        ));
        let connection = connection(
            "org_id: 5d0000000000000000000039\nreference_values: {org: {type: text, value: of-reference}}\n",
        );
        let given = invocation(json!({"user": "ai_hammad"}), json!({}));
        let inputs = render(&action, &connection, &given, &mut Redactor::default()).expect("they are right");
        let integration = jumpcloud();
        let needed = inputs
            .needed_lookups(&action, &integration, &connection, &Redactor::default())
            .expect("it can be asked");
        let planned =
            needed[0].plan(&needed[0].searches[0], &integration, &connection, &mut Redactor::default());
        planned.expect("it can be planned").headers
    }

    #[test]
    fn a_lookup_asks_in_the_organization_of_the_action_however_that_says_it() {
        let asked = |of_action: &str| {
            let headers = headers(of_action);
            headers.into_iter().find(|(name, _)| name == "x-org-id").map(|(_, value)| value)
        };
        assert_eq!(asked("{}").as_deref(), Some("5d0000000000000000000039"));
        assert_eq!(asked("{x-org-id: \"{{ reference.org }}\"}").as_deref(), Some("of-reference"));
        assert_eq!(asked("{x-org-id: \"of {{ inputs.user }}\"}").as_deref(), Some("of ai_hammad"));
    }

    #[test]
    fn a_header_that_only_the_action_has_stays_with_it() {
        assert!(!headers("{x-dry: \"1\"}").iter().any(|(name, _)| name == "x-dry"));
    }
}

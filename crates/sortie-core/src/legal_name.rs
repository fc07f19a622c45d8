use crate::name::suggest;
use crate::show::listed;

/// A name that templates may read, with the names below it where they are known.
#[derive(Clone)]
pub(crate) struct LegalName<'a> {
    name: &'a str,
    below: Option<Vec<LegalName<'a>>>,
}

/// What any mapping can be asked for, besides its keys.
const METHODS: [&str; 4] = ["get", "items", "keys", "values"];

impl<'a> LegalName<'a> {
    /// `name`, with anything below it.
    pub(crate) fn open(name: &'a str) -> Self {
        Self { name, below: None }
    }

    /// `name`, with nothing but `below` below it.
    pub(crate) fn closed(name: &'a str, below: impl IntoIterator<Item = Self>) -> Self {
        Self { name, below: Some(below.into_iter().collect()) }
    }

    /// What every template of a definition may read of a connection.
    pub(crate) fn of_connection() -> [Self; 2] {
        [Self::closed("connection", ["label", "org_id"].map(Self::open)), Self::open("reference")]
    }

    /// What to read instead of the dotted `name`, where none of `legal` allows it.
    pub(crate) fn cure(legal: &[Self], name: &str) -> Option<String> {
        let mut keys = name.split('.');
        let root = keys.next().unwrap_or_default();
        let Some(mut found) = legal.iter().find(|it| it.name == root) else {
            return Some(instead(root, legal, "a template here can read"));
        };
        for key in keys {
            let below = found.below.as_ref()?;
            if METHODS.contains(&key) {
                return None;
            }
            let Some(next) = below.iter().find(|it| it.name == key) else {
                return Some(instead(key, below, &format!("`{}` has", found.name)));
            };
            found = next;
        }
        None
    }
}

fn instead(name: &str, candidates: &[LegalName<'_>], otherwise: &str) -> String {
    let names = || candidates.iter().map(|it| it.name);
    match suggest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if candidates.is_empty() => format!("{otherwise} nothing"),
        None => format!("{otherwise} {}", listed(names())),
    }
}

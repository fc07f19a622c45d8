use crate::name::fold;

/// A file of the catalogue that is built into the program.
#[derive(Debug)]
pub struct Embedded {
    /// The folder it is in: the integration's name.
    pub integration: &'static str,
    /// Its name without the ending.
    pub stem: &'static str,
    /// Its path from the project's root, for messages.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
    names: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

impl Embedded {
    /// The action files, by integration and name.
    #[must_use]
    pub fn actions() -> &'static [Self] {
        ACTIONS
    }

    /// The integration file of the integration called `name`.
    #[must_use]
    pub fn integration(name: &str) -> Option<&'static Self> {
        INTEGRATIONS.iter().find(|it| it.integration == name)
    }

    /// The integration files, by name.
    #[must_use]
    pub fn integrations() -> &'static [Self] {
        INTEGRATIONS
    }

    /// Whether the file is found by `name`: its stem, title or an alias, with or without the integration.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        let bare = match name.split_once('.') {
            Some((integration, bare)) if fold(integration) == fold(self.integration) => bare,
            _ => name,
        };
        self.names.contains(&fold(bare).as_str())
    }

    /// The canonical name: `jumpcloud.list_all_system_users`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}.{}", self.integration, self.stem)
    }
}

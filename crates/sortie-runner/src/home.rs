use std::env;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// The folder with a user's connections and actions.
#[derive(Debug, Clone)]
pub struct Home {
    /// The folder. It may not exist.
    pub path: PathBuf,
}

impl Home {
    /// The home: `named` where it is given, else the working folder if it holds `connections/` or `actions/`, else the
    /// user's configuration folder.
    #[must_use]
    pub fn find(named: Option<&Path>) -> Self {
        if let Some(path) = named {
            return Self { path: path.to_owned() };
        }
        let here = env::current_dir().unwrap_or_default();
        if here.join("connections").is_dir() || here.join("actions").is_dir() {
            return Self { path: here };
        }
        let config = etcetera::choose_base_strategy().map_or(here, |base| base.config_dir());
        Self { path: config.join("sortie") }
    }

    /// The folder of the user's connections.
    #[must_use]
    pub fn connections(&self) -> PathBuf {
        self.path.join("connections")
    }

    /// The folder of the user's own actions, one folder an integration.
    #[must_use]
    pub fn actions(&self) -> PathBuf {
        self.path.join("actions")
    }
}

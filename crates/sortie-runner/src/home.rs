use std::env;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// The folder with a user's connections and actions.
#[derive(Debug, Clone)]
pub struct Home {
    /// The folder. It may not exist.
    pub path: PathBuf,
    /// Why it is this one.
    pub reason: HomeReason,
}

/// Why a folder was taken as home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HomeReason {
    /// It was named, by `--home` or `SORTIE_HOME`.
    Named,
    /// The working folder holds `connections/`.
    WorkingFolder,
    /// It is where the desktop keeps configuration.
    UserConfig,
}

impl Home {
    /// The home: `named` where it is given, else the working folder if it holds `connections/`, else the
    /// user's configuration folder.
    #[must_use]
    pub fn find(named: Option<&Path>) -> Self {
        if let Some(path) = named {
            return Self { path: path.to_owned(), reason: HomeReason::Named };
        }
        let here = env::current_dir().unwrap_or_default();
        if here.join("connections").is_dir() {
            return Self { path: here, reason: HomeReason::WorkingFolder };
        }
        let config = etcetera::choose_base_strategy().map_or(here, |base| base.config_dir());
        Self { path: config.join("sortie"), reason: HomeReason::UserConfig }
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

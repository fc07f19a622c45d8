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

/// Why a folder was taken for the home, in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HomeReason {
    /// It was named on the command line.
    Flag,
    /// The environment variable `SORTIE_HOME` names it.
    Variable,
    /// It is the working folder, and holds `connections/` or `actions/`.
    WorkingFolder,
    /// Nothing else was said: it is in the user's configuration folder.
    Configuration,
}

impl Home {
    /// The home at `path`, which somebody named.
    #[must_use]
    pub fn named(path: &Path, reason: HomeReason) -> Self {
        Self { path: path.to_owned(), reason }
    }

    /// The home where none is named: the working folder if it holds `connections/` or `actions/`, else the user's
    /// configuration folder.
    #[must_use]
    pub fn find() -> Self {
        let here = env::current_dir().unwrap_or_default();
        let configuration = etcetera::choose_base_strategy().ok().map(|base| base.config_dir());
        Self::among(here, configuration)
    }

    /// The home in the user's configuration folder, where the system names one.
    #[must_use]
    pub fn of_user() -> Option<PathBuf> {
        etcetera::choose_base_strategy().ok().map(|base| base.config_dir().join("sortie"))
    }

    fn among(here: PathBuf, configuration: Option<PathBuf>) -> Self {
        if here.join("connections").is_dir() || here.join("actions").is_dir() {
            return Self { path: here, reason: HomeReason::WorkingFolder };
        }
        let configuration = configuration.unwrap_or(here);
        Self { path: configuration.join("sortie"), reason: HomeReason::Configuration }
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

    /// The file of what is used where neither a flag nor a variable says otherwise.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.path.join("config.yaml")
    }
}

impl HomeReason {
    /// The reason in words: `because …`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Flag => "--home names it",
            Self::Variable => "SORTIE_HOME names it",
            Self::WorkingFolder => "the working folder holds connections/ or actions/",
            Self::Configuration => "it is in the user's configuration folder",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_working_folder_is_a_home_by_what_it_holds() {
        let configuration = || Some(PathBuf::from("/etc/xdg"));
        for (held, reason) in [
            ("connections", HomeReason::WorkingFolder),
            ("actions", HomeReason::WorkingFolder),
            ("other", HomeReason::Configuration),
        ] {
            let folder = tempfile::tempdir().expect("a temporary folder can be made");
            fs::create_dir(folder.path().join(held)).expect("it is writable");
            let home = Home::among(folder.path().to_owned(), configuration());
            assert_eq!(home.reason, reason, "{held}");
            let path = if held == "other" { Path::new("/etc/xdg/sortie") } else { folder.path() };
            assert_eq!(home.path, path, "{held}");
        }
    }

    #[test]
    fn a_file_of_that_name_makes_no_home() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::write(folder.path().join("connections"), "").expect("it is writable");
        let home = Home::among(folder.path().to_owned(), None);
        assert_eq!((home.path, home.reason), (folder.path().join("sortie"), HomeReason::Configuration));
    }
}

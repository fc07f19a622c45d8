use std::{fs, io};

use sortie_core::{ConfigFile, Failure, FailureKind, Mistakes};
use sortie_runner::{Home, reason};

/// The `config.yaml` of `home`; one that says nothing where there is none.
pub(crate) fn settings(home: &Home) -> Result<ConfigFile, Failure> {
    let path = home.config();
    let shown = path.display().to_string();
    let fail = |why: String| Failure::new(FailureKind::InvalidInput, why);
    let mistaken = |mistakes: Mistakes| {
        fail(mistakes.to_string()).with_hint(format!("sortie actions check {shown}")).with_source(mistakes)
    };
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(ConfigFile::default()),
        Err(error) => Err(fail(format!("{shown} cannot be read: {}", reason(&error)))),
        Ok(text) => ConfigFile::read(&shown, &text).map_err(mistaken),
    }
}

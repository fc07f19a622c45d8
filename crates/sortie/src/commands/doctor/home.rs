use std::env;
use std::path::Path;

use sortie_runner::{Check, Home, HomeReason};

use super::Section;

/// Which folder is the home, and what became of the others that might have been.
pub(super) fn taken(home: &Home) -> Section {
    let variable = env::var_os("SORTIE_HOME").filter(|it| !it.is_empty());
    let here = env::current_dir().ok();
    let of_user = Home::of_user();
    let flag = Some(home.path.as_path()).filter(|_| home.reason == HomeReason::Flag);
    let candidates = [
        ("flag", HomeReason::Flag, flag, "--home is not given"),
        ("variable", HomeReason::Variable, variable.as_deref().map(Path::new), "SORTIE_HOME is not set"),
        ("working folder", HomeReason::WorkingFolder, here.as_deref(), "it cannot be told"),
        ("configuration", HomeReason::Configuration, of_user.as_deref(), "the system names no such folder"),
    ];
    let mut checks = vec![Check::ok("home", format!("{}: {}", home.path.display(), home.reason.as_str()))];
    checks.extend(candidates.into_iter().filter(|(_, reason, ..)| *reason != home.reason).map(
        |(name, reason, path, otherwise)| {
            let passed = (reason as u8) > (home.reason as u8);
            let why =
                if passed { "another comes first" } else { "it holds neither connections/ nor actions/" };
            let told = path.map(|path| format!("{}: not taken, {why}", path.display()));
            Check::skipped(name, told.unwrap_or_else(|| otherwise.to_owned()))
        },
    ));
    if !home.path.is_dir() {
        checks[0] = Check::warning("home", format!("{}, which does not exist", home.path.display()))
            .with_hint("`sortie run … -c demo` needs none; make it with a folder `connections` to add tenants of yours");
    }
    Section::new("home", checks)
}

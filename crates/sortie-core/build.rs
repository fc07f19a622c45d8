//! Embeds the catalogue: every action file, with the names it is found by, so that a run parses one file.

#![expect(clippy::disallowed_methods, reason = "it reads files so that the crate it builds need not")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/fold.rs"]
mod fold;

/// What the index needs of an action file; the rest is read when the action is.
#[derive(serde::Deserialize)]
struct Titles {
    title: String,
    #[serde(default)]
    aliases: Vec<String>,
}

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../actions");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut code = String::new();
    let mut integrations = String::new();
    for folder in sorted(&root).into_iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", folder.display());
        let integration = stem(&folder);
        for file in sorted(&folder).into_iter().filter(|path| path.extension().is_some_and(|it| it == "yaml"))
        {
            let entry = entry(&integration, &file);
            if stem(&file) == "integration" { integrations.push_str(&entry) } else { code.push_str(&entry) }
        }
    }
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("catalogue.rs");
    let text = format!(
        "static ACTIONS: &[Embedded] = &[{code}];\nstatic INTEGRATIONS: &[Embedded] = &[{integrations}];\n"
    );
    fs::write(out, text).expect("the catalogue can be written");
}

fn entry(integration: &str, file: &Path) -> String {
    let text = fs::read_to_string(file).expect("an action file can be read");
    let titles: Titles =
        serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let stem = stem(file);
    let mut names: Vec<String> =
        [&stem, &titles.title].into_iter().chain(&titles.aliases).map(|name| fold::fold(name)).collect();
    names.dedup();
    let shown = format!("actions/{integration}/{stem}.yaml");
    let path = file.canonicalize().expect("an action file has a path");
    println!("cargo::rerun-if-changed={}", path.display());
    let path = path.to_str().expect("the project's path is UTF-8");
    let mut entry = String::new();
    writeln!(
        entry,
        "Embedded {{ integration: {integration:?}, stem: {stem:?}, names: &{names:?}, path: {shown:?}, \
         text: include_str!({path:?}) }},"
    )
    .expect("a string can be written to");
    entry
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder entry").path()).collect();
    paths.sort();
    paths
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

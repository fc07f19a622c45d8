use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};

/// The crates that a crate of the house may be built on.
const ARROWS: [(&str, &[&str]); 5] = [
    ("sortie-jinja", &[]),
    ("sortie-core", &["sortie-jinja"]),
    ("jumpcloud-emulator", &["sortie-core"]),
    ("sortie-runner", &["sortie-core"]),
    ("sortie", &["jumpcloud-emulator", "sortie-core", "sortie-jinja", "sortie-runner"]),
];

#[test]
fn no_crate_leans_on_another_than_the_design_says() {
    let metadata = metadata();
    let houses: BTreeSet<&str> = metadata.workspace_packages().iter().map(|it| it.name.as_str()).collect();
    assert_eq!(houses, ARROWS.iter().map(|(name, _)| *name).collect());
    for (name, allowed) in ARROWS {
        let package = metadata.workspace_packages().into_iter().find(|it| it.name == name);
        let package = package.expect("the names have just been compared");
        let own = package.dependencies.iter().map(|it| it.name.as_str()).filter(|it| houses.contains(it));
        let beyond: Vec<&str> = own.filter(|it| !allowed.contains(it)).collect();
        assert_eq!(beyond, Vec::<&str>::new(), "crates that {name} leans on against the design");
    }
}

#[test]
fn the_pure_crates_are_built_on_nothing_that_does_io() {
    let metadata = metadata();
    for name in ["sortie-jinja", "sortie-core", "jumpcloud-emulator"] {
        let built_on = everything_under(&metadata, name);
        let impure =
            ["tokio", "reqwest", "axum", "hyper", "mio", "socket2", "async-std", "tracing-subscriber"];
        let found: Vec<&str> = impure.into_iter().filter(|it| built_on.contains(*it)).collect();
        assert_eq!(found, Vec::<&str>::new(), "crates that do I/O under {name}");
    }
}

#[test]
fn nothing_is_built_on_what_was_decided_against() {
    let metadata = metadata();
    // deny.toml says what and why; this holds it where cargo-deny is not installed.
    let entries =
        include_str!("../deny.toml").lines().filter_map(|line| line.trim().strip_prefix("{ name = \""));
    let banned: Vec<&str> = entries.filter_map(|entry| entry.split('"').next()).collect();
    assert!(banned.len() >= 7, "deny.toml is read as it is written");
    let lock = include_str!("../Cargo.lock");
    let locked: BTreeSet<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(locked.len() >= metadata.packages.len() / 2, "Cargo.lock is read as it is written");
    let found: Vec<&str> = banned.into_iter().filter(|it| locked.contains(it)).collect();
    assert_eq!(found, Vec::<&str>::new(), "crates in Cargo.lock that were decided against");
}

fn metadata() -> Metadata {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let mut command = MetadataCommand::new();
    command.manifest_path(manifest).other_options(["--locked".to_owned()]);
    command.exec().expect("cargo knows the workspace")
}

/// The names of all crates that the code of `name` is built on, directly or not.
fn everything_under(metadata: &Metadata, name: &str) -> BTreeSet<String> {
    let resolve = metadata.resolve.as_ref().expect("the metadata are resolved");
    let named = |id: &PackageId| metadata.packages.iter().find(|it| it.id == *id);
    let root = metadata.packages.iter().find(|it| it.name == name).expect("the crate is in the house");
    let mut open: Vec<&Package> = vec![root];
    let mut seen = BTreeSet::new();
    while let Some(package) = open.pop() {
        let node = resolve.nodes.iter().find(|node| node.id == package.id).expect("every crate is resolved");
        let normal = node.deps.iter().filter(|dependency| {
            dependency.dep_kinds.iter().any(|it| it.kind == DependencyKind::Normal && it.target.is_none())
        });
        for found in normal.filter_map(|dependency| named(&dependency.pkg)) {
            if seen.insert(found.name.to_string()) {
                open.push(found);
            }
        }
    }
    seen
}

use insta::glob;
use serde_json::Value;

use crate::support::{Sortie, examples};

/// Every action of the catalogue, with its own examples: what it would send, and what it is answered.
#[test]
fn every_action_runs_with_its_examples() {
    let sortie = Sortie::new();
    glob!("../actions/jumpcloud/", "*.yaml", |path| {
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        if name == "integration" {
            return;
        }
        let inputs = examples(&sortie, &name);
        let inputs = Value::Object(inputs).to_string();
        let run = ["run", &name, "-c", "demo", "--inputs", &inputs];
        let plan = sortie.run(&[&run[..], &["--dry-run"]].concat());
        let answer = sortie.run(&run);
        insta::with_settings!({description => format!("sortie {}", run.join(" ")), omit_expression => true}, {
            insta::assert_snapshot!("example", format!("{plan}\n{answer}"));
        });
    });
}

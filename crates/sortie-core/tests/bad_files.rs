//! What a user's file with mistakes is answered with: one file, one snapshot.

use std::path::Path;

use sortie_core::{Action, ConfigFile, ConnectionFile, Embedded, Integration, Mistakes};

#[test]
#[expect(clippy::disallowed_methods, reason = "the bad files of the tests are read from disk")]
fn every_mistake_is_told_at_its_place() {
    insta::glob!("bad_files/*/*.yaml", |file| {
        let source = std::fs::read_to_string(file).expect("a test file can be read");
        let mistakes = read(file, &source).expect_err("the file has mistakes");
        let reports: Vec<String> = mistakes.diagnostics().iter().map(|it| it.render(false)).collect();
        insta::with_settings!({ description => source, omit_expression => true }, {
            insta::assert_snapshot!(reports.join("\n\n"));
        });
    });
}

fn read(file: &Path, source: &str) -> Result<(), Mistakes> {
    let kind = file.parent().and_then(Path::file_name).and_then(|it| it.to_str());
    match kind.expect("a test file is in a folder") {
        "action" => Action::read("jumpcloud.bad", "bad.yaml", source, &jumpcloud()).map(drop),
        "integration" => Integration::read("bad", "bad.yaml", source).map(drop),
        "connection" => {
            let find = |name: &str| (name == "jumpcloud").then(jumpcloud);
            ConnectionFile::read_beside("bad.yaml", source, find).map(drop)
        }
        "config" => ConfigFile::read_beside("bad.yaml", source, &["acme".to_owned()]).map(drop),
        other => panic!("nothing reads {other}"),
    }
}

fn jumpcloud() -> Integration {
    let file = Embedded::integration("jumpcloud").expect("it is embedded");
    Integration::read(file.integration, file.path, file.text).expect("it has no mistakes")
}

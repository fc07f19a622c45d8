use crate::support::{Dialog, Emulator, Sortie};

/// What is typed where nothing may be shown.
const PASTED: &str = "p4sted-s3cret";

/// From nothing to a tested connection, by answering questions. The emulator wants the pasted key.
#[test]
fn a_connection_is_added_by_answering_questions() {
    let sortie = Sortie::new().secret(PASTED);
    let emulator = Emulator::start(&sortie, &["--users", "3", "--api-key", PASTED]);
    let mut dialog =
        Dialog::start(&sortie, "sortie connections add; echo \"exit: $?\"; stty -a | grep -o -- '-*echo '");
    dialog
        .answer("Label, for example acme-production: ", "acme\n")
        .answer("Number: ", "9\n")
        .answer("Number: ", "4\n")
        .answer("https://console.example.com: ", "http://example.com\n")
        .answer("https://console.example.com: ", &format!("http://{}\n", emulator.address))
        .answer("Number: ", "1\n")
        .answer("API key (it is not shown): ", &format!("{PASTED}\n"))
        .answer("Organization id, if the key serves several (Enter: none): ", "\n");
    let shown = dialog.end(&sortie);
    let checked = sortie.run(&["actions", "check"]) + &sortie.run(&["connections", "list"]);
    let tested = sortie.run(&["connections", "test", "acme"]);
    let modes = sortie.sh("cd ../user/.config && find sortie | LC_ALL=C sort | xargs stat -c '%a %n'");
    insta::assert_snapshot!([shown, checked, tested, modes].join("---\n"));
}

/// A test that fails is somebody's to judge.
#[test]
fn a_connection_that_fails_its_test_is_saved_if_somebody_wants_it() {
    let sortie = Sortie::new();
    let mut told = String::new();
    for (answer, script) in [("\n", "ls -A connections"), ("y\n", "cat connections/acme.yaml")] {
        let command =
            format!("mkdir -p connections; sortie connections add acme; echo \"exit: $?\"; {script}");
        let mut dialog = Dialog::start(&sortie, &command);
        dialog
            .answer("Number: ", "4\n")
            .answer("https://console.example.com: ", "http://127.0.0.1:9\n")
            .answer("Number: ", "2\n")
            .answer("The variable's name: ", "JUMPCLOUD_API_KEY\n")
            .answer("(Enter: none): ", "5d0000000000000000000039\n")
            .answer("Save it all the same? [y/N] ", answer);
        told += &dialog.end(&sortie);
    }
    insta::assert_snapshot!(told);
}

/// Ctrl-C at a question, hidden or not: nothing is saved, and the terminal shows what is typed again.
#[test]
fn an_interrupted_dialog_leaves_nothing_behind() {
    let after = "echo \"exit: $?\"; stty -a | grep -o -- '-*echo '; ls -A .";
    let mut told = String::new();
    let sortie = Sortie::new().secret(PASTED);
    let mut dialog = Dialog::start(&sortie, &format!("sortie --home . connections add acme; {after}"));
    dialog.answer("Number: ", "\u{3}");
    told += &dialog.end(&sortie);
    let mut dialog =
        Dialog::start(&sortie, &format!("sortie --home . connections add acme --region us; {after}"));
    dialog.answer("Number: ", "1\n").answer("API key (it is not shown): ", &format!("{PASTED}\u{3}"));
    told += &dialog.end(&sortie);
    insta::assert_snapshot!(told);
}

/// Without changes on the command line, each answer may be the old one.
#[test]
fn a_connection_is_changed_by_answering_questions() {
    let file = "# ours\nlabel: acme\nintegration: jumpcloud\nregion: eu  # since May\napi_key: {env: JUMPCLOUD_API_KEY}\n";
    let sortie = Sortie::new().file("connections/acme.yaml", file);
    let command = "sortie connections add acme --replace --no-test; cat connections/acme.yaml; \
                   sortie connections remove acme; sortie connections remove acme; ls -A connections";
    let mut dialog = Dialog::start(&sortie, command);
    dialog
        .answer("Number: ", "5\n")
        .answer("Number: ", "3\n")
        .answer("begins at the home): ", "secrets/key\n")
        .answer("(Enter: as it is): ", "\n")
        .answer("acme.yaml? [y/N] ", "no\n")
        .answer("acme.yaml? [y/N] ", "yes\n");
    insta::assert_snapshot!(dialog.end(&sortie));
}

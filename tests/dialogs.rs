use std::fs;

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

/// A service account at an address of one's own: where it gets its tokens is asked, too.
#[test]
fn a_service_account_is_added_by_answering_questions() {
    let sortie = Sortie::new().secret(PASTED);
    let emulator = Emulator::start(&sortie, &["--users", "3", "--oauth", &format!("cl1ent:{PASTED}")]);
    let address = format!("http://{}\n", emulator.address);
    let command =
        "sortie --home home connections add robot; echo \"exit: $?\"; stty -a | grep -o -- '-*echo '";
    let mut dialog = Dialog::start(&sortie, command);
    dialog
        .answer("Number: ", "4\n")
        .answer("https://console.example.com: ", &address)
        .answer("Number: ", "5\n")
        .answer("Its client id: ", "cl1ent:and-more\n")
        .answer("Its client id: ", "cl1ent\n")
        .answer("Number: ", "1\n")
        .answer("Client secret (it is not shown): ", &format!("{PASTED}\n"))
        .answer("https://token.example.com: ", "http://token.example.com\n")
        .answer("https://token.example.com: ", &address)
        .answer("Organization id, if the key serves several (Enter: none): ", "\n");
    let shown = dialog.end(&sortie);
    let file = sortie.sh("sed 's/^      [A-Za-z0-9+=\\/]*$/      …/' home/connections/robot.yaml | uniq");
    let tested = sortie.run(&["--home", "home", "connections", "test", "robot"]);
    insta::assert_snapshot!([shown, file, tested].join("---\n"));
}

/// What somebody else writes while questions are answered is not written over, and no answer is lost.
#[test]
fn a_file_that_is_changed_meanwhile_is_not_written_over() {
    let file = "label: acme\nintegration: jumpcloud\nregion: eu\napi_key: {env: JUMPCLOUD_API_KEY}\n";
    let mut told = String::new();
    for answer in ["no\n", "yes\n"] {
        let sortie = Sortie::new().file("connections/acme.yaml", file);
        let command = "sortie connections add acme --replace --no-test; echo \"exit: $?\"; \
                       cat connections/acme.yaml; ls -A connections";
        let mut dialog = Dialog::start(&sortie, command);
        dialog.answer("Number: ", "1\n");
        let edited = format!("# by hand\n{file}verify_ssl: false\n");
        fs::write(sortie.work().join("connections/acme.yaml"), edited).expect("it is writable");
        dialog
            .answer("Number: ", "6\n")
            .answer("(Enter: as it is): ", "\n")
            .answer("Change what it says now? [y/N] ", answer);
        told += &dialog.end(&sortie);
    }
    insta::assert_snapshot!(told);
}

/// Somebody else takes the label while questions are answered: the answers are saved under another one.
#[test]
fn a_label_that_is_taken_meanwhile_is_asked_for_again() {
    let sortie =
        Sortie::new().file("connections/other.yaml", "label: other\nintegration: jumpcloud\nemulator: {}\n");
    let mut dialog = Dialog::start(
        &sortie,
        "sortie connections add acme --no-test; echo \"exit: $?\"; cat connections/acme*",
    );
    dialog.answer("Number: ", "1\n");
    sortie.run(&["connections", "add", "acme", "--region", "eu", "--api-key-env", "KEY", "--no-test"]);
    dialog
        .answer("Number: ", "2\n")
        .answer("The variable's name: ", "not a name\n")
        .answer("The variable's name: ", "JUMPCLOUD_API_KEY\n")
        .answer("(Enter: none): ", "\n")
        .answer("Another label: ", "other\n")
        .answer("Another label: ", "acme-2\n");
    insta::assert_snapshot!(dialog.end(&sortie));
}

/// A label that does not do is asked for again at once, and nothing is saved where the answers end.
#[test]
fn a_label_that_does_not_do_is_asked_for_again_at_once() {
    let sortie =
        Sortie::new().file("connections/acme.yaml", "label: acme\nintegration: jumpcloud\nemulator: {}\n");
    let mut dialog =
        Dialog::start(&sortie, "sortie connections add --no-test; echo \"exit: $?\"; ls -A connections");
    dialog
        .answer("acme-production: ", "acme\n")
        .answer("Another label: ", "demo\n")
        .answer("Another label: ", "/x\n")
        .answer("Another label: ", "acme-2\n")
        .answer("Number: ", "\u{4}");
    insta::assert_snapshot!(dialog.end(&sortie));
}

/// Where the terminal is too narrow for the files, a list of connections leaves them out.
#[test]
fn a_list_of_connections_fits_a_narrow_terminal() {
    let sortie = Sortie::new().file(
        "connections/acme.yaml",
        "label: acme\nintegration: jumpcloud\nregion: us\napi_key: {env: ACME_KEY}\n",
    );
    let shown = ["200", "60"].map(|columns| {
        Dialog::start(&sortie, &format!("stty cols {columns}; sortie connections list")).end(&sortie)
    });
    insta::assert_snapshot!(shown.join("---\n"));
}

/// A file that is changed between question and answer is another one than somebody agreed to remove.
#[test]
fn a_file_that_is_changed_meanwhile_is_not_removed() {
    let file = "label: acme\nintegration: jumpcloud\nregion: eu\napi_key: {env: JUMPCLOUD_API_KEY}\n";
    let sortie = Sortie::new().file("connections/acme.yaml", file);
    let mut dialog =
        Dialog::start(&sortie, "sortie connections remove acme; echo \"exit: $?\"; ls -A connections");
    let path = sortie.work().join("connections/acme.yaml");
    dialog.waits("acme.yaml? [y/N] ");
    fs::write(&path, format!("{file}verify_ssl: false\n")).expect("it is writable");
    dialog.types("yes\n");
    insta::assert_snapshot!(dialog.end(&sortie));
}

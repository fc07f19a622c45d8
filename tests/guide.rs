//! The pages of `docs/` show what the program does now.

use std::{env, fs};

use crate::support::{Dialog, Emulator, Sortie};

const CONNECTIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/connections.md");
const TEMPLATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/templates.md");
const ACTIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../actions/jumpcloud");
/// Where the page's emulator listens; that of the test takes a free port.
const ADDRESS: &str = "127.0.0.1:8480";

#[test]
fn what_the_page_about_connections_shows_is_what_happens() {
    let sortie = Sortie::new().env("LC_ALL", "C");
    let emulator = Emulator::start(&sortie, &["--api-key", "demo-key"]);
    shows_what_happens(CONNECTIONS, &sortie, &emulator.address.to_string());
}

#[test]
fn what_the_page_about_templates_shows_of_secrets_is_what_happens() {
    let sortie = Sortie::new().file("connections/acme.yaml", WITH_PIN);
    shows_what_happens(TEMPLATES, &sortie, ADDRESS);
}

/// A connection with a secret to hide and a text to show.
const WITH_PIN: &str = "\
label: acme
integration: jumpcloud
emulator: {}
reference_values:
  org: {type: text, value: acme}
  pin: {type: password, env: PIN}
";

/// Types every `console` block of the page at `path`, from the first to the last, in one working folder; the page is
/// what they answer. `INSTA_UPDATE=always` writes the page anew.
#[track_caller]
fn shows_what_happens(path: &str, sortie: &Sortie, address: &str) {
    let page = fs::read_to_string(path).expect("the page is there");
    let mut blocks = page.split("```console\n");
    let mut played = blocks.next().unwrap_or_default().to_owned();
    for block in blocks {
        let (shown, rest) = block.split_once("```").expect("a block ends");
        played += "```console\n";
        for command in commands(shown) {
            let typed = command.replace(ADDRESS, address);
            let told = sortie.sh(&format!("{{\n{typed}\n}} 2>&1"));
            played.extend([prompted(&command), answer(&told), "\n".to_owned()]);
        }
        played.extend(["```", rest]);
    }
    if env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        fs::write(path, &played).expect("the page can be written");
    }
    let other = page.lines().zip(played.lines()).find(|(shown, told)| shown != told);
    assert_eq!(other, None, "the page shows something else than happens");
    assert_eq!(page.len(), played.len(), "the page shows more or less than happens");
}

/// The page's dialog is the one that people see.
#[test]
fn what_the_page_asks_is_what_is_asked() {
    let sortie = Sortie::new();
    let emulator = Emulator::start(&sortie, &["--api-key", "demo-key"]);
    let mut dialog = Dialog::start(&sortie, "sortie connections add");
    dialog
        .answer("acme-production: ", "local\n")
        .answer("Number: ", "4\n")
        .answer("https://console.example.com: ", &format!("http://{}\n", emulator.address))
        .answer("Number: ", "1\n")
        .answer("(it is not shown): ", "demo-key\n")
        .answer("(Enter: none): ", "\n");
    let shown = as_on_the_page(&dialog.end(&sortie));
    let page = fs::read_to_string(CONNECTIONS).expect("the page is there");
    let (_, block) = page.split_once("```text\n$ sortie connections add\n").expect("the page has a dialog");
    assert_eq!(block.split_once("```").map(|(dialog, _)| dialog), Some(shown.as_str()));
}

/// The commands of a block: `$ ` begins one, `> ` goes on with it.
fn commands(block: &str) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    for line in block.lines() {
        if let Some(first) = line.strip_prefix("$ ") {
            commands.push(first.to_owned());
        } else if let (Some(more), Some(last)) = (line.strip_prefix("> "), commands.last_mut()) {
            last.extend(["\n", more]);
        }
    }
    commands
}

fn prompted(command: &str) -> String {
    format!("$ {}\n", command.replace('\n', "\n> "))
}

/// What was answered, as the page shows it: the exit code where it is not 0, then all that was printed.
fn answer(told: &str) -> String {
    let (code, printed) = told.split_once("\n--- stdout\n").expect("an exit code and what was printed");
    let printed = printed.strip_suffix("--- stderr\n").expect("stderr went where stdout does");
    let printed = as_on_the_page(printed);
    match code.strip_prefix("exit: ") {
        Some("0") => printed,
        code => format!("? {}\n{printed}", code.unwrap_or_default()),
    }
}

fn as_on_the_page(text: &str) -> String {
    // The page's port is a digit shorter; its columns stand all the same.
    let text = text.replace("127.0.0.1:PORT  ", &format!("{ADDRESS}   "));
    let text = text.replace("ms=N", "ms=40");
    // The built-in actions and their integration, and two files of the page's own.
    let files = fs::read_dir(ACTIONS).expect("there are actions").count() + 2;
    let text = text.replace("N files checked", &format!("{files} files checked"));
    text.replace("127.0.0.1:PORT", ADDRESS).replace("TEMP/user", "~").replace("TEMP/here", ".")
}

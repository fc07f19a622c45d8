use std::path::Path;
use std::{fs, iter};

use super::{Emulator, Sortie};

/// What a user types, in a file of its own.
///
/// `=== PATH` begins a file of the working folder and `===` ends it. `%emulator ARGS` starts an emulator,
/// to which the connection `test` goes, and whose address the variable `EMULATOR` holds; `%secret TEXT` is not to be seen in any output. `$ LINE` is typed
/// into a shell, `> LINE` goes on with it; all other lines are for readers.
pub(crate) struct Case {
    sortie: Sortie,
    emulator: Option<Emulator>,
    lines: Vec<String>,
}

impl Case {
    /// Reads the case at `path`.
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a case can be read");
        let mut case = Self { sortie: Sortie::new(), emulator: None, lines: Vec::new() };
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            case = case.taking(line, &mut lines);
        }
        case
    }

    /// Types each command: what was typed and what was answered.
    pub(crate) fn play(&self) -> String {
        let mut told = Vec::new();
        let mut lines = self.lines.iter().peekable();
        while let Some(line) = lines.next() {
            told.push(format!("{line}\n"));
            let Some(first) = line.strip_prefix("$ ") else { continue };
            let mut script = vec![first];
            for more in iter::from_fn(|| lines.next_if(|line| line.starts_with("> "))) {
                told.push(format!("{more}\n"));
                script.push(&more[2..]);
            }
            told.push(self.sortie.sh(&script.join("\n")));
        }
        told.concat()
    }

    fn taking<'a>(mut self, line: &str, more: &mut impl Iterator<Item = &'a str>) -> Self {
        if let Some(path) = line.strip_prefix("=== ") {
            let text: Vec<&str> = more.take_while(|line| *line != "===").collect();
            self.sortie = self.sortie.file(path, text.join("\n") + "\n");
        } else if let Some(secret) = line.strip_prefix("%secret ") {
            self.sortie = self.sortie.secret(secret);
        } else if let Some(args) = line.strip_prefix("%emulator") {
            let args: Vec<&str> = args.split_whitespace().collect();
            let emulator = Emulator::start(&self.sortie, &args);
            let address = emulator.address.to_string();
            self.sortie = self.sortie.connected(emulator.address, "").env("EMULATOR", address);
            self.emulator = Some(emulator);
        } else {
            self.lines.push(line.to_owned());
        }
        self
    }
}

use std::io::{Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout};

use super::Sortie;

/// A shell on a terminal of its own, and somebody who reads and types.
pub(crate) struct Dialog {
    child: Child,
    keyboard: ChildStdin,
    screen: ChildStdout,
    shown: String,
    /// How much of what was shown has been answered.
    answered: usize,
}

impl Dialog {
    /// Types `script` into a shell in the working folder of `sortie`.
    pub(crate) fn start(sortie: &Sortie, script: &str) -> Self {
        // `script` gives a terminal; the shell outlives the Ctrl-C of what it runs.
        let inner = format!("trap : INT; {script}");
        let mut child = sortie.start_sh(r#"exec script -qec "$DIALOG" /dev/null"#, &[("DIALOG", &inner)]);
        let keyboard = child.stdin.take().expect("stdin is a pipe");
        let screen = child.stdout.take().expect("stdout is a pipe");
        Self { child, keyboard, screen, shown: String::new(), answered: 0 }
    }

    /// Waits until `question` is shown, and types `answer`.
    #[track_caller]
    pub(crate) fn answer(&mut self, question: &str, answer: &str) -> &mut Self {
        self.waits(question);
        self.types(answer);
        self
    }

    /// Types `answer`.
    #[track_caller]
    pub(crate) fn types(&mut self, answer: &str) {
        self.keyboard.write_all(answer.as_bytes()).expect("somebody reads");
    }

    /// What was shown from the beginning to the end.
    #[track_caller]
    pub(crate) fn end(mut self, sortie: &Sortie) -> String {
        while self.read() {}
        self.child.wait().expect("it ends");
        sortie.seen(&self.shown.replace('\r', ""))
    }

    /// Waits until `question` is shown.
    #[track_caller]
    pub(crate) fn waits(&mut self, question: &str) {
        while !self.shown[self.answered..].contains(question) {
            assert!(self.read(), "`{question}` is never asked:\n{}", self.shown);
        }
        self.answered = self.shown.len();
    }

    /// Reads what is there; false at the end.
    fn read(&mut self) -> bool {
        let mut part = [0; 4096];
        let size = self.screen.read(&mut part).expect("the terminal can be read");
        self.shown.push_str(std::str::from_utf8(&part[..size]).expect("only ASCII is shown"));
        size > 0
    }
}

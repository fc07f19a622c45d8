use std::io::{self, IsTerminal as _};
use std::{process, thread};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use sortie_core::{Failure, FailureKind, Secret};
use tokio::signal::unix::{SignalKind, signal};

use crate::output;

/// What the process exits with when Ctrl-C ends it.
const INTERRUPTED: i32 = 130;

/// Somebody who can be asked. Questions go to stderr.
pub(crate) struct Terminal {
    stdin: io::Stdin,
    /// The terminal as it was found.
    before: Termios,
}

impl Terminal {
    /// The terminal, where there is one on both stdin and stderr.
    ///
    /// From here on, Ctrl-C gives it back as it was, and ends the process.
    pub(crate) fn open() -> Option<Self> {
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return None;
        }
        let before = tcgetattr(io::stdin()).ok()?;
        give_back_when_interrupted(before.clone()).ok()?;
        Some(Self { stdin: io::stdin(), before })
    }

    /// The line that answers `question`, without blanks around it.
    pub(crate) fn line(&self, question: &str) -> Result<String, Failure> {
        output::ask(question);
        let mut line = String::new();
        match self.stdin.read_line(&mut line) {
            Ok(0) => Err(unanswered("the answers end here")),
            Ok(_) => Ok(line.trim().to_owned()),
            Err(error) => {
                Err(unanswered(&format!("the answer cannot be read: {}", sortie_runner::reason(&error))))
            }
        }
    }

    /// The line that answers `question`, which is not shown while it is typed.
    pub(crate) fn secret(&self, question: &str) -> Result<Secret, Failure> {
        let mut hidden = self.before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        // Before the question: whoever answers at once is not shown either.
        let fail = |error: rustix::io::Errno| {
            let why = sortie_runner::reason(&error.into());
            unanswered(&format!("the terminal cannot hide what is typed: {why}"))
        };
        tcsetattr(&self.stdin, OptionalActions::Now, &hidden).map_err(fail)?;
        let line = self.line(question);
        let given_back = tcsetattr(&self.stdin, OptionalActions::Now, &self.before);
        // The line break was not shown either.
        output::note("");
        given_back.map_err(fail)?;
        line.map(Secret::new)
    }

    /// Which of `options` answers `question`, by its number or its name; asks until one does.
    pub(crate) fn choice(&self, question: &str, options: &[String]) -> Result<usize, Failure> {
        output::note(question);
        for (index, option) in options.iter().enumerate() {
            output::note(&format!("  {}  {option}", index + 1));
        }
        loop {
            let answer = self.line("Number: ")?;
            let number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let chosen = number.or_else(|| options.iter().position(|option| *option == answer));
            match chosen.filter(|chosen| *chosen < options.len()) {
                Some(chosen) => return Ok(chosen),
                None => output::note(&format!("a number from 1 to {}, please", options.len())),
            }
        }
    }

    /// Whether `question` is answered with yes; an empty answer is no.
    pub(crate) fn yes(&self, question: &str) -> Result<bool, Failure> {
        let answer = self.line(&format!("{question} [y/N] "))?;
        Ok(["y", "yes"].contains(&answer.to_ascii_lowercase().as_str()))
    }
}

/// Ctrl-C would leave a terminal behind that shows nothing of what is typed.
fn give_back_when_interrupted(before: Termios) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut interrupts = {
        let _inside = runtime.enter();
        signal(SignalKind::interrupt())?
    };
    thread::spawn(move || {
        runtime.block_on(interrupts.recv());
        // Nobody is left to be told that it failed.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &before);
        output::note("");
        process::exit(INTERRUPTED);
    });
    Ok(())
}

fn unanswered(message: &str) -> Failure {
    Failure::new(FailureKind::InvalidInput, message).with_hint("nothing was saved")
}

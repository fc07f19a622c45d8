use std::io::{self, IsTerminal as _};
use std::{process, thread};

use rustix::io::{read, retry_on_intr};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use sortie_core::{Failure, FailureKind, Secret};
use tokio::signal::unix::{SignalKind, signal};
use zeroize::Zeroizing;

use crate::output;

/// What the process exits with when Ctrl-C ends it.
const INTERRUPTED: i32 = 130;

/// A terminal gives no longer line.
const LONGEST: usize = 4096;

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
        Ok(text_in(&self.answer(question)?)?.to_owned())
    }

    /// What answers `question`, up to its line break, in memory that is neither copied nor left behind: not by the
    /// buffer of stdin, which nobody zeroes.
    fn answer(&self, question: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        output::ask(question);
        let mut bytes = Zeroizing::new(vec![0; LONGEST]);
        let mut filled = 0;
        while filled < LONGEST && !bytes[..filled].ends_with(b"\n") {
            let count = retry_on_intr(|| read(&self.stdin, &mut bytes[filled..])).map_err(|error| {
                let why = sortie_runner::reason(&error.into());
                unanswered(&format!("the answer cannot be read: {why}"))
            })?;
            match (count, filled) {
                (0, 0) => {
                    // The question has its line to itself.
                    output::note("");
                    return Err(unanswered("the input ended before all was answered"));
                }
                (0, _) => break,
                _ => filled += count,
            }
        }
        bytes.truncate(filled);
        Ok(bytes)
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
        let answer = self.answer(question);
        let given_back = tcsetattr(&self.stdin, OptionalActions::Now, &self.before);
        // The line break was not shown either.
        output::note("");
        given_back.map_err(fail)?;
        // A copy of exactly its size is not copied again.
        Ok(Secret::new(text_in(&answer?)?.to_owned()))
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

/// The text of an answer, without blanks around it.
fn text_in(answer: &[u8]) -> Result<&str, Failure> {
    std::str::from_utf8(answer).map(str::trim).map_err(|_| unanswered("the answer is not UTF-8 text"))
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

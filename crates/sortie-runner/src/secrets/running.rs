use std::fs::File;
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{self, Path};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, getpgrp, kill_process_group, waitid};
use rustix::termios::tcgetpgrp;
use sortie_core::CommandLine;
use zeroize::Zeroizing;

use super::bounded::Bounded;
use super::until_ended::UntilEnded;

/// A command under way. It has a process group of its own, so that it is stopped with everything it started.
///
/// One that shares the terminal with its user stays in the group that owns the terminal: only there it may ask
/// its user, and Ctrl-C ends it as well. It alone is stopped then.
pub(super) struct Running {
    child: Child,
    /// Its number may be another process's from then on.
    waited_for: bool,
    alone: bool,
    deadline: Instant,
    events: Receiver<Event>,
}

/// What a command left.
pub(super) struct Printed {
    pub(super) status: ExitStatus,
    pub(super) stdout: Bounded,
    /// Empty where nobody will ask for it.
    pub(super) stderr: Zeroizing<Vec<u8>>,
}

enum Event {
    Stdout(io::Result<Bounded>),
    Stderr(io::Result<Bounded>),
    /// It can be waited for.
    Ended,
}

impl Running {
    /// Starts `line` in `home`, to be stopped after `limit`.
    pub(super) fn start(line: &CommandLine, home: &Path, limit: Duration) -> io::Result<Self> {
        let alone = !owns_terminal();
        let mut command = command(line, home)?;
        if alone {
            command.process_group(0);
        }
        let deadline = Instant::now() + limit;
        // Its readers wait for one end of it, which can be read from when the other is gone.
        let (alive, ended) = UnixStream::pair()?;
        let ended_too = ended.try_clone()?;
        let (tell, events) = mpsc::channel();
        let child = command.spawn()?;
        // Whatever fails from here on stops it.
        let mut running = Self { child, waited_for: false, alone, deadline, events };
        if let (Some(stdout), Some(stderr)) = (running.child.stdout.take(), running.child.stderr.take()) {
            tell_when_read(UntilEnded::new(stdout, ended_too), &tell, Event::Stdout);
            tell_when_read(UntilEnded::new(stderr, ended), &tell, Event::Stderr);
        }
        let process = Pid::from_child(&running.child);
        thread::spawn(move || {
            // It stays a process until it is waited for: its number is nobody else's when it is stopped.
            let _ = waitid(WaitId::Pid(process), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
            drop(alive);
            let _ = tell.send(Event::Ended);
        });
        Ok(running)
    }

    /// Waits for its end: what it left; none where time was up, and it was stopped.
    pub(super) fn end(mut self) -> io::Result<Option<Printed>> {
        let (mut stdout, mut stderr, mut ended) = (None, None, false);
        while stdout.is_none() || stderr.is_none() || !ended {
            match self.next() {
                None => return self.stop().map(|_| None),
                Some(Event::Ended) => ended = true,
                Some(Event::Stderr(read)) => stderr = Some(read?),
                Some(Event::Stdout(read)) => {
                    let read = read?;
                    if read.more {
                        // It may go on for ever.
                        let status = self.stop()?;
                        return Ok(Some(Printed { status, stdout: read, stderr: Zeroizing::default() }));
                    }
                    stdout = Some(read);
                }
            }
        }
        let status = self.wait()?;
        let (Some(stdout), Some(stderr)) = (stdout, stderr) else { return Ok(None) };
        Ok(Some(Printed { status, stdout, stderr: stderr.bytes }))
    }

    fn next(&self) -> Option<Event> {
        self.events.recv_timeout(self.deadline.saturating_duration_since(Instant::now())).ok()
    }

    fn stop(&mut self) -> io::Result<ExitStatus> {
        if self.alone {
            // It may have ended by itself just now.
            let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        } else {
            self.child.kill()?;
        }
        self.wait()
    }

    fn wait(&mut self) -> io::Result<ExitStatus> {
        let status = self.child.wait()?;
        self.waited_for = true;
        Ok(status)
    }
}

/// One whose output cannot be read does not go on unseen.
impl Drop for Running {
    fn drop(&mut self) {
        if !self.waited_for {
            // Nobody is there to be told.
            let _ = self.stop();
        }
    }
}

fn command(line: &CommandLine, home: &Path) -> io::Result<Command> {
    let home = path::absolute(home)?;
    let mut command = match line {
        CommandLine::Shell(text) => {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", text]);
            command
        }
        CommandLine::Program(words) => {
            let (program, arguments) =
                words.split_first().map_or(("", [].as_slice()), |(it, rest)| (it, rest));
            let program = if program.contains('/') { home.join(program) } else { program.into() };
            let mut command = Command::new(program);
            command.args(arguments);
            command
        }
    };
    command.current_dir(home).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Ok(command)
}

/// Whether this process may ask its user by the terminal.
fn owns_terminal() -> bool {
    File::open("/dev/tty").is_ok_and(|terminal| tcgetpgrp(terminal).is_ok_and(|owner| owner == getpgrp()))
}

fn tell_when_read(
    mut from: impl Read + Send + 'static,
    tell: &Sender<Event>,
    event: fn(io::Result<Bounded>) -> Event,
) {
    let tell = tell.clone();
    thread::spawn(move || {
        let read = Bounded::read(&mut from);
        let more = read.as_ref().is_ok_and(|read| read.more);
        // Nobody listens any more where time is up.
        let _ = tell.send(event(read));
        if more {
            // Who writes a lot to stderr may still be a sound command.
            let _ = io::copy(&mut from, &mut io::sink());
        }
    });
}

#[cfg(test)]
mod tests {
    use rustix::io::Errno;

    use super::*;

    #[test]
    fn a_command_that_is_given_up_is_stopped_and_waited_for() {
        let line = CommandLine::Shell("exec sleep 600".to_owned());
        let running = Running::start(&line, Path::new("/"), Duration::from_mins(10)).expect("it can be run");
        let process = Pid::from_child(&running.child);
        drop(running);
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let told = waitid(WaitId::Pid(process), options);
        assert_eq!(told.expect_err("it is no child any more"), Errno::CHILD);
    }
}

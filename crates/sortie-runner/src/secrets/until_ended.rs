use std::io::{self, Read};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::retry_on_intr;

/// What a command prints until it ends, and what is in the pipe then: an agent that it left behind may keep the
/// pipe open for ever.
pub(super) struct UntilEnded<R> {
    from: R,
    /// Can be read from as soon as the command has ended.
    ended: UnixStream,
}

impl<R: Read + AsFd> UntilEnded<R> {
    pub(super) fn new(from: R, ended: UnixStream) -> Self {
        Self { from, ended }
    }
}

impl<R: Read + AsFd> Read for UntilEnded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut both = [PollFd::new(&self.from, PollFlags::IN), PollFd::new(&self.ended, PollFlags::IN)];
        retry_on_intr(|| poll(&mut both, None))?;
        // What it printed between the looks at the one and at the other is in the pipe now.
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        if retry_on_intr(|| poll(&mut both[..1], Some(&at_once)))? == 0 && !both[1].revents().is_empty() {
            return Ok(0);
        }
        self.from.read(buffer)
    }
}

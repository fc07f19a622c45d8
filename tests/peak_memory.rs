//! How much memory a run takes, as the system has counted it.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};

use crate::support::{Emulator, Sortie};

/// What a pipe holds: whoever has more to write waits for the reader.
const PIPE: usize = 64 * 1024;

/// A list of which the rows are printed as they come.
struct Streamed {
    bytes: usize,
    /// The most memory that the run had taken when its last page had come.
    peak: usize,
}

/// A list twelve times as long takes little more memory than what is always there: nothing of it is kept.
#[test]
fn memory_does_not_grow_with_the_rows_of_a_list() {
    let (short, long) = (streamed(2_000), streamed(24_000));
    let (more_rows, more_memory) = (long.bytes - short.bytes, long.peak.saturating_sub(short.peak));
    assert!(more_memory < more_rows / 3, "{more_rows} bytes more to print took {more_memory} more of memory");
}

/// Reads all `users`. Before the last page is taken the run cannot end, and can be looked at.
fn streamed(users: usize) -> Streamed {
    let own = Sortie::new();
    let emulator = Emulator::start(&own, &["--users", &users.to_string()]);
    let sortie = Sortie::new().connected(emulator.address, "limits: {requests_per_second: 1000, burst: 100}");
    let mut run =
        sortie.start(&["run", "list_all_system_users", "-c", "test", "--all-pages", "-o", "ndjson"]);
    let mut rows = BufReader::new(run.stdout.take().expect("stdout is piped"));
    let (mut line, mut bytes) = (String::new(), 0);
    for _ in 0..users - 99 {
        line.clear();
        bytes += rows.read_line(&mut line).expect("rows are text");
    }
    let peak = peak(run.id());
    let mut last = String::new();
    rows.read_to_string(&mut last).expect("rows are text");
    assert!(last.len() > PIPE, "the last page does not fit into a pipe, so that it waited: {}", last.len());
    assert!(run.wait().expect("it ends").success(), "the whole list is read");
    Streamed { bytes: bytes + last.len(), peak }
}

/// The most memory that `process`, which has not ended, has taken so far, in bytes.
fn peak(process: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("the process runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    peak.and_then(|kilobytes| kilobytes.parse::<usize>().ok()).expect("its peak is told in kB") * 1024
}

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;

/// Keeps what is logged, at every level.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Does `work` and gives what it logged beside what it made.
    pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (T, String) {
        let log = Self::default();
        let lines = tracing_subscriber::fmt().with_writer(log.clone()).with_max_level(tracing::Level::TRACE);
        let made = tracing::subscriber::with_default(lines.finish(), work);
        let bytes = log.0.lock().expect("nobody panicked").clone();
        (made, String::from_utf8(bytes).expect("lines are text"))
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// The file at `path`, opened by `options` and locked: nobody else holds it until it is closed. None where it is not at
/// `path` any more, since whoever held it before has removed it.
pub(crate) fn held(path: &Path, options: &OpenOptions) -> io::Result<Option<File>> {
    let file = options.open(path)?;
    if file.try_lock().is_err() {
        tracing::info!("waits for whoever holds {}", path.display());
        file.lock()?;
    }
    let own = file.metadata()?;
    let same = fs::metadata(path).is_ok_and(|it| (it.dev(), it.ino()) == (own.dev(), own.ino()));
    Ok(same.then_some(file))
}

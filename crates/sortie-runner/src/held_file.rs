use std::fs::{self, File, Metadata, OpenOptions};
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
    Ok(stands(&file, path).then_some(file))
}

/// Whether `file` is what `path` leads to: a lock on what somebody has removed keeps nobody out.
pub(crate) fn stands(file: &File, path: &Path) -> bool {
    let same = |own: Metadata, there: Metadata| (own.dev(), own.ino()) == (there.dev(), there.ino());
    file.metadata().and_then(|own| Ok(same(own, fs::metadata(path)?))).unwrap_or(false)
}

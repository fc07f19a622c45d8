use std::path::{Path, PathBuf};

use sortie_core::{ConnectionFile, Failure};

use crate::Connections;
use crate::connection_writer::file_name;
use crate::connections::{BUILT_IN, faulty, only_one, unreadable};
use crate::text_file::text_of;

/// A connection that stands in a file of its own.
#[derive(Debug, Clone)]
pub struct WrittenConnection {
    /// Where.
    pub path: PathBuf,
    /// What is written there.
    pub text: String,
    /// What that says.
    pub file: ConnectionFile,
}

impl Connections {
    /// The connection `label` as it is written; none where there is no such connection, or where it is built in.
    ///
    /// # Errors
    /// It stands in several files, or one that may be it has mistakes.
    pub fn find(&self, label: &str) -> Result<Option<WrittenConnection>, Failure> {
        let own_name = file_name(label);
        let mut own = Vec::new();
        for (path, read) in self.all().map_err(|error| unreadable(&self.folder, &error))? {
            let named = || path.file_stem().is_some_and(|stem| stem == own_name.as_str());
            match read {
                Ok(file) if file.label == label && path != Path::new(BUILT_IN) => own.push((path, file)),
                Err(mistakes) if named() => return Err(faulty(label, &path, mistakes)),
                _ => (),
            }
        }
        let Some((path, _)) = only_one(label, own)? else { return Ok(None) };
        let shown = path.display().to_string();
        // Both are of the same moment, whoever writes the file meanwhile.
        let read = text_of(&path).and_then(|text| Ok((ConnectionFile::read(&shown, &text)?, text)));
        let (file, text) = read.map_err(|mistakes| faulty(label, &path, mistakes))?;
        Ok(Some(WrittenConnection { path, text, file }))
    }
}

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{fs, iter, panic, thread};

use crate::support::Case;

/// What users type, `cases/*.txt`, and what they are answered. A new file is a new test.
#[test]
fn every_case_is_answered_as_recorded() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases");
    let entries = fs::read_dir(folder).expect("there are cases");
    let paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder can be listed").path()).collect();
    let left = Mutex::new(paths.iter());
    let next = || left.lock().expect("nothing panics while it holds this").next();
    let work = || iter::from_fn(next).filter(|path| !is_answered_as_recorded(path)).collect::<Vec<_>>();
    let failed: Vec<&PathBuf> = thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a case's panic is caught")).collect()
    });
    assert_eq!(failed, Vec::<&PathBuf>::new(), "cases answered otherwise than recorded");
}

/// Plays the case at `path`. Whatever is wrong with it is told at once, and the others go on.
fn is_answered_as_recorded(path: &Path) -> bool {
    let name = path.file_stem().expect("a case has a name").to_string_lossy();
    let compare = || insta::assert_snapshot!(format!("case@{name}"), Case::read(path).play());
    panic::catch_unwind(compare).is_ok()
}

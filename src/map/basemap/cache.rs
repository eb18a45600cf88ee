//! Keeps the folder in which answers of services lie from growing without end.
//!
//! The library that fills it removes nothing by itself. An answer whose file is gone counts as never asked for, so files may
//! be taken away in any state, also while a map is drawn.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, UNIX_EPOCH};

/// Bytes that answers may take on the disk.
const MOST_BYTES: u64 = 500 << 20;
/// What a file takes at least.
const BLOCK: u64 = 4096;
/// Folders below each other that are looked into; the library makes four.
const DEEPEST: usize = 8;

/// Brings a folder of answers back to its limit, unless that is under way already for a base map made just before.
pub(super) fn keep_small(folder: &Path) {
    static RUNNING: Mutex<()> = Mutex::new(());
    if let Ok(_running) = RUNNING.try_lock() {
        let left = shrink(folder, MOST_BYTES);
        log::debug!("answers of map services take {left} bytes");
    }
}

/// Removes the files written longest ago until nine tenths of `most` bytes are left, where there are more than `most`. Walks the
/// whole folder. What cannot be read or removed is left alone. Gives the bytes that are left.
fn shrink(folder: &Path, most: u64) -> u64 {
    let mut files = Vec::new();
    list(folder, DEEPEST, &mut files);
    let mut left: u64 = files.iter().map(|file| file.bytes).sum();
    if left <= most {
        return left;
    }
    files.sort_by(|a, b| a.written.cmp(&b.written).then_with(|| a.path.cmp(&b.path)));
    for file in files {
        if left <= most / 10 * 9 {
            break;
        }
        if fs::remove_file(&file.path).is_ok() {
            left -= file.bytes;
        }
    }
    left
}

struct Answer {
    /// Since 1970.
    written: Duration,
    bytes: u64,
    path: PathBuf,
}

/// All files below a folder; links are not followed.
fn list(folder: &Path, depth: usize, files: &mut Vec<Answer>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() && depth > 0 {
            list(&entry.path(), depth - 1, files);
        } else if metadata.is_file() {
            let written = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
            files.push(Answer { written, bytes: metadata.len().div_ceil(BLOCK) * BLOCK, path: entry.path() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_answers_go_first_and_only_when_there_are_too_many() {
        let folder = tempfile::tempdir().unwrap();
        let path = |number: u64| folder.path().join(format!("content/{}/{number}", number % 3));
        for number in 0..20 {
            fs::create_dir_all(path(number).parent().unwrap()).unwrap();
            fs::write(path(number), [7; 5000]).unwrap();
            let file = fs::File::options().write(true).open(path(number)).unwrap();
            // The higher the number, the older.
            file.set_modified(UNIX_EPOCH + Duration::from_secs(1_000_000 - number)).unwrap();
        }
        let all = 20 * 2 * BLOCK;
        assert_eq!(shrink(folder.path(), all), all);
        assert!((0..20).all(|number| path(number).exists()));
        assert_eq!(shrink(folder.path(), all / 2), 9 * 2 * BLOCK);
        assert!((0..9).all(|number| path(number).exists()) && (9..20).all(|number| !path(number).exists()));
        assert_eq!(shrink(&folder.path().join("none"), 1), 0);
    }
}

//! Files and folders: durable replacement, free space, where a path really lies.

use super::system;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Writes the folder's own entries to the disk, so that a file just created, renamed or removed there survives a power
/// cut. On Windows the file system's journal does this and the call does nothing.
pub fn sync_directory(folder: &Path) -> io::Result<()> {
    system::sync_directory(folder)
}

/// Puts `temp` in the place of `target`: afterwards the target is either the old file whole or the new file whole, also
/// after a power cut. Both must lie in the same folder; nobody may have `target` open as a database.
pub fn atomic_replace(temp: &Path, target: &Path) -> io::Result<()> {
    // Written through a handle with write access, because Windows refuses to flush through any other.
    File::options().write(true).open(temp)?.sync_all()?;
    std::fs::rename(temp, target)?;
    sync_directory(&folder_of(target))
}

/// Bytes that this user may still write on the file system that holds the path (a file or a folder that exists).
pub fn free_space(path: &Path) -> io::Result<u64> {
    system::free_space(path)
}

/// Whether the path lies on another machine (NFS, SMB, a mapped drive …), where a database's locks cannot be relied on.
/// Unknown places count as local.
pub fn is_network_path(path: &Path) -> bool {
    let absolute = nearest_existing(path);
    system::is_network_path(&absolute)
}

/// Whether this user may write to the file or folder. Never opens the file: on Unix, closing any handle to a file drops
/// the locks that a database in this process holds on it.
pub fn is_writable(path: &Path) -> bool {
    system::is_writable(path)
}

/// The folder of a path; the current folder for a bare file name.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The path made absolute, or its nearest folder that exists when the file is yet to be written.
fn nearest_existing(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.ancestors().find_map(|ancestor| ancestor.canonicalize().ok()).unwrap_or(absolute)
}

/// Writes beside the target and puts the whole file in its place.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let temp = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = File::create(&temp).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    let moved = written.and_then(|()| atomic_replace(&temp, path));
    if moved.is_err() {
        drop(std::fs::remove_file(&temp));
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_file_has_the_new_content_and_the_temporary_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let (temp, target) = (folder.path().join("new.tmp"), folder.path().join("kept.txt"));
        std::fs::write(&temp, b"new").unwrap();
        std::fs::write(&target, b"old and longer").unwrap();
        atomic_replace(&temp, &target).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        assert!(!temp.exists(), "the temporary file was moved");
    }

    #[test]
    fn a_missing_temporary_leaves_the_target_alone() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("kept.txt");
        std::fs::write(&target, b"old").unwrap();
        assert!(atomic_replace(&folder.path().join("none"), &target).is_err());
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
    }

    #[test]
    fn a_temporary_folder_has_space_and_may_be_written() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_space(folder.path()).unwrap() > 0);
        assert!(is_writable(folder.path()));
        assert!(!is_writable(&folder.path().join("none")), "what does not exist cannot be written to");
        assert!(free_space(&folder.path().join("none")).is_err());
    }

    #[test]
    fn a_file_that_is_not_there_yet_is_judged_by_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(is_network_path(&folder.path().join("a/b.gpkg")), is_network_path(folder.path()));
    }
}

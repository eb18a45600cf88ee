//! Linux and its relatives.
#![expect(unsafe_code, reason = "the system calls below exist only as C functions; each block says why it is sound")]

use std::ffi::{CString, OsString};
use std::fs::{File, Metadata};
use std::io;
use std::mem::MaybeUninit;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

pub(super) fn sync_directory(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

pub(super) fn free_space(path: &Path) -> io::Result<u64> {
    let path = c_path(path)?;
    let mut status = MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: the path ends in a zero byte and lives through the call; the call only writes to `status`.
    if unsafe { libc::statvfs(path.as_ptr(), status.as_mut_ptr()) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call succeeded, so it has filled the structure.
    let status = unsafe { status.assume_init() };
    #[allow(clippy::unnecessary_cast, reason = "the widths of these fields differ between systems")]
    Ok((status.f_bavail as u64).saturating_mul(status.f_frsize as u64))
}

pub(super) fn is_writable(path: &Path) -> bool {
    // SAFETY: the path ends in a zero byte and lives through the call, which writes nothing.
    c_path(path).is_ok_and(|path| unsafe { libc::access(path.as_ptr(), libc::W_OK) } == 0)
}

pub(super) fn is_network_path(absolute: &Path) -> bool {
    // Only Linux has this table; elsewhere nothing is known and the path counts as local.
    std::fs::read("/proc/self/mountinfo").is_ok_and(|table| network_mount(&table, absolute))
}

/// Looks up the innermost mount that holds the path. A line of the table is: id, parent, device, root, mount point,
/// options, any number of optional fields, a hyphen, the kind of file system, …
fn network_mount(table: &[u8], absolute: &Path) -> bool {
    let mut innermost = (0, false);
    for line in table.split(|byte| *byte == b'\n') {
        let mut words = line.split(|byte| *byte == b' ');
        let Some(point) = words.nth(4).map(unescaped) else { continue };
        let kind = words.skip_while(|word| *word != b"-").nth(1).unwrap_or_default();
        let depth = point.as_os_str().len();
        // A later mount on the same point hides the earlier one.
        if absolute.starts_with(&point) && depth >= innermost.0 {
            innermost = (depth, is_network_kind(kind));
        }
    }
    innermost.1
}

fn is_network_kind(kind: &[u8]) -> bool {
    const KINDS: [&[u8]; 10] = [b"nfs", b"nfs4", b"cifs", b"smb3", b"smbfs", b"9p", b"afs", b"ceph", b"ncpfs", b"davfs"];
    const FUSE: [&[u8]; 6] = [b"fuse.sshfs", b"fuse.gvfsd-fuse", b"fuse.rclone", b"fuse.davfs", b"fuse.glusterfs", b"fuse.s3fs"];
    KINDS.contains(&kind) || FUSE.contains(&kind)
}

/// The table writes a space as `\040`.
fn unescaped(text: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        if let (b'\\', [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', after @ ..]) = (first, tail) {
            bytes.push((a - b'0') * 64 + (b - b'0') * 8 + (c - b'0'));
            rest = after;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    PathBuf::from(OsString::from_vec(bytes))
}

pub(super) fn limit_this_process(memory_bytes: u64, cpu_seconds: u64) -> io::Result<()> {
    set_limit(libc::RLIMIT_AS, memory_bytes)?;
    set_limit(libc::RLIMIT_CPU, cpu_seconds)?;
    // A parser that aborts shall leave no copy of its memory on the disk.
    set_limit(libc::RLIMIT_CORE, 0)
}

#[cfg(target_env = "gnu")]
type Resource = libc::__rlimit_resource_t;
#[cfg(not(target_env = "gnu"))]
type Resource = libc::c_int;

fn set_limit(resource: Resource, most: u64) -> io::Result<()> {
    let most = libc::rlim_t::try_from(most).unwrap_or(libc::RLIM_INFINITY);
    let limit = libc::rlimit { rlim_cur: most, rlim_max: most };
    // SAFETY: the call reads one structure that lives through it.
    if unsafe { libc::setrlimit(resource, &raw const limit) } == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

pub(super) fn process_start_time(pid: u32) -> Option<String> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in brackets and may itself hold brackets and spaces; the start is field 22,
    // counted in ticks since the machine started, so the machine's own start belongs to it.
    let ticks = status.get(status.rfind(')')? + 1..)?.split_whitespace().nth(19)?;
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    Some(format!("{}:{ticks}", boot.trim()))
}

pub(super) fn peak_memory_bytes() -> Option<u64> {
    let mut usage = MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: the call only writes to `usage`.
    if unsafe { libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()) } != 0 {
        return None;
    }
    // SAFETY: the call succeeded, so it has filled the structure.
    let most = u64::try_from(unsafe { usage.assume_init() }.ru_maxrss).ok()?;
    // Apple counts bytes, everybody else kibibytes.
    Some(if cfg!(target_vendor = "apple") { most } else { most * 1024 })
}

pub(super) fn host_name() -> String {
    let mut name = [0_u8; 256];
    // SAFETY: the call writes at most the given number of bytes, one fewer than there are, so the last stays zero.
    let status = unsafe { libc::gethostname(name.as_mut_ptr().cast(), name.len() - 1) };
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    if status == 0 { String::from_utf8_lossy(&name[..end]).into_owned() } else { String::new() }
}

pub(super) fn user_name() -> String {
    ["USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty())).unwrap_or_else(|| {
        // SAFETY: this call has no arguments and cannot fail.
        format!("uid {}", unsafe { libc::getuid() })
    })
}

/// Whether the path still names the file that is open.
pub(super) fn is_same_file(open: &File, path: &Path) -> bool {
    let identity = |metadata: Metadata| (metadata.dev(), metadata.ino());
    match (open.metadata(), path.metadata()) {
        (Ok(open), Ok(named)) => identity(open) == identity(named),
        _ => false,
    }
}

fn c_path(path: &Path) -> io::Result<CString> {
    CString::new(path.as_os_str().as_bytes()).map_err(|err| io::Error::new(io::ErrorKind::InvalidInput, err))
}

pub(super) fn attach_console() {}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[u8] = b"22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/vda rw\n\
        30 22 0:40 / /srv/share\\040one rw shared:2 master:1 - nfs4 host:/x rw\n\
        31 30 0:41 / /srv/share\\040one/local rw - tmpfs tmpfs rw\n\
        32 22 0:42 / /home/me/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw\n";

    #[test]
    fn the_innermost_mount_decides() {
        let is_network = |path: &str| network_mount(TABLE, Path::new(path));
        assert!(!is_network("/home/me/plan.gpkg"));
        assert!(is_network("/srv/share one/plan.gpkg"));
        assert!(!is_network("/srv/share one/local/plan.gpkg"));
        assert!(!is_network("/srv/share onefold/plan.gpkg"), "a name that only starts the same is another folder");
        assert!(is_network("/home/me/gvfs/smb/plan.gpkg"));
    }
}

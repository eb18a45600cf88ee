//! Windows.
#![expect(unsafe_code, reason = "the system calls below exist only as C functions; each block says why it is sound")]

use std::fs::{File, TryLockError};
use std::io;
use std::mem::{size_of, zeroed};
use std::os::windows::ffi::OsStrExt as _;
use std::path::{Component, Path, Prefix};
use windows_sys::Win32::Foundation::{CloseHandle, FILETIME, HANDLE};
use windows_sys::Win32::System::Console::{ATTACH_PARENT_PROCESS, AttachConsole};
use windows_sys::Win32::Storage::FileSystem::{GetDiskFreeSpaceExW, GetDriveTypeW};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION, JOB_OBJECT_LIMIT_PROCESS_MEMORY,
    JOB_OBJECT_LIMIT_PROCESS_TIME, JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject,
};
use windows_sys::Win32::System::ProcessStatus::{K32GetProcessMemoryInfo, PROCESS_MEMORY_COUNTERS};
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, GetExitCodeProcess, GetProcessTimes, OpenProcess, PROCESS_QUERY_LIMITED_INFORMATION,
};

/// What `GetDriveTypeW` answers for a drive on another machine.
const DRIVE_REMOTE: u32 = 4;
/// What `GetExitCodeProcess` answers for a process that still runs.
const STILL_ACTIVE: u32 = 259;

#[expect(clippy::unnecessary_wraps, reason = "the other systems can fail here")]
pub(super) fn sync_directory(_: &Path) -> io::Result<()> {
    // NTFS keeps its folders in a journal of its own and gives no handle for flushing one.
    Ok(())
}

pub(super) fn free_space(path: &Path) -> io::Result<u64> {
    let folder = if path.is_dir() { path.to_owned() } else { super::files::folder_of(path) };
    path.metadata()?;
    let folder = wide(&folder);
    let mut free = 0_u64;
    // SAFETY: the path ends in a zero and lives through the call, which writes one number and may be given null for the rest.
    let done = unsafe { GetDiskFreeSpaceExW(folder.as_ptr(), &raw mut free, std::ptr::null_mut(), std::ptr::null_mut()) };
    if done == 0 { Err(io::Error::last_os_error()) } else { Ok(free) }
}

pub(super) fn is_writable(path: &Path) -> bool {
    let Ok(metadata) = path.metadata() else { return false };
    if metadata.is_dir() {
        // The read-only mark of a folder means nothing here and its access list is best asked by trying.
        let probe = path.join(format!(".gridwright-{}.tmp", std::process::id()));
        let made = File::options().write(true).create_new(true).open(&probe).is_ok();
        return made && std::fs::remove_file(&probe).is_ok();
    }
    // Locks belong to a handle on this system, so opening and closing another one harms nobody.
    !metadata.permissions().readonly() && File::options().write(true).open(path).is_ok()
}

pub(super) fn is_network_path(absolute: &Path) -> bool {
    let Some(Component::Prefix(prefix)) = absolute.components().next() else { return false };
    match prefix.kind() {
        Prefix::UNC(..) | Prefix::VerbatimUNC(..) => true,
        Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => {
            let root = [u16::from(letter), u16::from(b':'), u16::from(b'\\'), 0];
            // SAFETY: the text ends in a zero and lives through the call, which writes nothing.
            unsafe { GetDriveTypeW(root.as_ptr()) == DRIVE_REMOTE }
        }
        Prefix::Verbatim(_) | Prefix::DeviceNS(_) => false,
    }
}

pub(super) fn limit_this_process(memory_bytes: u64, cpu_seconds: u64) -> io::Result<()> {
    // SAFETY: the structure is plain numbers, for which all zeros is a value.
    let mut limits: JOBOBJECT_EXTENDED_LIMIT_INFORMATION = unsafe { zeroed() };
    limits.BasicLimitInformation.LimitFlags =
        JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_PROCESS_TIME | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
    // Counted in steps of 100 nanoseconds.
    limits.BasicLimitInformation.PerProcessUserTimeLimit = i64::try_from(cpu_seconds.saturating_mul(10_000_000)).unwrap_or(i64::MAX);
    limits.ProcessMemoryLimit = usize::try_from(memory_bytes).unwrap_or(usize::MAX);
    // SAFETY: both arguments may be null; the job is closed never on purpose, for it must live as long as this process.
    let job = unsafe { CreateJobObjectW(std::ptr::null(), std::ptr::null()) };
    if job.is_null() {
        return Err(io::Error::last_os_error());
    }
    let size = size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>() as u32;
    // SAFETY: the job is open, and the call reads exactly the structure whose size it is told.
    let set = unsafe { SetInformationJobObject(job, JobObjectExtendedLimitInformation, (&raw const limits).cast(), size) };
    // SAFETY: the job is open and the pseudo-handle of this process is always valid.
    if set == 0 || unsafe { AssignProcessToJobObject(job, GetCurrentProcess()) } == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

pub(super) fn process_start_time(pid: u32) -> Option<String> {
    // SAFETY: the call takes numbers only and answers null on failure.
    let process = unsafe { OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid) };
    if process.is_null() {
        return None;
    }
    let start = running_since(process);
    // SAFETY: the handle was opened above and is closed once.
    unsafe { CloseHandle(process) };
    start.map(|time| ((u64::from(time.dwHighDateTime) << 32) | u64::from(time.dwLowDateTime)).to_string())
}

fn running_since(process: HANDLE) -> Option<FILETIME> {
    let nothing = FILETIME { dwLowDateTime: 0, dwHighDateTime: 0 };
    let (mut start, mut end, mut kernel, mut user) = (nothing, nothing, nothing, nothing);
    let mut exit_code = 0;
    // SAFETY: the handle is open; the calls write only to the given variables.
    let known = unsafe {
        GetExitCodeProcess(process, &raw mut exit_code) != 0
            && GetProcessTimes(process, &raw mut start, &raw mut end, &raw mut kernel, &raw mut user) != 0
    };
    // A process that has ended can still be opened while somebody holds a handle to it.
    (known && exit_code == STILL_ACTIVE).then_some(start)
}

pub(super) fn peak_memory_bytes() -> Option<u64> {
    // SAFETY: the structure is plain numbers, for which all zeros is a value.
    let mut counters: PROCESS_MEMORY_COUNTERS = unsafe { zeroed() };
    let size = size_of::<PROCESS_MEMORY_COUNTERS>() as u32;
    // SAFETY: the pseudo-handle is always valid and the call writes no more than the size it is told.
    let known = unsafe { K32GetProcessMemoryInfo(GetCurrentProcess(), &raw mut counters, size) };
    (known != 0).then_some(counters.PeakWorkingSetSize as u64)
}

pub(super) fn host_name() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

pub(super) fn user_name() -> String {
    std::env::var("USERNAME").unwrap_or_default()
}

/// Whether the path still names the file that is open and locked: a second handle to the same file cannot get the lock.
pub(super) fn is_same_file(_locked: &File, path: &Path) -> bool {
    File::options().read(true).write(true).open(path).is_ok_and(|second| matches!(second.try_lock(), Err(TryLockError::WouldBlock)))
}

fn wide(path: &Path) -> Vec<u16> {
    path.as_os_str().encode_wide().chain([0]).collect()
}

pub(super) fn attach_console() {
    // SAFETY: the call takes a number and touches no memory of ours. It fails where there is no console to join, which is fine;
    // output that was sent to a file or a pipe stays there.
    unsafe {
        AttachConsole(ATTACH_PARENT_PROCESS);
    }
}

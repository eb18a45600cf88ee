//! Processes: when one started, what it may use, what it has used.

use super::system;
use std::io;

/// Lets the system end this process when it asks for more memory or processor time than given. Meant for child processes
/// that read foreign files; cannot be undone. On Unix the memory is address space, on Windows committed memory.
pub fn limit_this_process(memory_bytes: u64, cpu_seconds: u64) -> io::Result<()> {
    system::limit_this_process(memory_bytes, cpu_seconds)
}

/// When a process started, as an opaque text that differs between two processes that had the same number one after the
/// other. `None` when there is no such process, or the system does not tell.
pub fn process_start_time(pid: u32) -> Option<String> {
    system::process_start_time(pid)
}

/// The most memory this process has held at once, in bytes; `None` when the system does not tell.
pub fn peak_memory_bytes() -> Option<u64> {
    system::peak_memory_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_started_once_and_an_impossible_one_never() {
        let first = process_start_time(std::process::id());
        assert_eq!(first, process_start_time(std::process::id()));
        #[cfg(any(target_os = "linux", windows))]
        assert!(first.is_some_and(|text| !text.is_empty()));
        assert_eq!(process_start_time(u32::MAX - 7), None);
    }

    #[test]
    fn the_peak_holds_what_was_touched() {
        let block = vec![1_u8; 32 << 20];
        let peak = peak_memory_bytes().unwrap();
        assert!(peak >= block.iter().map(|byte| u64::from(*byte)).sum(), "{peak} bytes");
    }

    /// Run by the next test in a process of its own, because a limit cannot be lifted again.
    #[test]
    #[ignore = "limits its own process: run by the_limit_stops_a_greedy_process"]
    fn greedy_child() {
        limit_this_process(512 << 20, 60).unwrap();
        let mut block: Vec<u8> = Vec::new();
        assert!(block.try_reserve_exact(1 << 30).is_err(), "a gibibyte is more than was allowed");
    }

    #[test]
    fn the_limit_stops_a_greedy_process() {
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "platform::process::tests::greedy_child", "--test-threads=1"])
            .stdout(std::process::Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "{status}");
    }
}

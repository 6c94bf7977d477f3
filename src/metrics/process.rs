//! What the system says of this process, under the names that every program's metrics have (proc(5)).

use super::exposition::{Exposition, Kind};

/// Writes what there is; only Linux has it.
pub fn write(out: &mut Exposition) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let row = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    if let Some(kilobytes) = row.and_then(|row| row.trim().trim_end_matches(" kB").parse::<f64>().ok()) {
        let help = "Resident memory size in bytes.";
        out.single("process_resident_memory_bytes", Kind::Gauge, help, kilobytes * 1024.0);
    }
    if let Ok(descriptors) = std::fs::read_dir("/proc/self/fd") {
        out.single("process_open_fds", Kind::Gauge, "Number of open file descriptors.", descriptors.count() as f64);
    }
}

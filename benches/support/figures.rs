//! Durations, peak memory, one line of JSON for each case.

use std::time::Duration;

/// Durations of one kind of work.
#[derive(Debug, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    pub fn push(&mut self, duration: Duration) {
        self.0.push(duration.as_secs_f64() * 1e3);
    }

    /// The duration in milliseconds below which a share of all lies.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let at = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
        sorted.get(at).copied().unwrap_or(0.0)
    }
}

/// One line of the report.
#[derive(Debug, Default)]
pub struct Case {
    pub name: &'static str,
    pub target_p50_ms: Option<f64>,
    pub target_p99_ms: f64,
    /// Further figures by name.
    pub more: Vec<(&'static str, f64)>,
}

impl Case {
    #[expect(clippy::print_stdout, reason = "the line on standard output is what a bench is for")]
    pub fn print(&self, samples: &Samples) {
        let round = |value: f64| (value * 1e4).round() / 1e4;
        let mut line = serde_json::json!({
            "name": self.name,
            "p50_ms": round(samples.quantile(0.5)),
            "p99_ms": round(samples.quantile(0.99)),
            "peak_mb": peak_mb(),
            "target_p99_ms": round(self.target_p99_ms),
            "samples": samples.0.len(),
        });
        if let (Some(line), Some(target)) = (line.as_object_mut(), self.target_p50_ms) {
            line.insert("target_p50_ms".to_owned(), serde_json::json!(target));
        }
        for (name, value) in &self.more {
            line[*name] = serde_json::json!(round(*value));
        }
        println!("{line}");
    }
}

/// Largest resident memory of this process so far in megabytes; `None` where the system does not tell.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes: f64 = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()?;
    Some((kilobytes / 1024.0).round())
}

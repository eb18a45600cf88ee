//! Codes that are unique within an import.

use super::super::findings::FindingLog;
use crate::base::{Finding, FindingKind};
use rustc_hash::FxHashMap;

/// Gives every row a code that no other row has.
#[derive(Debug, Default)]
pub(super) struct Codes {
    /// How often each code was asked for.
    used: FxHashMap<String, u32>,
}

impl Codes {
    /// The code of a row: its own; with a suffix (`C7#2`) when an earlier row has it, which is listed; its number
    /// (`#12`) when it has none.
    pub(super) fn unique(&mut self, own: &str, row: u64, findings: &mut FindingLog) -> String {
        let mut code = if own.is_empty() { format!("#{row}") } else { own.to_owned() };
        while let Some(n_used) = self.used.get_mut(&code) {
            *n_used += 1;
            code = format!("{code}#{n_used}");
        }
        if !own.is_empty() && code != own {
            findings.add_with(FindingKind::DuplicateCode, || Finding::new(FindingKind::DuplicateCode).row(row).subject(own).subject(&code).action("renamed"));
        }
        self.used.insert(code.clone(), 1);
        code
    }
}

//! Codes for what is new, in the style of what is there.

use std::collections::{BTreeMap, BTreeSet};

/// The next free code in the style of `siblings`: the prefix that most of them have, the number after their largest, as wide as theirs.
/// Without a sibling that ends in a number it is `stem` and a number from 1 on.
pub(super) fn next_code<'a>(siblings: impl IntoIterator<Item = &'a str>, taken: &BTreeSet<&str>, stem: &str) -> String {
    let mut styles: BTreeMap<&str, (usize, u64, usize)> = BTreeMap::new();
    for code in siblings {
        let digits = code.len() - code.bytes().rev().take_while(u8::is_ascii_digit).take(15).count();
        if let Ok(number) = code[digits..].parse::<u64>() {
            let style = styles.entry(&code[..digits]).or_default();
            *style = (style.0 + 1, style.1.max(number), style.2.max(code.len() - digits));
        }
    }
    // Of two prefixes that are as frequent the last one in order.
    let usual = styles.into_iter().max_by_key(|(prefix, (count, ..))| (*count, *prefix));
    let (prefix, from, width) = match usual {
        Some((prefix, (_, largest, width))) => (prefix, largest + 1, width),
        None => (stem, 1, 1),
    };
    (from..).map(|number| format!("{prefix}{number:0width$}")).find(|code| !taken.contains(code.as_str())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_goes_on_where_its_siblings_end() {
        let next = |siblings: &[&str], taken: &[&str]| next_code(siblings.iter().copied(), &taken.iter().copied().collect(), "东区-");
        assert_eq!(next(&["W-04", "W-24", "X-1"], &["W-25"]), "W-26");
        assert_eq!(next(&["G0", "G1"], &[]), "G2");
        assert_eq!(next(&["A009"], &[]), "A010");
        assert_eq!(next(&[], &["东区-1"]), "东区-2");
        assert_eq!(next(&["北区"], &[]), "东区-1");
        assert_eq!(next(&["99999999999999999999999999"], &[]), "999999999991000000000000000", "only so many digits are a number");
    }
}

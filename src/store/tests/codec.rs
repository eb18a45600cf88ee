//! The journal's bytes.

use crate::edit::fixture::random_command;
use crate::edit::{Change, Document, Label};
use crate::partition::fixture::Dice;
use crate::store::codec::{decode, encode};

#[test]
fn every_change_comes_back_and_broken_bytes_are_refused() {
    let mut kinds = std::collections::BTreeSet::new();
    let mut dice = Dice(5);
    for seed in 0..6 {
        let mut document = Document::new(super::fixture::content(seed));
        for _ in 0..120 {
            let Some(command) = random_command(&document, &mut dice) else { continue };
            let Ok((step, _)) = document.run(&command, Label::default()) else { continue };
            kinds.extend(step.changes.iter().map(|change| format!("{change:?}").split(['(', ' ']).next().unwrap_or_default().to_owned()));
            let bytes = encode(&step.changes);
            assert_eq!(decode(&bytes).as_deref(), Some(&step.changes[..]));
            let inverse: Vec<Change> = step.changes.iter().rev().map(Change::inverse).collect();
            assert_eq!(decode(&encode(&inverse)), Some(inverse));
            for _ in 0..8 {
                let mut broken = bytes.clone();
                let at = dice.roll(broken.len() as i64) as usize;
                broken[at] ^= 1 << dice.roll(8);
                // Any answer but a panic is right: a flipped bit may well be another sound change.
                drop(decode(&broken));
                assert_eq!(decode(&bytes[..at]), None, "cut off");
            }
        }
    }
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), ["Active", "Amounts", "Assign", "Cell", "Grid", "Ignore", "Outlet", "Partition", "Rules", "Scenario"]);
}

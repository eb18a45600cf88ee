//! What made-up outlets have: people, desks, rooms, contracts, figures of months, and where they are in their lives.

use super::random::Random;
use crate::model::{Month, Outlet, OutletField, OutletGroup, OutletKey, OutletKind, OutletStatus};
use jiff::ToSpan as _;

/// The latest month with figures, and how many before it have some.
const LATEST: (u16, u8) = (2026, 10);
const MONTHS: u8 = 3;

/// Furnishes outlets. Draws from a source of its own, so that nothing else of the sample depends on it.
pub(super) fn furnish(seed: u64, outlets: &mut [Outlet]) {
    let mut random = Random::new(seed, 7);
    let mut numbers = std::collections::BTreeMap::<OutletKind, usize>::new();
    for outlet in outlets {
        let number = numbers.entry(outlet.kind).or_default();
        if let Some(status) = life(outlet.kind, *number) {
            outlet.status = status;
        }
        *number += 1;
        match outlet.kind.group() {
            OutletGroup::Own => hall(outlet, &mut random),
            OutletGroup::Partner if outlet.kind == OutletKind::DesignatedStore => store(outlet, &mut random),
            OutletGroup::Partner | OutletGroup::Terminal | OutletGroup::Competitor => {}
        }
    }
}

/// A few halls are on their way in or elsewhere.
fn life(kind: OutletKind, number: usize) -> Option<OutletStatus> {
    match (kind, number % 28, number % 33) {
        (OutletKind::CommunityHall, 5, _) => Some(OutletStatus::Planned),
        (OutletKind::CommunityHall, 11, _) => Some(OutletStatus::Chosen),
        (OutletKind::CommunityHall, 17, _) => Some(OutletStatus::Opening),
        (OutletKind::TownshipHall, _, 7) => Some(OutletStatus::ToMove),
        _ => None,
    }
}

fn set(outlet: &mut Outlet, field: OutletField, value: impl ToString) {
    outlet.attributes.insert(field.name().to_owned(), value.to_string());
}

fn hall(outlet: &mut Outlet, random: &mut Random) {
    let (desks, area, hours) = match outlet.kind {
        OutletKind::FlagshipHall => (random.between(5, 12), random.between(220, 600), "08:30-18:00"),
        OutletKind::SelfServiceHall => (0, random.between(18, 45), "00:00-24:00"),
        OutletKind::BrandStore | OutletKind::ControlledStore => (random.between(2, 5), random.between(70, 180), "09:00-20:00"),
        _ => (random.between(1, 3), random.between(35, 110), "08:30-17:30"),
    };
    if desks > 0 {
        set(outlet, OutletField::Counters, desks);
        // Two look after a hall, as a rule; in a few one is left alone.
        set(outlet, OutletField::MaintenanceStaff, if random.per_mille(70) { 1 } else { random.between(2, 3) });
        set(outlet, OutletField::Capacity, desks * 1_500 + random.between(0, 5) * 100);
    }
    set(outlet, OutletField::AreaM2, area);
    set(outlet, OutletField::OpeningHours, hours);
    let is_rented = outlet.contract_end.is_some();
    set(outlet, OutletField::Premises, if is_rented { "rented" } else { "owned" });
    if is_rented {
        contract(outlet, area * random.between(25, 60), random);
    }
    let has_figures = outlet.status.is_serving() && !matches!(outlet.kind, OutletKind::SelfServiceHall | OutletKind::TownshipHall);
    if has_figures {
        figures(outlet, desks.max(1), random);
    }
}

fn store(outlet: &mut Outlet, random: &mut Random) {
    set(outlet, OutletField::Clerks, random.between(1, 4));
    contract(outlet, random.between(3, 12) * 100, random);
}

/// A contract runs for one to three years.
fn contract(outlet: &mut Outlet, fee: i64, random: &mut Random) {
    let years = random.between(1, 3);
    if let Some(start) = outlet.day(OutletField::ContractEnd).and_then(|end| end.checked_sub(years.years()).ok()?.tomorrow().ok()) {
        set(outlet, OutletField::ContractStart, start);
    }
    set(outlet, OutletField::MonthlyFee, fee);
}

/// Transactions, new users and revenue of the latest months, by the number of desks.
fn figures(outlet: &mut Outlet, desks: i64, random: &mut Random) {
    for back in 0..MONTHS {
        let Some(month) = Month::new(LATEST.0, LATEST.1 - back) else { continue };
        let done = desks * random.between(380, 620);
        let values = [(OutletField::Transactions, done), (OutletField::NewUsers, done * random.between(3, 9) / 100), (OutletField::Revenue, done * random.between(28, 46))];
        for (field, value) in values {
            if let Some(key) = OutletKey::of_month(field, month) {
                outlet.attributes.insert(key.to_string(), value.to_string());
            }
        }
    }
}

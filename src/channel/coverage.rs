//! Coverage (覆盖分析): who is served within which limit, by kind, grid and outlet; kept up to date while one outlet is dragged.

use crate::base::OutletId;
use crate::geodesy::Position;
use crate::model::{Amount, OutletClass, OutletKind};
use crate::siting::{Decay, RuleError, Service, ServiceOutlet, ServiceRules};
use std::collections::BTreeMap;

/// Metres in one degree of latitude, for the size of blind spots.
const DEGREE_M: f64 = 111_000.0;

/// An outlet as coverage sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stand {
    /// Which one.
    pub outlet: OutletId,
    /// Its kind.
    pub kind: OutletKind,
    /// Its grade or tier, where it has one.
    pub class: Option<OutletClass>,
    /// A rival takes shares and covers nobody.
    pub is_rival: bool,
    /// What it can carry, in the unit of the demand; none = no limit.
    pub capacity: Option<Amount>,
    /// How attractive it is beside the others; 1 where nothing is known.
    pub attraction: f64,
}

/// How near is near enough (覆盖标准). Costs are metres or seconds, the same throughout.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageRules {
    /// The limit of all kinds that have none of their own.
    pub limit: f32,
    /// Limits of single kinds.
    pub by_kind: BTreeMap<OutletKind, f32>,
    /// What limits are multiplied with in the country (农村).
    pub rural: f32,
    /// How attraction falls with cost.
    pub decay: Decay,
}

impl CoverageRules {
    /// One limit for all kinds everywhere.
    pub fn of_limit(limit: f32) -> Self {
        Self { limit, by_kind: BTreeMap::new(), rural: 1.0, decay: Decay::Power { exponent: 2.0, least: f64::from(limit) / 10.0 } }
    }

    /// The largest cost that counts anywhere.
    pub fn largest(&self) -> f32 {
        self.by_kind.values().copied().fold(self.limit, f32::max) * self.rural.max(1.0)
    }
}

/// Sums over some demand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// All of it.
    pub total: Amount,
    /// What an own outlet is near enough to.
    pub covered: Amount,
    /// What two or more are near enough to (重复覆盖).
    pub over_covered: Amount,
}

impl Figures {
    /// The share that is covered; none where there is no demand.
    pub fn share(&self) -> Option<f64> {
        (self.total > 0).then(|| self.covered as f64 / self.total as f64)
    }
}

/// What the outlets of one group do: those of a kind, or of a kind and class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupFigures<G> {
    /// The group.
    pub group: G,
    /// How many there are.
    pub outlets: usize,
    /// Demand that one of them is near enough to, whoever else is.
    pub covered: Amount,
    /// Demand that no other group is near enough to.
    pub alone: Amount,
}

/// What one outlet does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandFigures {
    /// Demand whose nearest own outlet it is, however far within reach.
    pub nearest: Amount,
    /// Demand that it covers and no nearer one does.
    pub covered: Amount,
    /// That against what it can carry, 1 = full.
    pub load: Option<f64>,
    /// Demand that it wins after Huff.
    pub share: f64,
    /// The part of it that other own outlets would win without it (内部分流).
    pub taken_from_own: f64,
}

/// Demand that nobody covers, gathered to a place (市场盲区).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// The middle of its demand, WGS-84 degrees.
    pub place: [f64; 2],
    /// Its demand.
    pub amount: Amount,
    /// Its demand points.
    pub points: usize,
    /// The point with most demand.
    pub heaviest: usize,
}

/// Who takes what an outlet leaves (关闭影响).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closing {
    /// Who; none where nobody is within reach.
    pub to: Option<OutletId>,
    /// How much.
    pub amount: Amount,
    /// How much farther it is for them on average.
    pub extra_cost: f64,
}

/// Coverage of all demand by some outlets.
#[derive(Clone, Debug)]
pub struct Coverage {
    stands: Vec<Stand>,
    numbers: BTreeMap<OutletId, u32>,
    weights: Vec<Amount>,
    service: Service,
    rules: CoverageRules,
}

impl Coverage {
    /// Coverage from the demand within reach of each outlet; `is_rural` has one entry a demand point, or none.
    ///
    /// # Errors
    /// Where the lists do not belong together.
    pub fn new(stands: Vec<Stand>, columns: Vec<Vec<(u32, f32)>>, weights: Vec<Amount>, is_rural: &[bool], rules: CoverageRules) -> Result<Self, RuleError> {
        let stretch: Vec<f32> = is_rural.iter().map(|is_rural| if *is_rural { rules.rural } else { 1.0 }).collect();
        let outlets = stands.iter().map(|stand| service_outlet(stand, &rules)).collect();
        let service_rules = ServiceRules { limit: rules.limit, decay: rules.decay, at_home: 0.0 };
        let service = Service::with_stretch(weights.clone(), stretch, outlets, columns, service_rules)?;
        let numbers = stands.iter().map(|stand| stand.outlet).zip(0..).collect();
        Ok(Self { stands, numbers, weights, service, rules })
    }

    /// How near is near enough.
    pub fn rules(&self) -> &CoverageRules {
        &self.rules
    }

    /// The outlets that count, by id.
    pub fn stands(&self) -> impl Iterator<Item = &Stand> {
        self.numbers.values().filter_map(|number| self.stands.get(*number as usize))
    }

    /// Whether an outlet counts.
    pub fn has(&self, outlet: OutletId) -> bool {
        self.numbers.contains_key(&outlet)
    }

    /// An outlet stands elsewhere now: this is whom it reaches. Nothing closes it. Cost: both columns.
    pub fn move_stand(&mut self, outlet: OutletId, column: Vec<(u32, f32)>) {
        if let Some(number) = self.numbers.get(&outlet) {
            self.service.move_outlet(*number, column);
        }
    }

    /// Another outlet, or one that is there with other properties. Cost: its columns.
    pub fn put_stand(&mut self, stand: Stand, column: Vec<(u32, f32)>) {
        // The engine keeps the properties of a number; one with others gets a new number and the old one is left empty.
        if let Some(number) = self.numbers.get(&stand.outlet).copied() {
            self.service.move_outlet(number, Vec::new());
        }
        let number = self.service.add_outlet(service_outlet(&stand, &self.rules), column);
        self.stands.push(stand);
        self.numbers.insert(stand.outlet, number);
    }

    /// Sums over all demand.
    pub fn figures(&self) -> Figures {
        Figures { total: self.service.total(), covered: self.service.covered(), over_covered: self.service.over_covered() }
    }

    /// The share of all demand that own outlets win after Huff, rivals taking the rest; none without demand within reach.
    pub fn own_share(&self) -> Option<f64> {
        let (mut own, mut all) = (0.0, 0.0);
        for (stand, sums) in self.stands.iter().zip(self.service.outlets()) {
            own += if stand.is_rival { 0.0 } else { sums.share };
            all += sums.share;
        }
        (all > 0.0).then(|| own / all)
    }

    /// What each kind does. Cost: all demand with the outlets within reach.
    pub fn by_kind(&self) -> Vec<GroupFigures<OutletKind>> {
        self.by_group(|stand| stand.kind)
    }

    /// What each class of a kind does. Cost: all demand with the outlets within reach.
    pub fn by_class(&self) -> Vec<GroupFigures<(OutletKind, Option<OutletClass>)>> {
        self.by_group(|stand| (stand.kind, stand.class))
    }

    fn by_group<G: Copy + Ord>(&self, group_of: impl Fn(&Stand) -> G) -> Vec<GroupFigures<G>> {
        let mut groups: BTreeMap<G, GroupFigures<G>> = BTreeMap::new();
        for (outlet, number) in &self.numbers {
            let stand = &self.stands[*number as usize];
            debug_assert_eq!(stand.outlet, *outlet);
            if !stand.is_rival {
                let group = group_of(stand);
                groups.entry(group).or_insert(GroupFigures { group, outlets: 0, covered: 0, alone: 0 }).outlets += 1;
            }
        }
        let mut near: Vec<G> = Vec::new();
        for (point, weight) in self.weights.iter().enumerate() {
            near.clear();
            near.extend(self.service.covering(point).map(|number| group_of(&self.stands[number as usize])));
            near.sort_unstable();
            near.dedup();
            for group in &near {
                if let Some(figures) = groups.get_mut(group) {
                    figures.covered += weight;
                    figures.alone += if near.len() == 1 { *weight } else { 0 };
                }
            }
        }
        groups.into_values().collect()
    }

    /// Sums by what each demand point belongs to, for example its grid; points that belong to nothing are left out.
    pub fn by<G: Ord>(&self, belongs_to: impl Fn(usize) -> Option<G>) -> BTreeMap<G, Figures> {
        let mut groups: BTreeMap<G, Figures> = BTreeMap::new();
        for (point, weight) in self.weights.iter().enumerate() {
            let Some(group) = belongs_to(point) else { continue };
            let figures = groups.entry(group).or_default();
            let n_covering = self.service.n_covering(point);
            figures.total += weight;
            figures.covered += if n_covering > 0 { *weight } else { 0 };
            figures.over_covered += if n_covering > 1 { *weight } else { 0 };
        }
        groups
    }

    /// What an outlet does; none where it does not count. Cost: the demand that it reaches.
    pub fn stand(&self, outlet: OutletId) -> Option<StandFigures> {
        let number = *self.numbers.get(&outlet)? as usize;
        let sums = self.service.outlets().get(number)?;
        Some(StandFigures { nearest: sums.nearest, covered: sums.covered, load: self.service.utilisation(number), share: sums.share, taken_from_own: self.service.taken_from_own(number as u32) })
    }

    /// The demand points whose nearest own outlet it is, within reach. Cost: the demand that it reaches.
    pub fn served_points(&self, outlet: OutletId) -> impl Iterator<Item = usize> + '_ {
        let number = self.numbers.get(&outlet).copied();
        let reached = number.map(|number| self.service.reached(number)).unwrap_or_default();
        reached.iter().map(|(point, _)| *point as usize).filter(move |point| self.service.nearest(*point).map(|(nearest, _)| nearest) == number)
    }

    /// What an outlet covers, and that against what it can carry; none where it does not count.
    pub fn served(&self, outlet: OutletId) -> Option<(Amount, Option<f64>)> {
        let number = *self.numbers.get(&outlet)? as usize;
        Some((self.service.outlets().get(number)?.covered, self.service.utilisation(number)))
    }

    /// How many own outlets are near enough to a demand point.
    pub fn n_covering(&self, point: usize) -> usize {
        self.service.n_covering(point)
    }

    /// The nearest own outlet of a demand point and how far it is, within reach.
    pub fn nearest(&self, point: usize) -> Option<(OutletId, f32)> {
        let (number, cost) = self.service.nearest(point)?;
        Some((self.stands.get(number as usize)?.outlet, cost))
    }

    /// Who takes what an outlet leaves, most first.
    pub fn closing(&self, outlet: OutletId) -> Vec<Closing> {
        let Some(number) = self.numbers.get(&outlet) else { return Vec::new() };
        let id = |number: u32| self.stands.get(number as usize).map(|stand| stand.outlet);
        self.service.handover(*number).into_iter().map(|row| Closing { to: row.to.and_then(id), amount: row.amount, extra_cost: row.extra_cost }).collect()
    }

    /// Demand that nobody covers, gathered in squares of so many metres, most demand first.
    pub fn blind_spots(&self, places: &[Position], side_m: f64) -> Vec<Spot> {
        let degrees: Vec<[f64; 2]> = places.iter().map(|place| place.degrees()).collect();
        let middle = degrees.iter().map(|place| place[1]).sum::<f64>() / degrees.len().max(1) as f64;
        let side = side_m / DEGREE_M;
        let size = [side / libm::cos(middle.to_radians()).max(0.05), side];
        let spots = self.service.blind_spots(&degrees, size).into_iter();
        spots.map(|spot| Spot { place: spot.place, amount: spot.amount, points: spot.points, heaviest: spot.heaviest as usize }).collect()
    }
}

fn service_outlet(stand: &Stand, rules: &CoverageRules) -> ServiceOutlet {
    ServiceOutlet { is_rival: stand.is_rival, capacity: stand.capacity, attraction: stand.attraction, limit: rules.by_kind.get(&stand.kind).copied() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id as _;

    fn stand(number: u32, kind: OutletKind) -> Stand {
        Stand { outlet: OutletId::from_index(number as usize), kind, class: None, is_rival: kind == OutletKind::Competitor, capacity: Some(10), attraction: 1.0 }
    }

    /// Four points in a row, a hall at the first and a terminal at the third; 100 m from each to the next.
    fn row() -> Coverage {
        let stands = vec![stand(1, OutletKind::CommunityHall), stand(2, OutletKind::SelfServiceTerminal), stand(3, OutletKind::Competitor)];
        let columns = vec![vec![(0, 0.0), (1, 100.0), (2, 200.0), (3, 300.0)], vec![(2, 0.0), (1, 100.0), (3, 100.0)], vec![(3, 0.0)]];
        let rules = CoverageRules { by_kind: BTreeMap::from([(OutletKind::SelfServiceTerminal, 50.0)]), ..CoverageRules::of_limit(100.0) };
        Coverage::new(stands, columns, vec![1, 10, 100, 1000], &[], rules).unwrap()
    }

    #[test]
    fn kinds_have_their_own_limits() {
        let coverage = row();
        assert_eq!(coverage.figures(), Figures { total: 1111, covered: 111, over_covered: 0 });
        let kinds = coverage.by_kind();
        assert_eq!(kinds.iter().map(|kind| (kind.outlets, kind.covered, kind.alone)).collect::<Vec<_>>(), [(1, 11, 11), (1, 100, 100)]);
        assert_eq!(coverage.by(|point| (point > 0).then_some(point / 2)), BTreeMap::from([(0, Figures { total: 10, covered: 10, over_covered: 0 }), (1, Figures { total: 1100, covered: 100, over_covered: 0 })]));
    }

    #[test]
    fn classes_of_a_kind_are_told_apart() {
        let mut coverage = row();
        coverage.put_stand(Stand { kind: OutletKind::CommunityHall, class: Some(OutletClass::B), ..stand(2, OutletKind::CommunityHall) }, vec![(2, 0.0), (1, 90.0), (3, 100.0)]);
        let classes = coverage.by_class();
        assert_eq!(classes.iter().map(|of| (of.group.1, of.outlets, of.covered, of.alone)).collect::<Vec<_>>(), [(None, 1, 11, 1), (Some(OutletClass::B), 1, 1110, 1100)]);
        let [hall, other] = [1, 2].map(|number| coverage.served_points(stand(number, OutletKind::CommunityHall).outlet).collect::<std::collections::BTreeSet<_>>());
        assert_eq!((hall, other), ([0].into(), [1, 2, 3].into()), "every point is served by the nearest");
    }

    #[test]
    fn people_in_the_country_accept_longer_ways() {
        let rules = CoverageRules { rural: 3.0, ..CoverageRules::of_limit(100.0) };
        let coverage = Coverage::new(vec![stand(1, OutletKind::CommunityHall)], vec![vec![(0, 250.0), (1, 250.0)]], vec![1, 10], &[false, true], rules.clone()).unwrap();
        assert_eq!((coverage.figures().covered, rules.largest()), (10, 300.0));
    }

    #[test]
    fn a_stand_that_moves_or_changes_is_followed() {
        let mut coverage = row();
        let terminal = stand(2, OutletKind::SelfServiceTerminal).outlet;
        coverage.move_stand(terminal, vec![(3, 0.0), (2, 100.0)]);
        assert_eq!((coverage.figures().covered, coverage.stand(terminal).unwrap().covered), (1011, 1000));
        assert_eq!(coverage.stand(terminal).unwrap().load, Some(100.0));
        // Now it is a hall, which reaches farther.
        coverage.put_stand(Stand { kind: OutletKind::CommunityHall, ..stand(2, OutletKind::CommunityHall) }, vec![(3, 0.0), (2, 100.0)]);
        assert_eq!((coverage.figures().covered, coverage.by_kind().len(), coverage.by_kind()[0].outlets), (1111, 1, 2));
    }

    #[test]
    fn what_closes_is_taken_over_by_the_next() {
        let coverage = row();
        let (hall, terminal) = (stand(1, OutletKind::CommunityHall).outlet, stand(2, OutletKind::SelfServiceTerminal).outlet);
        let closing = coverage.closing(terminal);
        assert_eq!(closing, [Closing { to: Some(hall), amount: 1100, extra_cost: 200.0 }]);
        assert!(coverage.own_share().is_some_and(|share| share > 0.0 && share < 1.0));
    }

    #[test]
    fn blind_spots_are_places_with_their_demand() {
        let places: Vec<Position> = (0..4).map(|at| Position::from_degrees(113.9 + 0.001 * f64::from(at), 35.3).unwrap()).collect();
        let spots = row().blind_spots(&places, 50.0);
        assert_eq!(spots.iter().map(|spot| (spot.amount, spot.points, spot.heaviest)).collect::<Vec<_>>(), [(1000, 1, 3)]);
    }
}

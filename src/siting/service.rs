//! Service (服务范围): who is served by which outlet, what is covered, what each outlet carries and captures; kept up to date while one
//! outlet is dragged.
//!
//! Only the demand points of the outlet's old and new columns are looked at, so that a pointer event costs what the two places
//! reach and not the size of the city. Columns come from straight lines ([`crate::siting::Reach`]) or from roads alike. Amounts are
//! integers and their sums exact; shares after Huff are not, [`Service::refresh`] sums them anew.

use super::rules::RuleError;
use super::share::Decay;
use smallvec::SmallVec;

/// What an outlet is in a service question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceOutlet {
    /// A rival takes shares and covers nobody.
    pub is_rival: bool,
    /// What it can carry, in the unit of the demand; none = no limit.
    pub capacity: Option<i64>,
    /// How attractive it is: floor area, assortment, 1.
    pub attraction: f64,
    /// The largest cost at which it covers, where that is not the rules' own: halls reach farther than terminals.
    pub limit: Option<f32>,
}

/// How service is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceRules {
    /// The largest cost at which a demand point counts as covered.
    pub limit: f32,
    /// How attraction falls with cost.
    pub decay: Decay,
    /// Utility of staying at home.
    pub at_home: f64,
}

/// An outlet within reach of a demand point.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Link {
    cost: f32,
    outlet: u32,
    utility: f64,
}

/// Sums of one outlet.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OutletService {
    /// Demand whose nearest own outlet this is, within the reach of the columns.
    pub nearest: i64,
    /// Demand that it covers and no nearer one does.
    pub covered: i64,
    /// Demand that it captures after Huff.
    pub share: f64,
}

/// Demand that one outlet gives to another when it closes (关闭影响).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Handover {
    /// Who takes it; none = nobody within reach.
    pub to: Option<u32>,
    /// How much.
    pub amount: i64,
    /// How much more it costs them on average; 0 where nobody takes them.
    pub extra_cost: f64,
}

/// Demand that nobody covers, gathered to a place (市场盲区).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlindSpot {
    /// The middle of its demand, in the coordinates given.
    pub place: [f64; 2],
    /// Its demand.
    pub amount: i64,
    /// Its demand points.
    pub points: usize,
    /// The demand point with most demand, to ask for the nearest outlet.
    pub heaviest: u32,
}

/// Service of all outlets over all demand.
#[derive(Clone, Debug)]
pub struct Service {
    weights: Vec<i64>,
    /// What limits are multiplied with at each demand point; empty for 1.
    stretch: Vec<f32>,
    outlets: Vec<ServiceOutlet>,
    rules: ServiceRules,
    /// Demand points within reach of each outlet.
    columns: Vec<Vec<(u32, f32)>>,
    /// Outlets within reach of each demand point, nearest first.
    links: Vec<SmallVec<[Link; 4]>>,
    /// Utility of all outlets and of staying at home to each demand point.
    utility: Vec<f64>,
    sums: Vec<OutletService>,
    covered: i64,
    over_covered: i64,
}

impl Service {
    /// Service from the demand points within reach of each outlet.
    ///
    /// # Errors
    /// Where the lists do not belong together.
    pub fn new(weights: Vec<i64>, outlets: Vec<ServiceOutlet>, columns: Vec<Vec<(u32, f32)>>, rules: ServiceRules) -> Result<Self, RuleError> {
        Self::with_stretch(weights, Vec::new(), outlets, columns, rules)
    }

    /// The same with a factor for each demand point that limits are multiplied with: people in the country accept longer ways.
    ///
    /// # Errors
    /// Where the lists do not belong together.
    pub fn with_stretch(weights: Vec<i64>, stretch: Vec<f32>, outlets: Vec<ServiceOutlet>, columns: Vec<Vec<(u32, f32)>>, rules: ServiceRules) -> Result<Self, RuleError> {
        if !stretch.is_empty() && stretch.len() != weights.len() {
            return Err(RuleError::WrongLength { given: stretch.len(), expected: weights.len() });
        }
        if columns.len() != outlets.len() {
            return Err(RuleError::WrongLength { given: columns.len(), expected: outlets.len() });
        }
        let n = weights.len();
        if let Some((demand, _)) = columns.iter().flatten().find(|(demand, _)| *demand as usize >= n) {
            return Err(RuleError::Unreachable(*demand as usize));
        }
        let mut links: Vec<SmallVec<[Link; 4]>> = vec![SmallVec::new(); n];
        for (outlet, column) in columns.iter().enumerate() {
            for &(demand, cost) in column {
                links[demand as usize].push(link(&outlets, rules.decay, outlet as u32, cost));
            }
        }
        for list in &mut links {
            list.sort_unstable_by(order);
        }
        let sums = vec![OutletService::default(); outlets.len()];
        let mut service = Self { utility: vec![0.0; n], weights, stretch, outlets, rules, columns, links, sums, covered: 0, over_covered: 0 };
        service.refresh();
        Ok(service)
    }

    /// Sums everything anew; takes out what rounding has left in the shares.
    pub fn refresh(&mut self) {
        self.sums.fill(OutletService::default());
        (self.covered, self.over_covered) = (0, 0);
        for demand in 0..self.weights.len() {
            self.utility[demand] = self.rules.at_home + self.links[demand].iter().map(|link| link.utility).sum::<f64>();
            self.count(demand, 1);
        }
    }

    /// Puts an outlet to another place: its column is now this one. An empty column closes it. Cost: both columns, each point
    /// with the outlets in its reach.
    pub fn move_outlet(&mut self, outlet: u32, mut column: Vec<(u32, f32)>) {
        column.retain(|(demand, _)| (*demand as usize) < self.weights.len());
        let Some(place) = self.columns.get_mut(outlet as usize) else { return };
        let old = std::mem::replace(place, column);
        for &(demand, _) in &old {
            let demand = demand as usize;
            self.count(demand, -1);
            if let Some(at) = self.links[demand].iter().position(|link| link.outlet == outlet) {
                let link = self.links[demand].remove(at);
                self.utility[demand] -= link.utility;
            }
            self.count(demand, 1);
        }
        let column = std::mem::take(&mut self.columns[outlet as usize]);
        for &(demand, cost) in &column {
            let list = &self.links[demand as usize];
            let link = link(&self.outlets, self.rules.decay, outlet, cost);
            let at = list.partition_point(|other| order(other, &link).is_lt());
            let demand = demand as usize;
            self.count(demand, -1);
            self.links[demand].insert(at, link);
            self.utility[demand] += link.utility;
            self.count(demand, 1);
        }
        self.columns[outlet as usize] = column;
    }

    /// Adds an outlet and gives its number. Cost: its column.
    pub fn add_outlet(&mut self, outlet: ServiceOutlet, column: Vec<(u32, f32)>) -> u32 {
        let number = self.outlets.len() as u32;
        self.outlets.push(outlet);
        self.sums.push(OutletService::default());
        self.columns.push(Vec::new());
        self.move_outlet(number, column);
        number
    }

    /// Adds what a demand point contributes to all sums, or takes it away.
    fn count(&mut self, demand: usize, sign: i64) {
        let (weight, total) = (self.weights[demand], self.utility[demand]);
        let mut n_covering = 0;
        let mut is_first = true;
        for at in 0..self.links[demand].len() {
            let link = self.links[demand][at];
            if total > 0.0 {
                self.sums[link.outlet as usize].share += sign as f64 * weight as f64 * link.utility / total;
            }
            if self.outlets[link.outlet as usize].is_rival {
                continue;
            }
            let is_within = self.covers(&link, demand);
            let sums = &mut self.sums[link.outlet as usize];
            if std::mem::replace(&mut is_first, false) {
                sums.nearest += sign * weight;
            }
            if is_within && n_covering == 0 {
                sums.covered += sign * weight;
            }
            n_covering += u32::from(is_within);
        }
        self.covered += if n_covering > 0 { sign * weight } else { 0 };
        self.over_covered += if n_covering > 1 { sign * weight } else { 0 };
    }
}

impl Service {
    /// Whether an own outlet lies near enough to a demand point.
    fn covers(&self, link: &Link, demand: usize) -> bool {
        let outlet = &self.outlets[link.outlet as usize];
        let stretch = self.stretch.get(demand).copied().unwrap_or(1.0);
        !outlet.is_rival && link.cost <= outlet.limit.unwrap_or(self.rules.limit) * stretch
    }

    /// Own outlets near enough to a demand point, nearest first.
    pub fn covering(&self, demand: usize) -> impl Iterator<Item = u32> + '_ {
        self.links.get(demand).into_iter().flatten().filter(move |link| self.covers(link, demand)).map(|link| link.outlet)
    }

    /// Demand with an own outlet within the limit.
    pub fn covered(&self) -> i64 {
        self.covered
    }

    /// Demand with two own outlets or more within the limit (重复覆盖).
    pub fn over_covered(&self) -> i64 {
        self.over_covered
    }

    /// All demand.
    pub fn total(&self) -> i64 {
        self.weights.iter().sum()
    }

    /// Sums of each outlet.
    pub fn outlets(&self) -> &[OutletService] {
        &self.sums
    }

    /// Load of an outlet against its capacity, 1 = full; none where it has none.
    pub fn utilisation(&self, outlet: usize) -> Option<f64> {
        let capacity = self.outlets.get(outlet)?.capacity?;
        Some(self.sums[outlet].covered as f64 / (capacity as f64).max(f64::MIN_POSITIVE))
    }

    /// The demand points within the reach of an outlet's column, with their costs.
    pub fn reached(&self, outlet: u32) -> &[(u32, f32)] {
        self.columns.get(outlet as usize).map_or(&[], Vec::as_slice)
    }

    /// The nearest own outlet of a demand point and its cost, within the reach of the columns.
    pub fn nearest(&self, demand: usize) -> Option<(u32, f32)> {
        let own = self.links.get(demand)?.iter().find(|link| !self.outlets[link.outlet as usize].is_rival)?;
        Some((own.outlet, own.cost))
    }

    /// How many own outlets lie within the limit of a demand point.
    pub fn n_covering(&self, demand: usize) -> usize {
        self.covering(demand).count()
    }

    /// Whether an own outlet lies within the limit of a demand point.
    pub fn is_covered(&self, demand: usize) -> bool {
        self.covering(demand).next().is_some()
    }

    /// Who takes the demand of an outlet that closes, and how much farther it has to go; most first.
    pub fn handover(&self, outlet: u32) -> Vec<Handover> {
        let mut taken: Vec<(Option<u32>, i64, f64)> = Vec::new();
        for &(demand, cost) in self.columns.get(outlet as usize).into_iter().flatten() {
            let demand = demand as usize;
            if self.nearest(demand).is_none_or(|(first, _)| first != outlet) {
                continue;
            }
            let next = self.links[demand].iter().find(|link| link.outlet != outlet && !self.outlets[link.outlet as usize].is_rival);
            let weight = self.weights[demand];
            let extra = next.map_or(0.0, |link| f64::from(link.cost - cost) * weight as f64);
            let to = next.map(|link| link.outlet);
            match taken.iter_mut().find(|row| row.0 == to) {
                Some(row) => {
                    row.1 += weight;
                    row.2 += extra;
                }
                None => taken.push((to, weight, extra)),
            }
        }
        let mut handover: Vec<Handover> =
            taken.into_iter().map(|(to, amount, extra)| Handover { to, amount, extra_cost: if amount > 0 { extra / amount as f64 } else { 0.0 } }).collect();
        handover.sort_by(|a, b| b.amount.cmp(&a.amount).then(a.to.cmp(&b.to)));
        handover
    }

    /// How much of what an own outlet wins after Huff other own outlets would win without it (内部分流). Cost: its column, each point with
    /// the outlets in its reach.
    pub fn taken_from_own(&self, outlet: u32) -> f64 {
        let taken = |demand: usize| {
            let (mut own, mut all, mut mine) = (0.0, self.rules.at_home, 0.0);
            for link in &self.links[demand] {
                all += link.utility;
                if link.outlet == outlet {
                    mine += link.utility;
                } else if !self.outlets[link.outlet as usize].is_rival {
                    own += link.utility;
                }
            }
            let without = all - mine;
            if without > 0.0 { self.weights[demand] as f64 * (own / without - own / all) } else { 0.0 }
        };
        self.columns.get(outlet as usize).into_iter().flatten().map(|(demand, _)| taken(*demand as usize)).sum()
    }

    /// Demand that nobody covers, gathered in squares of this size (in the places' unit, along each axis), most demand first.
    ///
    /// `places` are those of the demand points; points without a place are left out.
    pub fn blind_spots(&self, places: &[[f64; 2]], size: [f64; 2]) -> Vec<BlindSpot> {
        let is_blind = |demand: &usize| self.weights[*demand] > 0 && !self.is_covered(*demand);
        let square = |demand: usize| [0, 1].map(|axis| (places[demand][axis] / size[axis].max(f64::MIN_POSITIVE)).floor() as i64);
        let mut blind: Vec<usize> = (0..places.len().min(self.weights.len())).filter(is_blind).collect();
        blind.sort_unstable_by_key(|demand| (square(*demand), *demand));
        let spot = |points: &[usize]| -> BlindSpot {
            let amount: i64 = points.iter().map(|demand| self.weights[*demand]).sum();
            let middle = |axis: usize| points.iter().map(|demand| places[*demand][axis] * self.weights[*demand] as f64).sum::<f64>() / amount as f64;
            let heaviest = points.iter().copied().max_by_key(|demand| (self.weights[*demand], std::cmp::Reverse(*demand))).unwrap_or(0) as u32;
            BlindSpot { place: [middle(0), middle(1)], amount, points: points.len(), heaviest }
        };
        let mut spots: Vec<BlindSpot> = blind.chunk_by(|a, b| square(*a) == square(*b)).map(spot).collect();
        spots.sort_by(|a, b| b.amount.cmp(&a.amount).then(a.heaviest.cmp(&b.heaviest)));
        spots
    }
}

fn order(a: &Link, b: &Link) -> std::cmp::Ordering {
    a.cost.total_cmp(&b.cost).then(a.outlet.cmp(&b.outlet))
}

fn link(outlets: &[ServiceOutlet], decay: Decay, outlet: u32, cost: f32) -> Link {
    Link { cost, outlet, utility: decay.utility(outlets[outlet as usize].attraction, f64::from(cost)) }
}

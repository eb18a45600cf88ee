//! Shortest paths from one place or from many (Dijkstra, Numerische Mathematik 1, 1959), on whole numbers.

use super::network::{Cost, Network};
use super::queue::RadixQueue;

/// The cost of what is not reached, and the number of no source.
pub const NONE: u32 = u32::MAX;

/// Memory of searches, used again by the next one. One for each thread. Memory: 4 bytes a node, and what is reached.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    cost: Vec<Cost>,
    reached: Vec<u32>,
    queue: RadixQueue,
    /// For each demand point, the cost found in the column in the making, and which points have one.
    pub(super) best: Vec<Cost>,
    pub(super) found: Vec<u32>,
}

impl Workspace {
    /// Searches from some nodes, each at a cost, up to a limit. Afterwards [`Self::cost`] and [`Self::reached`] tell what was found.
    /// Cost: the edges within the limit.
    pub fn search(&mut self, network: &Network, seeds: impl IntoIterator<Item = (u32, Cost)>, limit: Cost) {
        for node in self.reached.drain(..) {
            self.cost[node as usize] = NONE;
        }
        self.cost.resize(network.graph().nodes().len(), NONE);
        self.queue.clear();
        for (node, cost) in seeds {
            self.improve(node, cost, limit);
        }
        while let Some((cost, node)) = self.queue.pop() {
            // An entry that was improved since lies in the queue twice.
            if cost > self.cost[node as usize] {
                continue;
            }
            for step in network.steps(node) {
                self.improve(step.to, cost.saturating_add(step.cost), limit);
            }
        }
    }

    #[inline]
    fn improve(&mut self, node: u32, cost: Cost, limit: Cost) {
        let known = &mut self.cost[node as usize];
        if cost < *known && cost <= limit {
            if *known == NONE {
                self.reached.push(node);
            }
            *known = cost;
            self.queue.push(cost, node);
        }
    }

    /// The least cost to a node; none beyond the limit.
    pub fn cost(&self, node: u32) -> Option<Cost> {
        self.cost.get(node as usize).copied().filter(|cost| *cost != NONE)
    }

    /// The nodes within the limit, in the order in which they were first seen.
    pub fn reached(&self) -> &[u32] {
        &self.reached
    }
}

/// For each node the nearest of several sources (最近网点) and the cost from it; [`NONE`] where none reaches it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// Least cost.
    pub cost: Vec<Cost>,
    /// Number of the source; the lowest of equally near ones.
    pub source: Vec<u32>,
}

impl Labels {
    /// Searches from all sources at once: nodes at which a search begins, the cost there and the number of the source. Cost: one
    /// search, however many sources there are.
    pub fn search(network: &Network, seeds: impl IntoIterator<Item = (u32, Cost, u32)>, limit: Cost) -> Self {
        let n = network.graph().nodes().len();
        let mut labels = Self { cost: vec![NONE; n], source: vec![NONE; n] };
        let mut queue = RadixQueue::default();
        for (node, cost, source) in seeds {
            labels.improve(&mut queue, node, (cost, source), limit);
        }
        while let Some((cost, node)) = queue.pop() {
            if cost > labels.cost[node as usize] {
                continue;
            }
            // Every step costs something, so what can still change the source of this node has been settled before.
            let source = labels.source[node as usize];
            for step in network.steps(node) {
                labels.improve(&mut queue, step.to, (cost.saturating_add(step.cost), source), limit);
            }
        }
        labels
    }

    #[inline]
    fn improve(&mut self, queue: &mut RadixQueue, node: u32, label: (Cost, u32), limit: Cost) {
        let known = (self.cost[node as usize], self.source[node as usize]);
        if label < known && label.0 <= limit && label.0 != NONE {
            (self.cost[node as usize], self.source[node as usize]) = label;
            if label.0 < known.0 {
                queue.push(label.0, node);
            }
        }
    }
}

//! Many things in the inspector: how many of each kind, and their sums.

use super::model::{Fact, measure_facts};
use super::{Inspector, facts, heading};
use crate::base::Revision;
use crate::geodesy::cm2_to_m2;
use crate::i18n::{area_text, count_text};
use crate::map::{Item, Selection};
use crate::model::Amount;
use crate::ui::{Desk, Request};
use crate::ui::widgets::section;
use egui::Ui;

/// Counts and sums of the things selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Totals {
    grids: usize,
    cells: usize,
    outlets: usize,
    points: usize,
    /// By measure: of the grids that are selected; where there are none, of the cells; else of the points.
    sums: Vec<Amount>,
    area_cm2: i64,
    demand_points: i64,
}

/// Totals of a selection, with what they are of.
#[derive(Debug)]
pub(super) struct KeptSums {
    revision: Revision,
    selection: Selection,
    sums: Totals,
}

impl Inspector {
    /// Shows counts and sums.
    pub(super) fn several(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let revision = desk.document.revision();
        if !self.sums.as_ref().is_some_and(|kept| kept.revision == revision && kept.selection == *desk.selection) {
            self.sums = Some(KeptSums { revision, selection: desk.selection.clone(), sums: sums_of(desk) });
        }
        let Some(kept) = &self.sums else { return };
        heading(ui, &desk.text_with("inspector-several", &[("count", desk.selection.len().into())]));
        facts(ui, &count_facts(desk, &kept.sums));
        section(ui, &desk.text("inspector-sums"));
        facts(ui, &sum_facts(desk, &kept.sums));
        self.several_outlets(ui, desk, requests);
    }
}

/// Totals of what is selected. A grid below another selected one counts once. Cost: the things selected.
fn sums_of(desk: &Desk<'_>) -> Totals {
    let document = desk.document;
    let view = document.view();
    let mut found = Totals { sums: vec![0; document.project().measures.len()], ..Totals::default() };
    for item in desk.selection.iter() {
        match item {
            Item::Grid(_) => found.grids += 1,
            Item::Cell(_) => found.cells += 1,
            Item::Outlet(_) => found.outlets += 1,
            Item::Point(_) => found.points += 1,
        }
    }
    let (by_grids, by_cells) = (found.grids > 0, found.grids == 0 && found.cells > 0);
    for item in desk.selection.iter() {
        match item {
            Item::Grid(grid) if by_grids && !view.chain(Some(grid)).skip(1).any(|above| desk.selection.contains(Item::Grid(above))) => {
                let Some(row) = view.grids.get(grid) else { continue };
                let figures = document.ledger().grid(row.plane, grid);
                add(&mut found.sums, &figures.sums);
                found.area_cm2 += figures.area_cm2;
                found.demand_points += figures.n_points;
            }
            Item::Cell(cell) if by_cells => {
                add(&mut found.sums, document.ledger().cell_sums(cell));
                found.area_cm2 += view.partition.cell_area_cm2(cell);
                found.demand_points += document.ledger().cell_points(cell);
            }
            Item::Point(point) if !by_grids && !by_cells && (point as usize) < document.demand().len() => {
                add(&mut found.sums, document.demand().amounts_of(point as usize));
                found.demand_points += 1;
            }
            _ => {}
        }
    }
    found
}

fn add(sums: &mut [Amount], amounts: &[Amount]) {
    for (sum, amount) in sums.iter_mut().zip(amounts) {
        *sum += amount;
    }
}

fn count_facts(desk: &Desk<'_>, sums: &Totals) -> Vec<Fact> {
    let counts = [("inspector-grids", sums.grids), ("inspector-cells", sums.cells), ("inspector-outlets", sums.outlets), ("inspector-points", sums.points)];
    counts.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| (desk.text(key), count_text(count as i64))).collect()
}

fn sum_facts(desk: &Desk<'_>, sums: &Totals) -> Vec<Fact> {
    // Outlets alone have no demand of their own.
    let has_ground = sums.grids + sums.cells + sums.points > 0;
    let mut list = if has_ground { vec![(desk.text("inspector-demand-points"), count_text(sums.demand_points))] } else { Vec::new() };
    if sums.demand_points > 0 || sums.area_cm2 > 0 {
        list.extend(measure_facts(desk, &sums.sums));
    }
    if sums.area_cm2 > 0 {
        list.push((desk.text("inspector-area"), area_text(cm2_to_m2(sums.area_cm2))));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::map::Pick;
    use crate::ui::widgets::testing::World;

    #[test]
    fn a_grid_below_another_counts_once() {
        let mut world = World::small(Language::English);
        let grids: Vec<_> = world.document.plan().grids.ids().collect();
        let parent = Item::Grid(grids[0]);
        let children: Vec<Item> = world.document.plan().grids.iter().filter(|(_, grid)| grid.parent == Some(grids[0])).map(|(id, _)| Item::Grid(id)).collect();
        world.selection.pick(children.clone(), Pick::Replace);
        let of_children = world.with_desk(sums_of);
        world.selection.pick([parent], Pick::Add);
        let of_all = world.with_desk(sums_of);
        let of_parent = world.document.ledger().grid(world.focus.plane, grids[0]);
        assert_eq!(of_all.sums, of_parent.sums);
        assert_eq!(of_children.sums, of_parent.sums, "the parent has no cells of its own here");
        assert_eq!(of_all.grids, children.len() + 1);
    }
}

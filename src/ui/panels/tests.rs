//! Texts that are 40 % longer still fit into every panel, at the width that panels have by default.

use super::*;
use crate::edit::{Command, Label};
use crate::i18n::Language;
use crate::map::{Item, Pick};
use crate::ui::stretch::STRETCH;
use crate::ui::widgets::testing::{World, assert_apart, harness, named_boxes};
use crate::ui::{ComparedScenario, Desk, JobLine, Request};
use egui::Ui;

/// Width and height of a panel at the side, and of one below the map.
const SIDE: [f32; 2] = [300.0, 900.0];
const BELOW: [f32; 2] = [860.0, 280.0];

/// A plan with something in every panel: a selected grid, work, another scenario.
fn world(language: Language) -> World {
    let mut world = World::small(language);
    world.selection.pick(world.document.plan().grids.ids().last().map(Item::Grid), Pick::Replace);
    let ignore = Command::Ignore("gap:1".to_owned(), Some("已核实".to_owned()));
    world.document.run(&ignore, Label::new("step-ignore")).expect("a step of the history");
    let line = |ending: Option<&str>| JobLine {
        id: 1,
        title: "新乡市 2026 demand.csv".to_owned(),
        stage: "…".to_owned(),
        share: Some(0.4),
        seconds_left: Some(12.0),
        ending: ending.map(str::to_owned),
        is_failed: false,
        is_cancellable: true,
    };
    world.jobs = vec![line(None), line(Some("12 345"))];
    let comparison = world.document.compared_with(&world.document, world.focus.plane);
    world.comparison = Some(ComparedScenario { other: world.document.active(), comparison });
    world
}

/// Shows a panel with longer texts in both languages and looks at where everything is.
fn fits<P>(name: &str, size: [f32; 2], panel: impl Fn() -> P, show: impl Fn(&mut P, &mut Ui, &Desk<'_>, &mut Vec<Request>)) {
    STRETCH.set(true);
    for language in Language::ALL {
        let mut harness = harness(world(language), panel(), size, &show);
        harness.run_steps(6);
        let found = named_boxes(&harness.root());
        assert!(!found.is_empty(), "{name}");
        // The rows of a table scroll to the side; what is pressed does not.
        for (text, rect, _) in found.iter().filter(|(_, _, is_button)| *is_button || size == SIDE) {
            assert!(rect.left() >= -1.0 && rect.right() <= size[0] + 1.0, "{name} {language:?}: {text} at {rect:?}");
        }
        assert_apart(&found, &format!("{name} {language:?}"));
    }
    STRETCH.set(false);
}

#[test]
fn longer_texts_fit_into_panels_at_the_side() {
    fits("grids", SIDE, GridTree::default, GridTree::show);
    fits("inspector", SIDE, Inspector::default, Inspector::show);
    fits("balance", SIDE, BalancePanel::default, BalancePanel::show);
    fits("layers", SIDE, LayersPanel::default, LayersPanel::show);
    fits("problems", SIDE, ProblemsPanel::default, ProblemsPanel::show);
    fits("history", SIDE, HistoryPanel::default, HistoryPanel::show);
    fits("jobs", SIDE, JobsPanel::default, JobsPanel::show);
    fits("scenarios", SIDE, ScenariosPanel::default, ScenariosPanel::show);
    fits("compare", SIDE, ComparePanel::default, ComparePanel::show);
}

#[test]
fn longer_texts_fit_into_the_panels_of_design_and_channels() {
    let line = |title: &str| CoverageLine { title: title.to_owned(), value: "1,412 户".to_owned(), note: "O9 新乡市红旗区".to_owned(), ..CoverageLine::default() };
    let proposal = |title: &str, is_feasible| ProposalLine { title: title.to_owned(), is_feasible, deviations: vec![("users".to_owned(), 0.018, 0.02)], ..ProposalLine::default() };
    fits("design", SIDE, DesignPanel::default, |panel, ui, desk, requests| panel.show(ui, desk, &DesignView::default(), requests));
    let view = DesignView { proposals: vec![proposal("A", true), proposal("B", false)], shown: Some(0), ..DesignView::default() };
    fits("plans", SIDE, DesignPanel::default, |panel, ui, desk, requests| panel.show(ui, desk, &view, requests));
    fits("coverage", SIDE, CoveragePanel::default, |panel, ui, desk, requests| {
        let view = CoverageView { choices: Some(first_coverage(desk)), spots: vec![line("1"), line("2")], outlets: vec![(desk.document.outlets().ids().next().unwrap_or_default(), line("O1"))], ..CoverageView::default() };
        panel.show(ui, desk, &view, requests);
    });
    let view = SitingView { sites: vec![line("1 王村")], is_shown: true, quality: "proved".to_owned(), is_proved: true, ..SitingView::default() };
    fits("sites", SIDE, SitingPanel::default, |panel, ui, desk, requests| panel.show(ui, desk, &view, requests));
}

#[test]
fn longer_texts_fit_into_tables() {
    fits("table of grids", BELOW, GridTable::default, GridTable::show);
    fits("table of cells", BELOW, CellTable::default, CellTable::show);
    fits("table of outlets", BELOW, OutletTable::default, OutletTable::show);
    fits("table of demand", BELOW, DemandTable::default, DemandTable::show);
}

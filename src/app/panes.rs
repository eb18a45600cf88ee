//! What is in each panel of the docks.

use super::docks::{Pane, simplification};
use super::{MapPane, OpenProject};
use crate::ui::panels::{
    BalancePanel, CellTable, ComparePanel, CoveragePanel, CoverageView, DemandTable, DesignPanel, DesignView, GridTable, GridTree, HistoryPanel, Inspector, JobsPanel, LayersPanel, OutletTable, ProblemsPanel, ScenariosPanel, SitingPanel, SitingView,
};
use crate::ui::shell::{Tour, TourTarget};
use crate::ui::theme::{UNIT, color32};
use crate::ui::{Desk, Request};
use egui::{Color32, Margin, Stroke, Ui, Visuals, WidgetText};
use egui_tiles::{Behavior, SimplificationOptions, TabState, TileId, Tiles, UiResponse};

/// The panels with what each remembers.
#[derive(Debug, Default)]
pub struct Panels {
    layers: LayersPanel,
    tree: GridTree,
    inspector: Inspector,
    balance: BalancePanel,
    coverage: CoveragePanel,
    design: DesignPanel,
    scenarios: ScenariosPanel,
    siting: SitingPanel,
    compare: ComparePanel,
    grids: GridTable,
    pub(super) cells: CellTable,
    outlets: OutletTable,
    demand: DemandTable,
    pub(super) problems: ProblemsPanel,
    history: HistoryPanel,
    jobs: JobsPanel,
}

/// Draws the panels of an arrangement for one frame.
#[derive(Debug)]
pub struct Docker<'a> {
    /// What panels may look at.
    pub desk: Desk<'a>,
    /// The project, for the map's camera.
    pub project: &'a OpenProject,
    /// The map.
    pub map: &'a mut MapPane,
    /// The panels.
    pub panels: &'a mut Panels,
    /// How coverage stands.
    pub coverage: &'a CoverageView,
    /// How the search for sites stands.
    pub siting: &'a SitingView,
    /// How the automatic design stands.
    pub design: &'a DesignView,
    /// What is asked for.
    pub requests: &'a mut Vec<Request>,
}

impl Docker<'_> {
    fn show_map(&mut self, ui: &mut Ui) {
        let mut asked = Vec::new();
        Tour::note(ui.ctx(), TourTarget::Map, ui.max_rect());
        self.map.show(ui, &self.desk, self.project, &mut asked);
        let wishes = self.panels.design.wishes_in_sight(ui.ctx().cumulative_frame_nr());
        if let Some(view) = self.map.view().filter(|_| !wishes.is_empty()) {
            super::wish_marks::paint(&ui.painter_at(view.rect), view, &self.desk, wishes);
        }
        let zones = self.panels.siting.zones_in_sight(ui.ctx().cumulative_frame_nr());
        if let Some(view) = self.map.view().filter(|_| !zones.is_empty()) {
            super::wish_marks::paint_zones(&ui.painter_at(view.rect), view, &self.desk, zones);
        }
        self.requests.extend(asked.into_iter().map(Request::Map));
    }

    fn show_panel(&mut self, ui: &mut Ui, pane: Pane) {
        let Self { desk, panels, coverage, siting, design, requests, .. } = self;
        match pane {
            Pane::Map => {}
            Pane::Layers => panels.layers.show(ui, desk, requests),
            Pane::Tree => panels.tree.show(ui, desk, requests),
            Pane::Inspector => panels.inspector.show(ui, desk, requests),
            Pane::Balance => {
                Tour::note(ui.ctx(), TourTarget::Bars, ui.max_rect());
                panels.balance.show(ui, desk, requests);
            }
            Pane::Coverage => panels.coverage.show(ui, desk, coverage, requests),
            Pane::Siting => panels.siting.show(ui, desk, siting, requests),
            Pane::Design => panels.design.show(ui, desk, design, requests),
            Pane::Scenarios if desk.comparison.is_some() => panels.compare.show(ui, desk, requests),
            Pane::Scenarios => panels.scenarios.show(ui, desk, requests),
            Pane::Grids => panels.grids.show(ui, desk, requests),
            Pane::Cells => panels.cells.show(ui, desk, requests),
            Pane::Outlets => panels.outlets.show(ui, desk, requests),
            Pane::Demand => panels.demand.show(ui, desk, requests),
            Pane::Problems => panels.problems.show(ui, desk, requests),
            Pane::History => panels.history.show(ui, desk, requests),
            Pane::Jobs => panels.jobs.show(ui, desk, requests),
        }
    }
}

impl Behavior<Pane> for Docker<'_> {
    fn pane_ui(&mut self, ui: &mut Ui, _: TileId, pane: &mut Pane) -> UiResponse {
        if *pane == Pane::Map {
            self.show_map(ui);
            return UiResponse::None;
        }
        let pane = *pane;
        egui::Frame::NONE.fill(color32(self.desk.theme.panel)).inner_margin(Margin::symmetric(2 * UNIT as i8, UNIT as i8)).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.push_id(pane.key(), |ui| self.show_panel(ui, pane));
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        let title = self.desk.text(pane.key());
        match pane {
            Pane::Problems if !self.desk.problems.is_empty() => format!("{title} {}", self.desk.problems.len()).into(),
            _ => title.into(),
        }
    }

    fn is_tab_closable(&self, tiles: &Tiles<Pane>, tile: TileId) -> bool {
        tiles.get_pane(&tile).is_some_and(|pane| *pane != Pane::Map)
    }

    /// A closed panel is hidden, so that it comes back to where it was; after the frame, in which it has its place still.
    fn on_tab_close(&mut self, tiles: &mut Tiles<Pane>, tile: TileId) -> bool {
        self.requests.extend(tiles.get_pane(&tile).map(|pane| Request::TogglePanel(pane.key())));
        false
    }

    fn simplification_options(&self) -> SimplificationOptions {
        simplification()
    }

    fn tab_bar_color(&self, _: &Visuals) -> Color32 {
        color32(self.desk.theme.panel)
    }

    fn tab_bar_height(&self, _: &egui::Style) -> f32 {
        7.0 * UNIT
    }

    fn gap_width(&self, _: &egui::Style) -> f32 {
        1.0
    }

    fn tab_bg_color(&self, _: &Visuals, _: &Tiles<Pane>, _: TileId, _: &TabState) -> Color32 {
        Color32::TRANSPARENT
    }

    fn tab_text_color(&self, _: &Visuals, tiles: &Tiles<Pane>, tile: TileId, state: &TabState) -> Color32 {
        let is_warning = tiles.get_pane(&tile).is_some_and(|pane| *pane == Pane::Problems) && !self.desk.problems.is_empty();
        let theme = self.desk.theme;
        color32(if is_warning {
            theme.amber
        } else if state.active {
            theme.text
        } else {
            theme.muted
        })
    }

    fn tab_outline_stroke(&self, _: &Visuals, _: &Tiles<Pane>, _: TileId, _: &TabState) -> Stroke {
        Stroke::NONE
    }

    fn tab_bar_hline_stroke(&self, _: &Visuals) -> Stroke {
        Stroke::new(1.0, color32(self.desk.theme.line))
    }
}

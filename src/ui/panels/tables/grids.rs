//! The table of the grids of the level (网格表).

use super::view::{Edited, EmptyTexts, TableView};
use super::{Column, Source, with_unit};
use crate::base::{GridId, Revision};
use crate::geodesy::{cm2_to_m2, tenth_mm_to_m};
use crate::i18n::{amount_text, area_text, count_text, decimal_text, number_text, outlet_group_text, outlet_key_title, signed_percent_text, unit_text};
use crate::map::Item;
use crate::metrics::{OutletSummary, outlet_summaries, polsby_popper};
use crate::model::{Grid, Outlet, OutletField, OutletGroup, OutletKey};
use crate::ui::panels::grid_tree::set_grid;
use crate::ui::panels::places::zoom_to;
use crate::ui::panels::standing::{grid_colors, grid_title, standing, standing_sign};
use crate::ui::widgets::Sign;
use crate::ui::{Desk, Request};
use egui::{Color32, Ui};
use std::cell::RefCell;

/// The table of grids (网格表).
#[derive(Debug, Default)]
pub struct GridTable {
    view: TableView,
    /// The outlets of each grid by slot, of a state of figures and document.
    outlets: Vec<OutletSummary>,
    outlets_of: Option<(Revision, u64)>,
}

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Code,
    Name,
    Parent,
    Cells,
    Points,
    Sum(usize),
    Deviation,
    Area,
    Compactness,
    Leader,
    Managers,
    /// Outlets of a family that serve today.
    Group(OutletGroup),
    /// Sum of what they have.
    Have(OutletField),
}

/// Fields of outlets whose sums have a column where any outlet has a value.
const SUMMED: [OutletField; 3] = [OutletField::Terminals, OutletField::Clerks, OutletField::Capacity];

struct Grids<'a, 'd> {
    desk: &'a Desk<'d>,
    outlets: &'a [OutletSummary],
    columns: Vec<Column>,
    kinds: Vec<Kind>,
}

impl<'a, 'd> Grids<'a, 'd> {
    fn new(desk: &'a Desk<'d>, outlets: &'a [OutletSummary]) -> Self {
        let mut both: Vec<(Kind, Column)> = vec![
            (Kind::Code, Column::text(desk.text("column-code"), 96.0)),
            (Kind::Name, Column::text(desk.text("column-name"), 140.0).editable()),
            (Kind::Parent, Column::text(desk.text("column-parent"), 110.0)),
            (Kind::Cells, Column::figure(desk.text("column-cells"), 64.0)),
            (Kind::Points, Column::figure(desk.text("column-points"), 76.0)),
        ];
        for (number, measure) in desk.document.project().measures.iter().enumerate() {
            both.push((Kind::Sum(number), Column::figure(with_unit(&crate::i18n::measure_name(desk.language, &measure.name), &unit_text(desk.language, &measure.unit)), 124.0)));
        }
        if let Some(measure) = desk.document.project().measures.get(desk.focus.measure) {
            both.push((Kind::Deviation, Column::figure(desk.text_with("column-deviation", &[("measure", crate::i18n::measure_name(desk.language, &measure.name).into_owned().into())]), 112.0)));
        }
        both.extend([
            (Kind::Area, Column::figure(desk.text("column-area"), 92.0)),
            (Kind::Compactness, Column::figure(desk.text("column-compactness"), 76.0)),
            (Kind::Leader, Column::text(desk.text("column-leader"), 92.0).editable()),
            (Kind::Managers, Column::figure(desk.text("column-managers"), 84.0).editable()),
        ]);
        let groups = OutletGroup::ALL.into_iter().filter(|group| outlets.iter().any(|summary| summary.of_group(*group) > 0));
        both.extend(groups.map(|group| (Kind::Group(group), Column::figure(outlet_group_text(desk.language, group), 100.0))));
        let fields = SUMMED.into_iter().filter(|field| outlets.iter().any(|summary| summary.sums.contains_key(field)));
        both.extend(fields.filter_map(|field| Some((Kind::Have(field), Column::figure(outlet_key_title(desk.language, OutletKey::of(field)?), 120.0)))));
        let (kinds, columns) = both.into_iter().unzip();
        Self { desk, outlets, columns, kinds }
    }

    fn grid(&self, row: u32) -> Option<(GridId, &Grid)> {
        let id = *self.desk.figures.index().grids().get(row as usize)?;
        Some((id, self.desk.document.plan().grids.get(id)?))
    }

    fn deviation(&self, row: u32) -> Option<f64> {
        self.desk.figures.in_focus().map(|level| level.deviation(row as usize))
    }

    fn kind(&self, column: usize) -> Option<Kind> {
        self.kinds.get(column).copied()
    }
}

impl Source for Grids<'_, '_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn len(&self) -> usize {
        self.desk.figures.index().grids().len()
    }

    fn text(&self, row: u32, column: usize) -> String {
        let (Some((id, grid)), Some(kind)) = (self.grid(row), self.kind(column)) else { return String::new() };
        let number = || self.number(row, column);
        match kind {
            Kind::Code => grid.code.clone(),
            Kind::Name => grid.name.clone(),
            Kind::Leader => grid.details.team.leader.clone(),
            Kind::Parent => grid.parent.and_then(|parent| self.desk.document.plan().grids.get(parent)).map_or_else(String::new, grid_title),
            Kind::Cells | Kind::Points | Kind::Managers | Kind::Group(_) => number().map_or_else(String::new, |number| count_text(number as i64)),
            Kind::Sum(measure) => {
                let scale = self.desk.document.project().measures.get(measure).map_or(0, |measure| measure.scale);
                amount_text(self.desk.document.ledger().grid_sum(grid.plane, id, measure), scale)
            }
            Kind::Have(_) => number().map_or_else(String::new, number_text),
            Kind::Deviation => number().map_or_else(String::new, signed_percent_text),
            Kind::Area => number().map_or_else(String::new, area_text),
            Kind::Compactness => number().map_or_else(String::new, |number| decimal_text(number, 2)),
        }
    }

    fn edit_text(&self, row: u32, column: usize) -> String {
        match self.kind(column) {
            Some(Kind::Managers) => self.grid(row).map(|(_, grid)| grid.details.team.managers.to_string()).unwrap_or_default(),
            _ => self.text(row, column),
        }
    }

    fn number(&self, row: u32, column: usize) -> Option<f64> {
        let (id, grid) = self.grid(row)?;
        let figures = || self.desk.document.ledger().grid(grid.plane, id);
        Some(match self.kind(column)? {
            Kind::Code | Kind::Name | Kind::Parent | Kind::Leader => return None,
            Kind::Cells => figures().n_cells as f64,
            Kind::Points => figures().n_points as f64,
            Kind::Sum(measure) => self.desk.document.project().measures.get(measure)?.value(self.desk.document.ledger().grid_sum(grid.plane, id, measure)),
            Kind::Deviation => self.deviation(row)?,
            Kind::Area => cm2_to_m2(figures().area_cm2),
            Kind::Compactness => {
                let figures = figures();
                polsby_popper(cm2_to_m2(figures.area_cm2), tenth_mm_to_m(figures.perimeter_tenth_mm))
            }
            Kind::Managers => self.desk.figures.index().managers(row as usize) as f64,
            Kind::Group(group) => self.outlets.get(row as usize)?.of_group(group) as f64,
            Kind::Have(field) => self.outlets.get(row as usize)?.sum(field)?,
        })
    }

    fn item(&self, row: u32) -> Item {
        Item::Grid(self.desk.figures.index().grids().get(row as usize).copied().unwrap_or_default())
    }

    fn row_of(&self, item: Item) -> Option<u32> {
        let Item::Grid(grid) = item else { return None };
        self.desk.figures.index().grids().binary_search(&grid).ok().map(|slot| slot as u32)
    }

    fn name(&self, row: u32) -> String {
        self.grid(row).map(|(_, grid)| grid_title(grid)).unwrap_or_default()
    }

    fn stamp(&self, _: usize) -> u64 {
        // Columns are many and grids few: any change sorts anew. Measure and level are part of it.
        self.desk.figures.revision().0.wrapping_mul(1009).wrapping_add(self.desk.focus.measure as u64 * 31 + u64::from(self.desk.focus.level))
    }

    fn swatch(&self, row: u32) -> Option<(Color32, Color32, bool)> {
        grid_colors(self.desk, self.grid(row)?.0)
    }

    fn mark(&self, row: u32, column: usize) -> Option<(Color32, Sign)> {
        if self.kind(column) != Some(Kind::Deviation) {
            return None;
        }
        let measure = self.desk.document.project().measures.get(self.desk.focus.measure).filter(|measure| measure.is_balanced)?;
        let deviation = self.deviation(row)?;
        let style = standing(deviation, measure.tolerance());
        standing_sign(style, deviation).map(|sign| (style.color(self.desk.theme, Color32::PLACEHOLDER), sign))
    }
}

impl GridTable {
    /// Shows the table.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        self.follow(desk);
        let grids = Grids::new(desk, &self.outlets);
        let wish: RefCell<Option<(u32, usize)>> = RefCell::new(None);
        let menu = |ui: &mut Ui, row: u32, requests: &mut Vec<Request>| {
            if ui.button(desk.text("panel-zoom")).clicked() {
                zoom_to(desk.document, grids.item(row), requests);
                ui.close();
            }
            for (column, title) in grids.columns.iter().enumerate().filter(|(_, column)| column.is_editable).map(|(number, column)| (number, &column.title)) {
                let button = ui.add_enabled(!desk.document.is_read_only(), egui::Button::new(desk.text_with("table-edit", &[("column", title.into())])));
                if button.on_disabled_hover_text(desk.text("refusal-read-only")).clicked() {
                    *wish.borrow_mut() = Some((row, column));
                    ui.close();
                }
            }
        };
        let edited = self.view.show(ui, desk, &grids, "grid-table", &EmptyTexts { title: "panel-no-grids", hint: "table-no-grids-hint" }, &menu, requests);
        if let Some((row, column)) = wish.take() {
            self.view.edit(row, column, grids.edit_text(row, column));
        }
        if let Some(edited) = edited {
            change(desk, &grids, &edited, requests);
        }
    }

    /// The outlets of the grids as they are now; looked for once for each state outside a gesture.
    fn follow(&mut self, desk: &Desk<'_>) {
        let mark = (desk.document.revision(), desk.figures.revision().0.wrapping_mul(1009).wrapping_add(u64::from(desk.focus.plane.0) * 31 + u64::from(desk.focus.level)));
        let is_kept = desk.gesture.is_some() && self.outlets.len() == desk.figures.index().grids().len();
        if self.outlets_of != Some(mark) && !is_kept {
            let document = desk.document;
            // What is planned in other scenarios only is not of this one.
            let is_of_scenario = |(_, outlet): &(_, &Outlet)| outlet.status_in(document.active_name()).is_some();
            let outlets = document.outlets().iter().filter(is_of_scenario).map(|(id, outlet)| (outlet, document.outlet_cell(id)));
            self.outlets = outlet_summaries(document.view(), desk.figures.index(), outlets);
            self.outlets_of = Some(mark);
        }
    }
}

fn change(desk: &Desk<'_>, grids: &Grids<'_, '_>, edited: &Edited, requests: &mut Vec<Request>) {
    let (Some((id, grid)), Some(kind)) = (grids.grid(edited.row), grids.kind(edited.column)) else { return };
    let text = edited.text.trim();
    match kind {
        Kind::Name => set_grid(id, grid, |row| text.clone_into(&mut row.name), requests),
        Kind::Leader => set_grid(id, grid, |row| text.clone_into(&mut row.details.team.leader), requests),
        Kind::Managers => match text.parse::<u32>() {
            Ok(managers) => set_grid(id, grid, |row| row.details.team.managers = managers, requests),
            Err(_) => requests.push(Request::Toast(desk.text("panel-not-a-count"))),
        },
        _ => {}
    }
}

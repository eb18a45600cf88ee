//! A window without a screen: events go to the toolbox, requests to a real document, as the room `app` does it.

use super::super::{Modifiers, Requests, ToolContext, ToolEvent, ToolKind, Toolbox};
use crate::base::{CellId, GridId};
use crate::edit::fixture::content;
use crate::edit::{Command, Content, Document, EditRefusal};
use crate::geodesy::{Bounds, Position};
use crate::i18n::{Language, label_text};
use crate::map::camera::world_of;
use crate::map::{Camera, Figures, Focus, Gesture, Item, Layers, Request, Selection, View};
use crate::partition::fixture::{STEP, at};
use egui::{Pos2, Rect, pos2, vec2};

pub(super) struct Driver {
    pub(super) document: Document,
    pub(super) tools: Toolbox,
    pub(super) view: View,
    pub(super) focus: Focus,
    pub(super) figures: Figures,
    pub(super) selection: Selection,
    pub(super) layers: Layers,
    pub(super) gesture: Option<Gesture>,
    pub(super) modifiers: Modifiers,
    pub(super) hover: Option<Item>,
    pub(super) zoomed: Option<Bounds>,
    /// What was refused outside of gestures, as the window would say it in passing.
    pub(super) refused: Vec<EditRefusal>,
    /// Number of requests that changed something, or tried to.
    pub(super) n_amends: usize,
}

impl Driver {
    pub(super) fn new(kind: ToolKind) -> Self {
        Self::with(kind, content(1))
    }

    pub(super) fn with(kind: ToolKind, content: Content) -> Self {
        let document = Document::new(content);
        let focus = Focus::of(&document);
        let figures = Figures::new(&document, &focus);
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 1000.0));
        // A cell is about 150 by 180 points.
        let camera = Camera { center: world_of(at(5 * STEP / 2, 5 * STEP / 2)), zoom: 21.0 };
        let mut driver = Self {
            document,
            tools: Toolbox::default(),
            view: View::new(camera, rect),
            focus,
            figures,
            selection: Selection::default(),
            layers: Layers::default(),
            gesture: None,
            modifiers: Modifiers::default(),
            hover: None,
            zoomed: None,
            refused: Vec::new(),
            n_amends: 0,
        };
        let requests = driver.tools.take(kind);
        driver.carry_out(requests);
        driver
    }

    pub(super) fn context(&self) -> ToolContext<'_> {
        ToolContext {
            document: &self.document,
            view: &self.view,
            focus: &self.focus,
            figures: &self.figures,
            selection: &self.selection,
            layers: &self.layers,
            gesture: self.gesture.as_ref(),
            modifiers: self.modifiers,
        }
    }

    pub(super) fn event(&mut self, event: ToolEvent) {
        let mut tools = std::mem::take(&mut self.tools);
        let requests = tools.handle(event, &self.context());
        self.tools = tools;
        self.carry_out(requests);
    }

    pub(super) fn take(&mut self, kind: ToolKind) {
        let requests = self.tools.take(kind);
        self.carry_out(requests);
    }

    /// Where a place of the lattice is on the screen; one cell is 1,000 units.
    pub(super) fn point(&self, x: i32, y: i32) -> Pos2 {
        self.view.point(at(x, y))
    }

    pub(super) fn hover(&mut self, x: i32, y: i32) {
        self.event(ToolEvent::Hover(self.point(x, y)));
    }

    pub(super) fn click(&mut self, x: i32, y: i32) {
        let point = self.point(x, y);
        for event in [ToolEvent::Hover(point), ToolEvent::Press(point), ToolEvent::Release(point)] {
            self.event(event);
        }
    }

    pub(super) fn double_click(&mut self, x: i32, y: i32) {
        self.click(x, y);
        self.click(x, y);
        self.event(ToolEvent::DoubleClick(self.point(x, y)));
    }

    /// Presses at the first place and drags along the others, without releasing.
    pub(super) fn press_and_drag(&mut self, path: &[(i32, i32)]) {
        let first = self.point(path[0].0, path[0].1);
        self.event(ToolEvent::Hover(first));
        self.event(ToolEvent::Press(first));
        for (x, y) in &path[1..] {
            self.event(ToolEvent::Drag(self.point(*x, *y)));
        }
    }

    pub(super) fn drag(&mut self, path: &[(i32, i32)]) {
        self.press_and_drag(path);
        let (x, y) = path[path.len() - 1];
        self.event(ToolEvent::Release(self.point(x, y)));
    }

    pub(super) fn carry_out(&mut self, requests: Requests) {
        for request in requests {
            self.carry_out_one(request);
        }
        self.figures = Figures::new(&self.document, &self.focus);
    }

    fn carry_out_one(&mut self, request: Request) {
        match request {
            Request::Begin(label) => match self.document.begin(label) {
                Ok(()) => self.gesture = Some(Gesture::default()),
                Err(refusal) => self.refused.push(refusal),
            },
            Request::Amend(command) => {
                // What a gesture is refused the tool draws itself.
                let _ = self.amend(&command);
            }
            Request::Commit => {
                if self.gesture.take().is_some() {
                    self.document.commit();
                }
            }
            Request::Abort => {
                if self.gesture.take().is_some() {
                    self.document.abort();
                }
            }
            Request::Run(command, label) => self.run_all(&[command], label),
            Request::RunAll(commands, label) => self.run_all(&commands, label),
            Request::Select(items, how) => self.selection.pick(items, how),
            Request::Hover(item) => self.hover = item,
            Request::ZoomTo { bounds, .. } => self.zoomed = Some(bounds),
            other => panic!("no tool asks for {other:?}"),
        }
    }

    fn amend(&mut self, command: &Command) -> Result<(), EditRefusal> {
        let Some(gesture) = &mut self.gesture else { return Err(EditRefusal::NothingToChange) };
        self.n_amends += 1;
        match self.document.amend_clamped(command) {
            Ok((_, stopped)) => {
                *gesture = Gesture { refusal: stopped, is_moved: true };
                Ok(())
            }
            Err(refusal) => {
                *gesture = Gesture { refusal: Some(refusal.clone()), is_moved: false };
                Err(refusal)
            }
        }
    }

    fn run_all(&mut self, commands: &[Command], label: crate::edit::Label) {
        if let Err(refusal) = self.document.begin(label) {
            self.refused.push(refusal);
            return;
        }
        self.gesture = Some(Gesture::default());
        for command in commands {
            if let Err(refusal) = self.amend(command) {
                self.refused.push(refusal);
                self.document.abort();
                self.gesture = None;
                return;
            }
        }
        self.document.commit();
        self.gesture = None;
    }

    /// The names of all steps in English.
    pub(super) fn steps(&self) -> Vec<String> {
        self.document.history().summaries().map(|step| label_text(Language::English, &step.label)).collect()
    }

    /// The cell in a column and a row of the lattice, both from 0.
    pub(super) fn cell(column: i32, row: i32) -> CellId {
        CellId((row * 5 + column + 1) as u32)
    }

    pub(super) fn grid(&self, code: &str) -> GridId {
        self.document.plan().grid_by_code(self.focus.plane, code).unwrap()
    }

    /// The codes of the grids of all cells, row by row from the north, `-` for none.
    pub(super) fn plan(&self) -> String {
        let code = |cell| self.document.plan().assignment.grid(self.focus.plane, cell).map_or("-", |grid| &self.document.plan().grids[grid].code);
        let row = |row: i32| (0..5).map(|column| code(Self::cell(column, row)).trim_start_matches('G')).collect::<Vec<_>>().join("");
        (0..5).rev().map(row).collect::<Vec<_>>().join("/")
    }

    /// The place of a node of the lattice.
    pub(super) fn node(column: i32, row: i32) -> Position {
        at(column * STEP, row * STEP)
    }
}

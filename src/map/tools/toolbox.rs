//! The tools with what each remembers and their options.

use super::boundary::BoundaryTool;
use super::brush::BrushTool;
use super::cut::CutTool;
use super::lasso::LassoTool;
use super::measure::MeasureTool;
use super::merge::MergeTool;
use super::new_grid::NewGridTool;
use super::outlet::OutletTool;
use super::outlines::obstacle_of;
use super::push::PushTool;
use super::select::SelectTool;
use super::{Kit, Requests, Sketch, Tool, ToolContext, ToolEvent, ToolKind, ToolOptions};
use crate::edit::EditRefusal;
use crate::geodesy::Position;
use crate::map::Request;
use egui::{CursorIcon, Pos2};

/// The tools with what each remembers and their options (工具箱).
#[derive(Debug, Default)]
pub struct Toolbox {
    kind: ToolKind,
    select: SelectTool,
    boundary: BoundaryTool,
    push: PushTool,
    brush: BrushTool,
    lasso: LassoTool,
    cut: CutTool,
    merge: MergeTool,
    new_grid: NewGridTool,
    outlet: OutletTool,
    measure: MeasureTool,
    kit: Kit,
    pointer: Option<Pos2>,
}

impl Toolbox {
    /// The tool in hand.
    pub fn kind(&self) -> ToolKind {
        self.kind
    }

    /// Takes another tool up; the one in hand gives everything back first.
    pub fn take(&mut self, kind: ToolKind) -> Requests {
        let mut requests = self.in_hand_mut().0.put_down();
        if self.kind != kind {
            requests.push(Request::Hover(None));
        }
        self.kind = kind;
        requests
    }

    /// The line that was measured last, while the measuring tool shows it.
    pub fn measured(&self) -> Option<&[Position]> {
        if self.kind == ToolKind::Measure { self.measure.line() } else { None }
    }

    /// Whether a gesture or a drawing is in progress, which Esc would give back.
    pub fn is_busy(&self) -> bool {
        self.in_hand().is_busy()
    }

    /// What a person can set about the tools, for the options bar and the settings.
    pub fn options(&mut self) -> &mut ToolOptions {
        &mut self.kit.options
    }

    /// The same, for looking.
    pub fn current_options(&self) -> &ToolOptions {
        &self.kit.options
    }

    /// Tells the tool in hand what happened.
    pub fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>) -> Requests {
        match event {
            ToolEvent::Hover(at) | ToolEvent::Press(at) | ToolEvent::Drag(at) | ToolEvent::Release(at) | ToolEvent::DoubleClick(at) => self.pointer = Some(at),
            ToolEvent::Leave => self.pointer = None,
            ToolEvent::Confirm | ToolEvent::Delete | ToolEvent::Cancel => {}
        }
        let snapping = self.kit.options.snapping;
        if (snapping.is_on && snapping.to_reference) || context.modifiers.command {
            self.kit.references.follow(context.document);
        }
        let (tool, kit) = self.in_hand_mut();
        tool.handle(event, context, kit)
    }

    /// What the tool in hand wants seen, with what stopped the gesture in progress.
    pub fn sketch(&self, context: &ToolContext<'_>) -> Sketch {
        let mut sketch = self.in_hand().sketch(context, &self.kit);
        let refusal = context.gesture.and_then(|gesture| gesture.refusal.clone()).filter(|refusal| *refusal != EditRefusal::NothingToChange);
        if let Some(refusal) = refusal {
            sketch.obstacle = Some(obstacle_of(context, refusal));
        }
        sketch
    }

    /// The pointer's shape.
    pub fn cursor(&self) -> CursorIcon {
        self.in_hand().cursor()
    }

    /// Where the pointer was last; `None` outside the map.
    pub(super) fn pointer(&self) -> Option<Pos2> {
        self.pointer
    }

    fn in_hand(&self) -> &dyn Tool {
        match self.kind {
            ToolKind::Select => &self.select,
            ToolKind::Boundary => &self.boundary,
            ToolKind::Push => &self.push,
            ToolKind::Brush => &self.brush,
            ToolKind::Lasso => &self.lasso,
            ToolKind::Cut => &self.cut,
            ToolKind::Merge => &self.merge,
            ToolKind::NewGrid => &self.new_grid,
            ToolKind::Outlet => &self.outlet,
            ToolKind::Measure => &self.measure,
        }
    }

    fn in_hand_mut(&mut self) -> (&mut dyn Tool, &Kit) {
        let tool: &mut dyn Tool = match self.kind {
            ToolKind::Select => &mut self.select,
            ToolKind::Boundary => &mut self.boundary,
            ToolKind::Push => &mut self.push,
            ToolKind::Brush => &mut self.brush,
            ToolKind::Lasso => &mut self.lasso,
            ToolKind::Cut => &mut self.cut,
            ToolKind::Merge => &mut self.merge,
            ToolKind::NewGrid => &mut self.new_grid,
            ToolKind::Outlet => &mut self.outlet,
            ToolKind::Measure => &mut self.measure,
        };
        (tool, &self.kit)
    }
}

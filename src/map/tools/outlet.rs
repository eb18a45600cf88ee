//! The outlet tool (网点): a click adds one, a drag moves one.

use super::codes::next_code;
use super::{DRAG_DISTANCE, Ink, Kit, Mark, Requests, Sketch, SketchLabel, Tool, ToolContext, ToolEvent};
use crate::base::OutletId;
use crate::edit::{Command, Label};
use crate::geodesy::{Position, distance_m};
use crate::map::pick::{REACH, outlet_near};
use crate::map::{Item, Pick, Request};
use crate::model::{Outlet, OutletKind, OutletStatus};
use egui::{CursorIcon, Pos2};
use std::collections::{BTreeMap, BTreeSet};

/// The outlet tool.
#[derive(Debug, Default)]
pub(super) struct OutletTool {
    hover: Option<OutletId>,
    state: State,
    /// The outlet that was asked for, to be selected once it is there.
    asked: Option<OutletId>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Idle,
    /// The button is down where no outlet is.
    Adding { at: Pos2 },
    /// The button is down on an outlet.
    Pressed { outlet: OutletId, at: Pos2 },
    /// An outlet is on its way from a place, in an open gesture: whom it serves there is seen at once.
    Moving { outlet: OutletId, from: Position, grab: Position, to: Position },
}

impl Tool for OutletTool {
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        let added = self.asked.take().filter(|outlet| context.document.outlets().contains(*outlet));
        let mut requests: Requests = added.map(|outlet| Request::Select(vec![Item::Outlet(outlet)], Pick::Replace)).into_iter().collect();
        requests.extend(self.take_in(event, context, kit));
        requests
    }

    fn sketch(&self, context: &ToolContext<'_>, _kit: &Kit) -> Sketch {
        let mut sketch = Sketch::hint(match (&self.state, self.hover) {
            (State::Moving { .. }, _) => "hint-outlet-drag",
            (_, Some(_)) => "hint-outlet-move",
            (_, None) => "hint-outlet",
        });
        let place = |id: OutletId| context.document.outlets().get(id).map(|outlet| outlet.position);
        match self.state {
            State::Moving { from, to, .. } => {
                sketch.line(vec![from, to], Ink::Guide);
                sketch.labels.push((to, SketchLabel::Length(distance_m(from, to))));
                sketch.marks.push((to, Mark::Grip));
            }
            State::Idle | State::Adding { .. } | State::Pressed { .. } => sketch.marks.extend(self.hover.and_then(place).map(|position| (position, Mark::Snap))),
        }
        sketch
    }

    fn is_busy(&self) -> bool {
        matches!(self.state, State::Moving { .. })
    }

    fn put_down(&mut self) -> Requests {
        let is_open = self.is_busy();
        *self = Self::default();
        if is_open { vec![Request::Abort] } else { Requests::new() }
    }

    fn cursor(&self) -> CursorIcon {
        match (&self.state, self.hover) {
            (State::Moving { .. }, _) => CursorIcon::Grabbing,
            (_, Some(_)) => CursorIcon::Grab,
            (_, None) => CursorIcon::Copy,
        }
    }
}

impl OutletTool {
    fn take_in(&mut self, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        match event {
            ToolEvent::Hover(at) => self.look(at, context),
            ToolEvent::Press(at) => {
                let requests = self.look(at, context);
                self.state = match self.hover {
                    Some(outlet) => State::Pressed { outlet, at },
                    None => State::Adding { at },
                };
                requests
            }
            ToolEvent::Drag(at) => self.drag(at, context),
            ToolEvent::Release(at) => self.release(at, context, kit),
            ToolEvent::Delete => self.remove(context),
            ToolEvent::Leave => self.hover.take().map(|_| Request::Hover(None)).into_iter().collect(),
            ToolEvent::Cancel => self.put_down(),
            ToolEvent::DoubleClick(_) | ToolEvent::Confirm => Requests::new(),
        }
    }

    fn look(&mut self, at: Pos2, context: &ToolContext<'_>) -> Requests {
        let outlet = outlet_near(context.document, context.view, context.layers, at, REACH);
        if outlet == self.hover {
            return Requests::new();
        }
        self.hover = outlet;
        vec![Request::Hover(outlet.map(Item::Outlet))]
    }

    fn drag(&mut self, at: Pos2, context: &ToolContext<'_>) -> Requests {
        let (outlet, from, grab, mut requests) = match self.state {
            State::Pressed { outlet, at: press } if at.distance(press) >= DRAG_DISTANCE => {
                let Some(row) = context.document.outlets().get(outlet) else { return Requests::new() };
                let begin = Request::Begin(Label::new("step-move-outlet").with("outlet", &row.code));
                (outlet, row.position, context.view.position(press), vec![begin])
            }
            State::Moving { outlet, from, grab, .. } => (outlet, from, grab, Requests::new()),
            State::Idle | State::Adding { .. } | State::Pressed { .. } => return Requests::new(),
        };
        let view = context.view;
        let to = view.position(view.point(from) + (at - view.point(grab)));
        self.state = State::Moving { outlet, from, grab, to };
        if let Some(row) = context.document.outlets().get(outlet) {
            requests.push(Request::Amend(Command::SetOutlet(outlet, Outlet { position: to, ..row.clone() })));
        }
        requests
    }

    fn release(&mut self, at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        let mut requests = self.drag(at, context);
        requests.extend(match std::mem::take(&mut self.state) {
            State::Adding { at: press } if at.distance(press) < DRAG_DISTANCE => self.add(context.view.position(at), kit.options.outlet_kind, context),
            State::Pressed { outlet, .. } => vec![Request::Select(vec![Item::Outlet(outlet)], Pick::Replace)],
            State::Moving { .. } => vec![Request::Commit],
            State::Idle | State::Adding { .. } => Requests::new(),
        });
        requests
    }

    /// A new outlet of a kind with the next code of its kind; everything else is given in the inspector.
    fn add(&mut self, position: Position, kind: OutletKind, context: &ToolContext<'_>) -> Requests {
        let outlets = context.document.outlets();
        let taken: BTreeSet<&str> = outlets.rows().map(|outlet| outlet.code.as_str()).collect();
        let code = next_code(outlets.rows().filter(|outlet| outlet.kind == kind).map(|outlet| outlet.code.as_str()), &taken, "N-");
        self.asked = Some(outlets.next_id());
        let label = Label::new("step-add-outlet").with("outlet", &code);
        let outlet = Outlet {
            code,
            name: String::new(),
            kind,
            class: None,
            status: OutletStatus::Planned,
            position,
            contract_end: None,
            is_synthetic: false,
            attributes: BTreeMap::new(),
        };
        vec![Request::Run(Command::AddOutlet(outlet), label)]
    }

    fn remove(&mut self, context: &ToolContext<'_>) -> Requests {
        let (Some(id), State::Idle) = (self.hover, &self.state) else { return Requests::new() };
        let Some(outlet) = context.document.outlets().get(id) else { return Requests::new() };
        self.hover = None;
        vec![Request::Hover(None), Request::Run(Command::RemoveOutlet(id), Label::new("step-remove-outlet").with("outlet", &outlet.code))]
    }
}

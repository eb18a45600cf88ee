//! Icons, drawn by the painter: one for every tool and main action, sharp at every scale.

use super::Action;
use crate::map::tools::ToolKind;
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2, vec2};

/// Units of the square that icons are designed on.
const DESIGN: f32 = 20.0;
/// Width of strokes in those units.
const STROKE: f32 = 1.5;

/// A picture of 20 × 20 units (图标).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Icon {
    /// An arrow pointer.
    Select,
    /// A bent line with handles.
    Boundary,
    /// An arrow against a wall.
    Push,
    /// A brush.
    Brush,
    /// A loop with a loose end.
    Lasso,
    /// A line through a cell.
    Cut,
    /// Two cells becoming one.
    Merge,
    /// A cell with a plus.
    NewGrid,
    /// A shop with a plus.
    Outlet,
    /// A ruler.
    Measure,
    /// An arrow turning back.
    Undo,
    /// An arrow turning on.
    Redo,
    /// A lens.
    Search,
    /// A cross.
    Close,
    /// A tick.
    Check,
    /// A small arrow down.
    Down,
    /// A small arrow to the right.
    Right,
    /// A half-filled disc: light and dark.
    Contrast,
    /// A pin.
    Pin,
    /// A folder.
    Folder,
    /// An empty sheet with a plus.
    New,
    /// An arrow into a tray.
    Import,
    /// An arrow out of a tray.
    Export,
    /// A picture.
    Picture,
    /// Sliders.
    Settings,
    /// A question mark in a disc.
    Help,
    /// An i in a disc.
    Info,
    /// A triangle with a mark.
    Warning,
    /// A disc with a cross.
    Error,
    /// A padlock.
    Lock,
    /// Several cells.
    Grid,
    /// One cell.
    Cell,
    /// A square: an outlet.
    Shop,
    /// A needle on a map.
    Place,
    /// Crossed lines: coordinates.
    Target,
    /// A prompt: a command.
    Command,
    /// A branch.
    Branch,
    /// A flag to follow: the tour.
    Tour,
    /// A bin.
    Trash,
    /// A clock.
    Clock,
    /// Two sheets.
    Copy,
    /// A frame: fit.
    Fit,
    /// A lens with a plus.
    ZoomIn,
    /// A lens with a minus.
    ZoomOut,
    /// A door.
    Quit,
    /// Two panes side by side.
    Compare,
    /// A screen.
    Present,
    /// Letters of two languages.
    Language,
}

impl Icon {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Select, Self::Boundary, Self::Push, Self::Brush, Self::Lasso, Self::Cut, Self::Merge, Self::NewGrid, Self::Outlet, Self::Measure, Self::Undo, Self::Redo,
        Self::Search, Self::Close, Self::Check, Self::Down, Self::Right, Self::Contrast, Self::Pin, Self::Folder, Self::New, Self::Import, Self::Export, Self::Picture,
        Self::Settings, Self::Help, Self::Info, Self::Warning, Self::Error, Self::Lock, Self::Grid, Self::Cell, Self::Shop, Self::Place, Self::Target, Self::Command,
        Self::Branch, Self::Tour, Self::Trash, Self::Clock, Self::Copy, Self::Fit, Self::ZoomIn, Self::ZoomOut, Self::Quit, Self::Compare, Self::Present, Self::Language,
    ];

    /// Of a tool.
    pub fn of_tool(tool: ToolKind) -> Self {
        match tool {
            ToolKind::Select => Self::Select,
            ToolKind::Boundary => Self::Boundary,
            ToolKind::Push => Self::Push,
            ToolKind::Brush => Self::Brush,
            ToolKind::Lasso => Self::Lasso,
            ToolKind::Cut => Self::Cut,
            ToolKind::Merge => Self::Merge,
            ToolKind::NewGrid => Self::NewGrid,
            ToolKind::Outlet => Self::Outlet,
            ToolKind::Measure => Self::Measure,
        }
    }

    /// Of an action; `None` where a picture would say nothing.
    pub fn of_action(action: Action) -> Option<Self> {
        if let Some(tool) = action.tool() {
            return Some(Self::of_tool(tool));
        }
        Some(match action {
            Action::NewProject => Self::New,
            Action::OpenProject => Self::Folder,
            Action::CloseProject => Self::Close,
            Action::SaveCopy => Self::Copy,
            Action::Import => Self::Import,
            Action::Export => Self::Export,
            Action::ExportImage => Self::Picture,
            Action::Settings => Self::Settings,
            Action::Quit => Self::Quit,
            Action::Undo => Self::Undo,
            Action::Redo => Self::Redo,
            Action::DeleteSelected => Self::Trash,
            Action::Find => Self::Search,
            Action::Palette => Self::Command,
            Action::FitAll => Self::Fit,
            Action::FitSelection => Self::Target,
            Action::ZoomIn => Self::ZoomIn,
            Action::ZoomOut => Self::ZoomOut,
            Action::WorkspacePresent => Self::Present,
            Action::SwitchLanguage => Self::Language,
            Action::SwitchTheme => Self::Contrast,
            Action::NewGrid => Self::Grid,
            Action::LockSelected => Self::Lock,
            Action::BranchScenario => Self::Branch,
            Action::CompareScenarios => Self::Compare,
            Action::NextProblem => Self::Warning,
            Action::Shortcuts => Self::Help,
            Action::Tour => Self::Tour,
            Action::About => Self::Info,
            _ => return None,
        })
    }

    /// Draws it as large as fits a box.
    pub fn paint(self, painter: &Painter, rect: Rect, color: Color32) {
        let pen = Pen::new(painter, rect, color);
        match self {
            Self::Select | Self::Boundary | Self::Push | Self::Brush | Self::Lasso | Self::Cut | Self::Merge | Self::NewGrid | Self::Outlet | Self::Measure => self.tool(&pen),
            Self::Undo | Self::Redo | Self::Search | Self::Close | Self::Check | Self::Down | Self::Right | Self::Contrast | Self::Pin | Self::Fit | Self::ZoomIn | Self::ZoomOut => self.sign(&pen),
            Self::Folder | Self::New | Self::Import | Self::Export | Self::Picture | Self::Settings | Self::Copy | Self::Quit | Self::Trash | Self::Present => self.file(&pen),
            Self::Help | Self::Info | Self::Warning | Self::Error | Self::Lock | Self::Clock | Self::Tour | Self::Language => self.notice(&pen),
            Self::Grid | Self::Cell | Self::Shop | Self::Place | Self::Target | Self::Command | Self::Branch | Self::Compare => self.thing(&pen),
        }
    }

    fn tool(self, pen: &Pen<'_>) {
        match self {
            Self::Select => pen.ring(&[(4.5, 2.5), (4.5, 15.5), (8.0, 12.2), (10.4, 17.5), (12.8, 16.4), (10.4, 11.3), (15.2, 11.0)]),
            Self::Boundary => {
                pen.line(&[(3.5, 15.5), (8.0, 6.5), (12.5, 12.5), (16.5, 4.5)]);
                for at in [(3.5, 15.5), (8.0, 6.5), (12.5, 12.5), (16.5, 4.5)] {
                    pen.dot(at, 2.0);
                }
            }
            Self::Push => {
                pen.line(&[(2.5, 10.0), (12.0, 10.0)]);
                pen.line(&[(8.5, 6.0), (12.5, 10.0), (8.5, 14.0)]);
                pen.line(&[(16.5, 3.0), (16.5, 6.5), (15.2, 10.0), (16.5, 13.5), (16.5, 17.0)]);
            }
            Self::Brush => {
                pen.line(&[(16.8, 3.2), (9.6, 10.8)]);
                pen.ring(&[(9.3, 10.4), (11.2, 12.4), (9.2, 16.0), (3.2, 16.8), (5.0, 14.2), (5.6, 11.6)]);
            }
            Self::Lasso => {
                pen.ellipse((10.5, 7.6), 7.0, 4.6);
                pen.line(&[(5.2, 10.7), (4.2, 13.0), (6.4, 14.2), (7.2, 16.4), (5.2, 17.8)]);
            }
            Self::Cut => {
                pen.ring(&[(4.0, 4.0), (16.0, 4.0), (16.0, 16.0), (4.0, 16.0)]);
                pen.dashes((13.5, 2.0), (6.5, 18.0));
            }
            Self::Merge => {
                pen.ring(&[(3.0, 5.0), (17.0, 5.0), (17.0, 15.0), (3.0, 15.0)]);
                pen.line(&[(10.0, 5.0), (10.0, 7.0)]);
                pen.line(&[(10.0, 13.0), (10.0, 15.0)]);
                pen.line(&[(6.0, 10.0), (14.0, 10.0)]);
                pen.line(&[(7.6, 8.4), (6.0, 10.0), (7.6, 11.6)]);
                pen.line(&[(12.4, 8.4), (14.0, 10.0), (12.4, 11.6)]);
            }
            Self::NewGrid => {
                pen.line(&[(11.0, 16.0), (5.0, 15.0), (3.0, 8.0), (9.0, 3.5), (15.5, 6.0), (15.8, 9.0)]);
                pen.plus((15.0, 14.6), 3.2);
            }
            Self::Outlet => {
                pen.line(&[(3.0, 8.0), (4.5, 3.5), (15.5, 3.5), (17.0, 8.0)]);
                pen.line(&[(3.0, 8.0), (17.0, 8.0)]);
                pen.line(&[(4.5, 8.0), (4.5, 16.5), (10.0, 16.5)]);
                pen.line(&[(15.5, 8.0), (15.5, 10.2)]);
                pen.plus((15.0, 14.8), 3.0);
            }
            _ => {
                pen.ring(&[(2.2, 12.6), (12.6, 2.2), (17.8, 7.4), (7.4, 17.8)]);
                for step in 1..5 {
                    let at = step as f32 * 2.08;
                    let length = if step % 2 == 0 { 2.8 } else { 1.8 };
                    pen.line(&[(2.2 + at, 12.6 - at), (2.2 + at + length * 0.7, 12.6 - at + length * 0.7)]);
                }
            }
        }
    }

    fn sign(self, pen: &Pen<'_>) {
        match self {
            Self::Undo => {
                pen.line(&[(7.0, 3.5), (3.2, 7.3), (7.0, 11.1)]);
                pen.path(&[(3.4, 7.3), (11.5, 7.3)], (11.5, 12.0), 4.7, -90.0, 90.0, &[(7.5, 16.7)]);
            }
            Self::Redo => {
                pen.line(&[(13.0, 3.5), (16.8, 7.3), (13.0, 11.1)]);
                pen.path(&[(16.6, 7.3), (8.5, 7.3)], (8.5, 12.0), 4.7, -90.0, -270.0, &[(12.5, 16.7)]);
            }
            Self::Search => pen.lens(),
            Self::ZoomIn => {
                pen.lens();
                pen.plus((8.7, 8.7), 2.4);
            }
            Self::ZoomOut => {
                pen.lens();
                pen.line(&[(6.3, 8.7), (11.1, 8.7)]);
            }
            Self::Close => {
                pen.line(&[(5.5, 5.5), (14.5, 14.5)]);
                pen.line(&[(14.5, 5.5), (5.5, 14.5)]);
            }
            Self::Check => pen.line(&[(4.0, 10.5), (8.3, 14.8), (16.0, 5.8)]),
            Self::Down => pen.line(&[(6.0, 8.0), (10.0, 12.0), (14.0, 8.0)]),
            Self::Right => pen.line(&[(8.0, 6.0), (12.0, 10.0), (8.0, 14.0)]),
            Self::Contrast => {
                pen.circle((10.0, 10.0), 6.8);
                pen.half_disc((10.0, 10.0), 6.8);
            }
            Self::Pin => {
                pen.ring(&[(7.0, 3.0), (13.0, 3.0), (12.4, 8.5), (15.0, 11.5), (5.0, 11.5), (7.6, 8.5)]);
                pen.line(&[(10.0, 11.5), (10.0, 17.5)]);
            }
            _ => {
                for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
                    pen.line(&[(10.0 + x * 3.2, 10.0 + y * 7.0), (10.0 + x * 7.0, 10.0 + y * 7.0), (10.0 + x * 7.0, 10.0 + y * 3.2)]);
                }
                pen.dot((10.0, 10.0), 1.8);
            }
        }
    }

    fn file(self, pen: &Pen<'_>) {
        const SHEET: [(f32, f32); 6] = [(5.0, 2.5), (11.5, 2.5), (15.5, 6.5), (15.5, 17.5), (5.0, 17.5), (5.0, 2.5)];
        match self {
            Self::Folder => pen.ring(&[(2.5, 4.5), (8.0, 4.5), (9.8, 6.8), (17.5, 6.8), (17.5, 16.0), (2.5, 16.0)]),
            Self::New => {
                pen.line(&SHEET);
                pen.plus((10.2, 11.5), 2.8);
            }
            Self::Import => {
                pen.tray();
                pen.line(&[(10.0, 2.5), (10.0, 12.0)]);
                pen.line(&[(6.4, 8.6), (10.0, 12.2), (13.6, 8.6)]);
            }
            Self::Export => {
                pen.tray();
                pen.line(&[(10.0, 12.5), (10.0, 3.0)]);
                pen.line(&[(6.4, 6.4), (10.0, 2.8), (13.6, 6.4)]);
            }
            Self::Picture => {
                pen.ring(&[(2.5, 4.0), (17.5, 4.0), (17.5, 16.0), (2.5, 16.0)]);
                pen.dot((7.0, 8.0), 1.5);
                pen.line(&[(2.8, 15.0), (8.0, 11.0), (10.8, 13.2), (14.0, 9.5), (17.2, 12.8)]);
            }
            Self::Settings => {
                for (y, knob) in [(5.0, 12.5), (10.0, 6.5), (15.0, 11.0)] {
                    pen.line(&[(2.8, y), (knob - 2.0, y)]);
                    pen.line(&[(knob + 2.0, y), (17.2, y)]);
                    pen.circle((knob, y), 2.0);
                }
            }
            Self::Copy => {
                pen.ring(&[(7.0, 6.5), (16.5, 6.5), (16.5, 17.0), (7.0, 17.0)]);
                pen.line(&[(13.0, 3.2), (3.5, 3.2), (3.5, 13.5)]);
            }
            Self::Quit => {
                pen.line(&[(9.0, 3.0), (3.5, 3.0), (3.5, 17.0), (9.0, 17.0)]);
                pen.line(&[(7.5, 10.0), (16.5, 10.0)]);
                pen.line(&[(13.0, 6.5), (16.6, 10.0), (13.0, 13.5)]);
            }
            Self::Trash => {
                pen.line(&[(3.5, 5.5), (16.5, 5.5)]);
                pen.line(&[(7.5, 5.2), (7.5, 3.0), (12.5, 3.0), (12.5, 5.2)]);
                pen.line(&[(5.0, 5.5), (5.8, 17.2), (14.2, 17.2), (15.0, 5.5)]);
                pen.line(&[(8.4, 9.0), (8.4, 13.8)]);
                pen.line(&[(11.6, 9.0), (11.6, 13.8)]);
            }
            _ => {
                pen.ring(&[(2.5, 3.5), (17.5, 3.5), (17.5, 13.5), (2.5, 13.5)]);
                pen.line(&[(10.0, 13.5), (10.0, 17.0)]);
                pen.line(&[(6.0, 17.0), (14.0, 17.0)]);
            }
        }
    }

    fn notice(self, pen: &Pen<'_>) {
        match self {
            Self::Help => {
                pen.circle((10.0, 10.0), 7.3);
                pen.path(&[], (10.0, 8.2), 2.2, 180.0, 405.0, &[(10.0, 11.2), (10.0, 12.0)]);
                pen.dot((10.0, 14.2), 1.0);
            }
            Self::Info => {
                pen.circle((10.0, 10.0), 7.3);
                pen.line(&[(10.0, 9.4), (10.0, 14.0)]);
                pen.dot((10.0, 6.6), 1.0);
            }
            Self::Warning => {
                pen.ring(&[(10.0, 3.0), (18.0, 16.5), (2.0, 16.5)]);
                pen.line(&[(10.0, 8.0), (10.0, 11.6)]);
                pen.dot((10.0, 14.0), 1.0);
            }
            Self::Error => {
                pen.circle((10.0, 10.0), 7.3);
                pen.line(&[(7.4, 7.4), (12.6, 12.6)]);
                pen.line(&[(12.6, 7.4), (7.4, 12.6)]);
            }
            Self::Lock => {
                pen.ring(&[(4.5, 9.0), (15.5, 9.0), (15.5, 17.0), (4.5, 17.0)]);
                pen.path(&[(6.8, 9.0), (6.8, 6.4)], (10.0, 6.4), 3.2, 180.0, 360.0, &[(13.2, 9.0)]);
                pen.dot((10.0, 13.0), 1.3);
            }
            Self::Clock => {
                pen.circle((10.0, 10.0), 7.3);
                pen.line(&[(10.0, 5.6), (10.0, 10.2), (13.2, 12.0)]);
            }
            Self::Tour => {
                pen.line(&[(4.5, 17.5), (4.5, 2.8)]);
                pen.ring(&[(4.5, 3.2), (16.0, 3.2), (13.2, 7.2), (16.0, 11.2), (4.5, 11.2)]);
            }
            _ => {
                pen.circle((10.0, 10.0), 7.3);
                pen.ellipse((10.0, 10.0), 3.2, 7.3);
                pen.line(&[(2.9, 10.0), (17.1, 10.0)]);
            }
        }
    }

    fn thing(self, pen: &Pen<'_>) {
        match self {
            Self::Grid => {
                pen.ring(&[(3.0, 5.0), (10.0, 2.5), (17.0, 5.0), (17.0, 15.0), (10.0, 17.5), (3.0, 15.0)]);
                pen.line(&[(3.0, 10.5), (10.5, 9.0), (17.0, 11.0)]);
                pen.line(&[(10.5, 9.0), (10.0, 2.5)]);
            }
            Self::Cell => pen.ring(&[(5.0, 5.0), (12.5, 3.0), (16.5, 9.0), (13.0, 16.5), (4.0, 14.0)]),
            Self::Shop => pen.block((4.5, 4.5), (15.5, 15.5)),
            Self::Place => {
                pen.path(&[(10.0, 17.8)], (10.0, 7.8), 5.2, 160.0, 380.0, &[(10.0, 17.8)]);
                pen.dot((10.0, 7.8), 1.8);
            }
            Self::Target => {
                pen.circle((10.0, 10.0), 4.8);
                for (x, y) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
                    pen.line(&[(10.0 + x * 3.0, 10.0 + y * 3.0), (10.0 + x * 8.0, 10.0 + y * 8.0)]);
                }
            }
            Self::Command => {
                pen.line(&[(4.0, 5.5), (8.8, 10.0), (4.0, 14.5)]);
                pen.line(&[(10.2, 15.0), (16.5, 15.0)]);
            }
            Self::Branch => {
                pen.circle((5.5, 4.6), 2.1);
                pen.circle((5.5, 15.4), 2.1);
                pen.circle((14.5, 7.2), 2.1);
                pen.line(&[(5.5, 6.7), (5.5, 13.3)]);
                pen.line(&[(14.5, 9.3), (14.0, 10.8), (12.4, 11.6), (5.8, 12.0)]);
            }
            _ => {
                pen.ring(&[(2.5, 4.0), (17.5, 4.0), (17.5, 16.0), (2.5, 16.0)]);
                pen.line(&[(10.0, 4.0), (10.0, 16.0)]);
                pen.line(&[(4.8, 10.0), (7.6, 10.0)]);
                pen.line(&[(12.4, 10.0), (15.2, 10.0)]);
                pen.line(&[(13.8, 8.6), (13.8, 11.4)]);
            }
        }
    }
}

/// Draws in the units of the design.
struct Pen<'a> {
    painter: &'a Painter,
    origin: Pos2,
    scale: f32,
    stroke: Stroke,
}

impl<'a> Pen<'a> {
    fn new(painter: &'a Painter, rect: Rect, color: Color32) -> Self {
        let side = rect.width().min(rect.height());
        let scale = side / DESIGN;
        let pixels = painter.pixels_per_point();
        // Corners on whole pixels keep straight strokes sharp.
        let corner = rect.center() - Vec2::splat(side / 2.0);
        let origin = pos2((corner.x * pixels).round() / pixels, (corner.y * pixels).round() / pixels);
        Self { painter, origin, scale, stroke: Stroke::new((STROKE * scale).max(1.0), color) }
    }

    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        self.origin + vec2(x, y) * self.scale
    }

    fn points(&self, points: &[(f32, f32)]) -> Vec<Pos2> {
        points.iter().map(|point| self.at(*point)).collect()
    }

    fn line(&self, points: &[(f32, f32)]) {
        self.painter.add(Shape::line(self.points(points), self.stroke));
    }

    fn ring(&self, points: &[(f32, f32)]) {
        self.painter.add(Shape::closed_line(self.points(points), self.stroke));
    }

    fn dot(&self, center: (f32, f32), radius: f32) {
        self.painter.circle_filled(self.at(center), radius * self.scale, self.stroke.color);
    }

    fn circle(&self, center: (f32, f32), radius: f32) {
        self.painter.circle_stroke(self.at(center), radius * self.scale, self.stroke);
    }

    fn block(&self, from: (f32, f32), to: (f32, f32)) {
        self.painter.rect_filled(Rect::from_two_pos(self.at(from), self.at(to)), 1.0, self.stroke.color);
    }

    fn ellipse(&self, (x, y): (f32, f32), width: f32, height: f32) {
        let points: Vec<(f32, f32)> = (0..32).map(|step| (step as f32 / 32.0 * std::f32::consts::TAU).sin_cos()).map(|(sin, cos)| (x + cos * width, y + sin * height)).collect();
        self.ring(&points);
    }

    /// Points, then an arc between two angles in degrees (0 east, 90 south), then points.
    fn path(&self, before: &[(f32, f32)], (x, y): (f32, f32), radius: f32, from: f32, to: f32, after: &[(f32, f32)]) {
        let arc = (0..=24).map(|step| (from + (to - from) * step as f32 / 24.0).to_radians().sin_cos()).map(|(sin, cos)| (x + cos * radius, y + sin * radius));
        let points: Vec<(f32, f32)> = before.iter().copied().chain(arc).chain(after.iter().copied()).collect();
        self.line(&points);
    }

    fn half_disc(&self, (x, y): (f32, f32), radius: f32) {
        let arc = (0..=24).map(|step| (-90.0 + 180.0 * step as f32 / 24.0).to_radians().sin_cos()).map(|(sin, cos)| self.at((x + cos * radius, y + sin * radius)));
        self.painter.add(Shape::convex_polygon(arc.collect(), self.stroke.color, Stroke::NONE));
    }

    fn dashes(&self, from: (f32, f32), to: (f32, f32)) {
        self.painter.extend(Shape::dashed_line(&[self.at(from), self.at(to)], self.stroke, 2.6 * self.scale, 1.8 * self.scale));
    }

    fn plus(&self, (x, y): (f32, f32), arm: f32) {
        self.line(&[(x - arm, y), (x + arm, y)]);
        self.line(&[(x, y - arm), (x, y + arm)]);
    }

    fn lens(&self) {
        self.circle((8.7, 8.7), 5.4);
        self.line(&[(12.7, 12.7), (17.2, 17.2)]);
    }

    fn tray(&self) {
        self.line(&[(3.0, 12.0), (3.0, 17.0), (17.0, 17.0), (17.0, 12.0)]);
    }
}

//! The table of actions: menus, toolbar, command palette, shortcut sheet and tests are made from it.

use crate::map::tools::ToolKind;
use egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

/// Tells whether an action can be done now; `Err` is the key of the reason, one of [`reason`].
pub type Availability<'a> = &'a dyn Fn(Action) -> Result<(), &'static str>;

/// Why an action cannot be done now: keys of the catalogue.
pub mod reason {
    /// No project is open.
    pub const NO_PROJECT: &str = "reason-no-project";
    /// The project is open for reading only.
    pub const READ_ONLY: &str = "reason-read-only";
    /// Presenting: nothing can be changed.
    pub const PRESENTING: &str = "reason-presenting";
    /// Nothing is selected.
    pub const NOTHING_SELECTED: &str = "reason-nothing-selected";
    /// No grid is selected.
    pub const NO_GRID_SELECTED: &str = "reason-no-grid-selected";
    /// No cell is selected.
    pub const NO_CELL_SELECTED: &str = "reason-no-cell-selected";
    /// Selected things cannot be deleted.
    pub const NOT_DELETABLE: &str = "reason-not-deletable";
    /// There is no step to undo.
    pub const NOTHING_TO_UNDO: &str = "reason-nothing-to-undo";
    /// There is no step to do again.
    pub const NOTHING_TO_REDO: &str = "reason-nothing-to-redo";
    /// The plan has no cells yet.
    pub const NO_CELLS: &str = "reason-no-cells";
    /// The plan has no grids yet.
    pub const NO_GRIDS: &str = "reason-no-grids";
    /// The project has no measure.
    pub const NO_MEASURE: &str = "reason-no-measure";
    /// The project has one measure only.
    pub const ONE_MEASURE: &str = "reason-one-measure";
    /// The top level is shown.
    pub const TOP_LEVEL: &str = "reason-top-level";
    /// The lowest level is shown.
    pub const BOTTOM_LEVEL: &str = "reason-bottom-level";
    /// There is only one scenario.
    pub const ONE_SCENARIO: &str = "reason-one-scenario";
    /// No other scenario is compared with.
    pub const NOTHING_COMPARED: &str = "reason-nothing-compared";
    /// The scenario is the status quo already.
    pub const FROZEN: &str = "reason-frozen";
    /// There is no problem.
    pub const NO_PROBLEM: &str = "reason-no-problem";
    /// Long work has to end first.
    pub const BUSY: &str = "reason-busy";
    /// A gesture has to end first.
    pub const GESTURE: &str = "reason-gesture";
    /// The largest or smallest scale is reached.
    pub const SCALE_LIMIT: &str = "reason-scale-limit";

    /// All.
    pub const ALL: [&str; 22] = [
        NO_PROJECT, READ_ONLY, PRESENTING, NOTHING_SELECTED, NO_GRID_SELECTED, NO_CELL_SELECTED, NOT_DELETABLE, NOTHING_TO_UNDO, NOTHING_TO_REDO, NO_CELLS, NO_GRIDS,
        NO_MEASURE, ONE_MEASURE, TOP_LEVEL, BOTTOM_LEVEL, ONE_SCENARIO, NOTHING_COMPARED, FROZEN, NO_PROBLEM, BUSY, GESTURE, SCALE_LIMIT,
    ];
}

/// Where an action stands in the menu bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Menu {
    /// 文件.
    File,
    /// 编辑.
    Edit,
    /// 视图.
    View,
    /// 网格.
    Grids,
    /// 渠道.
    Channels,
    /// 分析.
    Analysis,
    /// 帮助.
    Help,
}

impl Menu {
    /// In the order of the bar.
    pub const ALL: [Self; 7] = [Self::File, Self::Edit, Self::View, Self::Grids, Self::Channels, Self::Analysis, Self::Help];

    /// Key of its title.
    pub fn key(self) -> &'static str {
        match self {
            Self::File => "menu-file",
            Self::Edit => "menu-edit",
            Self::View => "menu-view",
            Self::Grids => "menu-grids",
            Self::Channels => "menu-channels",
            Self::Analysis => "menu-analysis",
            Self::Help => "menu-help",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct ActionRow {
    /// The action.
    pub action: Action,
    /// Key of its label; the tooltip has the key with `-tip` behind it.
    pub key: &'static str,
    /// Where it stands.
    pub menu: Menu,
    /// Keys, the one that is shown first.
    pub shortcuts: &'static [KeyboardShortcut],
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;

const fn on(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $menu:ident, [$($shortcut:expr),*];)*) => {
        /// What a person can ask for without saying anything more.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $($(#[$doc])* $name,)* }

        /// The table, in the order of the menus.
        pub const ACTIONS: &[ActionRow] = &[$(ActionRow { action: Action::$name, key: $key, menu: Menu::$menu, shortcuts: &[$($shortcut),*] },)*];
    };
}

actions! {
    /// An empty project.
    NewProject = "action-new-project", File, [on(CTRL, Key::N)];
    /// Another project.
    OpenProject = "action-open-project", File, [on(CTRL, Key::O)];
    /// Back to the start screen.
    CloseProject = "action-close-project", File, [on(CTRL, Key::W)];
    /// A copy of the project under another name.
    SaveCopy = "action-save-copy", File, [on(CTRL_SHIFT, Key::S)];
    /// Takes a file in.
    Import = "action-import", File, [on(CTRL, Key::I)];
    /// Writes data or a picture.
    Export = "action-export", File, [on(CTRL, Key::E)];
    /// Writes the map as a picture.
    ExportImage = "action-export-image", File, [on(CTRL_SHIFT, Key::E)];
    /// Language, theme, scale.
    Settings = "action-settings", File, [on(CTRL, Key::Comma)];
    /// Ends the program.
    Quit = "action-quit", File, [on(CTRL, Key::Q)];
    /// Takes the last step back.
    Undo = "action-undo", Edit, [on(CTRL, Key::Z)];
    /// Does it again.
    Redo = "action-redo", Edit, [on(CTRL, Key::Y), on(CTRL_SHIFT, Key::Z)];
    /// Selects everything of the kind selected, or all grids.
    SelectAll = "action-select-all", Edit, [on(CTRL, Key::A)];
    /// Selects what is not.
    InvertSelection = "action-invert-selection", Edit, [on(CTRL_SHIFT, Key::I)];
    /// Empties the selection.
    ClearSelection = "action-clear-selection", Edit, [];
    /// Selects by figures or texts.
    SelectByAttribute = "action-select-by-attribute", Edit, [on(CTRL_SHIFT, Key::F)];
    /// Selects everything inside the selected grids.
    SelectWithin = "action-select-within", Edit, [];
    /// Removes what is selected.
    DeleteSelected = "action-delete-selected", Edit, [on(NONE, Key::Delete)];
    /// Finds grids, outlets, places, coordinates, commands.
    Find = "action-find", Edit, [on(CTRL, Key::F)];
    /// The command palette.
    Palette = "action-palette", Edit, [on(CTRL, Key::P)];
    /// All of the plan.
    FitAll = "action-fit-all", View, [on(CTRL, Key::Num0), on(NONE, Key::Home)];
    /// What is selected.
    FitSelection = "action-fit-selection", View, [on(NONE, Key::Z)];
    /// Nearer.
    ZoomIn = "action-zoom-in", View, [on(NONE, Key::Plus), on(NONE, Key::Equals)];
    /// Further.
    ZoomOut = "action-zoom-out", View, [on(NONE, Key::Minus)];
    /// Larger texts and widgets.
    ScaleUp = "action-scale-up", View, [on(CTRL, Key::Plus), on(CTRL, Key::Equals)];
    /// Smaller texts and widgets.
    ScaleDown = "action-scale-down", View, [on(CTRL, Key::Minus)];
    /// All panels for planning.
    WorkspacePlan = "action-workspace-plan", View, [on(NONE, Key::F6)];
    /// Outlets in front.
    WorkspaceChannels = "action-workspace-channels", View, [on(NONE, Key::F7)];
    /// Map and key figures only.
    WorkspacePresent = "action-workspace-present", View, [on(NONE, Key::F5), on(NONE, Key::F11)];
    /// Panels as they were at first.
    RestorePanels = "action-restore-panels", View, [];
    /// Chinese or English.
    SwitchLanguage = "action-switch-language", View, [on(CTRL_SHIFT, Key::L)];
    /// Light or dark.
    SwitchTheme = "action-switch-theme", View, [on(CTRL_SHIFT, Key::D)];
    /// Neighbours differ in colour.
    ThematicCategories = "action-thematic-categories", View, [];
    /// Colours by amount.
    ThematicAmount = "action-thematic-amount", View, [];
    /// Colours by deviation from the target.
    ThematicBalance = "action-thematic-balance", View, [];
    /// Frame times.
    FrameTimes = "action-frame-times", View, [on(NONE, Key::F12)];
    /// The select tool.
    ToolSelect = "action-tool-select", Grids, [on(NONE, Key::V)];
    /// The boundary tool.
    ToolBoundary = "action-tool-boundary", Grids, [on(NONE, Key::B)];
    /// The push tool.
    ToolPush = "action-tool-push", Grids, [on(NONE, Key::P)];
    /// The brush.
    ToolBrush = "action-tool-brush", Grids, [on(NONE, Key::R)];
    /// Lasso assign.
    ToolLasso = "action-tool-lasso", Grids, [on(NONE, Key::L)];
    /// Cut.
    ToolCut = "action-tool-cut", Grids, [on(NONE, Key::C)];
    /// Merge.
    ToolMerge = "action-tool-merge", Grids, [on(NONE, Key::M)];
    /// Draw a new grid.
    ToolNewGrid = "action-tool-new-grid", Grids, [on(NONE, Key::N)];
    /// Gives the selected cells to a grid.
    AssignSelected = "action-assign-selected", Grids, [on(NONE, Key::G)];
    /// Takes the selected cells out of their grid.
    UnassignSelected = "action-unassign-selected", Grids, [on(NONE, Key::U)];
    /// An empty grid.
    NewGrid = "action-new-grid", Grids, [on(CTRL_SHIFT, Key::N)];
    /// Locks or unlocks the selected grids.
    LockSelected = "action-lock-selected", Grids, [on(CTRL, Key::L)];
    /// A branch of the active scenario.
    BranchScenario = "action-branch-scenario", Grids, [on(CTRL, Key::B)];
    /// Makes the active scenario the status quo.
    FreezeScenario = "action-freeze-scenario", Grids, [];
    /// Designs grids automatically.
    Design = "action-design", Grids, [on(CTRL, Key::D)];
    /// Adds and moves outlets.
    ToolOutlet = "action-tool-outlet", Channels, [on(NONE, Key::O)];
    /// Who is near enough to an outlet, and who is not.
    Coverage = "action-coverage", Channels, [on(CTRL, Key::K)];
    /// Finds places for new outlets.
    Siting = "action-siting", Channels, [on(CTRL, Key::J)];
    /// Measures lengths and areas.
    ToolMeasure = "action-tool-measure", Analysis, [on(NONE, Key::D)];
    /// The next measure.
    NextMeasure = "action-next-measure", Analysis, [on(NONE, Key::K)];
    /// One level up.
    LevelUp = "action-level-up", Analysis, [on(NONE, Key::PageUp)];
    /// One level down.
    LevelDown = "action-level-down", Analysis, [on(NONE, Key::PageDown)];
    /// The next problem.
    NextProblem = "action-next-problem", Analysis, [on(NONE, Key::F8)];
    /// The rules that problems come from.
    EditRules = "action-edit-rules", Analysis, [];
    /// Compares scenarios.
    CompareScenarios = "action-compare-scenarios", Analysis, [on(CTRL_SHIFT, Key::C)];
    /// The scenario compared with on a map of its own, or outlined on one map.
    CompareBeside = "action-compare-beside", Analysis, [];
    /// All shortcuts.
    Shortcuts = "action-shortcuts", Help, [on(NONE, Key::F1), on(SHIFT, Key::Questionmark)];
    /// The tour.
    Tour = "action-tour", Help, [];
    /// Version and licences.
    About = "action-about", Help, [];
}

impl Action {
    /// All, in the order of the menus.
    pub fn all() -> impl Iterator<Item = Self> {
        ACTIONS.iter().map(|row| row.action)
    }

    /// Whether a line stands above it in its menu.
    pub fn begins_group(self) -> bool {
        matches!(
            self,
            Self::SaveCopy
                | Self::Import
                | Self::Settings
                | Self::Quit
                | Self::SelectAll
                | Self::DeleteSelected
                | Self::Find
                | Self::ScaleUp
                | Self::WorkspacePlan
                | Self::SwitchLanguage
                | Self::ThematicCategories
                | Self::FrameTimes
                | Self::AssignSelected
                | Self::NewGrid
                | Self::BranchScenario
                | Self::NextMeasure
                | Self::NextProblem
                | Self::Tour
                | Self::About
        )
    }

    /// Its shortcut as this system spells it, the one that is shown; empty where it has none.
    pub fn shortcut_text(self, context: &Context) -> String {
        self.row().shortcuts.first().map(|shortcut| spelled(context, shortcut)).unwrap_or_default()
    }

    /// Its row of the table.
    pub fn row(self) -> &'static ActionRow {
        // The macro makes enum and table from one list, so their orders agree.
        &ACTIONS[self as usize]
    }

    /// The tool it takes up.
    pub fn tool(self) -> Option<ToolKind> {
        Some(match self {
            Self::ToolSelect => ToolKind::Select,
            Self::ToolBoundary => ToolKind::Boundary,
            Self::ToolPush => ToolKind::Push,
            Self::ToolBrush => ToolKind::Brush,
            Self::ToolLasso => ToolKind::Lasso,
            Self::ToolCut => ToolKind::Cut,
            Self::ToolMerge => ToolKind::Merge,
            Self::ToolNewGrid => ToolKind::NewGrid,
            Self::ToolOutlet => ToolKind::Outlet,
            Self::ToolMeasure => ToolKind::Measure,
            _ => return None,
        })
    }
}

/// A shortcut as this system spells it, with signs as signs: `Ctrl+,` and not `Ctrl+Comma`.
pub fn spelled(context: &Context, shortcut: &KeyboardShortcut) -> String {
    let text = context.format_shortcut(shortcut);
    let sign = match shortcut.logical_key {
        Key::Comma => ",",
        Key::Plus => "+",
        Key::Minus => "-",
        Key::Equals => "=",
        // The sign itself needs Shift already.
        Key::Questionmark => return "?".to_owned(),
        _ => return text,
    };
    text.strip_suffix(shortcut.logical_key.name()).map_or_else(|| text.clone(), |modifiers| format!("{modifiers}{sign}"))
}

/// The actions whose keys were pressed in this frame, taken out of the input. Variants with more modifiers come first; a field that
/// takes text keeps plain keys and its own editing keys; nothing is pressed behind a dialog.
pub fn pressed(context: &Context) -> Vec<Action> {
    if context.memory(|memory| memory.top_modal_layer().is_some()) {
        return Vec::new();
    }
    let is_typing = context.text_edit_focused();
    let mut keys: Vec<(Action, KeyboardShortcut)> = ACTIONS.iter().flat_map(|row| row.shortcuts.iter().map(|shortcut| (row.action, *shortcut))).collect();
    keys.sort_by_key(|(_, shortcut)| std::cmp::Reverse(weight(shortcut.modifiers)));
    let mut actions = Vec::new();
    context.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key, pressed: true, modifiers: held, .. } = event else { return true };
            let found = keys.iter().find(|(_, shortcut)| shortcut.logical_key == *key && is_meant(*shortcut, *held) && !(is_typing && belongs_to_text(*shortcut)));
            actions.extend(found.map(|(action, _)| *action));
            found.is_none()
        });
    });
    actions
}

/// Whether the keys held are those of a shortcut. With signs such as `+` Shift may only be the way to type them.
fn is_meant(shortcut: KeyboardShortcut, held: Modifiers) -> bool {
    let is_exact = shortcut.modifiers.shift == held.shift && shortcut.modifiers.alt == held.alt;
    held.matches_logically(shortcut.modifiers) && (is_exact || !is_letter(shortcut.logical_key))
}

fn weight(modifiers: Modifiers) -> u8 {
    u8::from(modifiers.shift) + u8::from(modifiers.alt) + u8::from(modifiers.command)
}

/// Whether a key writes a letter.
fn is_letter(key: Key) -> bool {
    key.name().len() == 1 && key.name().bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a text field wants a key for itself.
fn belongs_to_text(shortcut: KeyboardShortcut) -> bool {
    let is_function = shortcut.logical_key.name().len() > 1 && shortcut.logical_key.name().starts_with('F') && shortcut.logical_key.name()[1..].bytes().all(|byte| byte.is_ascii_digit());
    if !shortcut.modifiers.command {
        return !is_function;
    }
    matches!(shortcut.logical_key, Key::A | Key::C | Key::V | Key::X | Key::Y | Key::Z)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, text};
    use std::collections::BTreeMap;

    #[test]
    fn no_two_actions_share_a_shortcut() {
        let mut owners = BTreeMap::new();
        for row in ACTIONS {
            for shortcut in row.shortcuts {
                let before = owners.insert(format!("{shortcut:?}"), row.action);
                assert_eq!(before, None, "{shortcut:?} of {:?}", row.action);
            }
        }
        assert!(owners.len() > 50);
    }

    #[test]
    fn every_action_and_every_reason_has_its_texts() {
        for language in Language::ALL {
            for row in ACTIONS {
                for key in [row.key.to_owned(), format!("{}-tip", row.key), row.menu.key().to_owned()] {
                    let found = text(language, &key, &[]);
                    assert!(found != key && !found.trim().is_empty(), "{key} in {language:?}");
                }
                assert_eq!(row.action.row().key, row.key);
            }
            for key in reason::ALL {
                let found = text(language, key, &[]);
                assert!(found != key && !found.is_empty(), "{key} in {language:?}");
            }
        }
    }

    /// What the keys of one frame mean.
    fn keys(modifiers: Modifiers, key: Key) -> Vec<Action> {
        let context = Context::default();
        let press = Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
        let mut actions = Vec::new();
        let input = egui::RawInput { events: vec![press], ..Default::default() };
        let mut output = context.run_ui(input, |ui| actions.extend(pressed(ui.ctx())));
        output.textures_delta.clear();
        actions
    }

    #[test]
    fn variants_with_shift_come_first_and_are_exact() {
        assert_eq!(keys(CTRL, Key::Z), [Action::Undo]);
        assert_eq!(keys(CTRL_SHIFT, Key::Z), [Action::Redo]);
        assert_eq!(keys(CTRL_SHIFT, Key::E), [Action::ExportImage]);
        assert_eq!(keys(NONE, Key::V), [Action::ToolSelect]);
        assert_eq!(keys(SHIFT, Key::V), []);
        assert_eq!(keys(Modifiers::ALT, Key::V), []);
        assert_eq!(keys(SHIFT, Key::Plus), [Action::ZoomIn]);
        assert_eq!(keys(SHIFT, Key::Questionmark), [Action::Shortcuts]);
    }

    #[test]
    fn a_text_field_keeps_its_keys() {
        assert!(belongs_to_text(on(NONE, Key::V)) && belongs_to_text(on(CTRL, Key::Z)) && belongs_to_text(on(NONE, Key::Delete)) && belongs_to_text(on(NONE, Key::F)));
        assert!(!belongs_to_text(on(NONE, Key::F1)) && !belongs_to_text(on(CTRL, Key::P)) && !belongs_to_text(on(NONE, Key::F11)));
    }
}

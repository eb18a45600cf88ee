//! The table of actions: menus, toolbar, command palette, shortcut sheet and tests are made from it.

use crate::map::tools::ToolKind;
use egui::{Key, KeyboardShortcut, Modifiers};

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
    WorkspacePlan = "action-workspace-plan", View, [on(NONE, Key::F2)];
    /// Outlets in front.
    WorkspaceChannels = "action-workspace-channels", View, [on(NONE, Key::F3)];
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
    /// Adds and moves outlets.
    ToolOutlet = "action-tool-outlet", Channels, [on(NONE, Key::O)];
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
    /// Compares scenarios.
    CompareScenarios = "action-compare-scenarios", Analysis, [on(CTRL_SHIFT, Key::C)];
    /// All shortcuts.
    Shortcuts = "action-shortcuts", Help, [on(NONE, Key::F1), on(SHIFT, Key::Questionmark)];
    /// The tour.
    Tour = "action-tour", Help, [];
    /// Version and licences.
    About = "action-about", Help, [];
}

impl Action {
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

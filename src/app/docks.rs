//! Panels side by side: docks that can be moved, closed and restored, one arrangement for each workspace.

use egui_tiles::{Container, Linear, LinearDir, SimplificationOptions, Tile, TileId, Tiles, Tree};
use crate::ui::settings::Settings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A panel of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pane {
    /// The map.
    Map,
    /// Layers.
    Layers,
    /// Grid tree.
    Tree,
    /// What is selected.
    Inspector,
    /// Balance.
    Balance,
    /// Automatic design.
    Design,
    /// Coverage.
    Coverage,
    /// Sites for new outlets.
    Siting,
    /// Scenarios.
    Scenarios,
    /// Table of grids.
    Grids,
    /// Table of cells.
    Cells,
    /// Table of outlets.
    Outlets,
    /// Table of demand points.
    Demand,
    /// Problems.
    Problems,
    /// History.
    History,
    /// Long work.
    Jobs,
}

/// So many times the height of what else is in its column a panel gets that has much to say.
const MOST_OF: f32 = 2.4;

impl Pane {
    /// All, in the order of the menu.
    pub const ALL: [Self; 16] = [
        Self::Map,
        Self::Layers,
        Self::Tree,
        Self::Inspector,
        Self::Balance,
        Self::Design,
        Self::Coverage,
        Self::Siting,
        Self::Scenarios,
        Self::Grids,
        Self::Cells,
        Self::Outlets,
        Self::Demand,
        Self::Problems,
        Self::History,
        Self::Jobs,
    ];

    /// Key of its title.
    pub fn key(self) -> &'static str {
        match self {
            Self::Map => "pane-map",
            Self::Layers => "pane-layers",
            Self::Tree => "pane-tree",
            Self::Inspector => "pane-inspector",
            Self::Balance => "pane-balance",
            Self::Design => "pane-design",
            Self::Coverage => "pane-coverage",
            Self::Siting => "pane-siting",
            Self::Scenarios => "pane-scenarios",
            Self::Grids => "pane-grids",
            Self::Cells => "pane-cells",
            Self::Outlets => "pane-outlets",
            Self::Demand => "pane-demand",
            Self::Problems => "pane-problems",
            Self::History => "pane-history",
            Self::Jobs => "pane-jobs",
        }
    }
}

/// An arrangement of panels for one kind of work (工作区).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Workspace {
    /// 规划: everything.
    #[default]
    Plan,
    /// 渠道: outlets in front.
    Channels,
    /// 演示: map and key figures, nothing that edits.
    Present,
}

/// The panels of one workspace as they are arranged.
pub type Arrangement = Tree<Pane>;

/// Panels that stand beside each other when a plan is worked on: two groups on the left, two on the right, one below.
const TOGETHER: [&[Pane]; 5] = [
    &[Pane::Layers, Pane::Scenarios],
    &[Pane::Tree],
    &[Pane::Inspector, Pane::Design, Pane::Coverage, Pane::Siting],
    &[Pane::Balance],
    &[Pane::Grids, Pane::Cells, Pane::Outlets, Pane::Demand, Pane::Problems, Pane::History, Pane::Jobs],
];

/// The arrangement a workspace begins with.
pub fn usual(workspace: Workspace) -> Arrangement {
    let mut tiles = Tiles::default();
    let root = match workspace {
        Workspace::Plan => {
            let [_, _, upper, lower, below] = TOGETHER;
            desk(&mut tiles, &[upper, lower], below)
        }
        Workspace::Channels => {
            // Lists of places and outlets want the whole height.
            let right = [&[Pane::Coverage, Pane::Siting, Pane::Inspector, Pane::Balance] as &[Pane]];
            desk(&mut tiles, &right, &[Pane::Outlets, Pane::Demand, Pane::Grids, Pane::Cells, Pane::Problems, Pane::History, Pane::Jobs])
        }
        Workspace::Present => tiles.insert_pane(Pane::Map),
    };
    let mut tree = Tree::new(egui::Id::unique(("docks", workspace)), root, tiles);
    if workspace == Workspace::Plan {
        // They have their place and come when somebody asks for them.
        for pane in [Pane::Coverage, Pane::Siting] {
            if let Some(tile) = tree.tiles.find_pane(&pane) {
                tree.set_visible(tile, false);
            }
        }
    }
    tree
}

/// Layers and tree on the left, what is worked with on the right, one above the other, tables below.
fn desk(tiles: &mut Tiles<Pane>, right: &[&[Pane]], below: &[Pane]) -> TileId {
    let tabs = |tiles: &mut Tiles<Pane>, panes: &[Pane]| {
        let panes = panes.iter().map(|pane| tiles.insert_pane(*pane)).collect();
        tiles.insert_tab_tile(panes)
    };
    let layers = tabs(tiles, TOGETHER[0]);
    let tree = tabs(tiles, TOGETHER[1]);
    let left = split(tiles, LinearDir::Vertical, &[(layers, 0.38), (tree, 0.62)]);
    let map = tiles.insert_pane(Pane::Map);
    let right = match right {
        [upper, lower] => {
            let parts = [(tabs(tiles, upper), 0.46), (tabs(tiles, lower), 0.54)];
            split(tiles, LinearDir::Vertical, &parts)
        }
        _ => tabs(tiles, &right.concat()),
    };
    let upper = split(tiles, LinearDir::Horizontal, &[(left, 0.17), (map, 0.60), (right, 0.23)]);
    let below = tabs(tiles, below);
    split(tiles, LinearDir::Vertical, &[(upper, 0.76), (below, 0.24)])
}

fn split(tiles: &mut Tiles<Pane>, direction: LinearDir, parts: &[(TileId, f32)]) -> TileId {
    let mut linear = Linear::new(direction, parts.iter().map(|(tile, _)| *tile).collect());
    for (tile, share) in parts {
        linear.shares.set_share(*tile, *share);
    }
    tiles.insert_container(Container::Linear(linear))
}

/// Which panels an arrangement shows or has in a tab.
pub fn shown(arrangement: &Arrangement) -> Vec<Pane> {
    let panes = arrangement.tiles.iter().filter(|(id, _)| arrangement.is_visible(**id));
    let mut shown: Vec<Pane> = panes.filter_map(|(_, tile)| if let Tile::Pane(pane) = tile { Some(*pane) } else { None }).collect();
    shown.sort_unstable();
    shown
}

/// Closes a panel, or brings it back to where it was.
pub fn toggle(arrangement: &mut Arrangement, pane: Pane) {
    match arrangement.tiles.find_pane(&pane) {
        Some(tile) => {
            let is_visible = arrangement.is_visible(tile);
            arrangement.set_visible(tile, !is_visible);
        }
        None => add(arrangement, pane),
    }
}

/// Brings a panel to the front, also where it was closed.
pub fn bring_up(arrangement: &mut Arrangement, pane: Pane) {
    if arrangement.tiles.find_pane(&pane).is_none() {
        add(arrangement, pane);
    }
    if let Some(tile) = arrangement.tiles.find_pane(&pane) {
        arrangement.set_visible(tile, true);
        arrangement.make_active(|id, _| id == tile);
        if matches!(pane, Pane::Design | Pane::Coverage | Pane::Siting) {
            give_room(arrangement, tile);
        }
    }
}

/// What has much to say gets most of its column.
fn give_room(arrangement: &mut Arrangement, tile: TileId) {
    let Some(tabs) = arrangement.tiles.parent_of(tile) else { return };
    let column = arrangement.tiles.parent_of(tabs).and_then(|id| arrangement.tiles.get_mut(id));
    if let Some(Tile::Container(Container::Linear(linear))) = column
        && linear.dir == LinearDir::Vertical
    {
        let others: f32 = linear.children.iter().filter(|child| **child != tabs).map(|child| linear.shares[*child]).sum();
        if linear.shares[tabs] < MOST_OF * others {
            linear.shares.set_share(tabs, MOST_OF * others);
        }
    }
}

/// The tabs in which a panel that an arrangement does not know, because it is older, finds its like.
fn tabs_for(arrangement: &Arrangement, pane: Pane) -> Option<TileId> {
    let group = TOGETHER.iter().find(|group| group.contains(&pane))?;
    let tabs = |other: &Pane| {
        let parent = arrangement.tiles.parent_of(arrangement.tiles.find_pane(other)?)?;
        matches!(arrangement.tiles.get(parent), Some(Tile::Container(Container::Tabs(_)))).then_some(parent)
    };
    group.iter().filter(|other| **other != pane).find_map(tabs)
}

fn add(arrangement: &mut Arrangement, pane: Pane) {
    let beside = tabs_for(arrangement, pane);
    let tile = arrangement.tiles.insert_pane(pane);
    match beside.or(arrangement.root()) {
        Some(root) => arrangement.move_tile_to_container(tile, root, usize::MAX, false),
        None => arrangement.root = Some(tile),
    }
}

/// Arrangements as the settings keep them: name of the workspace, and text that only this room reads.
pub fn to_settings(arrangements: &BTreeMap<Workspace, Arrangement>) -> Vec<(String, String)> {
    let name = |workspace: Workspace| serde_json::to_value(workspace).ok().and_then(|value| value.as_str().map(str::to_owned));
    arrangements.iter().filter_map(|(workspace, arrangement)| Some((name(*workspace)?, serde_json::to_string(arrangement).ok()?))).collect()
}

/// Arrangements from the settings; what cannot be read, or has lost the map, begins as usual.
pub fn from_settings(settings: &Settings) -> BTreeMap<Workspace, Arrangement> {
    let read = |(name, text): &(String, String)| {
        let workspace: Workspace = serde_json::from_value(serde_json::Value::String(name.clone())).ok()?;
        let arrangement: Arrangement = serde_json::from_str(text).ok()?;
        shown(&arrangement).contains(&Pane::Map).then_some((workspace, arrangement))
    };
    settings.workspaces.iter().filter_map(read).collect()
}

/// Every tab keeps its bar, so that a panel can be closed and dragged; the map has none.
pub fn simplification() -> SimplificationOptions {
    SimplificationOptions { all_panes_must_have_tabs: false, prune_single_child_tabs: false, ..SimplificationOptions::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_panel_of_the_plan_is_there_once() {
        let mut plan = usual(Workspace::Plan);
        let later = [Pane::Coverage, Pane::Siting];
        assert_eq!(shown(&plan), Pane::ALL.into_iter().filter(|pane| !later.contains(pane)).collect::<Vec<_>>());
        later.into_iter().for_each(|pane| bring_up(&mut plan, pane));
        assert_eq!(shown(&plan), Pane::ALL);
        assert_eq!(shown(&usual(Workspace::Present)), [Pane::Map]);
    }

    #[test]
    fn a_panel_that_an_older_arrangement_lacks_comes_to_its_like() {
        let mut plan = usual(Workspace::Plan);
        let tile = plan.tiles.find_pane(&Pane::Siting).unwrap();
        plan.remove_recursively(tile);
        assert_eq!(plan.tiles.find_pane(&Pane::Siting), None);
        bring_up(&mut plan, Pane::Siting);
        let parent = |pane: Pane| plan.tiles.parent_of(plan.tiles.find_pane(&pane).unwrap());
        assert_eq!(parent(Pane::Siting), parent(Pane::Inspector));
    }

    #[test]
    fn a_closed_panel_comes_back() {
        let mut arrangement = usual(Workspace::Plan);
        toggle(&mut arrangement, Pane::Balance);
        assert!(!shown(&arrangement).contains(&Pane::Balance));
        bring_up(&mut arrangement, Pane::Balance);
        assert!(shown(&arrangement).contains(&Pane::Balance));
        let mut present = usual(Workspace::Present);
        bring_up(&mut present, Pane::Balance);
        assert_eq!(shown(&present), [Pane::Map, Pane::Balance]);
    }

    #[test]
    fn an_arrangement_is_kept_as_text() {
        let arrangement = usual(Workspace::Channels);
        let text = serde_json::to_string(&arrangement).unwrap();
        let back: Arrangement = serde_json::from_str(&text).unwrap();
        assert_eq!(shown(&back), shown(&arrangement));
    }
}

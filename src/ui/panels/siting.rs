//! Where the next outlets should stand (选址): the goal in plain words, the places as they are found, and how good they are.

use super::coverage::CoverageLine;
use super::siting_wishes::{self, SiteLayers, SitingChoices, first_choices};
use crate::base::Revision;
use crate::geodesy::Position;
use crate::i18n::count_text;
use crate::model::SiteZone;
use crate::ui::theme::{TABLE_TEXT, UNIT, color32};
use crate::ui::widgets::{KeyFigure, empty_state, fact, key_figures, main_button};
use crate::ui::{Action, Desk, Request};
use egui::{Button, Checkbox, CollapsingHeader, ProgressBar, RichText, ScrollArea, Ui};

/// How the search stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SitingView {
    /// Share of the time that has passed, while it runs.
    pub running: Option<f32>,
    /// Figures of the plan: name and value.
    pub figures: Vec<(String, String)>,
    /// How far from the best, in words.
    pub quality: String,
    /// Whether nothing better is possible.
    pub is_proved: bool,
    /// The new outlets, the most useful first.
    pub sites: Vec<CoverageLine>,
    /// Outlets that give way, in words.
    pub given_up: Vec<CoverageLine>,
    /// Coverage and shares as they are with the places that are tried on the map.
    pub live: Vec<KeyFigure>,
    /// The line of the measuring tool, inside which nothing may be built.
    pub measured: Option<Vec<Position>>,
    /// Whether they are on the map.
    pub is_shown: bool,
    /// Why nothing was found, in words.
    pub obstacle: Option<String>,
}

/// What the panel asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum SitingRequest {
    /// Looks for places.
    Start(Box<SitingChoices>),
    /// Stops looking; what was found stays.
    Stop,
    /// Puts the places on the map, or takes them off.
    Show(bool),
    /// Looks at one of them.
    ShowSite(usize),
    /// Looks at an outlet that gives way.
    ShowGivenUp(usize),
    /// Takes them into the active scenario as planned outlets.
    AcceptHere,
    /// Makes a scenario of this name with them.
    AcceptAs(String),
}

/// The name under which the label of a step keeps what was asked for.
pub const SITING_SETTINGS: &str = "siting";

/// The panel (选址面板).
#[derive(Debug, Default)]
pub struct SitingPanel {
    choices: Option<SitingChoices>,
    layers: SiteLayers,
    /// What was asked for the last places that were taken over, as of a state of the document.
    kept: Option<(Revision, Option<Box<SitingChoices>>)>,
    /// The frame in which it was seen last.
    seen: u64,
    name: String,
    foot_height: f32,
}

impl SitingPanel {
    /// Shows what can be chosen, and the places below it.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, view: &SitingView, requests: &mut Vec<Request>) {
        self.seen = ui.ctx().cumulative_frame_nr();
        if desk.document.demand().is_empty() {
            if empty_state(ui, &desk.text("siting-empty"), &desk.text("siting-empty-hint"), Some(&desk.text("panel-import"))) {
                requests.push(Action::Import.into());
            }
            return;
        }
        let mut choices = self.choices.take().unwrap_or_else(|| first_choices(desk));
        choices.follow(desk.document);
        start(ui, desk, view, &choices, requests);
        let foot = if view.sites.is_empty() { 0.0 } else { self.foot_height.max(60.0) + 2.0 * UNIT };
        let room = (ui.available_height() - foot).max(40.0);
        ScrollArea::vertical().max_height(room).auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = UNIT;
            if let Some(obstacle) = &view.obstacle {
                ui.label(RichText::new(obstacle).color(color32(desk.theme.red)));
            }
            found(ui, desk, view, requests);
            let has_sites = !view.sites.is_empty();
            CollapsingHeader::new(desk.text("siting-wishes")).id_salt(("siting-wishes", has_sites)).default_open(!has_sites).show(ui, |ui| {
                ui.add_enabled_ui(view.running.is_none(), |ui| siting_wishes::show(ui, desk, &mut choices));
            });
            if let Some(kept) = self.kept(desk).filter(|kept| *kept != choices) {
                let told = siting_wishes::told(desk, &kept);
                if ui.add_enabled(view.running.is_none(), Button::new(desk.text("siting-restore"))).on_hover_text(told).clicked() {
                    choices = kept;
                }
            }
            let title = desk.text_with("siting-more-wishes", &[("count", choices.n_further().into())]);
            CollapsingHeader::new(title).id_salt("siting-more-wishes").default_open(false).show(ui, |ui| {
                ui.add_enabled_ui(view.running.is_none(), |ui| siting_wishes::show_more(ui, desk, &mut self.layers, view.measured.as_deref(), &mut choices, requests));
            });
        });
        if !view.sites.is_empty() {
            self.foot_height = ui.scope(|ui| self.accept(ui, desk, view, requests)).response.rect.height();
        }
        self.choices = Some(choices);
    }

    /// What was asked for the last places that were taken over and not undone. Cost: a look at every step, once for each state.
    fn kept(&mut self, desk: &Desk<'_>) -> Option<SitingChoices> {
        let revision = desk.document.revision();
        if desk.gesture.is_none() && self.kept.as_ref().is_none_or(|(of, _)| *of != revision) {
            let last = desk.document.history().summaries().filter(|step| !step.is_undone).filter_map(|step| siting_wishes::settings_of(&step.label.values.iter().find(|(name, _)| name == SITING_SETTINGS)?.1)).last();
            self.kept = Some((revision, last.map(Box::new)));
        }
        let mut kept = self.kept.as_ref().and_then(|(_, kept)| kept.as_deref()).cloned()?;
        kept.follow(desk.document);
        Some(kept)
    }

    /// Ground without new outlets for the map, while the panel is in sight.
    pub fn zones_in_sight(&self, frame: u64) -> &[SiteZone] {
        let is_seen = frame.saturating_sub(self.seen) <= 1;
        self.choices.as_ref().filter(|_| is_seen).map_or(&[], |choices| &choices.zones)
    }

    fn accept(&mut self, ui: &mut Ui, desk: &Desk<'_>, view: &SitingView, requests: &mut Vec<Request>) {
        let can_accept = view.is_shown && view.running.is_none() && !desk.document.is_read_only();
        ui.add_space(UNIT);
        ui.add_enabled_ui(can_accept, |ui| {
            if self.name.is_empty() {
                let names = (1..1_000).map(|number| desk.text_with("siting-scenario-name", &[("number", count_text(number).into())]));
                self.name = names.into_iter().find(|name| desk.document.scenario_named(name).is_none()).unwrap_or_default();
            }
            ui.horizontal(|ui| {
                let width = (ui.available_width() - 120.0).max(60.0);
                ui.add(egui::TextEdit::singleline(&mut self.name).desired_width(width)).accessible_name(desk.text("siting-name"));
                let is_free = !self.name.trim().is_empty() && desk.document.scenario_named(self.name.trim()).is_none();
                if ui.add_enabled(is_free, Button::new(desk.text("design-accept-new"))).clicked() {
                    requests.push(Request::Siting(SitingRequest::AcceptAs(self.name.trim().to_owned())));
                    self.name.clear();
                }
            });
            if ui.button(desk.text("siting-accept-here")).on_hover_text(desk.text("siting-accept-here-hint")).clicked() {
                requests.push(Request::Siting(SitingRequest::AcceptHere));
            }
        });
        let hint = if view.is_shown { "siting-shown-hint" } else { "siting-hidden-hint" };
        ui.label(RichText::new(desk.text(hint)).size(11.0).color(ui.visuals().weak_text_color()));
    }
}

fn start(ui: &mut Ui, desk: &Desk<'_>, view: &SitingView, choices: &SitingChoices, requests: &mut Vec<Request>) {
    if let Some(share) = view.running {
        ui.add(ProgressBar::new(share).desired_height(6.0));
        if ui.button(desk.text("design-stop")).clicked() {
            requests.push(Request::Siting(SitingRequest::Stop));
        }
        return;
    }
    if main_button(ui, desk.theme, &desk.text("siting-start"), !desk.document.is_read_only()).clicked() {
        requests.push(Request::Siting(SitingRequest::Start(Box::new(choices.clone()))));
    }
}

/// Figures, quality and places.
fn found(ui: &mut Ui, desk: &Desk<'_>, view: &SitingView, requests: &mut Vec<Request>) {
    for (name, value) in &view.figures {
        fact(ui, name, value);
    }
    if !view.quality.is_empty() {
        let color = if view.is_proved { desk.theme.store } else { desk.theme.muted };
        ui.label(RichText::new(&view.quality).size(TABLE_TEXT).color(color32(color)));
    }
    if view.sites.is_empty() {
        return;
    }
    let mut is_shown = view.is_shown;
    if ui.add(Checkbox::new(&mut is_shown, desk.text("siting-on-map"))).changed() {
        requests.push(Request::Siting(SitingRequest::Show(is_shown)));
    }
    if view.is_shown && !view.live.is_empty() {
        key_figures(ui, desk.theme, &view.live);
    }
    for (number, line) in view.sites.iter().enumerate() {
        if place(ui, line) {
            requests.push(Request::Siting(SitingRequest::ShowSite(number)));
        }
    }
    for (number, line) in view.given_up.iter().enumerate() {
        if place(ui, line) {
            requests.push(Request::Siting(SitingRequest::ShowGivenUp(number)));
        }
    }
}

/// A place with its note; whether it was clicked.
fn place(ui: &mut Ui, line: &CoverageLine) -> bool {
    let text = format!("{}   {}", line.title, line.value);
    let response = ui.add(Button::new(RichText::new(&text).size(TABLE_TEXT)).frame(false).truncate());
    if !line.note.is_empty() {
        ui.label(RichText::new(&line.note).size(11.0).color(ui.visuals().weak_text_color()));
    }
    response.on_hover_text(&line.note).clicked()
}


#[cfg(test)]
mod tests {
    use super::*;
    use crate::map;
    use crate::model::{GivingUp, SiteGoal};
    use crate::i18n::{Language, text};
    use crate::ui::widgets::testing::{World, harness};
    use egui_kittest::kittest::Queryable as _;

    fn show(panel: &mut (SitingPanel, SitingView), ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let view = panel.1.clone();
        panel.0.show(ui, desk, &view, requests);
    }

    fn asked(requests: &[Request]) -> Vec<SitingRequest> {
        requests.iter().filter_map(|request| if let Request::Siting(asked) = request { Some(asked.clone()) } else { None }).collect()
    }

    #[test]
    fn sites_are_asked_for_with_the_goal_in_plain_words() {
        for language in [Language::English, Language::Chinese] {
            let mut harness = harness(World::small(language), (SitingPanel::default(), SitingView::default()), [300.0, 1_000.0], show);
            harness.run();
            harness.get_by_label(&text(language, "siting-short-ways", &[])).click();
            harness.run();
            harness.get_by_label(&text(language, "siting-start", &[])).click();
            harness.run();
            let asked = asked(&harness.state().requests);
            let [SitingRequest::Start(choices)] = asked.as_slice() else { panic!("{asked:?}") };
            assert!(choices.goal == SiteGoal::ShortWays && choices.sites > 0 && choices.limit > 0.0);
        }
    }

    #[test]
    fn places_are_looked_at_hidden_and_accepted() {
        let line = CoverageLine { title: "1 王村".to_owned(), value: "+412".to_owned(), note: "from O9".to_owned(), ..CoverageLine::default() };
        let view = SitingView { sites: vec![line], is_shown: true, quality: "proved".to_owned(), is_proved: true, ..SitingView::default() };
        let mut harness = harness(World::small(Language::English), (SitingPanel::default(), view), [300.0, 1_000.0], show);
        harness.run();
        harness.get_by_label("1 王村   +412").click();
        harness.run();
        harness.get_by_label(&text(Language::English, "siting-on-map", &[])).click();
        harness.run();
        harness.get_by_label(&text(Language::English, "siting-accept-here", &[])).click();
        harness.run();
        assert_eq!(asked(&harness.state().requests), [SitingRequest::ShowSite(0), SitingRequest::Show(false), SitingRequest::AcceptHere]);
    }

    #[test]
    fn where_not_who_may_go_and_money_are_asked_for() {
        let language = Language::English;
        let say = |key: &str| text(language, key, &[]);
        let mut world = World::small(language);
        let cells: Vec<_> = world.document.plan().partition.cells().take(2).map(map::Item::Cell).collect();
        let outlet = world.document.outlets().iter().find(|(_, outlet)| outlet.kind.group() != crate::model::OutletGroup::Competitor).map(|(id, _)| id).unwrap();
        world.selection.pick(cells.into_iter().chain([map::Item::Outlet(outlet)]), map::Pick::Replace);
        let view = SitingView { measured: Some(world.document.demand().positions[..4].to_vec()), ..SitingView::default() };
        let mut harness = harness(world, (SitingPanel::default(), view), [300.0, 1_600.0], show);
        harness.run();
        harness.get_by_label(&text(language, "siting-more-wishes", &[("count", 0.into())])).click();
        harness.run_steps(12);
        harness.get_by_label(&say("siting-not-cells")).click();
        harness.run();
        harness.get_by_label(&say("siting-not-inside")).click();
        harness.run();
        harness.get_by_label(&text(language, "siting-these-may-go", &[("count", 1.into())])).click();
        harness.run();
        harness.get_by_label(&say("siting-start")).click();
        harness.run();
        {
            let asked = asked(&harness.state().requests);
            let [SitingRequest::Start(choices)] = asked.as_slice() else { panic!("{asked:?}") };
            assert!(matches!(choices.zones.as_slice(), [SiteZone::Cells(cells), SiteZone::Area(ring)] if cells.len() == 2 && ring.len() == 4), "{:?}", choices.zones);
            assert_eq!(choices.may_go, GivingUp::These([outlet].into()));
            assert!(choices.budget <= 0.0 && choices.capacity > 0.0);
            let kept = serde_json::to_string(choices).unwrap();
            assert_eq!(siting_wishes::settings_of(&kept).as_ref(), Some(&**choices), "what was asked for can be kept");
        }
        harness.get_all_by_label(&say("siting-zone-remove")).next().unwrap().click();
        harness.run();
        harness.get_by_label(&say("siting-all-stay")).click();
        harness.run();
        harness.get_by_label(&say("siting-start")).click();
        harness.run();
        let asked = asked(&harness.state().requests);
        let [_, SitingRequest::Start(choices)] = asked.as_slice() else { panic!("{asked:?}") };
        assert!(matches!(choices.zones.as_slice(), [SiteZone::Area(_)]) && choices.may_go == GivingUp::Nobody);
    }
}

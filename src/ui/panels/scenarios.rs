//! Scenarios (方案): branch, rename, freeze, switch, delete, compare.

use crate::base::ScenarioId;
use crate::edit::{Command, Label};
use crate::i18n::date_text;
use crate::map;
use crate::model::ScenarioInfo;
use crate::ui::theme::{TABLE_TEXT, TEXT, UNIT, color32};
use crate::ui::widgets::{Answer, Fit, Question, RowEvent, RowList, RowLook, Sign, fit, paint_row_back, paint_sign};
use crate::ui::{Desk, Request};
use egui::{Button, Id, Rect, Ui, pos2, vec2};

/// Height of a row in points.
const ROW: f32 = 40.0;

/// The scenario panel (方案面板).
#[derive(Debug, Default)]
pub struct ScenariosPanel {
    chosen: Option<ScenarioId>,
    question: Option<(Question, Asked)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Branch(ScenarioId),
    Rename(ScenarioId),
    Freeze(ScenarioId),
    Delete(ScenarioId),
}

/// What a person wishes to do with a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Switch,
    Branch,
    Rename,
    Freeze,
    Compare,
    Delete,
}

impl Wish {
    const ALL: [Self; 6] = [Self::Switch, Self::Branch, Self::Compare, Self::Rename, Self::Freeze, Self::Delete];

    fn key(self) -> &'static str {
        match self {
            Self::Switch => "scenario-switch",
            Self::Branch => "scenario-branch",
            Self::Rename => "scenario-rename",
            Self::Freeze => "scenario-freeze",
            Self::Compare => "scenario-compare",
            Self::Delete => "scenario-delete",
        }
    }

    /// The key of the reason for which it cannot be done.
    fn hindrance(self, desk: &Desk<'_>, id: ScenarioId, info: &ScenarioInfo) -> Option<&'static str> {
        let is_active = id == desk.document.active();
        match self {
            Self::Switch if is_active => Some("scenario-is-active"),
            Self::Compare if is_active => Some("scenario-compare-self"),
            Self::Compare => None,
            _ if desk.document.is_read_only() => Some("refusal-read-only"),
            Self::Freeze if info.frozen_on.is_some() => Some("scenario-is-frozen"),
            Self::Delete if is_active => Some("scenario-delete-active"),
            _ => None,
        }
    }
}

/// What stands below the name.
fn scenario_note(desk: &Desk<'_>, id: ScenarioId, info: &ScenarioInfo) -> String {
    let mut parts = Vec::new();
    if id == desk.document.active() {
        parts.push(desk.text("scenario-active"));
    }
    if let Some(day) = &info.frozen_on {
        parts.push(desk.text_with("scenario-frozen-on", &[("day", date_text(desk.language, day).into())]));
    }
    if let Some(parent) = info.parent.and_then(|parent| desk.document.scenarios().get(parent)) {
        parts.push(desk.text_with("scenario-from", &[("name", (&parent.name).into())]));
    }
    parts.join(" · ")
}

impl ScenariosPanel {
    /// Shows the scenarios and what can be done with the chosen one.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let scenarios: Vec<(ScenarioId, &ScenarioInfo)> = desk.document.scenarios().iter().collect();
        let chosen = self.chosen.filter(|id| desk.document.scenarios().contains(*id)).unwrap_or(desk.document.active());
        let mut wishes: Vec<(ScenarioId, Wish)> = Vec::new();
        if let Some(info) = desk.document.scenarios().get(chosen) {
            buttons(ui, desk, chosen, info, &mut wishes);
        }
        ui.add_space(UNIT);
        let name = |number: usize| scenarios.get(number).map_or_else(Default::default, |(id, info)| (info.name.clone(), *id == chosen));
        let (event, _) = RowList::new(Id::unique("scenario-rows"), scenarios.len(), ROW).show(ui, name, |ui, number, rect, response| {
            let Some((id, info)) = scenarios.get(number) else { return };
            paint_row_back(ui, rect, RowLook { is_selected: *id == chosen, is_hovered: response.hovered(), is_focused: response.has_focus() });
            paint(ui, desk, *id, info, rect, response);
            response.context_menu(|ui| {
                for wish in Wish::ALL {
                    menu_entry(ui, desk, *id, info, wish, &mut wishes);
                }
            });
        });
        match event {
            Some(RowEvent::Pick(number, _)) => self.chosen = scenarios.get(number).map(|(id, _)| *id),
            Some(RowEvent::Open(number)) => wishes.extend(scenarios.get(number).filter(|(id, _)| *id != desk.document.active()).map(|(id, _)| (*id, Wish::Switch))),
            Some(RowEvent::Edit(number)) => wishes.extend(scenarios.get(number).map(|(id, _)| (*id, Wish::Rename))),
            Some(RowEvent::Fold(..)) | None => {}
        }
        for (id, wish) in wishes {
            self.grant(desk, id, wish, requests);
        }
        self.answer_question(ui, desk, requests);
    }

    fn grant(&mut self, desk: &Desk<'_>, id: ScenarioId, wish: Wish, requests: &mut Vec<Request>) {
        let Some(info) = desk.document.scenarios().get(id) else { return };
        let named = |key: &str| desk.text_with(key, &[("name", (&info.name).into())]);
        let cancel = desk.text("panel-cancel");
        let (question, asked) = match wish {
            Wish::Switch => return requests.push(Request::SwitchScenario(id)),
            Wish::Compare => return requests.push(Request::Compare(Some(id))),
            Wish::Branch => {
                let title = named("scenario-branch-title");
                (Question::for_text(title, desk.text("scenario-branch-hint"), free_name(desk, info), desk.text("panel-create"), cancel), Asked::Branch(id))
            }
            Wish::Rename => (Question::for_text(named("scenario-rename-title"), String::new(), info.name.clone(), desk.text("panel-rename"), cancel), Asked::Rename(id)),
            Wish::Freeze => (Question::for_yes(named("scenario-freeze-title"), desk.text("scenario-freeze-hint"), desk.text("scenario-freeze"), cancel), Asked::Freeze(id)),
            Wish::Delete => (Question::for_yes(named("scenario-delete-title"), desk.text("scenario-delete-hint"), desk.text("panel-delete"), cancel), Asked::Delete(id)),
        };
        self.question = Some((question, asked));
    }

    fn answer_question(&mut self, ui: &Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let Some((question, asked)) = &mut self.question else { return };
        let asked = *asked;
        match question.show(ui) {
            Answer::Waiting => return,
            Answer::Cancelled => {}
            Answer::Confirmed(text) => requests.extend(request_of(desk, asked, text).map(Request::Map)),
        }
        self.question = None;
    }
}

fn request_of(desk: &Desk<'_>, asked: Asked, text: String) -> Option<map::Request> {
    let name = |id: ScenarioId| desk.document.scenarios().get(id).map(|info| info.name.clone());
    let (command, label) = match asked {
        Asked::Branch(id) => (Command::Branch(text.clone(), id), Label::new("step-new-scenario").with("name", text)),
        Asked::Rename(id) => (Command::RenameScenario(id, text.clone()), Label::new("step-rename-scenario").with("name", text)),
        Asked::Freeze(id) => (Command::Freeze(id, desk.today.to_owned()), Label::new("step-freeze-scenario").with("name", name(id)?)),
        Asked::Delete(id) => (Command::DeleteScenario(id), Label::new("step-delete-scenario").with("name", name(id)?)),
    };
    Some(map::Request::Run(command, label))
}

/// A name for a branch that no scenario has.
fn free_name(desk: &Desk<'_>, info: &ScenarioInfo) -> String {
    let is_free = |name: &String| desk.document.scenario_named(name).is_none();
    (2..1000).map(|number| format!("{} {number}", info.name)).find(is_free).unwrap_or_default()
}

fn buttons(ui: &mut Ui, desk: &Desk<'_>, id: ScenarioId, info: &ScenarioInfo, wishes: &mut Vec<(ScenarioId, Wish)>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(UNIT, UNIT);
        for wish in Wish::ALL {
            let hindrance = wish.hindrance(desk, id, info);
            let button = ui.add_enabled(hindrance.is_none(), Button::new(desk.text(wish.key())));
            let button = match hindrance {
                Some(key) => button.on_disabled_hover_text(desk.text(key)),
                None => button,
            };
            if button.clicked() {
                wishes.push((id, wish));
            }
        }
    });
}

fn menu_entry(ui: &mut Ui, desk: &Desk<'_>, id: ScenarioId, info: &ScenarioInfo, wish: Wish, wishes: &mut Vec<(ScenarioId, Wish)>) {
    let hindrance = wish.hindrance(desk, id, info);
    let button = ui.add_enabled(hindrance.is_none(), Button::new(desk.text(wish.key())));
    if let Some(key) = hindrance {
        button.on_disabled_hover_text(desk.text(key));
    } else if button.clicked() {
        wishes.push((id, wish));
        ui.close();
    }
}

fn paint(ui: &Ui, desk: &Desk<'_>, id: ScenarioId, info: &ScenarioInfo, rect: Rect, response: &egui::Response) {
    let (ink, weak) = (ui.visuals().text_color(), ui.visuals().weak_text_color());
    let at = pos2(rect.left() + 4.0 * UNIT, rect.center().y);
    if id == desk.document.active() {
        paint_sign(ui.painter(), Sign::Check, at, 12.0, color32(desk.theme.accent));
    } else if info.frozen_on.is_some() {
        paint_sign(ui.painter(), Sign::Pin, at, 12.0, weak);
    }
    let line = |top: f32, bottom: f32| Rect::from_min_max(pos2(rect.left() + 8.0 * UNIT, rect.top() + top), pos2(rect.right() - UNIT, rect.top() + bottom));
    let note = scenario_note(desk, id, info);
    let (_, a) = fit(ui.painter(), line(2.0, 22.0), &info.name, Fit::left(TEXT, ink));
    let (_, b) = fit(ui.painter(), line(20.0, 38.0), &note, Fit::left(TABLE_TEXT, weak));
    if a || b {
        response.clone().on_hover_text(format!("{}\n{note}", info.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::ui::widgets::testing::{World, harness};
    use egui_kittest::kittest::Queryable as _;

    fn world(language: Language) -> World {
        let mut world = World::small(language);
        let active = world.document.active();
        world.document.run(&Command::Branch("Plan B".to_owned(), active), Label::new("step-new-scenario")).unwrap();
        world.document.run(&Command::Freeze(active, "2026-11-22".to_owned()), Label::new("step-freeze-scenario")).unwrap();
        world.refresh();
        world
    }

    #[test]
    fn notes_tell_state_day_and_origin() {
        let notes = |language| {
            let world = world(language);
            world.with_desk(|desk| desk.document.scenarios().iter().map(|(id, info)| scenario_note(desk, id, info)).collect::<Vec<_>>())
        };
        assert_eq!(notes(Language::Chinese), ["当前方案 · 2026年11月22日冻结", "源自 方案A"]);
        assert_eq!(notes(Language::English), ["In use · frozen on 2026-11-22", "from 方案A"]);
    }

    #[test]
    fn the_active_one_cannot_be_deleted_and_another_is_compared() {
        let mut harness = harness(world(Language::English), ScenariosPanel::default(), [420.0, 240.0], ScenariosPanel::show);
        harness.run();
        harness.get_by_label("Delete…").click();
        harness.run();
        assert!(harness.state().requests.is_empty());
        harness.get_by_label("Plan B").click();
        harness.run();
        harness.get_by_label("Compare").click();
        harness.run();
        harness.get_by_label("Delete…").click();
        harness.run();
        harness.get_by_label("Delete").click();
        harness.run();
        let [Request::Compare(Some(other)), Request::Map(map::Request::Run(Command::DeleteScenario(deleted), _))] = harness.state().requests.as_slice() else {
            panic!("{:?}", harness.state().requests)
        };
        assert_eq!((other.0, deleted.0), (1, 1));
    }
}

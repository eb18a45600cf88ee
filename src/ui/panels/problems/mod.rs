//! Problems (问题): what is wrong with the plan, kind by kind, with a way there and a way out.

mod fix;
mod model;
mod row;
mod rules;

pub use fix::{can_fix, fix, fix_all};

use crate::base::{Finding, FindingKind, Revision};
use crate::edit::{Command, Label};
use crate::i18n::Language;
use crate::map::{self, Pick};
use crate::ui::theme::{HEADING, TABLE_TEXT, UNIT, color32};
use crate::ui::widgets::{Answer, Question, RowEvent, RowList, Sign, fitted_label, line_from_right, paint_sign, rest_of_line};
use crate::ui::{Desk, Request};
use egui::{Id, RichText, Sense, Ui, vec2};
use model::{ProblemRow, problem_rows};
use rules::RulesDraft;
use std::collections::BTreeSet;

pub(in crate::ui::panels) use model::{finding_target, is_of_grid};

/// Height of a row in points.
const ROW: f32 = 26.0;

/// The problem panel (问题面板).
#[derive(Debug, Default)]
pub struct ProblemsPanel {
    closed: BTreeSet<FindingKind>,
    shows_ignored: bool,
    rows: Vec<ProblemRow>,
    rows_of: Option<(Revision, Language, usize, usize, usize, bool)>,
    /// The key of the finding whose reason is asked for.
    question: Option<(Question, String)>,
    /// The rules while somebody changes them.
    rules: Option<RulesDraft>,
    /// Whether they are to be opened in the next frame.
    wants_rules: bool,
}

/// What a row asks the panel for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Show(usize),
    Fix(usize),
    FixAll(FindingKind),
    Ignore(usize),
    Mind(usize),
    Fold(FindingKind),
    FoldIgnored,
}

impl ProblemsPanel {
    /// Opens the dialog of rules in the next frame.
    pub fn open_rules(&mut self) {
        self.wants_rules = true;
    }

    /// Shows the findings.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        if std::mem::take(&mut self.wants_rules) {
            self.rules = Some(RulesDraft::of(desk));
        }
        self.follow(desk);
        self.head(ui, desk);
        if desk.problems.is_empty() {
            in_order(ui, desk);
        }
        let rows = std::mem::take(&mut self.rows);
        let mut wishes = Vec::new();
        if !rows.is_empty() {
            let name = |number: usize| rows.get(number).map_or_else(Default::default, |row| (row.spoken(), false));
            let (event, _) = RowList::new(Id::unique("problem-rows"), rows.len(), ROW).show(ui, name, |ui, number, rect, response| {
                if let Some(row) = rows.get(number) {
                    row::show(ui, desk, row, rect, response, &mut wishes);
                }
            });
            wishes.extend(event.and_then(|event| wish_of(event, &rows)));
        }
        self.rows = rows;
        for wish in wishes {
            self.grant(desk, wish, requests);
        }
        self.answer_question(ui, desk, requests);
        if let Some(draft) = &mut self.rules
            && !draft.show(ui, desk, requests)
        {
            self.rules = None;
        }
    }

    /// How many problems there are, and the way to the rules they come from.
    fn head(&mut self, ui: &mut Ui, desk: &Desk<'_>) {
        line_from_right(ui, 6.0 * UNIT, |ui| {
            if ui.button(desk.text("rules-open")).on_hover_text(desk.text("rules-hint")).clicked() {
                self.rules = Some(RulesDraft::of(desk));
            }
            let on = desk.document.project().rules.channel.iter().filter(|rule| rule.is_on).count();
            let told = desk.text_with("rules-count", &[("problems", desk.problems.len().into()), ("rules", on.into())]);
            let weak = ui.visuals().weak_text_color();
            rest_of_line(ui, |ui| fitted_label(ui, &told, TABLE_TEXT, weak));
        });
    }

    fn follow(&mut self, desk: &Desk<'_>) {
        let mark = (desk.document.revision(), desk.language, desk.problems.len(), desk.ignored.len(), self.closed.len(), self.shows_ignored);
        if self.rows_of != Some(mark) {
            self.rows = problem_rows(desk, &self.closed, self.shows_ignored);
            self.rows_of = Some(mark);
        }
    }

    fn grant(&mut self, desk: &Desk<'_>, wish: Wish, requests: &mut Vec<Request>) {
        match wish {
            Wish::Show(number) => show_finding(desk, number, requests),
            Wish::Fix(number) => {
                if let Some(finding) = desk.problems.get(number) {
                    request_fix(desk, finding, requests);
                }
            }
            Wish::FixAll(kind) => {
                let findings: Vec<&Finding> = desk.problems.iter().filter(|finding| finding.kind == kind).collect();
                match fix_all(desk.document, &findings) {
                    Some((commands, label, _)) => requests.push(map::Request::RunAll(commands, label).into()),
                    None => requests.push(Request::Toast(desk.text("problems-no-fix"))),
                }
            }
            Wish::Ignore(number) => {
                if let Some(finding) = desk.problems.get(number) {
                    let hint = crate::i18n::finding_text(finding, desk.language);
                    let question = Question::for_text(desk.text("problems-reason"), hint, String::new(), desk.text("problems-ignore"), desk.text("panel-cancel"));
                    self.question = Some((question, finding.key()));
                }
            }
            Wish::Mind(number) => {
                if let Some(finding) = desk.ignored.get(number) {
                    requests.push(map::Request::Run(Command::Ignore(finding.key(), None), Label::new("step-mind")).into());
                }
            }
            Wish::Fold(kind) => {
                if !self.closed.remove(&kind) {
                    self.closed.insert(kind);
                }
            }
            Wish::FoldIgnored => self.shows_ignored = !self.shows_ignored,
        }
        self.rows_of = None;
    }

    fn answer_question(&mut self, ui: &Ui, _: &Desk<'_>, requests: &mut Vec<Request>) {
        let Some((question, key)) = &mut self.question else { return };
        match question.show(ui) {
            Answer::Waiting => return,
            Answer::Cancelled => {}
            Answer::Confirmed(reason) => requests.push(map::Request::Run(Command::Ignore(key.clone(), Some(reason)), Label::new("step-ignore")).into()),
        }
        self.question = None;
    }
}

/// Selects what a finding speaks of and zooms there.
pub(in crate::ui::panels) fn show_finding(desk: &Desk<'_>, number: usize, requests: &mut Vec<Request>) {
    let Some(finding) = desk.problems.get(number) else { return };
    let (item, bounds) = finding_target(desk.document, finding);
    if let Some(item) = item {
        requests.push(map::Request::Select(vec![item], Pick::Replace).into());
    }
    if !bounds.is_empty() {
        requests.push(map::Request::ZoomTo { bounds, is_flashed: true }.into());
    }
}

/// Mends a finding as one step, or says that it cannot be mended.
pub(in crate::ui::panels) fn request_fix(desk: &Desk<'_>, finding: &Finding, requests: &mut Vec<Request>) {
    match fix(desk.document, finding) {
        Some((commands, label)) => requests.push(map::Request::RunAll(commands, label).into()),
        None => requests.push(Request::Toast(desk.text("problems-no-fix"))),
    }
}

fn wish_of(event: RowEvent, rows: &[ProblemRow]) -> Option<Wish> {
    let (RowEvent::Pick(number, _) | RowEvent::Open(number) | RowEvent::Fold(number, _) | RowEvent::Edit(number)) = event;
    match (rows.get(number)?, event) {
        (ProblemRow::Group { kind, .. }, RowEvent::Pick(_, modifiers)) if !modifiers.any() => Some(Wish::Fold(*kind)),
        (ProblemRow::Group { kind, is_open, .. }, RowEvent::Fold(_, is_closed)) if *is_open == is_closed => Some(Wish::Fold(*kind)),
        (ProblemRow::IgnoredHead { .. }, RowEvent::Pick(..)) => Some(Wish::FoldIgnored),
        (ProblemRow::Finding { number, .. }, RowEvent::Pick(..) | RowEvent::Open(_)) => Some(Wish::Show(*number)),
        _ => None,
    }
}

/// Nothing is wrong.
fn in_order(ui: &mut Ui, desk: &Desk<'_>) {
    ui.vertical_centered(|ui| {
        ui.add_space(if desk.ignored.is_empty() { 10.0 * UNIT } else { 3.0 * UNIT });
        let (rect, _) = ui.allocate_exact_size(vec2(36.0, 36.0), Sense::hover());
        let color = color32(desk.theme.store);
        ui.painter().circle_stroke(rect.center(), 17.0, egui::Stroke::new(2.0, color));
        paint_sign(ui.painter(), Sign::Check, rect.center(), 18.0, color);
        ui.add_space(UNIT);
        ui.label(RichText::new(desk.text("problems-none")).size(HEADING));
        ui.label(RichText::new(desk.text("problems-none-hint")).color(ui.visuals().weak_text_color()));
        ui.add_space(2.0 * UNIT);
    });
}

#[cfg(test)]
mod tests;

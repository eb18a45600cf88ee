//! Jobs (任务): long work with how far it has come.

use crate::ui::theme::{TABLE_TEXT, TEXT, UNIT, color32};
use crate::ui::widgets::{Sign, empty_state, fitted_label, line_from_right, paint_sign, rest_of_line};
use crate::ui::{Desk, JobLine, Request};
use egui::{ProgressBar, ScrollArea, Sense, Ui, vec2};

/// The jobs panel (任务面板).
#[derive(Debug, Default)]
pub struct JobsPanel {}

/// What stands below the title of a job.
fn job_note(desk: &Desk<'_>, job: &JobLine) -> String {
    if let Some(ending) = &job.ending {
        return ending.clone();
    }
    let mut parts = vec![job.stage.clone()];
    if let Some(share) = job.share {
        parts.push(format!("{} %", (share.clamp(0.0, 1.0) * 100.0).round()));
    }
    if let Some(seconds) = job.seconds_left {
        parts.push(time_left(desk, seconds));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn time_left(desk: &Desk<'_>, seconds: f64) -> String {
    if seconds < 90.0 {
        desk.text_with("jobs-seconds-left", &[("count", seconds.max(1.0).round().into())])
    } else {
        desk.text_with("jobs-minutes-left", &[("count", (seconds / 60.0).round().into())])
    }
}

impl JobsPanel {
    /// Shows running jobs first, then what has ended.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        if desk.jobs.is_empty() {
            empty_state(ui, &desk.text("jobs-empty"), &desk.text("jobs-empty-hint"), None);
            return;
        }
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            let (running, ended): (Vec<&JobLine>, Vec<&JobLine>) = desk.jobs.iter().partition(|job| job.ending.is_none());
            for job in running.into_iter().chain(ended) {
                ui.push_id(job.id, |ui| show_job(ui, desk, job, requests));
                ui.separator();
            }
        });
    }
}

fn show_job(ui: &mut Ui, desk: &Desk<'_>, job: &JobLine, requests: &mut Vec<Request>) {
    let is_running = job.ending.is_none();
    line_from_right(ui, 6.0 * UNIT, |ui| {
        if is_running {
            let button = ui.add_enabled(job.is_cancellable, egui::Button::new(desk.text("jobs-cancel")));
            let button = button.accessible_name(desk.text_with("jobs-cancel-named", &[("job", (&job.title).into())]));
            if button.on_disabled_hover_text(desk.text("jobs-not-cancellable")).clicked() {
                requests.push(Request::CancelJob(job.id));
            }
        } else {
            let button = ui.button(desk.text("jobs-forget")).accessible_name(desk.text_with("jobs-forget-named", &[("job", (&job.title).into())]));
            if button.clicked() {
                requests.push(Request::ForgetJob(job.id));
            }
        }
        rest_of_line(ui, |ui| {
            if !is_running {
                let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
                let (sign, color) = if job.is_failed { (Sign::Error, color32(desk.theme.red)) } else { (Sign::Check, color32(desk.theme.store)) };
                paint_sign(ui.painter(), sign, rect.center(), 12.0, color);
            }
            fitted_label(ui, &job.title, TEXT, ui.visuals().text_color());
        });
    });
    if is_running {
        let bar = match job.share {
            Some(share) => ProgressBar::new(share.clamp(0.0, 1.0)),
            None => ProgressBar::new(0.0).animate(true),
        };
        ui.name_inputs(job.title.clone(), |ui| ui.add(bar.desired_height(1.5 * UNIT).corner_radius(3.0).fill(color32(desk.theme.accent))));
    }
    let color = if job.is_failed { color32(desk.theme.red) } else { ui.visuals().weak_text_color() };
    fitted_label(ui, &job_note(desk, job), TABLE_TEXT, color);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::ui::widgets::testing::{World, harness};
    use egui_kittest::kittest::Queryable as _;

    fn job(id: u64, title: &str, ending: Option<&str>) -> JobLine {
        JobLine {
            id,
            title: title.to_owned(),
            stage: "Reading".to_owned(),
            share: Some(0.354),
            seconds_left: Some(125.0),
            ending: ending.map(str::to_owned),
            is_failed: false,
            is_cancellable: true,
        }
    }

    #[test]
    fn notes_say_stage_share_and_time() {
        let note = |language| World::small(language).with_desk(|desk| job_note(desk, &job(1, "", None)));
        assert_eq!(note(Language::English), "Reading · 35 % · about 2 min left");
        assert_eq!(note(Language::Chinese), "Reading · 35 % · 约剩 2 分钟");
    }

    #[test]
    fn jobs_are_cancelled_and_forgotten() {
        let mut world = World::small(Language::English);
        world.jobs = vec![job(1, "Import of halls", None), job(2, "Export", Some("Done"))];
        let mut harness = harness(world, JobsPanel::default(), [240.0, 260.0], JobsPanel::show);
        harness.run_ok();
        harness.get_by_label("Cancel Import of halls").click();
        harness.get_by_label("Take Export off the list").click();
        harness.run_ok();
        assert!(matches!(harness.state().requests.as_slice(), [Request::CancelJob(1), Request::ForgetJob(2)]), "{:?}", harness.state().requests);
    }
}

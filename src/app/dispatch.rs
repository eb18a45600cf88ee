//! What requests do.

use super::window::{Desktop, Opening};
use super::{Answer, App, MapPane, OpenProject};
use crate::i18n::{refusal_text, store_error_text};
use crate::jobs::{Background, Outcome};
use crate::map;
use crate::store::OpenMode;
use crate::ui::Request;
use std::path::PathBuf;

impl App {
    /// Opens a project on a thread of its own; the window stays alive meanwhile.
    pub fn open(&mut self, path: PathBuf, is_read_only: bool) {
        let (own, context) = (path.clone(), self.context.clone());
        let mode = if is_read_only { OpenMode::Read } else { OpenMode::Write };
        let work = Background::start(move |_, _| OpenProject::open(&own, mode), move || context.request_repaint());
        match work {
            Ok(work) => self.opening = Some(Opening { path, work }),
            Err(err) => self.notices.push(err.to_string()),
        }
    }

    /// Takes an opened project in.
    pub(super) fn take_opened(&mut self) {
        let Some(opening) = &self.opening else { return };
        match opening.work.poll() {
            Outcome::Running => {}
            Outcome::Done(Ok(project)) => {
                self.opening = None;
                self.project = Some(Box::new(Desktop { project, map: MapPane::default(), requests: Vec::new() }));
            }
            Outcome::Done(Err(err)) => {
                self.notices.push(store_error_text(self.language, &err));
                self.opening = None;
            }
            Outcome::Lost => self.opening = None,
        }
    }

    /// Does everything that tools and panels have asked for in this frame.
    pub(super) fn carry_out(&mut self) {
        let Some(desktop) = &mut self.project else { return };
        for request in std::mem::take(&mut desktop.requests) {
            self.carry_out_one(request);
        }
    }

    fn carry_out_one(&mut self, request: Request) {
        match request {
            Request::Map(request) => self.carry_out_map(request),
            Request::Open { path, is_read_only } => self.open(path, is_read_only),
            Request::Copy(text) => self.context.copy_text(text),
            Request::Toast(text) => self.notices.push(text),
            _ => {}
        }
    }

    fn carry_out_map(&mut self, request: map::Request) {
        let Some(desktop) = &mut self.project else { return };
        let is_gesture = matches!(request, map::Request::Amend(_));
        match desktop.project.request(request) {
            Answer::Done => {}
            // A tool draws and names what stops a gesture itself.
            Answer::Refused(_) if is_gesture => {}
            Answer::Refused(refusal) => {
                let cells = &desktop.project.document().plan().cells;
                let code = |cell| cells.get(cell).map(|cell| cell.code.clone()).unwrap_or_default();
                self.notices.push(refusal_text(self.language, &refusal, &code));
            }
            Answer::Show(bounds, is_flashed) => desktop.map.look_at(bounds, is_flashed),
        }
        self.context.request_repaint();
    }
}

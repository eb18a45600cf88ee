//! Takes an answer over into a project: a scenario of its own, and the new sites as planned outlets.

use super::super::console::Console;
use super::super::error::CliError;
use super::super::project as opening;
use super::Found;
use super::input::Input;
use crate::edit::{Command, Label};
use crate::geodesy::Position;
use crate::jobs::Session;
use crate::model::{Outlet, OutletKind, OutletStatus};
use crate::store::OpenMode;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Branches the scenario where there is none of the name, and adds the sites as planned outlets, all as one step.
pub(super) fn accept(path: &Path, name: &str, input: &Input, found: &Found, console: &Console) -> Result<(), CliError> {
    let mut session = opening::open(path, OpenMode::Write, console)?;
    let failed = |err| CliError::session(path, err);
    session.begin_strict(Label::new("step-accept-sites").with("name", name)).map_err(failed)?;
    match steps(&mut session, name, input, found) {
        Ok(()) => session.commit_strict().map_err(failed),
        Err(err) => {
            session.abort_strict();
            Err(failed(err))
        }
    }
}

fn steps(session: &mut Session, name: &str, input: &Input, found: &Found) -> Result<(), crate::jobs::SessionError> {
    let label = || Label::new("step-accept-sites").with("name", name);
    if session.document().scenario_named(name).is_none() {
        let from = session.document().active();
        session.run(&Command::Branch(name.to_owned(), from), label())?;
    }
    let taken: BTreeSet<String> = session.document().outlets().rows().map(|outlet| outlet.code.clone()).collect();
    let codes = (1u32..).map(|number| format!("P{number}")).filter(|code| !taken.contains(code));
    let places = super::new_sites(input, found).into_iter().filter_map(|site| input.candidates.get(site.site as usize).copied());
    let outlets = codes.zip(places.filter_map(|place| Position::from_degrees(place[0], place[1]))).map(|(code, position)| {
        let attributes = BTreeMap::from([("scenario".to_owned(), name.to_owned())]);
        let outlet = Outlet { code, name: String::new(), kind: OutletKind::CommunityHall, class: None, status: OutletStatus::Planned, position, contract_end: None, is_synthetic: false, attributes };
        (None, Some(outlet))
    });
    let outlets: Vec<_> = outlets.collect();
    if !outlets.is_empty() {
        session.run(&Command::PutOutlets(outlets), label())?;
    }
    Ok(())
}

//! Takes an answer over into a project: a scenario of its own, and the new sites as planned outlets.

use super::super::console::Console;
use super::super::error::CliError;
use super::super::project as opening;
use super::Found;
use super::input::Input;
use crate::base::OutletId;
use crate::edit::{Command, Label};
use crate::geodesy::Position;
use crate::jobs::Session;
use crate::model::{Outlet, OutletKind, OutletStatus, SCENARIO};
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
    let known = |code: &str| session.document().outlets().iter().find(|(_, outlet)| outlet.code == code).map(|(id, outlet)| (id, outlet.clone()));
    let first_existing = input.first_existing();
    let closed = found.closed.iter().filter_map(|site| input.existing.get((*site as usize).checked_sub(first_existing)?));
    let mut rows: Vec<(Option<OutletId>, Option<Outlet>)> = closed.filter_map(|code| known(code)).map(|(id, outlet)| (Some(id), Some(outlet.giving_way_in(name)))).collect();
    let sites = super::new_sites(input, found);
    let listed = sites.iter().filter_map(|site| known(input.planned.get(site.site as usize)?));
    rows.extend(listed.map(|(id, outlet)| (Some(id), Some(Outlet { status: outlet.status.max(OutletStatus::Chosen), ..outlet }))));
    let taken: BTreeSet<String> = session.document().outlets().rows().map(|outlet| outlet.code.clone()).collect();
    let codes = (1u32..).map(|number| format!("P{number}")).filter(|code| !taken.contains(code));
    let places = sites.iter().filter(|_| input.planned.is_empty()).filter_map(|site| input.candidates.get(site.site as usize).copied());
    let outlets = codes.zip(places.filter_map(|place| Position::from_degrees(place[0], place[1]))).map(|(code, position)| {
        let attributes = BTreeMap::from([(SCENARIO.to_owned(), name.to_owned())]);
        let outlet = Outlet { code, name: String::new(), kind: OutletKind::CommunityHall, class: None, status: OutletStatus::Planned, position, contract_end: None, is_synthetic: false, attributes };
        (None, Some(outlet))
    });
    rows.extend(outlets);
    if !rows.is_empty() {
        session.run(&Command::PutOutlets(rows), label())?;
    }
    Ok(())
}

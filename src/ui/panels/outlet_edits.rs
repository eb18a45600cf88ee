//! Changes of outlets that tables and inspector ask for: one outlet or several, always as one step.

use crate::base::OutletId;
use crate::edit::{Command, Label};
use crate::i18n::value_fault_text;
use crate::map;
use crate::model::{FieldFault, Outlet};
use crate::ui::{Desk, Request};

/// Changes an outlet as one step.
pub(super) fn set_outlet(id: OutletId, outlet: &Outlet, change: impl FnOnce(&mut Outlet), requests: &mut Vec<Request>) {
    let mut new = outlet.clone();
    change(&mut new);
    if new != *outlet {
        let label = Label::new("step-set-outlet").with("outlet", &outlet.code);
        requests.push(map::Request::Run(Command::SetOutlet(id, new), label).into());
    }
}

/// Sets a value of an outlet by its name as one step; a text that is none is told in words.
pub(super) fn set_value(desk: &Desk<'_>, id: OutletId, outlet: &Outlet, name: &str, text: &str, requests: &mut Vec<Request>) {
    set_outlets(desk, &[(id, outlet)], |outlet| outlet.set(name, text), requests);
}

/// Changes outlets as one step; those that stay as they are are left out. Nothing happens where the change is refused for one.
pub(super) fn set_outlets(desk: &Desk<'_>, outlets: &[(OutletId, &Outlet)], change: impl Fn(&mut Outlet) -> Result<(), FieldFault>, requests: &mut Vec<Request>) {
    let mut rows = Vec::new();
    for (id, outlet) in outlets {
        let mut new = (*outlet).clone();
        if let Err(fault) = change(&mut new) {
            requests.push(Request::Toast(value_fault_text(desk.language, &fault)));
            return;
        }
        if new != **outlet {
            rows.push((*id, &outlet.code, new));
        }
    }
    let request = match rows.as_slice() {
        [] => return,
        [(id, code, new)] => map::Request::Run(Command::SetOutlet(*id, new.clone()), Label::new("step-set-outlet").with("outlet", code)),
        _ => {
            let label = Label::new("step-set-outlets").with("count", rows.len());
            map::Request::Run(Command::PutOutlets(rows.into_iter().map(|(id, _, new)| (Some(id), Some(new))).collect()), label)
        }
    };
    requests.push(request.into());
}

/// The selected outlets; the one given alone where it is not among them.
pub(super) fn selected_with<'a>(desk: &Desk<'a>, id: OutletId) -> Vec<(OutletId, &'a Outlet)> {
    let selected: Vec<OutletId> = desk.selection.outlets().collect();
    let ids = if selected.contains(&id) { selected } else { vec![id] };
    ids.into_iter().filter_map(|id| Some((id, desk.document.outlets().get(id)?))).collect()
}

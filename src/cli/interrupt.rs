//! Ctrl+C.

use crate::base::CancelToken;

/// Lets Ctrl+C (and the system's request to end) set a token; long work sees it and stops with nothing half done.
///
/// Where no handler can be set, as inside a process that has one, Ctrl+C ends the process at once; what was not
/// finished is then undone when the project is opened next.
pub(super) fn listen(cancel: &CancelToken) {
    let cancel = cancel.clone();
    let _ = ctrlc::set_handler(move || cancel.cancel());
}

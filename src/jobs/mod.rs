//! Background work and the open project.

mod session;

pub use session::{OpenReport, Session, SessionError, StepOutcome, StoreError};

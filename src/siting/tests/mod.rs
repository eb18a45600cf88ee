mod exact;
mod files;
pub(super) mod fixture;
mod limits;
mod obeyed;
mod service;

mod exact;
mod files;
mod fixture;
mod limits;
mod service;

//! The panels of the window, one file each: a `struct` with the panel's own state and `fn show(&mut self, ui, &Desk, &mut Vec<Request>)`.

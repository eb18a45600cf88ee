//! The thin binary: everything is in the library.
// A double click must not open a black console behind the window; the command line joins the console it was started from.
#![cfg_attr(all(windows, feature = "gui", not(debug_assertions)), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    #[cfg(feature = "gui")]
    if let Some(asked) = gridwright::cli::window_asked_for(std::env::args_os()) {
        return gridwright::app::run(asked.project, asked.language);
    }
    gridwright::platform::attach_console();
    gridwright::cli::run(std::env::args_os())
}

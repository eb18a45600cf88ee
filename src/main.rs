//! The thin binary: everything is in the library.

fn main() -> std::process::ExitCode {
    #[cfg(feature = "gui")]
    if let Some(asked) = gridwright::cli::window_asked_for(std::env::args_os()) {
        return gridwright::app::run(asked.project, asked.language);
    }
    gridwright::cli::run(std::env::args_os())
}

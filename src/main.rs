//! The thin binary: everything is in the library.
fn main() -> std::process::ExitCode {
    gridwright::cli::run(std::env::args_os())
}

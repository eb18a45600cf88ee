//! Which arguments ask for the window and not for a verb.

use crate::i18n::Language;
use std::ffi::OsString;
use std::path::PathBuf;

/// A window that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowAsked {
    /// The project to open; the start screen without one.
    pub project: Option<PathBuf>,
    /// The language, where one is given.
    pub language: Option<Language>,
}

/// The window that arguments ask for (the program's name first): none but `--lang`, or one project file. Everything else is for
/// the command line.
pub fn window_asked_for(args: impl Iterator<Item = OsString>) -> Option<WindowAsked> {
    let mut asked = WindowAsked::default();
    let mut args = args.skip(1);
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--lang") => asked.language = Some(Language::from_name(args.next()?.to_str()?)?),
            Some(word) if word.starts_with("--lang=") => asked.language = Some(Language::from_name(&word["--lang=".len()..])?),
            Some(word) if word.starts_with('-') => return None,
            _ if asked.project.is_none() && is_project(&arg) => asked.project = Some(arg.into()),
            _ => return None,
        }
    }
    Some(asked)
}

/// By its ending, so that a file that is missing opens the window with a notice and a mistyped verb does not.
fn is_project(arg: &OsString) -> bool {
    std::path::Path::new(arg).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gpkg"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &str) -> Option<WindowAsked> {
        window_asked_for(std::iter::once("gridwright").chain(words.split_whitespace()).map(OsString::from))
    }

    #[test]
    fn verbs_and_options_are_for_the_command_line() {
        for words in ["metrics my.gpkg", "--help", "-V", "my.gpkg other.gpkg", "metrisc", "--lang", "--lang xx"] {
            assert_eq!(asked(words), None, "{words}");
        }
    }

    #[test]
    fn nothing_or_a_project_opens_the_window() {
        assert_eq!(asked(""), Some(WindowAsked::default()));
        assert_eq!(asked("城市.GPKG"), Some(WindowAsked { project: Some("城市.GPKG".into()), language: None }));
        assert_eq!(asked("--lang zh-CN a.gpkg"), Some(WindowAsked { project: Some("a.gpkg".into()), language: Some(Language::Chinese) }));
        assert_eq!(asked("--lang=en").and_then(|asked| asked.language), Some(Language::English));
    }
}

//! Finding commands by anything that could be meant: either language, pinyin in full or by initials, letters left out.

use crate::i18n::{Language, text};
use crate::ui::Action;
use crate::ui::action::ACTIONS;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use pinyin::ToPinyin;

/// What a command answers to.
#[derive(Clone, Debug)]
struct Names {
    action: Action,
    names: [String; 4],
}

/// Finds commands (命令匹配).
#[derive(Debug)]
pub struct CommandMatcher {
    commands: Vec<Names>,
    matcher: Matcher,
}

impl Default for CommandMatcher {
    fn default() -> Self {
        let commands = ACTIONS
            .iter()
            .map(|row| {
                let chinese = text(Language::Chinese, row.key, &[]);
                let (initials, full) = (pinyin_initials(&chinese), pinyin_full(&chinese));
                Names { action: row.action, names: [chinese, text(Language::English, row.key, &[]), initials, full] }
            })
            .collect();
        Self { commands, matcher: Matcher::new(Config::DEFAULT) }
    }
}

impl CommandMatcher {
    /// Commands that answer to a query with their score, best first; equal ones in the order of the menus. An empty query finds none.
    pub fn find(&mut self, query: &str) -> Vec<(Action, u32)> {
        let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
        if pattern.atoms.is_empty() {
            return Vec::new();
        }
        let mut buffer = Vec::new();
        let mut found: Vec<(Action, u32)> = self
            .commands
            .iter()
            .filter_map(|command| {
                let scores = command.names.iter().filter_map(|name| pattern.score(Utf32Str::new(name, &mut buffer), &mut self.matcher).map(|score| score + exactness(name, query)));
                scores.max().map(|score| (command.action, score))
            })
            .collect();
        found.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
        found
    }
}

/// A name that is or begins with what was typed goes before one that merely contains its letters.
fn exactness(name: &str, query: &str) -> u32 {
    let (name, query) = (name.trim_end_matches('…').to_lowercase(), query.trim().to_lowercase());
    if name == query {
        200
    } else if name.starts_with(&query) {
        60
    } else {
        0
    }
}

/// First letters of the pinyin of a text; other letters and digits stay, everything else is left out: `新建网格` gives `xjwg`.
pub(super) fn pinyin_initials(text: &str) -> String {
    spelled(text, pinyin::Pinyin::first_letter)
}

/// The pinyin of a text without tones and spaces.
pub(super) fn pinyin_full(text: &str) -> String {
    spelled(text, pinyin::Pinyin::plain)
}

fn spelled(text: &str, spell: impl Fn(pinyin::Pinyin) -> &'static str) -> String {
    let mut spelled = String::new();
    for (character, pinyin) in text.chars().zip(text.to_pinyin()) {
        match pinyin {
            Some(pinyin) => spelled.push_str(spell(pinyin)),
            None if character.is_alphanumeric() => spelled.extend(character.to_lowercase()),
            None => {}
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each command is among those found by this way of typing it.
    fn all_found(type_it: impl Fn(&str, &str) -> String) {
        let mut matcher = CommandMatcher::default();
        for row in ACTIONS {
            let query = type_it(&text(Language::Chinese, row.key, &[]), &text(Language::English, row.key, &[]));
            let found = matcher.find(&query);
            let place = found.iter().position(|(action, _)| *action == row.action);
            assert!(place.is_some_and(|place| place < 5), "{:?} by {query:?}: {found:?}", row.action);
        }
    }

    #[test]
    fn every_command_is_found_in_both_languages_and_by_pinyin() {
        all_found(|chinese, _| chinese.to_owned());
        all_found(|_, english| english.to_uppercase());
        all_found(|chinese, _| pinyin_initials(chinese));
        all_found(|chinese, _| pinyin_full(chinese));
    }

    #[test]
    fn letters_may_be_left_out_and_the_nearest_comes_first() {
        let mut matcher = CommandMatcher::default();
        assert_eq!(matcher.find("undo")[0].0, Action::Undo);
        assert_eq!(matcher.find("撤销")[0].0, Action::Undo);
        assert_eq!(matcher.find("cx")[0].0, Action::Undo);
        assert!(matcher.find("brnch").iter().any(|(action, _)| *action == Action::BranchScenario));
        assert!(matcher.find("zzzzqq").is_empty() && matcher.find("  ").is_empty());
    }

    #[test]
    fn pinyin_is_spelled_without_signs() {
        assert_eq!(pinyin_initials("新建网格 N-01…"), "xjwgn01");
        assert_eq!(pinyin_full("网点"), "wangdian");
    }
}

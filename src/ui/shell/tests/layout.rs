//! Texts that are 40 % longer still fit: nothing leaves the window, and no button lies over another.

use super::fixture::{Piece, Stage, is_inside, screen};
use crate::carto::ThemeKind;
use crate::i18n::Language;
use crate::ui::stretch::STRETCH;
use crate::ui::widgets::testing::{assert_apart, named_boxes};
use egui::Rect;
use egui_kittest::Harness;

const SIZE: [f32; 2] = [1280.0, 720.0];

fn boxes(harness: &Harness<'_, Stage>) -> Vec<(String, Rect, bool)> {
    named_boxes(&harness.root())
}

#[test]
fn longer_texts_stay_in_the_window_and_buttons_do_not_overlap() {
    STRETCH.set(true);
    for language in Language::ALL {
        for piece in Piece::ALL {
            let mut harness = Stage::new(piece, language, ThemeKind::Light).harness(SIZE);
            harness.run_steps(6);
            let found = boxes(&harness);
            assert!(!found.is_empty(), "{piece:?}");
            for (name, rect, is_button) in &found {
                // What scrolls may be longer than its room; buttons may never be wider than the window.
                assert!(rect.left() >= -1.0 && rect.right() <= SIZE[0] + 1.0, "{piece:?} {language:?}: {name} at {rect:?}");
                assert!(!is_button || piece == Piece::Start || is_scrolled(piece) || is_inside(*rect, screen(SIZE)), "{piece:?} {language:?}: {name} at {rect:?}");
            }
            assert_apart(&found, &format!("{piece:?} {language:?}"));
        }
    }
    STRETCH.set(false);
}

fn is_scrolled(piece: Piece) -> bool {
    matches!(piece, Piece::Commands | Piece::Everything | Piece::Settings | Piece::Import)
}

#[test]
fn no_text_is_left_as_its_key() {
    for language in Language::ALL {
        for piece in Piece::ALL {
            let mut harness = Stage::new(piece, language, ThemeKind::Dark).harness(SIZE);
            harness.run_steps(4);
            for (name, _, _) in boxes(&harness) {
                let is_key = name.contains('-') && name.is_ascii() && !name.contains([' ', '/', '.', ':']) && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                assert!(!is_key, "{piece:?} {language:?}: {name}");
            }
        }
    }
}

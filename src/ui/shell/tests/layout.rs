//! Texts that are 40 % longer still fit: nothing leaves the window, and no button lies over another.

use super::fixture::{Piece, Stage, is_inside, screen};
use crate::carto::ThemeKind;
use crate::i18n::Language;
use crate::ui::shell::look::STRETCH;
use egui::Rect;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::{Harness, Node};

const SIZE: [f32; 2] = [1280.0, 720.0];

/// Every node with a name and a box that is shown.
fn named(node: &Node<'_>, found: &mut Vec<(String, Rect, bool)>) {
    use egui::accesskit::Role;
    for child in node.children() {
        let inner = child.accesskit_node();
        let name = inner.label().unwrap_or_default();
        let is_button = matches!(inner.role(), Role::Button | Role::RadioButton | Role::MenuItem | Role::CheckBox | Role::ComboBox);
        if inner.bounding_box().is_some() && !name.is_empty() {
            found.push((name, child.rect(), is_button));
        }
        named(&child, found);
    }
}

fn boxes(harness: &Harness<'_, Stage>) -> Vec<(String, Rect, bool)> {
    let mut found = Vec::new();
    named(&harness.root(), &mut found);
    found
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
            let buttons: Vec<_> = found.iter().filter(|(_, _, is_button)| *is_button).collect();
            for (number, (name, rect, _)) in buttons.iter().enumerate() {
                for (other, second, _) in &buttons[..number] {
                    let shared = rect.intersect(*second);
                    let is_apart = shared.width() <= 1.0 || shared.height() <= 1.0 || rect.contains_rect(*second) || second.contains_rect(*rect);
                    assert!(is_apart, "{piece:?} {language:?}: {name} {rect:?} over {other} {second:?}");
                }
            }
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

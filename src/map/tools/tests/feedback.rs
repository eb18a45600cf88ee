//! What is said of the grids that a gesture touches.

use super::super::{Feedback, ToolEvent, ToolKind};
use super::driver::Driver;
use crate::edit::fixture::content;
use crate::i18n::Language;
use expect_test::{Expect, expect};

fn driver() -> Driver {
    let mut content = content(1);
    content.project.rules.load_measure = "users".to_owned();
    content.project.rules.load_limit = 150_000;
    content.project.measures[1].scale = 2;
    for (id, managers) in [("G1", 2), ("G2", 3)] {
        let plane = content.project.planes.ids().next().unwrap();
        let grid = content.plan.grid_by_code(plane, id).unwrap();
        content.plan.grids.get_mut(grid).unwrap().details.team.managers = managers;
        content.plan.grids.get_mut(grid).unwrap().name = format!("{id}网格");
    }
    let mut driver = Driver::with(ToolKind::Boundary, content);
    driver.tools.options().snapping.is_on = false;
    driver
}

fn check(driver: &Driver, language: Language, expected: &Expect) {
    let mut text = String::new();
    for card in Feedback::of(&driver.context(), language).cards {
        text += &format!("{}\n", card.title);
        for row in card.rows {
            text += &format!("  {} {} | {} -> {} | {} | {} {:?}\n", row.name, row.unit, row.before, row.after, row.difference, row.deviation, row.standing);
        }
    }
    expected.assert_eq(&text);
}

#[test]
fn a_drag_between_two_grids_has_a_card_for_each() {
    let mut driver = driver();
    driver.press_and_drag(&[(1500, 3100), (1500, 2600)]);
    check(&driver, Language::Chinese, &expect![[r"
        G1 G1网格
          用户 户 | 33.65万 -> 32.71万 | −9,426 | +8.0% Within
          收入 元 | 3,354.80 -> 3,230.01 | −124.79 | +5.7% Within
          客户经理负荷 户/人 | 168,262 -> 163,549 | −4,713 | +9.0% Above
        G2 G2网格
          用户 户 | 32.69万 -> 33.63万 | +9,426 | +11.1% Above
          收入 元 | 3,346.55 -> 3,471.34 | +124.79 | +13.6% Above
          客户经理负荷 户/人 | 108,969 -> 112,111 | +3,142 |  Within
    "]]);
    check(&driver, Language::English, &expect![[r"
        G1 G1网格
          users households | 336,524 -> 327,098 | −9,426 | +8.0% Within
          revenue yuan | 3,354.80 -> 3,230.01 | −124.79 | +5.7% Within
          Load households per manager | 168,262 -> 163,549 | −4,713 | +9.0% Above
        G2 G2网格
          users households | 326,907 -> 336,333 | +9,426 | +11.1% Above
          revenue yuan | 3,346.55 -> 3,471.34 | +124.79 | +13.6% Above
          Load households per manager | 108,969 -> 112,111 | +3,142 |  Within
    "]]);
}

#[test]
fn a_brush_stroke_over_many_grids_keeps_to_three_cards() {
    let mut driver = driver();
    driver.take(ToolKind::Brush);
    driver.press_and_drag(&[(500, 3500), (1500, 4500), (1500, 3500), (1500, 2500), (500, 1500), (500, 500)]);
    let feedback = Feedback::of(&driver.context(), Language::English);
    assert_eq!(feedback.cards.len(), 3);
    assert!(feedback.cards.is_sorted_by_key(|card| card.grid));
}

#[test]
fn without_a_gesture_nothing_is_said() {
    let mut driver = driver();
    assert_eq!(Feedback::of(&driver.context(), Language::English), Feedback::default());
    driver.press_and_drag(&[(1500, 3100), (1500, 2600)]);
    driver.event(ToolEvent::Cancel);
    assert_eq!(Feedback::of(&driver.context(), Language::English), Feedback::default());
}

#[test]
fn a_boundary_inside_a_grid_says_nothing() {
    let mut driver = driver();
    driver.press_and_drag(&[(2900, 3500), (2600, 3500)]);
    assert!(driver.gesture.is_some());
    assert_eq!(Feedback::of(&driver.context(), Language::English).cards, []);
}

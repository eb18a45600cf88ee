//! What panels share (控件): fitted text, painted signs, rows of long lists, key figures, bars, questions.

mod ask;
mod edit;
mod empty;
mod figure;
mod rows;
mod signs;
mod text;

pub use ask::{Answer, Question};
pub use edit::{EditBuffer, choice, edit_text};
pub use empty::empty_state;
pub use figure::{KeyFigure, KeyFigureStyle, fact, key_figures, main_button, section};
pub use rows::{RowEvent, RowLook, RowList, paint_row_back};
pub use signs::{Sign, paint_outlet, paint_sign, paint_swatch};
pub use text::{Fit, fit, fitted_label, line_from_right, rest_of_line, search_field};

#[cfg(test)]
pub(crate) mod testing;

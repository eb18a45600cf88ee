//! Tests make every text 40 % longer to see what it does to the layout.

/// The text as it is.
#[cfg(not(test))]
pub(super) fn stretched(text: String) -> String {
    text
}

#[cfg(test)]
thread_local! {
    /// Whether texts are longer.
    pub(in crate::ui) static STRETCH: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// The text, in some tests longer.
#[cfg(test)]
pub(super) fn stretched(mut text: String) -> String {
    if STRETCH.get() {
        let extra: String = text.chars().cycle().take((text.chars().count() * 2).div_ceil(5)).filter(|c| *c != '\n').collect();
        text.push_str(&extra);
    }
    text
}

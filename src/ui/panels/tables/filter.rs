//! What is typed into the filter field: words and simple conditions such as `users > 5000`.

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Different,
}

/// What a row is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    /// Number of the column.
    pub(super) column: usize,
    pub(super) comparison: Comparison,
    /// As a number, where it is one.
    pub(super) number: Option<f64>,
    /// As text in small letters.
    pub(super) text: String,
}

/// All conditions and words must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filter {
    pub(super) conditions: Vec<Condition>,
    /// In small letters.
    pub(super) words: Vec<String>,
}

impl Filter {
    /// Reads a filter. `columns` are the titles that conditions may name, by their beginning and in any case.
    pub(super) fn read(text: &str, columns: &[String]) -> Self {
        let tokens = tokens(text);
        let mut filter = Self::default();
        let mut pending: Vec<String> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if let (Some(comparison), Some(value)) = (comparison_of(&tokens[at]), tokens.get(at + 1))
                && let Some((used, column)) = named_column(&pending, columns)
            {
                pending.truncate(pending.len() - used);
                filter.conditions.push(Condition { column, comparison, number: number_of(value), text: value.to_lowercase() });
                at += 2;
                continue;
            }
            pending.push(tokens[at].to_lowercase());
            at += 1;
        }
        filter.words = pending;
        filter
    }

    /// Whether everything passes.
    pub(super) fn is_empty(&self) -> bool {
        self.conditions.is_empty() && self.words.is_empty()
    }
}

impl Condition {
    /// Whether a cell passes, by its number where both are numbers, else by its text.
    pub(super) fn holds(&self, number: Option<f64>, text: impl FnOnce() -> String) -> bool {
        if let (Some(own), Some(cell)) = (self.number, number) {
            return match self.comparison {
                Comparison::Less => cell < own,
                Comparison::AtMost => cell <= own,
                Comparison::More => cell > own,
                Comparison::AtLeast => cell >= own,
                Comparison::Equal => (cell - own).abs() < 1e-9,
                Comparison::Different => (cell - own).abs() >= 1e-9,
            };
        }
        if self.number.is_some() && !matches!(self.comparison, Comparison::Equal | Comparison::Different) {
            // A cell without a number is neither more nor less than one.
            return false;
        }
        let text = text().to_lowercase();
        match self.comparison {
            Comparison::Less => text < self.text,
            Comparison::AtMost => text <= self.text,
            Comparison::More => text > self.text,
            Comparison::AtLeast => text >= self.text,
            Comparison::Equal => text.contains(&self.text),
            Comparison::Different => !text.contains(&self.text),
        }
    }
}

/// Words and operators; full-width forms count as the usual ones.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut letters = text.chars().map(usual).peekable();
    while let Some(letter) = letters.next() {
        if matches!(letter, '<' | '>' | '=' | '!') {
            tokens.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            let mut operator = letter.to_string();
            if letters.next_if_eq(&'=').is_some() {
                operator.push('=');
            }
            tokens.push(operator);
        } else if letter.is_whitespace() {
            tokens.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        } else {
            word.push(letter);
        }
    }
    tokens.extend((!word.is_empty()).then_some(word));
    tokens
}

/// The usual form of a full-width letter.
fn usual(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        _ => letter,
    }
}

fn comparison_of(token: &str) -> Option<Comparison> {
    Some(match token {
        "<" => Comparison::Less,
        "<=" | "\u{2264}" => Comparison::AtMost,
        ">" => Comparison::More,
        ">=" | "\u{2265}" => Comparison::AtLeast,
        "=" | "==" => Comparison::Equal,
        "!=" | "\u{2260}" => Comparison::Different,
        _ => return None,
    })
}

/// The column that the last words name, and how many words they are.
fn named_column(words: &[String], columns: &[String]) -> Option<(usize, usize)> {
    (1..=words.len().min(4)).rev().find_map(|used| {
        let name = words[words.len() - used..].join(" ");
        let exact = columns.iter().position(|column| column.to_lowercase() == name);
        exact.or_else(|| columns.iter().position(|column| column.to_lowercase().starts_with(&name))).map(|column| (used, column))
    })
}

/// A number as people write it: separators, 万, 亿, k, m, %.
fn number_of(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|letter| !matches!(letter, ',' | '_')).collect();
    let (digits, factor) = [("万", 1e4), ("亿", 1e8), ("k", 1e3), ("K", 1e3), ("m", 1e6), ("M", 1e6), ("%", 0.01)]
        .into_iter()
        .find_map(|(unit, factor)| plain.strip_suffix(unit).map(|digits| (digits, factor)))
        .unwrap_or((plain.as_str(), 1.0));
    digits.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: &Expect) {
        let columns = ["编码", "Name", "Users", "Key accounts"].map(str::to_owned);
        let filter = Filter::read(text, &columns);
        let conditions = filter.conditions.iter().map(|condition| format!("{} {:?} {:?} {}", columns[condition.column], condition.comparison, condition.number, condition.text));
        expected.assert_eq(&conditions.chain(filter.words.iter().cloned()).collect::<Vec<_>>().join("; "));
    }

    #[test]
    fn words_and_conditions() {
        check("users > 5000", &expect!["Users More Some(5000.0) 5000"]);
        check("users>=1.5万 北", &expect!["Users AtLeast Some(15000.0) 1.5万; 北"]);
        check("key accounts ≠ 3 name=W-0", &expect!["Key accounts Different Some(3.0) 3; Name Equal None w-0"]);
        check("编码＝N users＜１，０００", &expect!["编码 Equal None n; Users Less Some(1000.0) 1,000"]);
        check("> 5", &expect![">; 5"]);
        check("", &expect![""]);
    }

    #[test]
    fn conditions_compare_numbers_and_texts() {
        let columns = ["Users".to_owned(), "Name".to_owned()];
        let filter = Filter::read("users > 10 name = west", &columns);
        let holds = |at: usize, number, text: &str| filter.conditions[at].holds(number, || text.to_owned());
        assert!(holds(0, Some(11.0), "") && !holds(0, Some(10.0), ""));
        assert!(holds(1, None, "North WEST") && !holds(1, None, "East"));
        assert!(!holds(0, None, "—"), "a cell without a number is no more than any");
    }
}

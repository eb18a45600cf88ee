//! The project's own sources as the tidy tests read them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The folder of `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder or that file itself, sorted, relative to [`root`] with forward slashes.
pub(crate) fn files_below(place: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&root().join(place), &mut found);
    found.sort();
    found
}

fn collect(path: &Path, found: &mut Vec<String>) {
    if let Ok(entries) = std::fs::read_dir(path) {
        for entry in entries.flatten() {
            collect(&entry.path(), found);
        }
    } else if path.is_file() {
        let relative = path.strip_prefix(root()).unwrap();
        found.push(relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"));
    }
}

/// A file as text; what is not UTF-8 is no text of ours and reads as empty.
pub(crate) fn text_of(file: &str) -> String {
    String::from_utf8(std::fs::read(root().join(file)).unwrap()).unwrap_or_default()
}

/// The number of the line that a byte stands in, from 1.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Rust source with comments, the insides of literals and everything under `#[cfg(test)]` blanked out; lines and byte positions stay.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) text: String,
    /// Modules declared `#[cfg(test)] mod name;`.
    pub(crate) test_modules: BTreeSet<String>,
}

impl Code {
    pub(crate) fn new(source: &str) -> Self {
        let mut text = blank_literals(source);
        let mut test_modules = BTreeSet::new();
        while let Some(at) = text.find(TEST_ONLY) {
            let end = end_of_item(&text, at + TEST_ONLY.len());
            let item = text[at + TEST_ONLY.len()..end].trim();
            if let Some(name) = item.strip_suffix(';').and_then(|item| item.rsplit_once("mod ")).map(|(_, name)| name.trim()) {
                test_modules.insert(name.to_owned());
            }
            blank(&mut text, at..end);
        }
        Self { text, test_modules }
    }
}

const TEST_ONLY: &str = "#[cfg(test)]";

/// Where an item ends that begins at `from`: at its semicolon or at the brace that closes it.
fn end_of_item(text: &str, from: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate().skip(from) {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn blank(text: &mut String, range: Range<usize>) {
    let blanks: String = text[range.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(range, &blanks);
}

fn blank_literals(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut text = source.to_owned();
    let mut at = 0;
    while at < bytes.len() {
        let end = literal_end(source, at);
        if end > at {
            blank(&mut text, at..end);
            at = end;
        } else {
            // A word is passed as a whole, so that the r of `for"…"` begins no raw string.
            at += source[at..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count().max(1);
            while !source.is_char_boundary(at) {
                at += 1;
            }
        }
    }
    text
}

/// Where the comment or literal that begins here ends; `at` itself where none does.
fn literal_end(source: &str, at: usize) -> usize {
    let rest = &source[at..];
    let after = |end: Option<usize>, length: usize| end.map_or(source.len(), |end| at + end + length);
    if rest.starts_with("//") {
        return after(rest.find('\n'), 0);
    }
    if rest.starts_with("/*") {
        return after(rest.find("*/"), 2);
    }
    let raw = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r')).unwrap_or("");
    let n_marks = raw.bytes().take_while(|byte| *byte == b'#').count();
    if raw[n_marks..].starts_with('"') {
        let open = rest.find('"').unwrap() + 1;
        let close = format!("\"{}", "#".repeat(n_marks));
        return after(rest[open..].find(&close).map(|end| open + end), close.len());
    }
    match rest.as_bytes() {
        [b'"', ..] => quoted_end(source, at, b'"'),
        [b'\'', b'\\', ..] => quoted_end(source, at, b'\''),
        // A character, not a lifetime: one character and the closing mark.
        [b'\'', ..] if rest.chars().nth(2) == Some('\'') => at + 2 + rest.chars().nth(1).map_or(0, char::len_utf8),
        _ => at,
    }
}

fn quoted_end(source: &str, at: usize, mark: u8) -> usize {
    let bytes = source.as_bytes();
    let mut end = at + 1;
    while end < bytes.len() && bytes[end] != mark {
        end += 1 + usize::from(bytes[end] == b'\\');
    }
    (end + 1).min(bytes.len())
}

#[test]
fn comments_literals_and_tests_are_not_read_as_code() {
    let source = "use crate::a; // crate::b\nlet s = \"crate::c \\\" \"; let q = '\"'; /* crate::d */ r#\"crate::e\"# 'x: loop {}\n#[cfg(test)]\nmod tests { use crate::f; }\n#[cfg(test)]\npub(crate) mod fixture;\nuse crate::g;\n";
    let code = Code::new(source);
    assert_eq!(code.text.len(), source.len(), "positions stay");
    assert_eq!(code.text.matches("crate::").count(), 2, "{}", code.text);
    assert!(code.text.contains("use crate::a;") && code.text.contains("use crate::g;") && code.text.contains("'x: loop {}"), "{}", code.text);
    assert_eq!(code.test_modules.into_iter().collect::<Vec<_>>(), ["fixture"], "test modules in files of their own are known");
}

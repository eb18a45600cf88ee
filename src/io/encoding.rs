//! Which text encoding a file is in, and its text as UTF-8.
//!
//! Order of belief: given by the person, byte order mark, `.cpg`, language byte of the DBF, strict UTF-8, GB18030 where
//! the bytes read as common Chinese, else what `chardetng` says. A declaration that the bytes contradict is not
//! followed, and the caller is told. `ISO-8859-1` (language byte 0x57) is what GDAL writes when nobody chose, and can
//! never be contradicted, so it is believed only of text that is neither UTF-8 nor Chinese.

use super::error::ImportError;
use super::source::{Known, KnownFrom};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// An encoding, how it was known, and the declaration that was not followed.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) encoding: &'static Encoding,
    pub(super) known: Known,
    /// What the file said and its bytes contradict.
    pub(super) contradicted: Option<Known>,
}

/// Bytes of a value, to decide by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample<'a> {
    pub(super) bytes: &'a [u8],
    /// The value fills a field of fixed width, so that its last character may be cut off in the middle. That speaks
    /// against no encoding.
    pub(super) may_be_cut: bool,
}

impl<'a> Sample<'a> {
    /// A value that nothing cuts.
    pub(super) fn whole(bytes: &'a [u8]) -> Self {
        Self { bytes, may_be_cut: false }
    }
}

/// What is said about the encoding outside the bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    pub(super) given: Option<&'static Encoding>,
    /// Text of the `.cpg` file.
    pub(super) cpg: Option<String>,
    /// Language byte of the DBF header.
    pub(super) ldid: u8,
}

/// The encoding of a name as people and `.cpg` files write it: `GBK`, `936`, `CP936`, `ANSI 936`, `Big-5`, `UTF8`,
/// `88591`, `ISO-8859-1`, `Windows-1251`. `None` for `auto`, for old DOS code pages and for nonsense.
pub(super) fn by_name(name: &str) -> Option<&'static Encoding> {
    let plain: String = name.trim().to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let number = plain.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let prefix = plain.strip_suffix(number).unwrap_or("");
    if matches!(prefix, "" | "cp" | "ansi" | "windows" | "oem" | "ms" | "codepage") {
        return match number {
            "65001" => Some(UTF_8),
            "936" => Some(GBK),
            "54936" => Some(GB18030),
            "950" => Some(BIG5),
            "932" => Some(encoding_rs::SHIFT_JIS),
            "949" => Some(encoding_rs::EUC_KR),
            "874" | "1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258" => Encoding::for_label(format!("windows-{number}").as_bytes()),
            "866" => Some(encoding_rs::IBM866),
            _ => number.strip_prefix("8859").and_then(latin),
        };
    }
    match plain.as_str() {
        "utf8" | "utf8bom" | "utf8sig" => Some(UTF_8),
        "utf16" | "utf16le" => Some(UTF_16LE),
        "utf16be" => Some(UTF_16BE),
        "gbk" | "gb2312" | "euccn" => Some(GBK),
        "gb18030" => Some(GB18030),
        "big5" => Some(BIG5),
        _ => match plain.strip_prefix("iso8859") {
            Some(part) => latin(part),
            None => Encoding::for_label(name.trim().as_bytes()),
        },
    }
}

fn latin(part: &str) -> Option<&'static Encoding> {
    Encoding::for_label(format!("iso-8859-{part}").as_bytes())
}

/// The encoding a person asked for; `None` for `auto`.
///
/// # Errors
/// [`ImportError::UnknownEncoding`].
pub(super) fn given(name: Option<&str>) -> Result<Option<&'static Encoding>, ImportError> {
    match name {
        None => Ok(None),
        Some(name) if name.trim().eq_ignore_ascii_case("auto") => Ok(None),
        Some(name) => by_name(name).map(Some).ok_or_else(|| ImportError::UnknownEncoding { name: name.to_owned() }),
    }
}

/// Language bytes of DBF headers that name an encoding known here. Old DOS pages (0x01, 0x02 …) are what careless
/// programs write, and say nothing.
fn by_ldid(ldid: u8) -> Option<&'static Encoding> {
    Some(match ldid {
        0x4D | 0x7A => GBK,
        0x4F | 0x78 => BIG5,
        0x03 | 0x57..=0x59 => WINDOWS_1252,
        0x13 | 0x7B => encoding_rs::SHIFT_JIS,
        0x4E | 0x79 => encoding_rs::EUC_KR,
        0x50 | 0x7C => encoding_rs::WINDOWS_874,
        0x26 | 0x65 => encoding_rs::IBM866,
        0xC8 => encoding_rs::WINDOWS_1250,
        0xC9 => encoding_rs::WINDOWS_1251,
        0xCA => encoding_rs::WINDOWS_1254,
        0xCB => encoding_rs::WINDOWS_1253,
        0xCC => encoding_rs::WINDOWS_1257,
        _ => return None,
    })
}

/// The mark at the start of the bytes, with its length.
fn by_mark(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(bytes)
}

/// Decides on the encoding of some values, or of one whole file.
pub(super) fn decide(values: &[Sample<'_>], declared: &Declared) -> Decision {
    let known = |encoding: &'static Encoding, from| Decision { encoding, known: Known::new(encoding.name(), from), contradicted: None };
    if let Some(encoding) = declared.given {
        return known(encoding, KnownFrom::Given);
    }
    if let [whole] = values
        && let Some((encoding, _)) = by_mark(whole.bytes)
    {
        return known(encoding, KnownFrom::File);
    }
    let said = match declared.cpg.as_deref().map(|name| (name, by_name(name))) {
        Some((name, Some(encoding))) => Some((encoding, Known::new(name.trim(), KnownFrom::Cpg))),
        _ => by_ldid(declared.ldid).map(|encoding| (encoding, Known::new(encoding.name(), KnownFrom::Ldid))),
    };
    let values: Vec<Sample<'_>> = values.iter().copied().filter(|value| !value.bytes.is_ascii() || memchr::memchr(0, value.bytes).is_some()).collect();
    if values.is_empty() {
        return said.map_or_else(|| known(UTF_8, KnownFrom::Assumed), |(encoding, known)| Decision { encoding, known, contradicted: None });
    }
    let Some((encoding, said)) = said else {
        return known(detect(&values), KnownFrom::Detected);
    };
    let is_weak = encoding == WINDOWS_1252;
    if !is_weak && n_errors(encoding, &values) == 0 {
        return Decision { encoding, known: said, contradicted: None };
    }
    let detected = detect(&values);
    let is_better = if is_weak { detected == UTF_8 || is_chinese(&values) } else { detected != encoding && n_errors(detected, &values) == 0 };
    if is_better {
        Decision { contradicted: Some(said), ..known(detected, KnownFrom::Detected) }
    } else {
        Decision { encoding, known: said, contradicted: None }
    }
}

/// The encoding that the bytes themselves suggest.
fn detect(values: &[Sample<'_>]) -> &'static Encoding {
    if let [whole] = values
        && let Some(encoding) = unmarked_utf16(whole.bytes)
    {
        return encoding;
    }
    let utf8_errors = n_errors(UTF_8, values);
    if utf8_errors == 0 {
        return UTF_8;
    }
    // Chance hardly makes bytes of other encodings valid UTF-8: a file that mostly is, is damaged UTF-8.
    let n_valid: usize = values.iter().map(|value| String::from_utf8_lossy(value.bytes).chars().filter(|c| !c.is_ascii() && *c != '\u{FFFD}').count()).sum();
    if n_valid >= utf8_errors * 2 {
        return UTF_8;
    }
    if is_chinese(values) {
        return GB18030;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    for value in values {
        detector.feed(value.bytes, false);
        detector.feed(b"\n", false);
    }
    detector.feed(b"", true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    if guess == GBK { GB18030 } else { guess }
}

/// UTF-16 without its mark: every other byte of the ASCII characters is zero.
fn unmarked_utf16(whole: &[u8]) -> Option<&'static Encoding> {
    let head = whole.get(..whole.len().min(4096))?;
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > head.len() && odd > even * 8 {
        Some(UTF_16LE)
    } else if even * 10 > head.len() && even > odd * 8 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// How many places of the values are no text in the encoding.
fn n_errors(encoding: &'static Encoding, values: &[Sample<'_>]) -> usize {
    values
        .iter()
        .map(|value| {
            if encoding == UTF_8 && std::str::from_utf8(value.bytes).is_ok() {
                return 0;
            }
            if value.may_be_cut && !decode_cut(encoding, value.bytes).2 {
                return 0;
            }
            let (text, had_errors) = encoding.decode_without_bom_handling(value.bytes);
            if had_errors { text.matches('\u{FFFD}').count() } else { 0 }
        })
        .sum()
}

/// Whether the values read as Chinese in GBK: seven of ten characters are of the 3,755 common ones (first level of
/// GB 2312, ordered by sound, first byte 0xB0 to 0xD7). Accented Latin and Cyrillic text fails this by far.
fn is_chinese(values: &[Sample<'_>]) -> bool {
    let (mut n_common, mut n_other) = (0usize, 0usize);
    for value in values {
        let (value, mut at) = (value.bytes, 0);
        while let Some(&lead) = value.get(at) {
            if lead < 0x80 {
                at += 1;
                continue;
            }
            let trail = value.get(at + 1).copied();
            match (lead, trail) {
                (0xB0..=0xD7, Some(0xA1..)) => n_common += 1,
                // Punctuation, full-width forms and a byte at the end say nothing.
                (0xA1..=0xA3, Some(0xA1..)) | (_, None) => {}
                _ => n_other += 1,
            }
            at += 2;
        }
    }
    n_common > 0 && n_common * 3 >= n_other * 7
}

/// Bytes of a whole file as text. Says whether some were no text; those became U+FFFD.
pub(super) fn decode_file(bytes: Vec<u8>, encoding: &'static Encoding) -> (String, bool) {
    let mark = by_mark(&bytes).filter(|(marked, _)| *marked == encoding).map_or(0, |(_, length)| length);
    if encoding != UTF_8 {
        let (text, had_errors) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or(&[]));
        return (text.into_owned(), had_errors);
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            text.drain(..mark);
            (text, false)
        }
        Err(err) => (String::from_utf8_lossy(err.as_bytes().get(mark..).unwrap_or(&[])).into_owned(), true),
    }
}

/// A fixed-width value as text, how many bytes of a last, cut-off character were left out, and whether others were no
/// text.
pub(super) fn decode_cut<'a>(encoding: &'static Encoding, value: &'a [u8]) -> (Cow<'a, str>, usize, bool) {
    let (text, had_errors) = encoding.decode_without_bom_handling(value);
    if !had_errors {
        return (text, 0, false);
    }
    for n_cut in 1..=3 {
        // Only bytes that begin a character may be left over, so that real damage is not taken for a cut.
        let Some((whole, tail)) = value.len().checked_sub(n_cut).and_then(|length| value.split_at_checked(length)) else { break };
        if tail.first().is_none_or(u8::is_ascii) {
            break;
        }
        let (text, had_errors) = encoding.decode_without_bom_handling(whole);
        if !had_errors {
            return (text, n_cut, false);
        }
    }
    (text, 0, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(values: &[&[u8]], declared: &Declared) -> (&'static str, KnownFrom, Option<String>) {
        let samples: Vec<Sample<'_>> = values.iter().map(|value| Sample::whole(value)).collect();
        let decision = decide(&samples, declared);
        (decision.encoding.name(), decision.known.from, decision.contradicted.map(|known| known.name))
    }

    #[test]
    fn names_are_understood_as_files_write_them() {
        for (name, encoding) in [
            ("936", "GBK"),
            ("CP936", "GBK"),
            ("ANSI 936", "GBK"),
            ("GB2312", "GBK"),
            ("gb-18030", "gb18030"),
            ("Big-5", "Big5"),
            ("UTF8\r\n", "UTF-8"),
            ("65001", "UTF-8"),
            ("88591", "windows-1252"),
            ("8859-2", "ISO-8859-2"),
            ("ISO-8859-1", "windows-1252"),
            ("Windows-1251", "windows-1251"),
            ("ANSI 1250", "windows-1250"),
            ("1252", "windows-1252"),
        ] {
            assert_eq!(by_name(name).map(Encoding::name), Some(encoding), "{name}");
        }
        for name in ["", "auto", "437", "850", "nonsense", "9999"] {
            assert_eq!(by_name(name), None, "{name}");
        }
        assert!(given(Some("nonsense")).is_err() && given(Some("AUTO")).unwrap().is_none());
    }

    #[test]
    fn nothing_known_is_detected() {
        let unknown = Declared::default();
        assert_eq!(name_of(&["城东街道".as_bytes()], &unknown), ("UTF-8", KnownFrom::Detected, None));
        assert_eq!(name_of(&[&GBK.encode("城东街道").0], &unknown), ("gb18030", KnownFrom::Detected, None));
        assert_eq!(name_of(&[b"abc"], &unknown), ("UTF-8", KnownFrom::Assumed, None));
        assert_eq!(name_of(&[b"Caf\xe9 de la Paix, Cit\xe9 M\xfcnster"], &unknown).0, "windows-1252");
        let cyrillic = encoding_rs::WINDOWS_1251.encode("Москва и Санкт-Петербург, улица Ленина").0.into_owned();
        assert_eq!(name_of(&[&cyrillic], &unknown).0, "windows-1251");
        assert_eq!(name_of(&[b"a\0,\0b\0\n\0"], &unknown).0, "UTF-16LE");
        assert_eq!(name_of(&[b"\xff\xfea\0"], &unknown), ("UTF-16LE", KnownFrom::File, None));
    }

    #[test]
    fn a_declaration_is_followed_unless_the_bytes_contradict_it() {
        let gbk = GBK.encode("解放路街道").0.into_owned();
        let cpg = |name: &str| Declared { cpg: Some(name.to_owned()), ..Declared::default() };
        assert_eq!(name_of(&[&gbk], &cpg("GB2312")), ("GBK", KnownFrom::Cpg, None));
        assert_eq!(name_of(&[&gbk], &Declared { ldid: 0x4D, ..Declared::default() }), ("GBK", KnownFrom::Ldid, None));
        assert_eq!(name_of(&[&gbk], &cpg("UTF-8")), ("gb18030", KnownFrom::Detected, Some("UTF-8".to_owned())));
        assert_eq!(name_of(&["解放路".as_bytes()], &cpg("936")).0, "UTF-8", "nine bytes of UTF-8 are no GBK");
        assert_eq!(name_of(&[&gbk], &Declared { ldid: 0x57, ..Declared::default() }).0, "gb18030", "GDAL's default says nothing");
        assert_eq!(name_of(&[b"Cit\xe9 des Fl\xfbtes"], &Declared { ldid: 0x57, ..Declared::default() }), ("windows-1252", KnownFrom::Ldid, None));
        assert_eq!(name_of(&[&gbk], &Declared { given: Some(UTF_8), ..cpg("GBK") }).1, KnownFrom::Given, "a person is obeyed");
    }

    #[test]
    fn a_last_character_cut_by_the_field_is_left_out() {
        let text = "平原示范区".as_bytes();
        let (decoded, n_cut, had_errors) = decode_cut(UTF_8, &text[..14]);
        assert_eq!((decoded.as_ref(), n_cut, had_errors), ("平原示范", 2, false));
        let gbk = GBK.encode("平原示范区").0.into_owned();
        let (decoded, n_cut, _) = decode_cut(GBK, &gbk[..9]);
        assert_eq!((decoded.as_ref(), n_cut), ("平原示范", 1));
        let cut = [Sample { bytes: &gbk[..9], may_be_cut: true }];
        assert_eq!(decide(&cut, &Declared { ldid: 0x4D, ..Declared::default() }).encoding, GBK);
        assert!(decode_cut(UTF_8, b"a\xffb").2, "damage inside is damage");
    }
}

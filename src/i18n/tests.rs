//! Both catalogues say everything, with the same values.

use super::*;
use crate::base::{CellId, Finding, FindingKind};
use crate::edit::{EditRefusal, Label};
use crate::geodesy::Position;
use crate::model::OutletClass::{A, B, C, CityCore, Ordinary, ProvincialCore};
use crate::model::{Measure, OutletKind, OutletStatus};
use crate::partition::Refusal;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path, ending));
        } else if path.extension().is_some_and(|found| found == ending) {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every message of a language with its text and the values it uses.
fn messages(language: Language) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let mut messages: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    for file in files_below(&root().join("assets/locales").join(language.tag()), "ftl") {
        let mut key = String::new();
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let mut body = line;
            if !line.starts_with([' ', '}']) {
                let (name, rest) = line.split_once('=').unwrap_or_else(|| panic!("{}: no message: {line}", file.display()));
                name.trim().clone_into(&mut key);
                assert!(!messages.contains_key(&key), "{key} is there twice");
                messages.insert(key.clone(), Default::default());
                body = rest;
            }
            let message = messages.get_mut(&key).unwrap();
            message.0.push_str(body);
            message.0.push('\n');
            let values = body.split('$').skip(1).map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect());
            message.1.extend(values);
        }
    }
    messages
}

#[test]
fn both_catalogues_have_the_same_keys_and_values() {
    let (chinese, english) = (messages(Language::Chinese), messages(Language::English));
    assert!(english.len() > 200);
    assert_eq!(chinese.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
    for (key, (_, values)) in &chinese {
        assert_eq!(values, &english[key].1, "values of {key}");
    }
    for (key, (_, values)) in &english {
        let names: Vec<&'static str> = values.iter().map(|name| &*name.clone().leak()).collect();
        let values: Vec<(&'static str, Value<'_>)> = names.iter().map(|name| (*name, Value::from(2))).collect();
        for language in Language::ALL {
            assert!(try_text(language, key, &values).is_some(), "{key} can be read in {language:?}");
        }
    }
}

#[test]
fn chinese_texts_use_full_width_punctuation() {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for (key, (text, _)) in messages(Language::Chinese) {
        let characters: Vec<char> = text.chars().collect();
        for pair in characters.windows(2) {
            let is_bad = (is_chinese(pair[0]) && matches!(pair[1], ',' | ';' | '!' | '?' | '(' | ')' | ':')) || (matches!(pair[0], ',' | ';' | '!' | '?' | '(' | ')' | ':') && is_chinese(pair[1]));
            assert!(!is_bad, "half-width punctuation in {key}: {text}");
        }
        assert!(!text.contains(['\u{fffd}', '\u{25a1}', '\t']), "{key}");
    }
}

#[test]
fn every_key_that_the_source_names_is_there() {
    let english = messages(Language::English);
    let mut missing = BTreeSet::new();
    for file in files_below(&root().join("src"), "rs").iter().filter(|file| !file.ends_with("tests.rs")) {
        let source = std::fs::read_to_string(file).unwrap();
        let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for literal in source.split('"').skip(1).step_by(1) {
            let is_key = PREFIXES.iter().any(|prefix| literal.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')));
            if is_key && !english.contains_key(literal) && !english.keys().any(|key| key.starts_with(&format!("{literal}-"))) {
                missing.insert(format!("{literal} in {}", file.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

const PREFIXES: [&str; 15] = ["map-", "notice-", "expected-", "step-", "error-", "refusal-", "progress-", "finding-", "field-", "help-", "usage-", "out-", "unit-", "severity-", "action-"];

#[test]
fn every_kind_of_thing_has_a_name() {
    for language in Language::ALL {
        for kind in FindingKind::ALL {
            for subjects in 0..4 {
                let mut finding = Finding::new(*kind);
                for name in ["A", "B", "C"].into_iter().take(subjects) {
                    finding = finding.subject(name);
                }
                let mut sentence = finding_text(&finding, language);
                for value in [1.5, 3.0] {
                    finding = finding.value(value);
                    sentence += &finding_text(&finding, language);
                }
                assert!(!sentence.contains("finding-") && !sentence.contains(['{', '$', '}', '\n']) && sentence.len() > 6, "{kind:?}: {sentence}");
            }
            assert!(!finding_kind_text(language, *kind).contains("finding-"));
        }
        for kind in OutletKind::ALL {
            assert!(!outlet_kind_text(language, *kind).contains("outlet-"));
        }
        for class in [A, B, C, CityCore, Ordinary, ProvincialCore] {
            assert!(!outlet_class_text(language, class).contains("outlet-"));
        }
        for status in [OutletStatus::Open, OutletStatus::Planned, OutletStatus::Closed] {
            assert!(!outlet_status_text(language, status).contains("outlet-"));
        }
        for from in ["given", "cpg", "ldid", "prj", "file", "detected", "assumed"] {
            assert!(!known_from_text(language, from).contains("known-from"));
        }
    }
}

#[test]
fn every_refusal_has_a_sentence() {
    let place = Position::new(1_139_000_000, 353_000_000);
    let name = || "N-01".to_owned();
    let refusals = [
        Refusal::Crossing(place).into(),
        Refusal::FlippedCell(CellId(1)).into(),
        Refusal::TooClose(place).into(),
        Refusal::BaseUnitLocked(place).into(),
        Refusal::NotFound.into(),
        Refusal::IsJunction(place).into(),
        Refusal::DoesNotDivide.into(),
        Refusal::NotAdjacent.into(),
        Refusal::SwallowsCell(CellId(1)).into(),
        EditRefusal::NotFound(name()),
        EditRefusal::Locked(name()),
        EditRefusal::DisconnectsGrid(name()),
        EditRefusal::LevelMismatch(name()),
        EditRefusal::DuplicateCode(name()),
        EditRefusal::HasChildren(name()),
        EditRefusal::InUse(name()),
        EditRefusal::NothingToChange,
        EditRefusal::ReadOnly,
        EditRefusal::Busy,
    ];
    for language in Language::ALL {
        for refusal in &refusals {
            let sentence = refusal_text(language, refusal, &|_| "C12".to_owned());
            assert!(!sentence.contains(['{', '$', '}']) && !sentence.starts_with("refusal-"), "{refusal:?}: {sentence}");
        }
    }
    assert_eq!(
        refusal_text(Language::Chinese, &refusals[0], &|_| String::new()),
        "边界会在 113.90000, 35.30000 与另一条边界相交；请把目标放在它的这一侧"
    );
}

#[test]
fn a_finding_reads_as_one_sentence() {
    let finding = Finding::new(FindingKind::Overlap).row(1200).subject("C1").subject("C2").subject("C3").area(1.25).place([104.1, 30.0]).action("assigned");
    assert_eq!(finding_text(&finding, Language::English), "Row 1,200: C1 overlaps C2, C3 (1.25 m², at 104.10000, 30.00000); the piece went to C1");
    assert_eq!(finding_text(&finding, Language::Chinese), "第 1,200 行：C1 与 C2、C3 重叠（1.25 m²，位于 104.10000, 30.00000）；重叠部分归 C1");
    let book = Finding::new(FindingKind::UndecodableText).subject("name").subject("x\n".repeat(5000));
    assert!(finding_text(&book, Language::English).chars().count() < 160);
    assert_eq!(finding_group_text(FindingKind::Gap, 3, Language::Chinese), "缝隙：3 处");
}

#[test]
fn a_finding_says_by_how_much() {
    let of_grid = |kind: FindingKind| Finding::new(kind).subject("HQ-02").subject("公众");
    let over = of_grid(FindingKind::OverTolerance).subject("users");
    let sentences = [
        (over.clone().value(0.1234), "HQ-02 的用户比目标多 12.3%", "users of grid HQ-02: 12.3% above its target"),
        (over.clone().value(-0.05), "HQ-02 的用户比目标少 5.0%", "users of grid HQ-02: 5.0% below its target"),
        (over.clone(), "HQ-02 的用户偏离目标超出容差", "further from its target in users than allowed"),
        (of_grid(FindingKind::OverStaffedLoad).value(3211.4).value(3000.0), "人均负荷 3,211，上限 3,000", "carries 3,211, at most 3,000 are allowed"),
        (of_grid(FindingKind::NotContiguous).value(3.0), "分成 3 块", "is in 3 pieces"),
        (of_grid(FindingKind::Unassigned).value(1.0).value(1204.0), "1 个小区（1,204 个需求点）", "1 cell at HQ-02 (demand points: 1,204)"),
        (Finding::new(FindingKind::UncoveredDemand).subject("公众").value(1.0), "有 1 个需求点不在平面 公众", "1 demand point lies in no grid of plane 公众"),
        (Finding::new(FindingKind::Gap).subject("C1").area(12.0).value(0.354), "（12 m²，宽 0.35 m）", "(12 m², 0.35 m wide)"),
        (Finding::new(FindingKind::Sliver).value(0.0001), "宽 < 0.01 m", "< 0.01 m wide"),
    ];
    for (finding, chinese, english) in sentences {
        let both = Language::ALL.map(|language| finding_text(&finding, language));
        assert!(both.iter().any(|text| text.contains(chinese)) && both.iter().any(|text| text.contains(english)), "{both:?}");
        assert_eq!(finding.key(), Finding { values: Vec::new(), ..finding.clone() }.key(), "numbers are no part of the key");
    }
}

#[test]
fn usual_measures_are_named_in_the_language() {
    assert_eq!((measure_name(Language::Chinese, "used_ports"), measure_name(Language::English, "used_ports")), ("占用端口".into(), "used ports".into()));
    assert_eq!(measure_name(Language::Chinese, "月租"), "月租");
    let titles = Language::ALL.map(|language| measure_title(language, &Measure::new("revenue", "元")));
    assert!(titles.contains(&"收入（元）".to_owned()) && titles.contains(&"revenue (yuan)".to_owned()), "{titles:?}");
    assert_eq!(measure_title(Language::Chinese, &Measure::new("x", "")), "x");
}

#[test]
fn numbers_read_as_people_write_them() {
    assert_eq!(count_text(-1_234_567), "-1,234,567");
    assert_eq!(count_text(i64::MIN), "-9,223,372,036,854,775,808");
    assert_eq!((decimal_text(-0.001, 1), decimal_text(1234.55, 1), decimal_text(f64::NAN, 1)), ("0.0".to_owned(), "1,234.5".to_owned(), "—".to_owned()));
    assert_eq!((number_text(100.0), number_text(1000.25), number_text(0.0)), ("100".to_owned(), "1,000.25".to_owned(), "0".to_owned()));
    assert_eq!((signed_text(12.0, 0), signed_text(-12.0, 0), signed_text(0.0, 0)), ("+12".to_owned(), "\u{2212}12".to_owned(), "0".to_owned()));
    assert_eq!((percent_text(0.0312), signed_percent_text(-0.032), signed_percent_text(0.0001)), ("3.1%".to_owned(), "\u{2212}3.2%".to_owned(), "0.0%".to_owned()));
    assert_eq!((amount_text(3_648_005, 2), amount_text(-5, 2), amount_text(7, 0)), ("36,480.05".to_owned(), "-0.05".to_owned(), "7".to_owned()));
    assert_eq!((area_text(12_400_000.0), area_text(350.4), area_text(0.25)), ("12.40 km²".to_owned(), "350 m²".to_owned(), "0.25 m²".to_owned()));
    let users = Measure::new("users", "户");
    let revenue = Measure { scale: 2, ..Measure::new("revenue", "元") };
    assert_eq!(measure_text(Language::Chinese, 9120.0, &users), "9,120户");
    assert_eq!(measure_text(Language::Chinese, 36_480.0, &revenue), "3.65万元");
    assert_eq!(measure_text(Language::Chinese, 1_234_567_890.0, &revenue), "12.35亿元");
    assert_eq!(measure_text(Language::English, 36_480.0, &revenue), "36,480.00 yuan");
    assert_eq!((date_text(Language::Chinese, "2026-11-02"), date_text(Language::English, "2026-11-02"), date_text(Language::Chinese, "soon")), ("2026年11月2日".to_owned(), "2026-11-02".to_owned(), "soon".to_owned()));
}

#[test]
fn labels_keep_codes_and_choose_plurals() {
    let one = Label::new("step-assign").with("count", 1).with("grid", "410702");
    assert_eq!(label_text(Language::English, &one), "Give 1 cell to grid 410702");
    let many = Label::new("step-assign").with("count", 1234).with("grid", "N-01");
    assert_eq!(label_text(Language::Chinese, &many), "把 1,234 个小区划给网格 N-01");
    assert_eq!(label_text(Language::English, &Label::new("step-of-tomorrow")), "Change");
}

#[test]
fn languages_have_names() {
    assert_eq!(Language::from_name("zh-CN"), Some(Language::Chinese));
    assert_eq!(Language::from_name("en_GB.UTF-8"), Some(Language::English));
    assert_eq!(Language::from_name("fr"), None);
}

//! `check`: whether a project is sound, and what is wrong with its plan.

use super::arguments::{path, project, verb};
use super::console::Console;
use super::error::CliError;
use super::output::{count, finding_json, findings_lines, push_line, severity_counts};
use super::table::Table;
use super::{Ending, project as opening};
use crate::base::{Finding, Severity};
use crate::edit::{Document, InvariantCheck};
use crate::i18n::{Language, channel_rule_text, text};
use crate::jobs::today;
use crate::metrics::Problems;
use crate::model::ChannelRule;
use crate::store::OpenMode;
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How often each invariant is broken, in all scenarios together.
type Violations = BTreeMap<&'static str, usize>;

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    verb(Command::new("check"), language, "help-check", "usage-check").arg(project(language))
}

/// Checks the plans of all scenarios and lists the problems of the active one.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let path = path(matches, "project");
    let mut session = opening::open(&path, OpenMode::Read, console)?;
    let problems = session.document().problems(&today());
    let mut violations = Violations::new();
    add(&mut violations, &session.document().check_invariants());
    let active = session.document().active();
    let others: Vec<_> = session.document().scenarios().ids().filter(|id| *id != active).collect();
    for id in others {
        console.go_on()?;
        opening::show(&mut session, id)?;
        add(&mut violations, &session.document().check_invariants());
    }
    console.go_on()?;
    let is_sound = violations.values().all(|broken| *broken == 0);
    let is_ok = is_sound && problems.open.iter().all(|finding| finding.severity < Severity::Error);
    let mut report = report_json(is_ok, &violations, &problems, console.language);
    report["rules"] = rules_json(session.document(), console.language);
    console.answer(&report, || report_lines(&violations, &problems, console.language))?;
    Ok(if is_ok { Ending::Done } else { Ending::FoundErrors })
}

fn add(violations: &mut Violations, checks: &[InvariantCheck]) {
    for check in checks {
        *violations.entry(check.id).or_default() += check.violations.len();
    }
}

fn report_json(is_ok: bool, violations: &Violations, problems: &Problems, language: Language) -> Value {
    let invariants: Vec<Value> = in_order(violations).map(|(id, broken)| json!({"id": id, "violations": broken})).collect();
    let findings: Vec<Value> = problems.open.iter().map(|finding| finding_json(finding, language)).collect();
    let with_reason = |(finding, reason): &(Finding, String)| {
        let mut value = finding_json(finding, language);
        value["reason"] = json!(reason);
        value
    };
    let ignored: Vec<Value> = problems.ignored.iter().map(with_reason).collect();
    json!({"ok": is_ok, "invariants": invariants, "findings": findings, "ignored": ignored})
}

/// The limits and rules that the findings come from; those of outlets also as a sentence.
fn rules_json(document: &Document, language: Language) -> Value {
    let rules = &document.project().rules;
    let told = |rule: &ChannelRule| json!({"is_on": rule.is_on, "check": rule.check, "text": channel_rule_text(language, rule)});
    let channel: Vec<Value> = rules.channel.iter().map(told).collect();
    json!({"load_measure": rules.load_measure, "load_limit": rules.load_limit, "contract_days": rules.contract_days, "channel": channel})
}

/// The invariants of the partition first, then those of the model, then those of the figures.
fn in_order(violations: &Violations) -> impl Iterator<Item = (&'static str, usize)> + '_ {
    let known = |letter: char| violations.iter().filter(move |(id, _)| id.starts_with(letter)).map(|(id, broken)| (*id, *broken));
    known('P').chain(known('M')).chain(known('X'))
}

fn report_lines(violations: &Violations, problems: &Problems, language: Language) -> String {
    let say = |key: &str| text(language, key, &[]);
    let mut lines = String::new();
    let broken: Vec<_> = in_order(violations).filter(|(_, broken)| *broken > 0).collect();
    push_line(&mut lines, &say(if broken.is_empty() { "out-sound" } else { "out-unsound" }));
    if !broken.is_empty() {
        let mut table = Table::default().text("").text(say("out-invariant")).number(say("out-violations"));
        for (id, broken) in broken {
            table.row([id.to_owned(), say(&format!("out-invariant-{}", id.to_ascii_lowercase())), count(broken as i64)]);
        }
        lines.push_str(&table.lines());
    }
    if problems.open.is_empty() {
        push_line(&mut lines, &say("out-no-problems"));
    } else {
        push_line(&mut lines, &severity_counts(&problems.open, language));
        lines.push_str(&findings_lines(&problems.open, language));
    }
    if !problems.ignored.is_empty() {
        push_line(&mut lines, &text(language, "out-ignored", &[("count", problems.ignored.len().into())]));
    }
    lines
}

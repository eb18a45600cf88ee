//! Lines become requests, and requests do what they say.

use super::answer::Answer;
use super::fault::Fault;
use super::request::Request;
use crate::base::CellId;
use crate::edit::{Command, Document, fixture};
use crate::geodesy::Position;
use crate::i18n::Language;
use crate::jobs::StepOutcome;
use crate::partition::fixture::{STEP, at};
use serde_json::{Value, json};

/// 5 by 5 squares `C1` to `C25`, row by row from the south-west; grids G0 to G3 below D0 and D1 in plane 公众.
fn document() -> Document {
    Document::new(fixture::content(1))
}

fn read(document: &Document, line: &Value) -> Result<Request, Fault> {
    Request::read(line.to_string().as_bytes(), document)
}

/// Reads and does an edit; gives its answer.
fn done(document: &mut Document, line: &Value) -> Value {
    let request = match read(document, line) {
        Ok(request) => request,
        Err(fault) => return Answer::refused(1, &fault, document, Language::English).json(),
    };
    let stopped = request.stopped().cloned();
    let Request::Command { command, label, .. } = request else { panic!("{line} is a command") };
    match document.run(&command, label) {
        Ok((_, effects)) => Answer::done(1, StepOutcome { effects, ..StepOutcome::default() }, stopped, document).json(),
        Err(refusal) => Answer::refused(1, &Fault::Refused(refusal), document, Language::English).json(),
    }
}

fn degrees(p: Position) -> Value {
    json!(p.degrees())
}

#[test]
fn every_edit_of_the_contract_is_done() {
    let mut document = document();
    let inner = at(STEP + STEP / 2, STEP + STEP / 10);
    let node = at(2 * STEP, 2 * STEP);
    let first_point = document.demand().ids[0];
    let edits = [
        json!({"move_vertex": {"at": degrees(inner), "to": degrees(at(STEP + STEP / 2, STEP + STEP / 5)), "within_m": 5}}),
        json!({"insert_vertex": {"on": degrees(at(2 * STEP + 200, 2 * STEP + 40)), "to": degrees(at(2 * STEP + 250, 2 * STEP + 20)), "within_m": 5}}),
        json!({"remove_vertex": {"at": degrees(at(2 * STEP + 250, 2 * STEP + 20)), "within_m": 1}}),
        json!({"move_edge": {"a": degrees(node), "b": degrees(at(2 * STEP + STEP / 2, 2 * STEP + STEP / 10)), "by": [1e-6, 1e-6], "within_m": 1}}),
        json!({"route": {"on": degrees(at(4 * STEP + 200, 2 * STEP + 40)), "along": [degrees(at(5 * STEP, 2 * STEP)), degrees(at(4 * STEP + 500, 2 * STEP + 300)), degrees(at(4 * STEP, 2 * STEP))], "within_m": 9}}),
        json!({"cut": {"cell": "C13", "along": [degrees(at(2 * STEP - 300, 2 * STEP + 500)), degrees(at(3 * STEP + 300, 2 * STEP + 500))]}}),
        json!({"merge": {"cells": ["C13", "C13-1"]}}),
        json!({"assign": {"cells": ["C1", "C2"], "grid": "G3", "plane": "公众"}}),
        json!({"unassign": {"cells": ["C1"]}}),
        json!({"assign_within": {"polygon": [degrees(at(-100, -100)), degrees(at(2 * STEP, -100)), degrees(at(2 * STEP, 2 * STEP)), degrees(at(-100, 2 * STEP))], "grid": "G2"}}),
        json!({"brush": {"path": [degrees(at(300, 3 * STEP + 500))], "radius_m": 1, "grid": "G1"}}),
        json!({"new_grid": {"code": "N-09", "name": "城西", "level": "网格", "parent": "D0"}}),
        json!({"set": {"grid": "N-09", "name": "城西二", "color": "#A0B1C2", "leader": "王", "managers": 3, "capacity": {"users": 3000}}}),
        json!({"lock": {"grid": "N-09"}}),
        json!({"unlock": {"grid": "N-09"}}),
        json!({"reparent": {"grid": "N-09", "parent": "D1"}}),
        json!({"new_cell": {"ring": [degrees(at(300, 4300 - 1000)), degrees(at(700, 3300)), degrees(at(700, 3700)), degrees(at(300, 3700))], "grid": "N-09"}}),
        json!({"delete_grid": {"code": "N-09"}}),
        json!({"add_outlet": {"code": "O99", "name": "点", "kind": "agent_point", "at": degrees(inner), "attributes": {"staff": 3, "note": "x", "clerks": 2, "area_m2": 80.5}}}),
        json!({"set": {"outlet": "O99", "class": "A", "status": "planned", "contract_end": "2026-12-31", "attributes": {"note": null}}}),
        json!({"set": {"outlet": "O99", "status": "chosen", "attributes": {"clerks": "3", "contract_start": "2026/1/1", "revenue@2026-05": "1,234.50"}}}),
        json!({"set": {"demand": first_point, "amounts": {"users": 40, "revenue": "1,250"}}}),
        json!({"set_rules": {"contract_days": 60, "load_measure": "users", "load_limit": 2500, "channel": [{"is_on": true, "check": {"every_grid_has": {"plane": "公众", "level": "网格", "kinds": ["agent_point"], "at_least": 1}}}]}}),
        json!({"move_outlet": {"code": "O99", "to": degrees(node)}}),
        json!({"remove_outlet": {"code": "O99"}}),
        json!({"ignore": {"finding": "empty_grid:G1:公众", "reason": "later"}}),
        json!({"new_scenario": {"name": "方案B", "from": "方案A"}}),
        json!({"delete_scenario": "方案B"}),
        json!({"freeze_scenario": "方案A"}),
    ];
    for edit in &edits {
        let answer = done(&mut document, edit);
        assert_eq!(answer["ok"], json!(true), "{edit}: {answer}");
        assert!(document.plan().partition.validate().is_empty(), "{edit} keeps the partition");
    }
    assert!(document.ledger().is_same(&document.full_ledger()));
    assert_eq!((read(&document, &json!({"undo": 3})), read(&document, &json!({"redo": 1}))), (Ok(Request::Undo(3)), Ok(Request::Redo(1))));
    assert_eq!(read(&document, &json!({"switch_scenario": "方案B"})), Ok(Request::Switch("方案B".to_owned())));
}

#[test]
fn what_is_no_edit_is_refused_by_name() {
    let document = document();
    let code = |line: &str| Request::read(line.as_bytes(), &document).map_err(|fault| fault.code());
    for (line, expected) in [
        ("", "bad_line"),
        ("{", "bad_line"),
        ("[]", "bad_line"),
        ("{}", "bad_line"),
        (r#"{"lock":{"grid":"G1"},"unlock":{"grid":"G1"}}"#, "bad_line"),
        (r#"{"explode":{}}"#, "unknown_edit"),
        (r#"{"lock":"G1"}"#, "bad_field"),
        (r#"{"lock":{}}"#, "bad_field"),
        (r#"{"lock":{"grid":"G1","why":"so"}}"#, "bad_field"),
        (r#"{"lock":{"grid":"G9"}}"#, "not_found"),
        (r#"{"lock":{"grid":"G1","plane":"无"}}"#, "not_found"),
        (r#"{"assign":{"cells":[],"grid":"G1"}}"#, "bad_field"),
        (r#"{"assign":{"cells":["C99"],"grid":"G1"}}"#, "not_found"),
        (r#"{"move_vertex":{"at":[200,35],"to":[113.9,35.3]}}"#, "bad_field"),
        (r#"{"move_vertex":{"at":[10,35],"to":[113.9,35.3],"within_m":5}}"#, "not_found"),
        (r#"{"move_vertex":{"at":[113.9,35.3],"to":[113.9,35.3],"within_m":-5}}"#, "bad_field"),
        (r#"{"move_edge":{"a":[113.9,35.3],"b":[113.9004,35.3004],"by":[0,0],"within_m":5}}"#, "not_found"),
        (r#"{"new_grid":{"code":"N"}}"#, "bad_field"),
        (r#"{"set":{"grid":"G1","color":"red"}}"#, "bad_field"),
        (r#"{"set":{"grid":"G1","capacity":{"no such":1}}}"#, "bad_field"),
        (r#"{"add_outlet":{"code":"O","at":[113.9,35.3],"kind":"kiosk"}}"#, "bad_field"),
        (r#"{"set":{"outlet":"O1","contract_end":"soon"}}"#, "bad_field"),
        (r#"{"set":{"outlet":"O1","attributes":{"clerks":"many"}}}"#, "bad_value"),
        (r#"{"set":{"outlet":"O1","attributes":{"premises":"borrowed"}}}"#, "bad_value"),
        (r#"{"set":{"outlet":"O1","status":"asleep"}}"#, "bad_field"),
        (r#"{"set":{"demand":1,"amounts":{"users":"many"}}}"#, "bad_field"),
        (r#"{"set":{"demand":1,"amounts":{"no such":1}}}"#, "bad_field"),
        (r#"{"set":{"demand":1}}"#, "bad_field"),
        (r#"{"set_rules":{"channel":[{"is_on":true}]}}"#, "bad_field"),
        (r#"{"ignore":{"finding":"gap"}}"#, "bad_field"),
        (r#"{"undo":0}"#, "bad_field"),
        (r#"{"undo":-1}"#, "bad_field"),
        (r#"{"freeze_scenario":"方案Z"}"#, "not_found"),
        (r#"{"new_scenario":{"name":"B","from":"方案Z"}}"#, "not_found"),
    ] {
        assert_eq!(code(line), Err(expected), "{line}");
        for language in Language::ALL {
            let reason = Request::read(line.as_bytes(), &document).unwrap_err().text(language, &document);
            assert!(!reason.contains("refusal-") && !reason.contains("field-"), "{reason}");
        }
    }
}

#[test]
fn a_clamped_move_says_what_stopped_it() {
    let mut document = document();
    let from = at(2 * STEP, 2 * STEP);
    let far = degrees(at(2 * STEP, 5 * STEP));
    let refused = done(&mut document, &json!({"move_vertex": {"at": degrees(from), "to": far, "within_m": 1}}));
    assert_eq!(refused["ok"], json!(false));
    let answer = done(&mut document, &json!({"move_vertex": {"at": degrees(from), "to": far, "within_m": 1, "clamp": true}}));
    assert_eq!((&answer["ok"], &answer["stopped"]), (&json!(true), &refused["refused"]), "{answer}");
}

#[test]
fn a_brush_touches_what_lies_within_its_radius() {
    let document = document();
    let partition = &document.plan().partition;
    // The corner that C1, C2, C6 and C7 share.
    let corner = at(STEP, STEP);
    let cells = |radius_m: f64, path: &[Position]| partition.cells_touched(path, radius_m).into_iter().map(|cell| cell.0).collect::<Vec<_>>();
    assert_eq!(cells(1.0, &[corner]), [1, 2, 6, 7]);
    assert_eq!(cells(0.0, &[at(500, 500)]), [1], "a point inside touches its own cell only");
    assert_eq!(cells(0.0, &[at(500, 500), at(2500, 500)]), [1, 2, 3], "a line touches what it crosses");
    assert_eq!(cells(1e6, &[corner]).len(), 25);
    assert!(cells(1.0, &[at(-50 * STEP, 0)]).is_empty(), "the outside is no cell");
}

#[test]
fn a_lasso_takes_cells_by_their_inner_position() {
    let document = document();
    let ring = |side: i32| [at(-200, -200), at(side, -200), at(side, side), at(-200, side)];
    let cells = |side: i32| document.plan().partition.cells_within(&ring(side)).into_iter().map(|cell: CellId| cell.0).collect::<Vec<_>>();
    assert_eq!(cells(STEP), [1]);
    assert_eq!(cells(2 * STEP), [1, 2, 6, 7]);
    assert!(cells(100).is_empty());
}

#[test]
fn only_from_and_cells_already_there_are_left_out() {
    let document = document();
    let everything = json!([degrees(at(-200, -200)), degrees(at(6 * STEP, -200)), degrees(at(6 * STEP, 6 * STEP)), degrees(at(-200, 6 * STEP))]);
    let chosen = |only_from: Option<&str>| {
        let mut body = json!({"polygon": everything, "grid": "G1"});
        if let Some(code) = only_from {
            body["only_from"] = json!(code);
        }
        match read(&document, &json!({"assign_within": body})).unwrap() {
            Request::Command { command, .. } => match *command {
                Command::Assign(_, cells, _) => cells,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    let view = document.view();
    let plane = document.plane_named(None).unwrap();
    let code = |cell: CellId| view.assignment.grid(plane, cell).map_or("", |grid| view.grids[grid].code.as_str());
    assert!(chosen(None).iter().all(|cell| code(*cell) != "G1") && chosen(None).len() > 15);
    assert!(!chosen(Some("G0")).is_empty() && chosen(Some("G0")).iter().all(|cell| code(*cell) == "G0"));
    assert!(chosen(Some("D1")).iter().all(|cell| matches!(code(*cell), "G2" | "G3")), "a grid above stands for those below it");
}

#[test]
fn points_are_counted_once() {
    let mut document = document();
    let cell = document.plan().cell_by_code("C8").unwrap();
    let n_points = document.ledger().cell_points(cell);
    let answer = done(&mut document, &json!({"assign": {"cells": ["C8"], "grid": "G3"}}));
    assert_eq!(answer["effects"]["points"], json!(n_points), "assigning moves all points of the cell");
    let answer = done(&mut document, &json!({"cut": {"cell": "C8", "along": [degrees(at(2 * STEP - 300, STEP + 500)), degrees(at(3 * STEP + 300, STEP + 500))]}}));
    let new = document.plan().cell_by_code("C8-1").unwrap();
    assert_eq!(answer["effects"]["points"], json!(document.ledger().cell_points(new)), "a cut moves the points of the new cell");
}

#[test]
fn values_of_outlets_are_kept_in_one_form() {
    let mut document = document();
    let answer = done(&mut document, &json!({"set": {"outlet": "O1", "status": "to_move", "attributes": {"clerks": "３ 人", "contract_end": "2026年12月31日", "premises": "租赁", "店长": "张三"}}}));
    assert_eq!(answer["ok"], json!(true), "{answer}");
    let outlet = document.outlets().rows().find(|outlet| outlet.code == "O1").unwrap().clone();
    assert_eq!((outlet.status.name(), outlet.contract_end.as_deref(), &json!(outlet.attributes)), ("to_move", Some("2026-12-31"), &json!({"clerks": "3", "premises": "rented", "店长": "张三"})));
    let refused = done(&mut document, &json!({"set_rules": {"channel": [{"is_on": true, "check": {"field_filled": {"field": "revenue", "kinds": ["agent_point"]}}}]}}));
    assert_eq!((&refused["ok"], &refused["refused"]), (&json!(false), &json!("bad_rule")), "a figure of months has no one value: {refused}");
}

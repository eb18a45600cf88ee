//! From a line of text to what is asked for, in ids. Nothing is changed here.

use super::fault::Fault;
use super::fields::Fields;
use super::{cells, demand, grids, outlets, rules, scenarios, shapes};
use crate::edit::{Command, Document, EditRefusal, Label};
use serde_json::Value;

/// What a line asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Request {
    /// A command of the document.
    Command {
        /// The command.
        command: Box<Command>,
        /// What the step is called.
        label: Label,
        /// What stops a clamped move on its way.
        stopped: Option<EditRefusal>,
    },
    /// Makes another scenario active.
    Switch(String),
    /// Takes steps back.
    Undo(usize),
    /// Does steps again.
    Redo(usize),
}

impl Request {
    /// A command with its label.
    pub(super) fn command(command: Command, label: Label) -> Self {
        Self::Command { command: Box::new(command), label, stopped: None }
    }

    /// Reads a line.
    ///
    /// # Errors
    /// Why the line is no edit, or names something that is not there.
    pub(super) fn read(line: &[u8], document: &Document) -> Result<Self, Fault> {
        let value: Value = serde_json::from_slice(line).ok().ok_or(Fault::BadJson)?;
        let Value::Object(edits) = value else { return Err(Fault::NotOneEdit) };
        let mut edits = edits.into_iter();
        let (Some((name, body)), None) = (edits.next(), edits.next()) else { return Err(Fault::NotOneEdit) };
        if let Some(request) = scenarios::read_plain(&name, &body, document) {
            return request;
        }
        let mut fields = Fields::new(body, &name)?;
        let request = Self::read_fields(&name, &mut fields, document)?;
        fields.finish()?;
        Ok(request)
    }

    fn read_fields(name: &str, fields: &mut Fields, document: &Document) -> Result<Self, Fault> {
        match name {
            "move_vertex" => shapes::move_vertex(fields, document),
            "insert_vertex" => shapes::insert_vertex(fields, document),
            "remove_vertex" => shapes::remove_vertex(fields, document),
            "route" => shapes::route(fields, document),
            "move_edge" => shapes::move_edge(fields, document),
            "cut" => shapes::cut(fields, document),
            "merge" => shapes::merge(fields, document),
            "new_cell" => shapes::new_cell(fields, document),
            "assign" => cells::assign(fields, document),
            "unassign" => cells::unassign(fields, document),
            "assign_within" => cells::assign_within(fields, document),
            "brush" => cells::brush(fields, document),
            "new_grid" => grids::new_grid(fields, document),
            "delete_grid" => grids::delete_grid(fields, document),
            "lock" => grids::lock(fields, document, true),
            "unlock" => grids::lock(fields, document, false),
            "reparent" => grids::reparent(fields, document),
            "set" if fields.has("outlet") => outlets::set(fields, document),
            "set" if fields.has("demand") => demand::set(fields, document),
            "set" => grids::set(fields, document),
            "add_outlet" => outlets::add(fields),
            "move_outlet" => outlets::relocate(fields, document),
            "remove_outlet" => outlets::remove(fields, document),
            "set_rules" => rules::set(fields, document),
            "new_scenario" => scenarios::branch(fields, document),
            "ignore" => scenarios::ignore(fields),
            _ => Err(Fault::UnknownEdit(name.to_owned())),
        }
    }

    /// What stops a clamped move on its way.
    pub(super) fn stopped(&self) -> Option<&EditRefusal> {
        match self {
            Self::Command { stopped, .. } => stopped.as_ref(),
            _ => None,
        }
    }

    /// Whether it can be one of several changes of one step. What moves through history or loads another plan cannot.
    pub(super) fn fits_one_transaction(&self) -> bool {
        matches!(self, Self::Command { .. })
    }
}

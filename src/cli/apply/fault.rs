//! Why a line was not applied.

use crate::edit::{Document, EditRefusal};
use crate::geodesy::Position;
use crate::i18n::{Language, degrees_text, outlet_class_text, outlet_kind_text, outlet_status_text, refusal_text, text};
use crate::model::{OutletClass, OutletKind, OutletStatus};

/// What a field should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Position,
    Positions(usize),
    Text,
    Texts(usize),
    Number,
    Shift,
    Count,
    Flag,
    Object,
    Attributes,
    Capacity,
    Amounts,
    OutletKind,
    OutletClass,
    OutletStatus,
    Date,
    Color,
    ChannelRules,
}

/// Why a line was not applied; the document is as it was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(super) enum Fault {
    #[error("not JSON")]
    BadJson,
    #[error("not one edit")]
    NotOneEdit,
    #[error("no edit {0}")]
    UnknownEdit(String),
    #[error("missing field {0}")]
    MissingField(String),
    #[error("unknown field {0}")]
    UnknownField(String),
    #[error("field {field} is not {expected:?}")]
    BadField { field: String, expected: Expected },
    #[error("no vertex within {metres} m")]
    NoVertex { place: Position, metres: f64 },
    #[error("no edge")]
    NoEdge { a: Position, b: Position },
    #[error("no level")]
    NoLevel,
    #[error("not in one transaction")]
    NotInStrict,
    #[error("undone because of line {0}")]
    Undone(u64),
    #[error("nothing to undo")]
    NothingToUndo,
    #[error("nothing to redo")]
    NothingToRedo,
    #[error(transparent)]
    Refused(#[from] EditRefusal),
}

/// What a line looks like, for those who wrote something else.
const EXAMPLE: &str = r#"{"lock":{"grid":"N-01"}}"#;

impl Fault {
    /// The code in the answer.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::BadJson | Self::NotOneEdit => "bad_line",
            Self::UnknownEdit(_) => "unknown_edit",
            Self::MissingField(_) | Self::UnknownField(_) | Self::BadField { .. } | Self::NoLevel => "bad_field",
            Self::NoVertex { .. } | Self::NoEdge { .. } => "not_found",
            Self::NotInStrict => "not_in_strict",
            Self::Undone(_) => "undone",
            Self::NothingToUndo => "nothing_to_undo",
            Self::NothingToRedo => "nothing_to_redo",
            Self::Refused(refusal) => refusal.code(),
        }
    }

    /// The reason in the answer.
    pub(super) fn text(&self, language: Language, document: &Document) -> String {
        let field = |key: &str, field: &str| text(language, key, &[("field", field.into())]);
        match self {
            Self::BadJson => text(language, "refusal-bad-json", &[("example", EXAMPLE.into())]),
            Self::NotOneEdit => text(language, "refusal-one-edit", &[("example", EXAMPLE.into())]),
            Self::UnknownEdit(name) => text(language, "refusal-unknown-edit", &[("name", name.into())]),
            Self::MissingField(name) => field("refusal-missing-field", name),
            Self::UnknownField(name) => field("refusal-unknown-field", name),
            Self::BadField { field, expected } => text(language, "refusal-bad-field", &[("field", field.into()), ("expected", expected.text(language).into())]),
            Self::NoVertex { place, metres } => text(language, "refusal-no-vertex", &[("place", degrees_text(place.degrees()).into()), ("metres", (*metres).into())]),
            Self::NoEdge { a, b } => text(language, "refusal-no-edge", &[("a", degrees_text(a.degrees()).into()), ("b", degrees_text(b.degrees()).into())]),
            Self::NoLevel => text(language, "refusal-ambiguous-level", &[]),
            Self::NotInStrict => text(language, "refusal-not-in-strict", &[]),
            Self::Undone(line) => text(language, "refusal-undone", &[("line", (*line).into())]),
            Self::NothingToUndo => text(language, "refusal-nothing-to-undo", &[]),
            Self::NothingToRedo => text(language, "refusal-nothing-to-redo", &[]),
            Self::Refused(refusal) => refusal_text(language, refusal, &|cell| document.plan().cells.get(cell).map(|cell| cell.code.clone()).unwrap_or_default()),
        }
    }
}

impl Expected {
    fn text(self, language: Language) -> String {
        let listed = |key: &str, names: Vec<String>| text(language, key, &[("list", names.join(&text(language, "list-separator", &[])).into())]);
        let counted = |key: &str, count: usize| text(language, key, &[("count", count.into())]);
        let plain = |key: &str| text(language, key, &[]);
        match self {
            Self::Position => plain("field-position"),
            Self::Positions(count) => counted("field-positions", count),
            Self::Text => plain("field-text"),
            Self::Texts(count) => counted("field-texts", count),
            Self::Number => plain("field-number"),
            Self::Shift => plain("field-shift"),
            Self::Count => plain("field-count"),
            Self::Flag => plain("field-flag"),
            Self::Object => plain("field-object"),
            Self::Attributes => plain("field-attributes"),
            Self::Capacity => plain("field-capacity"),
            Self::Amounts => plain("field-amounts"),
            Self::OutletKind => listed("field-outlet-kind", OutletKind::ALL.iter().map(|kind| format!("{} ({})", kind.name(), outlet_kind_text(language, *kind))).collect()),
            Self::OutletClass => {
                listed("field-outlet-class", OutletClass::ALL.iter().map(|class| format!("{} ({})", class.name(), outlet_class_text(language, *class))).collect())
            }
            Self::OutletStatus => listed("field-outlet-status", OutletStatus::ALL.iter().map(|status| format!("{} ({})", status.name(), outlet_status_text(language, *status))).collect()),
            Self::Date => plain("field-date"),
            Self::Color => plain("field-color"),
            Self::ChannelRules => plain("field-channel-rules"),
        }
    }
}

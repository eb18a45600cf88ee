//! Names inside SQL text.

use crate::gpkg::GpkgError;

/// A name as SQL wants it, whatever is in it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text literal.
pub(crate) fn quoted_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Refuses what cannot be a name: nothing, a zero character, or one that SQLite keeps for itself.
pub(super) fn require_name(name: &str) -> Result<(), GpkgError> {
    let is_reserved = name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"));
    if name.is_empty() || name.contains('\0') || is_reserved { Err(GpkgError::BadName { name: name.to_owned() }) } else { Ok(()) }
}

//! The columns that go, and whether they can: looked at before anything is
//! changed.

use std::path::Path;

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::shell::shown;
use crate::tokens::clear::{Table, quoted};

/// Whether nothing else in the database names the table: then it is the API's
/// alone, and no view, trigger or key of an application loses its columns.
pub(super) fn is_alone(connection: &Connection, table: &Table) -> rusqlite::Result<bool> {
    let users: u32 = connection.query_row(
        "SELECT (SELECT count(*) FROM sqlite_schema WHERE type IN ('view', 'trigger')
                AND (tbl_name = ?1 COLLATE NOCASE OR instr(lower(sql), lower(?1)) > 0))
            + (SELECT count(*) FROM sqlite_schema s, pragma_foreign_key_list(s.name) f
                WHERE s.type = 'table' AND f.\"table\" = ?1 COLLATE NOCASE)",
        [&table.name],
        |row| row.get(0),
    )?;
    Ok(users == 0)
}

/// Drops the columns in a copy of the table's schema in memory: a constraint or
/// an index may need one.
pub(super) fn rehearse(connection: &Connection, path: &Path, table: &Table) -> Result<()> {
    let statements = || -> rusqlite::Result<String> {
        let mut select = connection.prepare(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL
             ORDER BY type = 'index'",
        )?;
        let statements = select.query_map([&table.name], |row| row.get::<_, String>(0))?;
        let statements = statements.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(statements.join(";"))
    };
    let rehearsal = || -> rusqlite::Result<()> {
        let copy = Connection::open_in_memory()?;
        copy.execute_batch(&statements()?)?;
        drop_clear(&copy, table)
    };
    rehearsal().map_err(|error| {
        Error::could_not(format!(
            "a column of the table {} of {} cannot be dropped: {error}",
            table.name,
            shown(path)
        ))
        .hint(format!(
            "nothing was changed: take the index or constraint away that needs it, or copy the \
             users out: {}",
            super::source::command(path, table)
        ))
    })
}

/// Drops the clear columns.
pub(super) fn drop_clear(connection: &Connection, table: &Table) -> rusqlite::Result<()> {
    for column in table.clear_columns() {
        connection.execute_batch(&format!(
            "ALTER TABLE {} DROP COLUMN {}",
            quoted(&table.name),
            quoted(column)
        ))?;
    }
    Ok(())
}

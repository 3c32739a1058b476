//! What stands in a database of ours, and how it came to stand there.

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// `ckit`: what a database of ours says that it is, in its header.
pub(super) const APPLICATION: i32 = 0x636b_6974;
/// `ckim`: one whose import was not brought to its end, so that clear text may
/// be left in pages that are no longer used.
pub(super) const IMPORTING: i32 = 0x636b_696d;

/// The steps from an empty database to today's, each from one version to the
/// next. A step that was released is never changed: another follows it.
const STEPS: [&str; 1] = ["
    CREATE TABLE cookiekit_users (
        id INTEGER PRIMARY KEY,
        user TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        password TEXT NOT NULL, -- a PHC string; anything else matches nothing
        added INTEGER NOT NULL -- this and all times: seconds since 1970
    ) STRICT;
    CREATE TABLE cookiekit_tokens (
        digest BLOB PRIMARY KEY CHECK (length(digest) = 32), -- SHA-256
        user INTEGER NOT NULL REFERENCES cookiekit_users (id) ON DELETE CASCADE,
        issued INTEGER NOT NULL,
        expires INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cookiekit_tokens_of_user ON cookiekit_tokens (user);
    CREATE TABLE cookiekit_failures (
        digest BLOB PRIMARY KEY, -- SHA-256 of the name that was given
        is_user INTEGER NOT NULL, -- 0: no name is distinguished
        failures INTEGER NOT NULL,
        last INTEGER NOT NULL,
        locked_until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
"];

/// The version of the schema that this cookiekit makes and reads.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// What a file says of itself.
pub(super) enum Identity {
    /// Ours, of this version of the schema.
    Ours(u32),
    /// Ours, with an import that was interrupted.
    Importing,
    /// Without any table.
    Empty,
    /// With tables of another program, but without a name.
    Nameless,
    /// Of another program.
    Other,
}

/// What the file says of itself.
pub(super) fn identify(connection: &Connection) -> rusqlite::Result<Identity> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    Ok(match application {
        APPLICATION => Identity::Ours(u32::try_from(version).unwrap_or(u32::MAX)),
        IMPORTING => Identity::Importing,
        0 => {
            let tables = "SELECT count(*) FROM sqlite_schema";
            let tables: i64 = connection.query_row(tables, (), |row| row.get(0))?;
            match tables {
                0 if version == 0 => Identity::Empty,
                _ => Identity::Nameless,
            }
        }
        _ => Identity::Other,
    })
}

/// Brings the schema up to date. Of several at once, one does it.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    migrate_by(connection, &STEPS)
}

fn migrate_by(connection: &mut Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    take_steps(&transaction, steps)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.commit()
}

/// Takes the steps that are missing, whichever version took the others. A version that
/// is newer is left as it is.
fn take_steps(transaction: &Transaction, steps: &[&str]) -> rusqlite::Result<()> {
    let version = |row: &rusqlite::Row| row.get::<_, u32>(0);
    let version = transaction.pragma_query_value(None, "user_version", version)?;
    for (step, next) in steps.iter().zip(1_u32..).skip(version as usize) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", next)?;
    }
    Ok(())
}

/// Makes our tables in a database that has tables of its own.
pub(super) fn make_tables(transaction: &Transaction) -> rusqlite::Result<()> {
    for step in STEPS {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEXT: &str = "ALTER TABLE cookiekit_users ADD COLUMN mail TEXT NOT NULL DEFAULT ''";
    const BAD: &str = "CREATE TABLE cookiekit_more (a); CREATE TABLE cookiekit_users (b)";

    fn version(connection: &Connection) -> u32 {
        let version = connection.pragma_query_value(None, "user_version", |row| row.get(0));
        version.unwrap()
    }

    #[test]
    fn each_step_is_taken_once_and_a_later_one_follows() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        assert_eq!(version(&connection), VERSION);
        migrate(&mut connection).unwrap();
        let insert = "INSERT INTO cookiekit_users (user, name, password, added)
            VALUES ('alice', '', '*', 0)";
        connection.execute(insert, ()).unwrap();

        migrate_by(&mut connection, &[STEPS[0], NEXT]).unwrap();
        assert_eq!(version(&connection), VERSION + 1);
        let mail = "SELECT mail FROM cookiekit_users WHERE user = 'alice'";
        let mail: String = connection.query_row(mail, (), |row| row.get(0)).unwrap();
        assert_eq!(mail, "", "the user is still there");
        // The older program does not go back.
        migrate(&mut connection).unwrap();
        assert_eq!(version(&connection), VERSION + 1);
    }

    #[test]
    fn a_step_that_fails_leaves_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        assert!(migrate_by(&mut connection, &[STEPS[0], BAD]).is_err());
        assert_eq!(version(&connection), VERSION);
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'cookiekit_more'";
        let tables: u32 = connection.query_row(tables, (), |row| row.get(0)).unwrap();
        assert_eq!(tables, 0);
    }
}

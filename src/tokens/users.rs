//! The users who may have tokens.

use rusqlite::OptionalExtension;

use super::database::Database;
use super::login::forget_failures;
use super::{from_seconds, to_seconds};
use crate::error::{Error, Result};
use crate::time::Time;

/// The most bytes of a user's name in the table.
pub const MAX_USER_BYTES: usize = 256;
/// The most bytes of a password: a sentence, and no file.
pub const MAX_PASSWORD_BYTES: usize = 1024;

/// A user as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name to log in with.
    pub user: String,
    /// The display name; may be empty.
    pub name: String,
    /// When the user was added.
    pub added: Time,
    /// Tokens that are not expired.
    pub tokens: u32,
    /// Until when passwords are not compared, after too many wrong ones.
    pub locked_until: Option<Time>,
    /// Whether there is a password to log in with.
    pub has_password: bool,
}

/// Checks a name to log in with.
///
/// # Errors
/// When it is empty, too long, or has characters that a line or a terminal
/// would take for something else.
pub fn check_user(user: &str) -> Result<()> {
    let fits = !user.is_empty()
        && user.len() <= MAX_USER_BYTES
        && user.trim() == user
        && !user.chars().any(char::is_control);
    if fits {
        return Ok(());
    }
    Err(Error::could_not("not a valid user name").hint(format!(
        "it has 1 to {MAX_USER_BYTES} bytes, without control characters and without white \
             space at its ends"
    )))
}

/// There is no such user. The name is not repeated: what was typed in its place
/// may be a token.
pub fn no_such_user() -> Error {
    Error::could_not("there is no such user").hint("list them: cookiekit token user list --db FILE")
}

impl Database {
    /// Adds a user with the hash of a password; `false` when there is one of
    /// that name.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn add_user(&mut self, user: &str, name: &str, hash: &str, now: Time) -> Result<bool> {
        self.change(|transaction| {
            let added = transaction.execute(
                "INSERT OR IGNORE INTO cookiekit_users (user, name, password, added)
                 VALUES (?1, ?2, ?3, ?4)",
                (user, name, hash, to_seconds(now)),
            )?;
            if added > 0 {
                forget_failures(transaction, user)?;
            }
            Ok(added > 0)
        })
    }

    /// Whether there is a user of that name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn has_user(&self, user: &str) -> Result<bool> {
        let select = "SELECT 1 FROM cookiekit_users WHERE user = ?1";
        let found = self.connection.query_row(select, [user], |_| Ok(()));
        let found = found.optional().map_err(|error| self.told(error))?;
        Ok(found.is_some())
    }

    /// Gives a user another password. Returns how many tokens were revoked
    /// with it.
    ///
    /// # Errors
    /// When there is no such user, or the database cannot be written.
    pub fn set_password(&mut self, user: &str, hash: &str, keep_tokens: bool) -> Result<usize> {
        let revoked = self.change(|transaction| {
            let update = "UPDATE cookiekit_users SET password = ?2 WHERE user = ?1 RETURNING id";
            let id = transaction.query_row(update, (user, hash), |row| row.get::<_, i64>(0));
            let Some(id) = id.optional()? else {
                return Ok(None);
            };
            forget_failures(transaction, user)?;
            if keep_tokens {
                return Ok(Some(0));
            }
            let delete = "DELETE FROM cookiekit_tokens WHERE user = ?1";
            transaction.execute(delete, [id]).map(Some)
        })?;
        revoked.ok_or_else(no_such_user)
    }

    /// Removes a user with all tokens. Returns how many tokens there were.
    ///
    /// # Errors
    /// When there is no such user, or the database cannot be written.
    pub fn remove_user(&mut self, user: &str) -> Result<usize> {
        let removed = self.change(|transaction| {
            let tokens = transaction.execute(
                "DELETE FROM cookiekit_tokens WHERE user =
                    (SELECT id FROM cookiekit_users WHERE user = ?1)",
                [user],
            )?;
            let delete = "DELETE FROM cookiekit_users WHERE user = ?1";
            let users = transaction.execute(delete, [user])?;
            forget_failures(transaction, user)?;
            Ok((users > 0).then_some(tokens))
        })?;
        removed.ok_or_else(no_such_user)
    }

    /// All users, by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn users(&self, now: Time) -> Result<Vec<User>> {
        self.all_users(now).map_err(|error| self.told(error))
    }

    fn all_users(&self, now: Time) -> rusqlite::Result<Vec<User>> {
        let mut select = self.connection.prepare(
            "SELECT user, name, added, password LIKE '$%',
                (SELECT count(*) FROM cookiekit_tokens t WHERE t.user = u.id AND expires > ?1)
             FROM cookiekit_users u ORDER BY user",
        )?;
        let users = select.query_map([to_seconds(now)], |row| {
            let user: String = row.get(0)?;
            let locked_until = self.lock_of(&user, now)?;
            Ok(User {
                user,
                name: row.get(1)?,
                added: from_seconds(row.get(2)?),
                has_password: row.get(3)?,
                tokens: row.get(4)?,
                locked_until,
            })
        })?;
        users.collect()
    }
}

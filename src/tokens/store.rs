//! Tokens: issued, checked, listed, revoked, purged.

use rusqlite::{OptionalExtension, Statement};

use super::database::Database;
use super::login::{Answer, drop_old_failures};
use super::token::{Token, id_of};
use super::users::no_such_user;
use super::{from_seconds, to_seconds};
use crate::error::Result;
use crate::time::Time;

/// What is known of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Whose it is.
    pub user: String,
    /// What the user is called; may be empty.
    pub name: String,
    /// When it was issued.
    pub issued: Time,
    /// From when on it is no longer valid.
    pub expires: Time,
}

impl Checked {
    /// Whether it has expired; taken for `leeway` seconds longer.
    pub fn has_expired(&self, now: Time, leeway: u64) -> bool {
        self.expires.plus(leeway) <= now
    }
}

/// A token as it is listed: what can be shown of it without having it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The start of its digest.
    pub id: String,
    /// Whose it is.
    pub user: String,
    /// When it was issued.
    pub issued: Time,
    /// From when on it is no longer valid.
    pub expires: Time,
}

/// Which tokens are meant.
#[derive(Debug)]
pub enum Which<'a> {
    /// This one.
    This(&'a Token),
    /// The one with this id.
    Id(&'a str),
    /// All of a user.
    Of(&'a str),
    /// All.
    All,
}

/// Looks tokens up, one after the other.
pub struct Checker<'a> {
    database: &'a Database,
    select: Statement<'a>,
}

impl Checker<'_> {
    /// What is known of a token; `None` when it is unknown or was revoked.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn check(&mut self, token: &Token) -> Result<Option<Checked>> {
        let checked = self.select.query_row([token.digest()], |row| {
            Ok(Checked {
                user: row.get(0)?,
                name: row.get(1)?,
                issued: from_seconds(row.get(2)?),
                expires: from_seconds(row.get(3)?),
            })
        });
        checked
            .optional()
            .map_err(|error| self.database.told(error))
    }
}

/// One search of the tokens' index, and of the users' by number.
const CHECK: &str = "SELECT u.user, u.name, t.issued, t.expires
    FROM cookiekit_tokens t JOIN cookiekit_users u ON u.id = t.user WHERE t.digest = ?1";

impl Database {
    /// Issues a token to the user whose password it is, in the place of the
    /// older ones unless they are to be kept.
    ///
    /// # Errors
    /// When there are no random numbers, or the database cannot be read or
    /// written.
    pub fn issue(
        &mut self,
        user: &str,
        password: &[u8],
        (now, expires): (Time, Time),
        keep: bool,
    ) -> Result<Answer<Token>> {
        let token = Token::draw()?;
        let answer = self.with_password(user, password, now, |transaction, id| {
            if !keep {
                transaction.execute("DELETE FROM cookiekit_tokens WHERE user = ?1", [id])?;
            }
            transaction.execute(
                "INSERT INTO cookiekit_tokens (digest, user, issued, expires)
                 VALUES (?1, ?2, ?3, ?4)",
                (token.digest(), id, to_seconds(now), to_seconds(expires)),
            )
        })?;
        Ok(match answer {
            Answer::Yes(_) => Answer::Yes(token),
            Answer::Wrong => Answer::Wrong,
            Answer::Locked(until) => Answer::Locked(until),
        })
    }

    /// Something that looks tokens up.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn checker(&self) -> Result<Checker<'_>> {
        let select = self.connection.prepare(CHECK);
        Ok(Checker {
            database: self,
            select: select.map_err(|error| self.told(error))?,
        })
    }

    /// The tokens, of one user or all, the youngest last.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn tokens(&self, user: Option<&str>) -> Result<Vec<Listed>> {
        self.all_tokens(user).map_err(|error| self.told(error))
    }

    fn all_tokens(&self, user: Option<&str>) -> rusqlite::Result<Vec<Listed>> {
        let mut select = self.connection.prepare(
            "SELECT t.digest, u.user, t.issued, t.expires
             FROM cookiekit_tokens t JOIN cookiekit_users u ON u.id = t.user
             WHERE ?1 IS NULL OR u.user = ?1 ORDER BY u.user, t.issued, t.digest",
        )?;
        let tokens = select.query_map([user], |row| {
            Ok(Listed {
                id: id_of(&row.get::<_, [u8; 32]>(0)?),
                user: row.get(1)?,
                issued: from_seconds(row.get(2)?),
                expires: from_seconds(row.get(3)?),
            })
        })?;
        tokens.collect()
    }

    /// Revokes tokens: they are unknown from now on. Returns how many there
    /// were.
    ///
    /// # Errors
    /// When there is no such user, or the database cannot be written.
    pub fn revoke(&mut self, which: &Which) -> Result<usize> {
        if let Which::Of(user) = which
            && !self.has_user(user)?
        {
            return Err(no_such_user());
        }
        self.change(|transaction| match which {
            Which::This(token) => transaction.execute(
                "DELETE FROM cookiekit_tokens WHERE digest = ?1",
                [token.digest()],
            ),
            Which::Id(id) => transaction.execute(
                "DELETE FROM cookiekit_tokens WHERE substr(lower(hex(digest)), 1, 16) = ?1",
                [id.to_ascii_lowercase()],
            ),
            Which::Of(user) => transaction.execute(
                "DELETE FROM cookiekit_tokens WHERE user =
                    (SELECT id FROM cookiekit_users WHERE user = ?1)",
                [user],
            ),
            Which::All => transaction.execute("DELETE FROM cookiekit_tokens", ()),
        })
    }

    /// Deletes the tokens that expired before a time, and the failures that
    /// have no consequence any more. Returns how many tokens.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn purge(&mut self, before: Time, now: Time) -> Result<usize> {
        self.change(|transaction| {
            drop_old_failures(transaction, now)?;
            transaction.execute(
                "DELETE FROM cookiekit_tokens WHERE expires <= ?1",
                [to_seconds(before)],
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::scratch;

    #[test]
    fn a_check_is_one_read_of_an_index() {
        let (_directory, database) = scratch();
        let explain = format!("EXPLAIN QUERY PLAN {CHECK}");
        let mut plan = database.connection.prepare(&explain).unwrap();
        let steps = plan.query_map([[0_u8; 32]], |row| row.get::<_, String>(3));
        let steps: Vec<String> = steps.unwrap().map(|step| step.unwrap()).collect();
        assert_eq!(
            steps,
            [
                "SEARCH t USING PRIMARY KEY (digest=?)",
                "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)"
            ]
        );
    }

    #[test]
    fn a_token_has_expired_at_the_second_of_its_expiry() {
        let checked = Checked {
            user: String::new(),
            name: String::new(),
            issued: Time(0),
            expires: Time(100),
        };
        assert!(!checked.has_expired(Time(99), 0));
        assert!(checked.has_expired(Time(100), 0));
        assert!(!checked.has_expired(Time(100), 1));
        assert!(checked.has_expired(Time(101), 1));
    }
}

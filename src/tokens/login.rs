//! Who may have a token: a password is compared, and wrong ones are counted.

use rusqlite::{OptionalExtension, Transaction};

use super::database::Database;
use super::lockout::{FORGOTTEN_AFTER, Failures};
use super::{from_seconds, to_seconds};
use crate::crypto::passwords::{self, Verdict};
use crate::crypto::sha256;
use crate::error::Result;
use crate::time::Time;

/// How many names that no user has are remembered. Who goes through more of
/// them spends some 50 ms of our time on each, and gains the first ones anew.
const MAX_STRANGERS: i64 = 10_000;

/// The answer to a password.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// It is the user's, and what was asked for was done.
    Yes(T),
    /// No such user, or not the password: which of the two is not said.
    Wrong,
    /// After too many wrong ones nothing is compared until then.
    Locked(Time),
}

/// A user as the table has it.
struct Account {
    id: i64,
    password: String,
}

/// A password was the right one a moment ago.
struct Proof {
    account: Account,
    /// The hash to keep from now on, when the old one is cheap to guess.
    renewed: Option<String>,
}

impl Database {
    /// Compares a password, and does `then` for the user whose it is. An
    /// unknown user takes as long as a wrong password.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn with_password<T>(
        &mut self,
        user: &str,
        password: &[u8],
        now: Time,
        then: impl FnOnce(&Transaction, i64) -> rusqlite::Result<T>,
    ) -> Result<Answer<T>> {
        match self.compare(user, password, now)? {
            Answer::Yes(proof) => self.act(user, &proof, now, then),
            Answer::Wrong => {
                self.change(|transaction| count_failure(transaction, user, now))?;
                Ok(Answer::Wrong)
            }
            Answer::Locked(until) => Ok(Answer::Locked(until)),
        }
    }

    /// Compares a password. That is slow, and nobody is kept from writing
    /// meanwhile.
    fn compare(&self, user: &str, password: &[u8], now: Time) -> Result<Answer<Proof>> {
        let failures = failures(&self.connection, user).map_err(|error| self.told(error))?;
        if let Some(until) = failures.lock(now) {
            return Ok(Answer::Locked(until));
        }
        let account = account(&self.connection, user).map_err(|error| self.told(error))?;
        let verdict = match &account {
            Some(account) => passwords::verify(password, &account.password),
            None => passwords::verify_nobody(password),
        };
        let Some(account) = account.filter(|_| verdict != Verdict::Wrong) else {
            return Ok(Answer::Wrong);
        };
        let renewed = match verdict {
            Verdict::RightButWeak => Some(passwords::hash(password)?),
            _ => None,
        };
        Ok(Answer::Yes(Proof { account, renewed }))
    }

    /// Does something for a user whose password was right. The answer is
    /// judged again: so the one right guess among many at the same time is
    /// refused too, if the others have locked the name.
    fn act<T>(
        &mut self,
        user: &str,
        proof: &Proof,
        now: Time,
        then: impl FnOnce(&Transaction, i64) -> rusqlite::Result<T>,
    ) -> Result<Answer<T>> {
        self.change(|transaction| {
            if let Some(until) = failures(transaction, user)?.lock(now) {
                return Ok(Answer::Locked(until));
            }
            let proved = &proof.account;
            // The user was removed, or has another password by now.
            let same = account(transaction, user)?
                .is_some_and(|it| it.id == proved.id && it.password == proved.password);
            if !same {
                return Ok(Answer::Wrong);
            }
            forget_failures(transaction, user)?;
            if let Some(hash) = &proof.renewed {
                let update = "UPDATE cookiekit_users SET password = ?2 WHERE id = ?1";
                transaction.execute(update, (proved.id, hash))?;
            }
            then(transaction, proved.id).map(Answer::Yes)
        })
    }

    /// Until when a name is locked, if it is.
    pub(super) fn lock_of(&self, user: &str, now: Time) -> rusqlite::Result<Option<Time>> {
        Ok(failures(&self.connection, user)?.lock(now))
    }
}

/// Names are kept as digests: people type passwords where a name is asked for.
fn digest(user: &str) -> [u8; 32] {
    sha256(&[user.as_bytes()])
}

fn account(connection: &rusqlite::Connection, user: &str) -> rusqlite::Result<Option<Account>> {
    let select = "SELECT id, password FROM cookiekit_users WHERE user = ?1";
    let account = |row: &rusqlite::Row| {
        Ok(Account {
            id: row.get(0)?,
            password: row.get(1)?,
        })
    };
    connection.query_row(select, [user], account).optional()
}

fn failures(connection: &rusqlite::Connection, user: &str) -> rusqlite::Result<Failures> {
    let select = "SELECT failures, last, locked_until FROM cookiekit_failures WHERE digest = ?1";
    let failures = |row: &rusqlite::Row| {
        Ok(Failures {
            count: row.get(0)?,
            last: from_seconds(row.get(1)?).0,
            locked_until: from_seconds(row.get(2)?).0,
        })
    };
    let found = connection
        .query_row(select, [digest(user)], failures)
        .optional()?;
    Ok(found.unwrap_or_default())
}

fn count_failure(transaction: &Transaction, user: &str, now: Time) -> rusqlite::Result<()> {
    let after = failures(transaction, user)?.after_another(now);
    let is_user = account(transaction, user)?.is_some();
    transaction.execute(
        "INSERT OR REPLACE INTO cookiekit_failures VALUES (?1, ?2, ?3, ?4, ?5)",
        (
            digest(user),
            is_user,
            after.count,
            to_seconds(Time(after.last)),
            to_seconds(Time(after.locked_until)),
        ),
    )?;
    if is_user {
        return Ok(());
    }
    // The lock of a user is never lost this way.
    transaction.execute(
        "DELETE FROM cookiekit_failures WHERE digest IN (
            SELECT digest FROM cookiekit_failures WHERE is_user = 0
            ORDER BY last DESC LIMIT -1 OFFSET ?1)",
        [MAX_STRANGERS],
    )?;
    Ok(())
}

/// Lets a name begin anew.
pub(super) fn forget_failures(transaction: &Transaction, user: &str) -> rusqlite::Result<()> {
    let delete = "DELETE FROM cookiekit_failures WHERE digest = ?1";
    transaction.execute(delete, [digest(user)]).map(drop)
}

/// Drops the failures that have no consequence any more.
pub(super) fn drop_old_failures(transaction: &Transaction, now: Time) -> rusqlite::Result<usize> {
    let before = Time(now.0.saturating_sub(FORGOTTEN_AFTER));
    transaction.execute(
        "DELETE FROM cookiekit_failures WHERE last <= ?1",
        [to_seconds(before)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::scratch;

    const NOW: Time = Time(1_700_000_000);

    fn fail(database: &mut Database, user: &str, now: Time) {
        let counted = database.change(|transaction| count_failure(transaction, user, now));
        counted.unwrap();
    }

    #[test]
    fn a_right_password_is_refused_when_others_lock_the_name_meanwhile() {
        let (_directory, mut database) = scratch();
        let hash = passwords::hash(b"right").unwrap();
        database.add_user("alice", "", &hash, NOW).unwrap();
        let Answer::Yes(proof) = database.compare("alice", b"right", NOW).unwrap() else {
            panic!("it is the right one");
        };
        for _ in 0..4 {
            fail(&mut database, "alice", NOW);
        }
        let acted = database.act("alice", &proof, NOW, |_, _| Ok(()));
        assert_eq!(acted.unwrap(), Answer::Yes(()), "four are free");
        for _ in 0..5 {
            fail(&mut database, "alice", NOW);
        }
        let acted = database.act("alice", &proof, NOW, |_, _| Ok(()));
        assert_eq!(acted.unwrap(), Answer::Locked(NOW.plus(30)));
        let acted = database.act("alice", &proof, NOW.plus(30), |_, _| Ok(()));
        assert_eq!(acted.unwrap(), Answer::Yes(()));
    }

    #[test]
    fn a_right_password_is_refused_when_it_is_changed_meanwhile() {
        let (_directory, mut database) = scratch();
        let hash = passwords::hash(b"right").unwrap();
        database.add_user("alice", "", &hash, NOW).unwrap();
        let Answer::Yes(proof) = database.compare("alice", b"right", NOW).unwrap() else {
            panic!("it is the right one");
        };
        database.set_password("alice", "*", false).unwrap();
        let acted = database.act("alice", &proof, NOW, |_, _| Ok(()));
        assert_eq!(acted.unwrap(), Answer::Wrong);
        database.remove_user("alice").unwrap();
        let acted = database.act("alice", &proof, NOW, |_, _| Ok(()));
        assert_eq!(acted.unwrap(), Answer::Wrong);
    }

    #[test]
    fn a_hash_of_weaker_parameters_is_made_anew_at_a_login() {
        let (_directory, mut database) = scratch();
        let weak =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        database.add_user("alice", "", weak, NOW).unwrap();
        let kept = |database: &Database| {
            let account = account(&database.connection, "alice").unwrap().unwrap();
            account.password
        };
        let answer = database.with_password("alice", b"wrong", NOW, |_, _| Ok(()));
        assert_eq!(answer.unwrap(), Answer::Wrong);
        assert_eq!(kept(&database), weak);
        let answer = database.with_password("alice", b"password", NOW, |_, _| Ok(()));
        assert_eq!(answer.unwrap(), Answer::Yes(()));
        let renewed = kept(&database);
        assert!(
            renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{renewed}"
        );
        assert_eq!(passwords::verify(b"password", &renewed), Verdict::Right);
    }

    #[test]
    fn strangers_are_forgotten_before_there_are_too_many_and_users_are_not() {
        let (_directory, mut database) = scratch();
        database.add_user("alice", "", "*", NOW).unwrap();
        fail(&mut database, "alice", Time(1));
        let many = MAX_STRANGERS + 50;
        database
            .change(|transaction| {
                for number in 0..many {
                    let name = digest(&format!("stranger {number}"));
                    transaction.execute(
                        "INSERT INTO cookiekit_failures VALUES (?1, 0, 1, ?2, 0)",
                        (name, number + 10),
                    )?;
                }
                Ok(())
            })
            .unwrap();
        fail(&mut database, "one more", NOW);
        let count = |is_user: bool| -> i64 {
            let select = "SELECT count(*) FROM cookiekit_failures WHERE is_user = ?1";
            let connection = &database.connection;
            connection
                .query_row(select, [is_user], |row| row.get(0))
                .unwrap()
        };
        assert_eq!((count(false), count(true)), (MAX_STRANGERS, 1));
        let newest = failures(&database.connection, "one more").unwrap();
        assert_eq!(newest.count, 1);
    }
}

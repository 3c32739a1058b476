//! Who may have a token: a password is compared, and wrong ones are counted.
//!
//! A stranger who asks for names does not learn which are users'. A name that
//! no user has and a wrong password are answered in the same words, take the
//! same argon2 runs - one for each kind of hash in the table, costly ones of an
//! import included -, and leave the same row behind; names are forgotten by one
//! rule for all, and not while somebody waits for an answer.
//!
//! What is not hidden: anyone who may read the database sees its users. Anyone who
//! shares a name with its user sees the count begins again when that user logs
//! in, and end earlier when that user mistypes. A right password is answered at
//! once, and once later: its weak hash is made again.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, Transaction};

use super::database::Database;
use super::lockout::{FORGOTTEN_AFTER, Failures};
use super::{from_seconds, to_seconds};
use crate::crypto::passwords::{self, Verdict, Work};
use crate::crypto::sha256;
use crate::error::Result;
use crate::time::Time;

/// The answer to a password.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// It is the user's, and what was asked for was done.
    Yes(T),
    /// No such user, or not the password: which of the two is not said.
    Wrong,
    /// After too many wrong ones: until then the right one is not taken either.
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
    /// The hash is cheap to guess: another one is to be kept.
    is_weak: bool,
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
            Answer::Yes(proof) => {
                let answer = self.act(user, &proof, now, then)?;
                if proof.is_weak && matches!(answer, Answer::Yes(_)) {
                    self.renew(&proof.account, password);
                }
                Ok(answer)
            }
            Answer::Wrong => self.change(|transaction| count_failure(transaction, user, now)),
            Answer::Locked(until) => Ok(Answer::Locked(until)),
        }
    }

    /// Compares a password. That is slow, and nobody is kept from writing
    /// meanwhile.
    fn compare(&self, user: &str, password: &[u8], now: Time) -> Result<Answer<Proof>> {
        let told = |error| self.told(error);
        let failures = failures(&self.connection, user).map_err(told)?;
        if let Some(until) = failures.lock(now) {
            return Ok(Answer::Locked(until));
        }
        let works = works(&self.connection).map_err(told)?;
        let account = account(&self.connection, user).map_err(told)?;
        let hash = account.as_ref().map(|account| &*account.password);
        let verdict = passwords::verify(password, hash, &works);
        Ok(match account.filter(|_| verdict != Verdict::Wrong) {
            None => Answer::Wrong,
            Some(account) => Answer::Yes(Proof {
                account,
                is_weak: verdict == Verdict::RightButWeak,
            }),
        })
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
                return count_failure(transaction, user, now);
            }
            forget_failures(transaction, user)?;
            then(transaction, proved.id).map(Answer::Yes)
        })
    }

    /// Keeps another hash of a password that was the right one. Only after the
    /// answer is known: it takes time, and would tell the right one among those
    /// that are refused by a lock. It can wait for the next login.
    fn renew(&mut self, account: &Account, password: &[u8]) {
        let Ok(hash) = passwords::hash(password) else {
            return;
        };
        let update = "UPDATE cookiekit_users SET password = ?3 WHERE id = ?1 AND password = ?2";
        let _ = self.change(|transaction| {
            transaction.execute(update, (account.id, &account.password, &hash))
        });
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

/// What each kind of hash in the table takes to be compared with.
fn works(connection: &rusqlite::Connection) -> rusqlite::Result<Vec<Work>> {
    let mut select = connection.prepare("SELECT password FROM cookiekit_users")?;
    let mut rows = select.query(())?;
    let (mut works, mut seen) = (Vec::new(), HashSet::new());
    while let Some(row) = rows.next()? {
        let hash = row.get_ref(0)?.as_str()?;
        // All but the salt and the hash itself.
        let head = hash.rsplitn(3, '$').nth(2).unwrap_or_default();
        if !seen.contains(head) {
            seen.insert(head.to_owned());
            works.extend(Work::of(hash));
        }
    }
    Ok(works)
}

/// Counts a wrong password. Others may have locked the name since it was
/// compared: then it is not said that it was wrong, and not counted.
fn count_failure<T>(
    transaction: &Transaction,
    user: &str,
    now: Time,
) -> rusqlite::Result<Answer<T>> {
    let before = failures(transaction, user)?;
    if let Some(until) = before.lock(now) {
        return Ok(Answer::Locked(until));
    }
    let after = before.after_another(now);
    transaction.execute(
        "INSERT OR REPLACE INTO cookiekit_failures VALUES (?1, 0, ?2, ?3, ?4)",
        (
            digest(user),
            after.count,
            to_seconds(Time(after.last)),
            to_seconds(Time(after.locked_until)),
        ),
    )?;
    Ok(Answer::Wrong)
}

/// Lets a name begins again.
pub(super) fn forget_failures(transaction: &Transaction, user: &str) -> rusqlite::Result<()> {
    let delete = "DELETE FROM cookiekit_failures WHERE digest = ?1";
    transaction.execute(delete, [digest(user)]).map(drop)
}

/// Drops the failures that have no consequence any more, of users and of names
/// that no user has alike.
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

    fn fail(database: &mut Database, user: &str, now: Time) -> Answer<()> {
        let counted = database.change(|transaction| count_failure(transaction, user, now));
        counted.unwrap()
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
        // All of them were compared before the first was counted.
        for number in 0..40 {
            let expected = match number {
                0..5 => Answer::Wrong,
                _ => Answer::Locked(NOW.plus(30)),
            };
            assert_eq!(fail(&mut database, "alice", NOW), expected, "{number}");
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
        let verdict = passwords::verify(b"password", Some(&renewed), &[]);
        assert_eq!(verdict, Verdict::Right);
    }

    #[test]
    fn the_kinds_of_hashes_in_the_table_are_found_once_each() {
        let (_directory, mut database) = scratch();
        assert_eq!(works(&database.connection).unwrap(), []);
        let end = "c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        let costly = format!("$argon2id$v=19$m=65536,t=2,p=1${end}");
        let cheap = format!("$argon2id$v=19$m=256,t=2,p=1${end}");
        for (user, hash) in [
            ("a", &*costly),
            ("b", &cheap),
            ("c", &costly),
            ("d", "*"),
            (
                "e",
                "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
            ),
        ] {
            database.add_user(user, "", hash, NOW).unwrap();
        }
        let found = works(&database.connection).unwrap();
        assert_eq!(found, [&costly, &cheap].map(|it| Work::of(it).unwrap()));
    }

    #[test]
    fn names_are_forgotten_by_their_age_alone_whosever_they_are() {
        let (_directory, mut database) = scratch();
        database.add_user("alice", "", "*", NOW).unwrap();
        for name in ["alice", "stranger"] {
            fail(&mut database, name, NOW);
        }
        // However many others there are.
        database
            .change(|transaction| {
                for number in 0..20_000 {
                    let name = digest(&format!("stranger {number}"));
                    transaction.execute(
                        "INSERT INTO cookiekit_failures VALUES (?1, 0, 1, ?2, 0)",
                        (name, to_seconds(NOW) + 10),
                    )?;
                }
                Ok(())
            })
            .unwrap();
        fail(&mut database, "one more", NOW.plus(10));
        let count =
            |database: &Database, name: &str| failures(&database.connection, name).unwrap().count;
        for name in ["alice", "stranger", "stranger 0", "one more"] {
            assert_eq!(count(&database, name), 1, "{name}");
        }
        database.purge(NOW, NOW.plus(FORGOTTEN_AFTER)).unwrap();
        for (name, left) in [("alice", 0), ("stranger", 0), ("stranger 0", 1)] {
            assert_eq!(count(&database, name), left, "{name}");
        }
    }
}

//! The rows of a clear table, as R wrote them.

use std::collections::HashSet;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use zeroize::Zeroizing;

use crate::crypto::passwords;
use crate::encoding::visible;
use crate::error::{Error, Result, counted};
use crate::time::Time;
use crate::time::stored::{self, Unread, Zone};
use crate::tokens::clear::{Table, looks_hashed, quoted};
use crate::tokens::{MAX_PASSWORD_BYTES, Token, check_user};

/// How the rows are to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    /// The zone of times that have none.
    pub zone: Option<Zone>,
    /// Drop the tokens that cannot be imported.
    pub drop_tokens: bool,
    /// Take passwords for clear text even if they look like hashes.
    pub passwords_are_clear: bool,
}

/// A row of the clear table.
pub(super) struct Row {
    pub(super) user: String,
    pub(super) name: String,
    pub(super) password: Option<Zeroizing<String>>,
    pub(super) token: Option<Token>,
    /// Of a token that is taken over.
    pub(super) expires: Option<Time>,
}

impl Row {
    /// What was in plain text.
    pub(super) fn into_secrets(self) -> impl Iterator<Item = Zeroizing<String>> {
        self.password
            .into_iter()
            .chain(self.token.map(Token::into_text))
    }
}

/// All rows of a table.
pub(super) struct Rows {
    pub(super) rows: Vec<Row>,
    /// How many tokens are left out.
    pub(super) dropped: usize,
}

/// A token that cannot be taken over.
struct Left {
    /// The place of its row, from 0 on.
    place: usize,
    why: &'static str,
    has_no_zone: bool,
}

/// Reads the rows of a table.
///
/// # Errors
/// When one cannot be taken over: a name or a password that nobody could log in
/// with, a hash of another kind, a token without a time that can be read.
pub(super) fn read(
    connection: &Connection,
    table: &Table,
    reading: Reading,
    told: impl Fn(rusqlite::Error) -> Error,
) -> Result<Rows> {
    let (mut rows, mut left) = (Vec::new(), Vec::new());
    let mut users = HashSet::new();
    let column = |name: &Option<String>| match name {
        Some(name) => quoted(name),
        None => "NULL".to_owned(),
    };
    let select = format!(
        "SELECT {}, {}, {}, {}, {} FROM {}",
        quoted(&table.user),
        column(&table.called),
        column(&table.password),
        column(&table.token),
        column(&table.expiry),
        quoted(&table.name)
    );
    let mut select = connection.prepare(&select).map_err(&told)?;
    let mut values = select.query(()).map_err(&told)?;
    while let Some(value) = values.next().map_err(&told)? {
        let place = rows.len();
        let get = |column| value.get_ref(column).map_err(&told);
        let refused = |error: Error| {
            let row = place + 1;
            let message = format!("row {row} of {}: {}", visible(&table.name), error.message);
            Error { message, ..error }
        };
        let user = text(get(0)?).unwrap_or_default();
        check_user(&user).map_err(refused)?;
        if !users.insert(user.to_string()) {
            let twice = Error::could_not("a user of that name stands above it");
            return Err(refused(twice.hint(MEND)));
        }
        let mut row = Row {
            user: user.to_string(),
            name: text(get(1)?).unwrap_or_default().to_string(),
            password: password(get(2)?).map_err(refused)?,
            token: None,
            expires: None,
        };
        match token(get(3)?, get(4)?, reading.zone) {
            Ok(None) => {}
            Ok(Some((token, time))) => {
                row.token = Some(token);
                let time = time.map_err(|why| Left {
                    place,
                    why: why.words(),
                    has_no_zone: why == Unread::NoZone,
                });
                match time {
                    Ok(time) => row.expires = Some(time),
                    Err(why) => left.push(why),
                }
            }
            Err(why) => left.push(Left {
                place,
                why,
                has_no_zone: false,
            }),
        }
        rows.push(row);
    }
    leave_shared(&mut rows, &mut left);
    refuse_hashes(&rows, reading)?;
    if !left.is_empty() && !reading.drop_tokens {
        return Err(refused(&rows, &left));
    }
    Ok(Rows {
        rows,
        dropped: left.len(),
    })
}

/// A token and its time, if there is one.
#[expect(clippy::type_complexity, reason = "each part has a meaning of its own")]
fn token(
    value: ValueRef,
    expiry: ValueRef,
    zone: Option<Zone>,
) -> std::result::Result<Option<(Token, std::result::Result<Time, Unread>)>, &'static str> {
    let no_token = "it is not text that a header can carry";
    if value == ValueRef::Null {
        return Ok(None);
    }
    let text = text(value).ok_or(no_token)?;
    if matches!(text.as_str(), "" | "NA") {
        return Ok(None);
    }
    let token = Token::of(&text).ok_or(no_token)?;
    Ok(Some((token, time(expiry, zone))))
}

fn time(value: ValueRef, zone: Option<Zone>) -> std::result::Result<Time, Unread> {
    match value {
        ValueRef::Null => Err(Unread::Absent),
        ValueRef::Integer(number) => stored::of_number(number as f64),
        ValueRef::Real(number) => stored::of_number(number),
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|_| Unread::Other)?;
            stored::of_text(text, zone)
        }
        ValueRef::Blob(_) => Err(Unread::Other),
    }
}

/// A password in plain text or a hash of ours; `None` where nobody can log in.
fn password(value: ValueRef) -> Result<Option<Zeroizing<String>>> {
    if value == ValueRef::Null {
        return Ok(None);
    }
    let Some(text) = text(value) else {
        return Err(Error::could_not("its password is not text").hint(MEND));
    };
    if is_lock(&text) {
        return Ok(None);
    }
    if text.len() > MAX_PASSWORD_BYTES {
        let message = format!("its password has more than {MAX_PASSWORD_BYTES} bytes");
        return Err(Error::could_not(message).hint(MEND));
    }
    // Django has the name of its hasher before it.
    let django = text
        .strip_prefix("argon2")
        .filter(|it| passwords::is_hash(it));
    Ok(Some(match django {
        Some(hash) => Zeroizing::new(hash.to_owned()),
        None => text,
    }))
}

/// Whether it stands where a password would be, and means that there is none:
/// `*` and `!` of shadow(5), R's NA, Django's `!` with 40 random characters.
fn is_lock(text: &str) -> bool {
    /// Django's UNUSABLE_PASSWORD_SUFFIX_LENGTH.
    const RANDOM: usize = 40;
    let is_random =
        |rest: &str| rest.len() == RANDOM && rest.bytes().all(|it| it.is_ascii_alphanumeric());
    matches!(text, "" | "*" | "!" | "!!" | "NA") || text.strip_prefix('!').is_some_and(is_random)
}

const MEND: &str = "nothing was changed: fix that row, and do it again";

/// Of a token that several have, whose it is could not be said.
fn leave_shared(rows: &mut [Row], left: &mut Vec<Left>) {
    let (mut seen, mut shared) = (HashSet::new(), HashSet::new());
    for digest in rows
        .iter()
        .filter_map(|row| row.token.as_ref())
        .map(Token::digest)
    {
        if !seen.insert(digest) {
            shared.insert(digest);
        }
    }
    for (place, row) in rows.iter_mut().enumerate() {
        let is_shared = row
            .token
            .as_ref()
            .is_some_and(|it| shared.contains(&it.digest()));
        if is_shared && row.expires.take().is_some() {
            let why = "another user has the same";
            left.push(Left {
                place,
                why,
                has_no_zone: false,
            });
        }
    }
    left.sort_by_key(|it| it.place);
}

/// A hash of another kind would be taken for the password itself: then nobody
/// could log in, except for a thief of the hashes.
fn refuse_hashes(rows: &[Row], reading: Reading) -> Result<()> {
    let passwords = rows.iter().filter_map(|row| row.password.as_deref());
    let hashed = |text: &&String| {
        let open = text.strip_prefix('!').unwrap_or(text);
        looks_hashed(open) && !passwords::is_hash(text)
    };
    let count = passwords.filter(hashed).count();
    if count == 0 || reading.passwords_are_clear {
        return Ok(());
    }
    Err(Error::could_not(format!(
        "{count} of the passwords look like hashes of another kind than argon2"
    ))
    .hint(
        "nothing was changed: such hashes cannot be taken over; if they are the passwords \
         themselves, add --passwords-are-clear",
    ))
}

/// The refusal to lose a token without a request.
fn refused(rows: &[Row], left: &[Left]) -> Error {
    const TOLD: usize = 3;
    let tell = |left: &Left| {
        let user = visible(&rows[left.place].user);
        format!("row {} ({user}): {}", left.place + 1, left.why)
    };
    let mut told: Vec<String> = left.iter().take(TOLD).map(tell).collect();
    if left.len() > TOLD {
        told.push(format!("and {} more", left.len() - TOLD));
    }
    let message = format!(
        "{} cannot be taken over: {}",
        counted(left.len(), "token"),
        told.join("; ")
    );
    let zone = match left.iter().any(|it| it.has_no_zone) {
        true => {
            "say the zone of its times, --zone UTC or --zone +02:00 (`date +%:z` where the \
                 API runs), or "
        }
        false => "fix these rows, or ",
    };
    Error::could_not(message).hint(format!(
        "nothing was changed: {zone}leave such tokens out with --drop-tokens"
    ))
}

/// A value as R would paste it: numbers that are whole without a fraction.
fn text(value: ValueRef) -> Option<Zeroizing<String>> {
    let text = match value {
        ValueRef::Null => return None,
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            std::str::from_utf8(bytes).ok()?.to_owned()
        }
    };
    Some(Zeroizing::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_sqlite_has_them() {
        for (value, expected) in [
            (ValueRef::Text(b"1675421529.13027"), Ok(Time(1_675_421_529))),
            (ValueRef::Real(1_675_421_529.99), Ok(Time(1_675_421_529))),
            (ValueRef::Integer(1_675_421_529), Ok(Time(1_675_421_529))),
            (ValueRef::Integer(-1), Err(Unread::NoSeconds)),
            (ValueRef::Real(f64::NAN), Err(Unread::NoSeconds)),
            (ValueRef::Text(b"\xff"), Err(Unread::Other)),
            (ValueRef::Blob(b"1675421529"), Err(Unread::Other)),
            (ValueRef::Null, Err(Unread::Absent)),
        ] {
            assert_eq!(time(value, None), expected, "{value:?}");
        }
    }

    #[test]
    fn what_locks_an_account_is_no_password() {
        let password = |text: &str| {
            let read = password(ValueRef::Text(text.as_bytes())).unwrap();
            read.map(|it| it.to_string())
        };
        let django = format!("!{}", "aB3".repeat(14).get(..40).unwrap());
        for lock in ["", "*", "!", "!!", "NA", &django] {
            assert_eq!(password(lock), None, "{lock}");
        }
        for clear in ["x", "!secret", "**", " ", "na"] {
            assert_eq!(password(clear).as_deref(), Some(clear));
        }
        let hash = "$argon2id$v=19$m=102400,t=2,p=8$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assert_eq!(password(&format!("argon2{hash}")).as_deref(), Some(hash));
    }

    #[test]
    fn numbers_are_the_text_that_was_typed() {
        let text = |value| text(value).map(|text| text.to_string());
        assert_eq!(text(ValueRef::Integer(1234)).as_deref(), Some("1234"));
        assert_eq!(text(ValueRef::Real(1234.0)).as_deref(), Some("1234"));
        assert_eq!(text(ValueRef::Real(100_000.0)).as_deref(), Some("100000"));
        assert_eq!(text(ValueRef::Text(b"a b")).as_deref(), Some("a b"));
        assert_eq!(text(ValueRef::Blob(b"\xff")), None);
        assert_eq!(text(ValueRef::Null), None);
    }
}

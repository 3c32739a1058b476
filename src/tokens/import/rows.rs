//! The rows of a clear table, as R wrote them.

use std::collections::HashSet;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::time::Time;
use crate::tokens::clear::{Table, quoted};
use crate::tokens::{Token, check_user};

/// A row of the clear table.
pub(super) struct Row {
    pub(super) user: String,
    pub(super) name: String,
    pub(super) password: Option<Zeroizing<String>>,
    pub(super) token: Option<Token>,
    pub(super) expires: Option<Time>,
}

impl Row {
    /// What was in clear.
    pub(super) fn into_secrets(self) -> impl Iterator<Item = Zeroizing<String>> {
        self.password
            .into_iter()
            .chain(self.token.map(Token::into_text))
    }
}

/// The rows of the table, each read or told why it cannot be.
pub(super) fn rows(connection: &Connection, table: &Table) -> rusqlite::Result<Vec<Result<Row>>> {
    let column = |name: &Option<String>| match name {
        Some(name) => quoted(name),
        None => "NULL".to_owned(),
    };
    let mut select = connection.prepare(&format!(
        "SELECT {}, {}, {}, {}, {} FROM {}",
        quoted(&table.user),
        column(&table.called),
        column(&table.password),
        column(&table.token),
        column(&table.expiry),
        quoted(&table.name)
    ))?;
    let mut number = 0;
    let rows = select.query_map((), |row| {
        number += 1;
        let user = text(row.get_ref(0)?).unwrap_or_default();
        if let Err(error) = check_user(&user) {
            let message = format!("row {number} of {}: {}", table.name, error.message);
            return Ok(Err(Error { message, ..error }));
        }
        let token = text(row.get_ref(3)?).filter(|it| !matches!(it.as_str(), "" | "NA"));
        Ok(Ok(Row {
            user: user.to_string(),
            name: text(row.get_ref(1)?).unwrap_or_default().to_string(),
            password: text(row.get_ref(2)?).filter(|it| !it.is_empty()),
            token: token.and_then(|it| Token::of(&it)),
            expires: time(row.get_ref(4)?),
        }))
    })?;
    rows.collect()
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

/// R's time: seconds since 1970 with a fraction, as a number or as its text.
/// The fraction is dropped: no token lives for longer than it did.
fn time(value: ValueRef) -> Option<Time> {
    /// Beyond this a double has no whole seconds.
    const MAX_SECONDS: f64 = 9_007_199_254_740_992.0;
    let seconds = match value {
        ValueRef::Integer(number) => return u64::try_from(number).ok().map(Time),
        ValueRef::Real(number) => number,
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok()?.trim().parse().ok()?,
        ValueRef::Null | ValueRef::Blob(_) => return None,
    };
    let is_time = (0.0..MAX_SECONDS).contains(&seconds);
    is_time.then_some(Time(seconds as u64))
}

/// The digests of tokens that several users have.
pub(super) fn shared(rows: &[Row]) -> HashSet<[u8; 32]> {
    let mut seen = HashSet::new();
    let tokens = rows.iter().filter_map(|row| row.token.as_ref());
    let digests = tokens.map(Token::digest);
    digests.filter(|digest| !seen.insert(*digest)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_r_writes_them() {
        for (value, expected) in [
            (ValueRef::Text(b"1675421529.13027"), Some(1_675_421_529)),
            (ValueRef::Text(b" 1675421529 "), Some(1_675_421_529)),
            (ValueRef::Text(b"1.675e+09"), Some(1_675_000_000)),
            (ValueRef::Real(1_675_421_529.99), Some(1_675_421_529)),
            (ValueRef::Integer(1_675_421_529), Some(1_675_421_529)),
            (ValueRef::Integer(-1), None),
            (ValueRef::Real(-0.5), None),
            (ValueRef::Real(f64::NAN), None),
            (ValueRef::Text(b"inf"), None),
            (ValueRef::Text(b"NaN"), None),
            (ValueRef::Text(b"1e300"), None),
            (ValueRef::Text(b"NA"), None),
            (ValueRef::Text(b""), None),
            (ValueRef::Text(b"2023-02-03 10:00:00"), None),
            (ValueRef::Text(b"\xff"), None),
            (ValueRef::Blob(b"1675421529"), None),
            (ValueRef::Null, None),
        ] {
            assert_eq!(time(value), expected.map(Time), "{value:?}");
        }
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

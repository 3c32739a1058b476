//! A session that a cookie holds itself, where `SESSION_DRIVER` is `cookie`: the cookie of
//! the session's id carries `{"data":"…","expires":SECONDS}`. Source: Laravel 8.83,
//! `Illuminate/Session/CookieSessionHandler.php` and `Store.php`.

use serde_json::Value;

use crate::frameworks::Times;
use crate::time::Time;

/// Letters and digits of a session's id.
const ID_BYTES: usize = 40;

/// When the session in a cookie of this name ends; nothing of any other cookie.
pub fn times(name: &str, payload: &[u8]) -> Times {
    Times {
        expires: last_second(name, payload).map(|last| match u64::try_from(last) {
            Ok(last) => Time(last).plus(1),
            Err(_) => Time(0),
        }),
        ..Times::default()
    }
}

/// The last second at which Laravel reads it.
fn last_second(name: &str, payload: &[u8]) -> Option<i64> {
    let is_id = name.len() == ID_BYTES && name.bytes().all(|it| it.is_ascii_alphanumeric());
    if !is_id || !payload.starts_with(b"{") {
        return None;
    }
    let session: Value = serde_json::from_slice(payload).ok()?;
    session.get("data")?.as_str()?;
    session.get("expires")?.as_i64()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "WozT8H5rufwC5JNoUON4e2CwrLnBDkNxFC3hhiXQ";

    #[test]
    fn only_a_session_under_its_id_says_when_it_ends() {
        let expires = |name: &str, payload: &str| times(name, payload.as_bytes()).expires;
        let session = |end: &str| format!(r#"{{"data":"a:0:{{}}","expires":{end}}}"#);
        assert_eq!(
            expires(ID, &session("1700000000")),
            Some(Time(1_700_000_001))
        );
        assert_eq!(expires(ID, &session("-1")), Some(Time(0)));
        for name in ["laravel_session", &ID[1..], &ID.replace('8', "-"), ""] {
            assert_eq!(expires(name, &session("1700000000")), None, "{name}");
        }
        for end in [
            "null",
            "\"1700000000\"",
            "1.5",
            "[1]",
            "1e400",
            "99999999999999999999",
        ] {
            assert_eq!(expires(ID, &session(end)), None, "{end}");
        }
        for payload in [
            "",
            "alice",
            "{}",
            r#"{"expires":1700000000}"#,
            r#"{"data":[],"expires":1700000000}"#,
            r#"[{"data":"","expires":1700000000}]"#,
        ] {
            assert_eq!(expires(ID, payload), None, "{payload}");
        }
    }
}

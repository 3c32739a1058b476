//! `NAME,N`: one key of a variable that lists several, with commas between.
//!
//! Frameworks that take several keys find them so in one variable: the first makes
//! cookies and all read them, or all are those that were used before. The whole list
//! is no key of anyone, and a cookie that is made under it opens nowhere.

use std::ffi::OsStr;
use std::num::NonZeroUsize;

use zeroize::Zeroizing;

use super::Spec;
use crate::error::{Error, Result, counted};
use crate::keys::file::UnsafeKey;
use crate::keys::key::Key;

/// What the name of a variable that lists keys ends with.
const NAMES: [&str; 4] = ["KEYS", "SECRETS", "PASSWORDS", "FALLBACKS"];

impl Spec {
    /// Gets the key. Returns with it what the user must be warned of.
    ///
    /// `hidden` are the variables that hold keys: a child gets none of them.
    ///
    /// # Errors
    /// When there is no key there, it must not be used, or there are several.
    pub fn load(&self, unsafe_key: UnsafeKey, hidden: &[String]) -> Result<(Key, Vec<String>)> {
        let (key, warnings) = self.read(unsafe_key, hidden)?;
        if let Spec::Listed { list, number } = self {
            let listed = items(key.bytes()).nth(number.get() - 1);
            let listed = listed.ok_or_else(|| {
                let count = counted(items(key.bytes()).count(), "key");
                Error::no_key(format!(
                    "there is no key {number} in {list}: it has {count}"
                ))
            })?;
            return Ok((of_bytes(listed), warnings));
        }
        if !self.is_called_a_list() {
            return Ok((key, warnings));
        }
        match items(key.bytes()).count() {
            count if count > 1 => Err(Error::could_not(format!(
                "{self} is a list of {count} keys, with commas between"
            ))
            .hint(format!(
                "name one of them: --key {} is the first, which makes cookies where all are in \
                 use; add --key {} and so on to open those of the others",
                self.item(NonZeroUsize::MIN).word(),
                self.item(NonZeroUsize::MIN.saturating_add(1)).word()
            ))),
            _ => Ok((key, warnings)),
        }
    }

    /// Each key of a variable, where it lists several or is called so.
    pub fn listed(&self, unsafe_key: UnsafeKey) -> Vec<(Spec, Key)> {
        let place = match self {
            Spec::Listed { list, .. } => list,
            Spec::Env(_) | Spec::Dotenv { .. } => self,
            _ => return vec![],
        };
        let Ok((key, _)) = place.read(unsafe_key, &[]) else {
            return vec![];
        };
        let keys: Vec<Key> = items(key.bytes()).map(of_bytes).collect();
        if keys.len() < 2 && !place.is_called_a_list() {
            return vec![];
        }
        let numbers = (1..).filter_map(NonZeroUsize::new);
        numbers.map(|it| place.item(it)).zip(keys).collect()
    }

    /// The place of one key: the first of those that it lists, where it does.
    pub fn of_one_key(&self) -> Spec {
        let first = self.listed(UnsafeKey::Allow).into_iter().next();
        match (self, first) {
            (Spec::Env(_) | Spec::Dotenv { .. }, Some((first, _))) => first,
            _ => self.clone(),
        }
    }

    fn item(&self, number: NonZeroUsize) -> Spec {
        Spec::Listed {
            list: Box::new(self.clone()),
            number,
        }
    }

    /// Whether its name is one of several keys.
    fn is_called_a_list(&self) -> bool {
        let (Spec::Env(name) | Spec::Dotenv { name, .. }) = self else {
            return false;
        };
        let name = name.to_ascii_uppercase();
        NAMES.iter().any(|it| name.ends_with(it))
    }
}

/// The keys of a text that lists them. An object or an array of JSON is no such list,
/// and a text with a space in it is a passphrase.
pub fn items(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let text = text.trim_ascii();
    let pieces = text.split(|it| *it == b',').map(<[u8]>::trim_ascii);
    let is_key = |it: &[u8]| !it.iter().any(u8::is_ascii_whitespace);
    let is_list = !text.starts_with(b"{") && !text.starts_with(b"[");
    let is_list = is_list && pieces.clone().all(is_key);
    pieces.filter(move |it| is_list && !it.is_empty())
}

fn of_bytes(bytes: &[u8]) -> Key {
    Key::new(Zeroizing::new(bytes.to_vec()))
}

/// The variable and the number of `NAME,N`.
pub(super) fn parts(text: &str) -> Option<(&str, NonZeroUsize)> {
    let (list, digits) = text.rsplit_once(',')?;
    let is_number = !list.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    Some((list, is_number.then(|| digits.parse().ok())??))
}

/// The place that such a text names.
pub(super) fn spec(text: &str) -> Result<Spec> {
    match parts(text) {
        Some((list, number)) => Ok(Spec::parse(OsStr::new(list))?.item(number)),
        None => Spec::parse(OsStr::new(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_commas_between_are_a_list() {
        let of = |text: &'static str| {
            let text = items(text.as_bytes()).map(|it| String::from_utf8(it.to_vec()).unwrap());
            text.collect::<Vec<_>>()
        };
        assert_eq!(of("a,b"), ["a", "b"]);
        assert_eq!(of(" a , b,\n"), ["a", "b"]);
        assert_eq!(of("base64:QUI="), ["base64:QUI="]);
        for other in [
            "",
            ",",
            "{\"hash\":\"a\",\"block\":\"b\"}",
            "[\"a\",\"b\"]",
            "correct, horse battery",
        ] {
            assert!(of(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn a_number_behind_a_comma_is_one_of_them() {
        assert_eq!(parts("K,2"), Some(("K", NonZeroUsize::new(2).unwrap())));
        for other in ["K", "K,", "K,0", "K,x", ",1", "K,-1", "K,+1"] {
            assert_eq!(parts(other), None, "{other}");
        }
    }
}

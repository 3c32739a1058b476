//! Python's code that fetches an application's keys from their place.

use super::super::{Place, Secret};

/// What an application takes its keys as.
#[derive(Clone, Copy)]
pub enum As {
    /// Bytes.
    Bytes,
    /// Text, where the key is some: the application compares it with text.
    Text,
}

/// Code after which `keys` is the list of keys: the one that makes cookies, then the
/// staged one and the retired ones from the newest on, so far as they can be
/// found from the place. They are read as they are here: one line end of a file is
/// no part of its key.
pub fn keys(place: &Place, secret: Secret, kind: As) -> String {
    let is_text = matches!(kind, As::Text) && std::str::from_utf8(secret.bytes).is_ok();
    let decoded = if is_text { ".decode()" } else { "" };
    match place {
        Place::File(path) => {
            let function = AT_A_FILE.replace("{decoded}", decoded);
            format!("{function}\n\nkeys = keys_at({})\n", string(path))
        }
        Place::Variable(name) => format!("{IN_VARIABLES}\n\nkeys = keys_in({})\n", string(name)),
        Place::Keyring { service, user } => format!(
            "import keyring\n\n# Retired keys cannot be found from here: to rotate this one without \
             losing a\n# session, keep it in a file.\nkeys = [keyring.get_password({}, {})]\n",
            string(service),
            string(user)
        ),
    }
}

/// Code after which `key` is the one key of an application that takes text; `None`
/// where the key is none. It is read as it is here: one line end of a file is no part
/// of it.
pub fn text_key(place: &Place, secret: Secret) -> Option<String> {
    std::str::from_utf8(secret.bytes).ok()?;
    Some(match place {
        Place::File(path) => format!(
            "with open({}, \"rb\") as file:\n    \
             key = file.read().removesuffix(b\"\\n\").removesuffix(b\"\\r\").decode()\n",
            string(path)
        ),
        Place::Variable(name) => format!("import os\n\nkey = os.environ[{}]\n", string(name)),
        Place::Keyring { service, user } => format!(
            "import keyring\n\nkey = keyring.get_password({}, {})\n",
            string(service),
            string(user)
        ),
    })
}

/// The staged key is read before the primary one, and the retired ones after it:
/// wherever a promotion is between these, nothing is missed.
const AT_A_FILE: &str = r#"import contextlib
import os
import re


def keys_at(path):
    """The key of a file, then those that `cookiekit rotate` keeps beside it: the
    staged one and the retired ones."""
    folder, name = os.path.split(os.path.realpath(path))

    def read(name):
        with open(os.path.join(folder, name), "rb") as file:
            key = file.read().removesuffix(b"\n").removesuffix(b"\r")
        if not key:
            raise ValueError(f"the key file {name} is empty")
        return key{decoded}

    def read_some(names):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                yield read(name)

    staged = list(read_some([name + ".next"]))
    primary = read(name)
    slot = re.compile(re.escape(name) + r"\.retired-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}")
    retired = sorted(filter(slot.fullmatch, os.listdir(folder)), reverse=True)
    return [primary, *staged, *read_some(retired)]
"#;

const IN_VARIABLES: &str = r#"import os


def keys_in(name):
    """The key of a variable, then a staged one and a retired one, where these are
    set: NAME_NEXT and NAME_RETIRED."""
    if not os.environ.get(name):
        raise KeyError(name)
    others = map(os.environ.get, (name + "_NEXT", name + "_RETIRED"))
    return [os.environ[name], *filter(None, others)]
"#;

/// A string of Python's code.
fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            _ if letter.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(letter))),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

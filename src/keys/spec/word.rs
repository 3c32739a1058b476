//! A SPEC as one word of a command that is printed.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::Spec;
use crate::shell;

impl Spec {
    /// The SPEC as one word of a command, which names the same place when it is
    /// pasted. `SPEC` where nothing does: standard input and a descriptor are
    /// read once, and a command may have a secret in it.
    pub fn word(&self) -> String {
        match self {
            Spec::File(path) => path_word(path),
            Spec::Keyring(entry) => {
                let user = if entry.user.is_empty() { "" } else { "/" };
                let text = format!("keyring:{}{user}{}", entry.service, entry.user);
                shell::quoted(text.as_ref())
            }
            Spec::Env(_) | Spec::Dotenv { .. } | Spec::Listed { .. } | Spec::Vault { .. } => {
                shell::quoted(self.text().as_ref())
            }
            Spec::Stdin | Spec::Fd(_) | Spec::Command(_) => "SPEC".to_owned(),
        }
    }

    /// The same before a shell's quotes, of what a scheme stands before.
    fn text(&self) -> OsString {
        match self {
            Spec::Env(name) => format!("env:{name}").into(),
            Spec::Dotenv { path, name } => {
                let text = [
                    OsStr::new("dotenv:"),
                    path.as_ref(),
                    OsStr::new("#"),
                    name.as_ref(),
                ];
                text.into_iter().collect()
            }
            Spec::Listed { list, number } => {
                let mut text = list.text();
                text.push(format!(",{number}"));
                text
            }
            Spec::Vault { scheme, path } => {
                let mut text = OsString::from(format!("{scheme}:"));
                text.push(path);
                text
            }
            _ => OsString::new(),
        }
    }
}

/// The path of a key as one word of a command, where a SPEC is taken: a name
/// may be one of another place, such as of a variable, or of a command that
/// would be run.
pub fn path_word(path: &Path) -> String {
    match Spec::parse(path.as_os_str()) {
        Ok(Spec::File(read)) if read == path => shell::quoted(path),
        _ => {
            let mut text = OsString::from("file:");
            text.push(path);
            shell::quoted(text.as_ref())
        }
    }
}

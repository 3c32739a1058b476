//! `cookiekit key export`: the key as its consumer reads it.

use crate::frameworks::{NO_PARAMS, Secret};
use clap::ValueEnum;
use zeroize::Zeroizing;

use crate::cli::arguments::{KeyArguments, format_of};
use crate::cli::help;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::keys::Key;
use crate::keys::keyring::Entry;
use crate::keys::ring::Slotted;
use crate::keys::rotation::word;
use crate::keys::slots::{self, Slot};
use crate::keys::spec::Spec;
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::KEY_EXPORT))]
pub struct Export {
    #[command(flatten)]
    keys: KeyArguments,
    /// Whom it is for
    #[arg(long = "for", value_name = "CONSUMER")]
    consumer: Consumer,
    /// What the variable, secret or credential is called [default: COOKIE_KEY
    /// for env and docker, cookie-key for k8s, cookie.key for systemd]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Print a secret on a terminal, too
    #[arg(long)]
    reveal: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Consumer {
    /// R code: the API's session cookie with this key
    Plumber,
    /// The bytes of secure-cookie-key
    Workbench,
    /// NAME=KEY, a line of an env file
    Env,
    /// R code: an expression whose value is the key
    R,
    /// A secret in a Compose file
    Docker,
    /// A Secret manifest, with all slots
    K8s,
    /// A drop-in that gives the unit the key as a credential
    Systemd,
}

impl Consumer {
    fn prints_secret(self) -> bool {
        matches!(self, Consumer::Workbench | Consumer::Env | Consumer::K8s)
    }
}

impl Export {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let slotted = self.keys.to_hand_on()?;
        for warning in &slotted.warnings {
            output.warn(warning);
        }
        let text = match self.consumer {
            Consumer::Plumber => text_of(plumber(&slotted)?),
            Consumer::Workbench => workbench(&slotted.key)?,
            Consumer::Env => env(self.name("COOKIE_KEY"), &slotted.key)?,
            Consumer::R => text_of(format!("{}\n", r_expression(&slotted.spec)?)),
            Consumer::Docker => text_of(docker(self.name("COOKIE_KEY"), &slotted.spec)?),
            Consumer::K8s => self.k8s(slotted)?,
            Consumer::Systemd => text_of(systemd(self.name("cookie.key"), &slotted.spec)?),
        };
        if self.consumer.prints_secret() {
            return output.finish_secret(&text, self.reveal);
        }
        let fields = fields! { "text" => String::from_utf8_lossy(&text) };
        output.finish(Exit::Yes, &text, fields)
    }

    fn name<'a>(&'a self, default: &'a str) -> &'a str {
        self.name.as_deref().unwrap_or(default)
    }

    /// Every slot under the name that it has beside the file: mounted as a
    /// folder, the place has its slots again.
    fn k8s(&self, primary: Slotted) -> Result<Zeroizing<Vec<u8>>> {
        let name = self.name("cookie-key");
        check_name(name, "a Secret", |it| {
            it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'-' | b'.')
        })?;
        let mut text = Zeroizing::new(
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\ntype: Opaque\ndata:\n"
            )
            .into_bytes(),
        );
        let place = primary.spec.clone();
        let mut add = |file: &str, key: &Key| {
            let value = Zeroizing::new(crate::encoding::base64(key.bytes()));
            text.extend_from_slice(format!("  {file}: ").as_bytes());
            text.extend_from_slice(value.as_bytes());
            text.push(b'\n');
        };
        add("cookie.key", &primary.key);
        for (slot, spec) in slots::of(&place)? {
            if slot == Slot::Primary {
                continue;
            }
            let (key, _) = spec.load(self.keys.unsafe_key(), &[])?;
            if let Some(suffix) = slot.suffix(key.fingerprint()) {
                add(&format!("cookie.key.{suffix}"), &key);
            }
        }
        Ok(text)
    }
}

fn text_of(text: String) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(text.into_bytes())
}

fn plumber(slotted: &Slotted) -> Result<String> {
    fits("plumber", &slotted.key)?;
    Ok(format!(
        "plumber::pr_cookie(\n  pr,\n  {},\n  name = \"plumber\"\n)\n",
        r_expression(&slotted.spec)?
    ))
}

/// As R gets the key itself.
fn r_expression(spec: &Spec) -> Result<String> {
    match spec {
        Spec::Keyring(Entry { service, user }) if user.is_empty() => {
            Ok(format!("keyring::key_get({})", r_string(service)))
        }
        Spec::Keyring(Entry { service, user }) => Ok(format!(
            "keyring::key_get({}, {})",
            r_string(service),
            r_string(user)
        )),
        Spec::File(path) => {
            let path = absolute(path)?;
            Ok(format!("readLines({}, warn = FALSE)", r_string(&path)))
        }
        Spec::Env(name) => Ok(format!("Sys.getenv({})", r_string(name))),
        _ => Err(cannot_fetch("R")),
    }
}

/// R's string syntax has C's escapes.
fn r_string(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|character| match character {
            '"' | '\\' => format!("\\{character}"),
            other if other.is_control() => format!("\\u{:04x}", u32::from(other)),
            other => other.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

fn workbench(key: &Key) -> Result<Zeroizing<Vec<u8>>> {
    fits("workbench", key)?;
    Ok(Zeroizing::new(key.bytes().to_vec()))
}

/// Only what every reader of env files reads alike: they differ in quotes,
/// blanks and `$`.
fn env(name: &str, key: &Key) -> Result<Zeroizing<Vec<u8>>> {
    check_variable(name)?;
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=_-.".contains(byte);
    if !key.bytes().iter().all(is_plain) {
        return Err(Error::could_not(
            "the key has characters that readers of env files read differently",
        )
        .hint("a key that cookiekit made has none: cookiekit rotate --key SPEC"));
    }
    Ok(Zeroizing::new(
        [name.as_bytes(), b"=", key.bytes(), b"\n"].concat(),
    ))
}

fn docker(name: &str, spec: &Spec) -> Result<String> {
    check_variable(name)?;
    let from = match spec {
        Spec::File(path) => format!("file: {}", yaml_string(&absolute(path)?)),
        Spec::Env(variable) => format!("environment: {}", yaml_string(variable)),
        _ => format!("environment: {}", yaml_string(name)),
    };
    let how = match spec {
        Spec::Keyring(_) => format!(
            "# start it with: {name}=$(cookiekit key show --key {}) docker compose up -d\n",
            word(spec)
        ),
        Spec::File(_) | Spec::Env(_) => String::new(),
        _ => return Err(cannot_fetch("Compose")),
    };
    Ok(format!(
        "{how}services:\n  app:\n    secrets:\n      - {name}\n    environment:\n      \
         COOKIEKIT_KEY: /run/secrets/{name}\nsecrets:\n  {name}:\n    {from}\n"
    ))
}

fn systemd(name: &str, spec: &Spec) -> Result<String> {
    check_name(name, "a credential", |it| {
        it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_')
    })?;
    let Spec::File(path) = spec else {
        return Err(
            Error::could_not("systemd reads a credential from a file").hint(format!(
                "put the key in one: cookiekit key copy --key {} --to /etc/credstore/{name}",
                word(spec)
            )),
        );
    };
    let path = absolute(path)?;
    if path.contains([' ', ':', '%', '"', '\\', '\'']) {
        return Err(
            Error::could_not("the path has a character that has a meaning in a unit file")
                .hint("copy the key to a plain path, such as /etc/credstore/cookie.key"),
        );
    }
    Ok(format!(
        "[Service]\nLoadCredential={name}:{path}\nEnvironment=COOKIEKIT_KEY=%d/{name}\n"
    ))
}

fn absolute(path: &std::path::Path) -> Result<String> {
    let absolute = std::path::absolute(path)
        .map_err(|error| Error::could_not(format!("could not tell where the key is: {error}")))?;
    let text = absolute.to_str().map(str::to_owned);
    let text = text.filter(|text| !text.chars().any(char::is_control));
    text.ok_or_else(|| Error::could_not("the key's path is not plain text"))
}

/// YAML's double-quoted strings are a superset of JSON's.
fn yaml_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn fits(format: &str, key: &Key) -> Result<()> {
    match format_of(format).unlock(Secret::value(key.bytes()), &NO_PARAMS) {
        Ok(_) => Ok(()),
        Err(unfit) => Err(Error::could_not(format!(
            "the key does not fit: {}",
            unfit.0
        ))),
    }
}

fn check_variable(name: &str) -> Result<()> {
    check_name(name, "a variable", |it| {
        it.is_ascii_alphanumeric() || it == b'_'
    })
}

fn check_name(name: &str, of: &str, is_allowed: fn(u8) -> bool) -> Result<()> {
    if !name.is_empty() && name.bytes().all(is_allowed) {
        return Ok(());
    }
    Err(Error::could_not(format!(
        "{of} cannot have that name: choose another --name"
    )))
}

fn cannot_fetch(consumer: &str) -> Error {
    Error::could_not(format!("{consumer} cannot fetch the key from there itself"))
        .hint("put it in a file or in the keyring: cookiekit key copy --key SPEC --to PATH")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_as_their_reader_wants_it() {
        assert_eq!(r_string("a\"b\\c\n"), r#""a\"b\\c\u000a""#);
        assert_eq!(yaml_string("a\"b"), r#""a\"b""#);
    }

    #[test]
    fn r_gets_the_key_from_where_it_is() {
        let entry = |user: &str| {
            Spec::Keyring(Entry {
                service: "plumber_api".to_owned(),
                user: user.to_owned(),
            })
        };
        for (spec, code) in [
            (entry(""), r#"keyring::key_get("plumber_api")"#),
            (entry("bob"), r#"keyring::key_get("plumber_api", "bob")"#),
            (Spec::File("/k".into()), r#"readLines("/k", warn = FALSE)"#),
            (Spec::Env("K".into()), r#"Sys.getenv("K")"#),
        ] {
            assert_eq!(r_expression(&spec).unwrap(), code);
        }
        assert!(r_expression(&Spec::Stdin).is_err());
    }
}

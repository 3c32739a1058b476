//! `cookiekit key export`: the key as its consumer reads it.

mod names;

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use zeroize::Zeroizing;

use self::names::{check_name, check_variable};
use super::fits::{self, as_made_for, refuse_unfit, refuse_unfit_slots};
use crate::cli::arguments::{KeyArguments, Stdin};
use crate::cli::help;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::{self, Export as Form, Exported, FORMATS, Framework, Place, Secret};
use crate::keys::Key;
use crate::keys::keyring::Entry;
use crate::keys::ring::Slotted;
use crate::keys::slots::{self, Slot};
use crate::keys::spec::{Spec, dotenv};
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::KEY_EXPORT))]
pub struct Export {
    #[command(flatten)]
    keys: KeyArguments,
    /// The consumer of the key
    #[arg(long = "for", value_name = "CONSUMER", value_parser = consumers())]
    consumer: Consumer,
    /// What the variable, secret or credential is called [default: COOKIE_KEY
    /// for env and docker, cookie-key for k8s, cookie.key for systemd]
    #[arg(long = "as", alias = "name", value_name = "NAME")]
    name: Option<String>,
    /// Print a secret on a terminal, too
    #[arg(long)]
    reveal: bool,
}

/// Who reads a key.
#[derive(Clone, Copy)]
enum Consumer {
    /// A framework, in a form of its own.
    Framework(&'static Framework, &'static Form),
    /// What knows nothing of cookies.
    Other(Other),
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Other {
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

/// The forms of all frameworks, by their names.
fn forms() -> Vec<(&'static Framework, &'static Form)> {
    let of = |it: &'static Framework| it.exports.iter().map(move |form| (it, form));
    let mut forms: Vec<_> = frameworks::all().flat_map(of).collect();
    forms.sort_by_key(|(_, form)| form.name);
    // Several frameworks of a project share a form.
    forms.dedup_by_key(|(_, form)| form.name);
    forms
}

/// The form of a framework that a format's name stands for, where none is called
/// so: the first.
fn form_of_format(name: &str) -> Option<(&'static Framework, &'static Form)> {
    let framework = frameworks::find(name)?.facts().framework;
    Some((framework, framework.exports.first()?))
}

/// The names of formats that stand for this form.
fn formats_of(form: &'static Form) -> impl Iterator<Item = &'static str> {
    let is_name = |it: &str| forms().iter().any(|(_, form)| form.name == it);
    let stands_for = move |name: &&str| {
        form_of_format(name).is_some_and(|(_, it)| it.name == form.name) && !is_name(name)
    };
    FORMATS.into_iter().map(|it| it.name()).filter(stands_for)
}

fn consumers() -> impl TypedValueParser<Value = Consumer> {
    let forms_values = forms().into_iter().map(|(_, form)| {
        PossibleValue::new(form.name)
            .help(form.about)
            .aliases(formats_of(form))
    });
    let others = Other::value_variants().iter();
    let others = others.filter_map(ValueEnum::to_possible_value);
    PossibleValuesParser::new(forms_values.chain(others)).map(|name| {
        let form = forms().into_iter().find(|(_, form)| form.name == name);
        match form.or_else(|| form_of_format(&name)) {
            Some((framework, form)) => Consumer::Framework(framework, form),
            None => Consumer::Other(
                Other::from_str(&name, false).expect("clap takes the names of consumers only"),
            ),
        }
    })
}

impl Consumer {
    fn prints_secret(self) -> bool {
        match self {
            Consumer::Framework(_, form) => !matches!(form.text, Exported::Code { .. }),
            Consumer::Other(other) => matches!(other, Other::Env | Other::K8s),
        }
    }
}

impl Export {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        self.refuse_what_is_not_used()?;
        let slotted = self.keys.to_hand_on()?;
        for warning in &slotted.warnings {
            output.warn(warning);
        }
        if let Consumer::Other(Other::Docker | Other::Systemd) = self.consumer
            && slots::of(&slotted.spec)?.len() > 1
        {
            output.warn(
                "the program gets this key alone: the staged and retired keys beside it are in no \
                 file of its own, and their cookies fail there",
            );
        }
        let unlike = match self.consumer {
            Consumer::Framework(framework, _) => fits::warning(framework, slotted.secret()),
            Consumer::Other(Other::R) if matches!(slotted.spec, Spec::File(_)) => {
                frameworks::r_unlike_one_line(slotted.key.bytes())
            }
            Consumer::Other(_) => None,
        };
        if let Some(warning) = unlike {
            output.warn(warning);
        }
        let text = match self.consumer {
            Consumer::Framework(framework, form) => self.of_form(framework, form, &slotted)?,
            Consumer::Other(other) => match other {
                Other::Env => env(self.name("COOKIE_KEY"), &slotted.key)?,
                Other::R => text_of(format!("{}\n", code("R", r_code, &slotted)?)),
                Other::Docker => text_of(docker(self.name("COOKIE_KEY"), &slotted.spec)?),
                Other::K8s => self.k8s(slotted)?,
                Other::Systemd => text_of(systemd(self.name("cookie.key"), &slotted.spec)?),
            },
        };
        if self.consumer.prints_secret() {
            return output.finish_secret(&text, self.reveal);
        }
        let fields = fields! { "text" => String::from_utf8_lossy(&text) };
        output.finish(Exit::Yes, &text, fields)
    }

    /// Refuses what would be skipped: somebody counts on it.
    fn refuse_what_is_not_used(&self) -> Result<()> {
        let (takes_name, takes_keys) = match self.consumer {
            Consumer::Framework(_, form) => (false, matches!(form.text, Exported::Secrets(_))),
            Consumer::Other(other) => (other != Other::R, false),
        };
        if self.name.is_some() && !takes_name {
            return Err(
                Error::could_not("nothing in this form has a name that can be chosen")
                    .hint("leave out --as: it is for env, docker, k8s and systemd"),
            );
        }
        if self.keys.keys.len() > 1 && !takes_keys {
            return Err(
                Error::could_not("this form holds one key, and several were given")
                    .hint("give one --key; the slots beside it come along where the form has them"),
            );
        }
        Ok(())
    }

    fn name<'a>(&'a self, default: &'a str) -> &'a str {
        self.name.as_deref().unwrap_or(default)
    }

    /// A key in a form of its framework, which must be able to use it.
    fn of_form(
        &self,
        framework: &'static Framework,
        form: &Form,
        slotted: &Slotted,
    ) -> Result<Zeroizing<Vec<u8>>> {
        refuse_unfit(framework, slotted)?;
        match form.text {
            Exported::Code {
                language,
                reads_slots,
                code: of,
            } => {
                // Nothing is asked of the slots of a key that the code would not read.
                let made = code(language, of, slotted).map(text_of);
                let made = made.map_err(|error| as_made_for(framework, error))?;
                if let (Spec::File(path), true) = (&slotted.spec, reads_slots) {
                    slots::refuse_open_folder(path)?;
                    let file = absolute(path)?;
                    let reads = |key: Secret| of(&Place::File(&file), key).is_some();
                    refuse_unfit_slots(framework, &slotted.spec, self.keys.unsafe_key(), &reads)?;
                }
                Ok(made)
            }
            Exported::Secret(text) => text(slotted.secret()),
            Exported::Secrets(text) => {
                // What came through a pipe was read.
                let ring = match slotted.spec {
                    Spec::Stdin => return text(&[slotted.secret()]),
                    _ => self.keys.ring(&mut Stdin::default())?,
                };
                let keys = ring.collect::<Result<Vec<_>>>()?;
                for key in &keys {
                    refuse_unfit(framework, key)?;
                }
                let secrets: Vec<Secret> = keys.iter().map(Slotted::secret).collect();
                text(&secrets)
            }
        }
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

fn r_code(place: &Place, key: Secret) -> Option<String> {
    frameworks::r_expression(place, key.bytes)
}

/// Code of a language that fetches the key from its place.
fn code(
    language: &str,
    of: fn(&Place, Secret) -> Option<String>,
    slotted: &Slotted,
) -> Result<String> {
    let path;
    let place = match &slotted.spec {
        Spec::Keyring(Entry { service, user }) => Place::Keyring { service, user },
        Spec::File(file) => {
            path = absolute(file)?;
            Place::File(&path)
        }
        Spec::Env(name) => Place::Variable(name),
        // R has these variables when the code runs.
        Spec::Dotenv { path, name } if dotenv::is_of_r(path) && language == "R" => {
            Place::Variable(name)
        }
        spec => return Err(cannot_fetch(language, spec)),
    };
    of(&place, slotted.secret()).ok_or_else(|| match place {
        Place::Keyring { .. } => cannot_fetch(language, &slotted.spec),
        _ => Error::could_not(format!(
            "code of {language} would not read this key as it is here"
        )),
    })
}

/// Whether every reader of env files reads this alike: they differ in quotes, blanks
/// and `$`.
pub fn is_plain_in_env(value: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=_-.:".contains(byte);
    value.iter().all(is_plain)
}

fn env(name: &str, key: &Key) -> Result<Zeroizing<Vec<u8>>> {
    check_variable(name)?;
    if !is_plain_in_env(key.bytes()) {
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
            spec.word()
        ),
        Spec::File(_) | Spec::Env(_) => String::new(),
        _ => return Err(cannot_fetch("Compose", spec)),
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
                spec.word()
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

fn cannot_fetch(consumer: &str, spec: &Spec) -> Error {
    let to = match spec {
        Spec::Keyring(_) => "a file",
        _ => "a file or in the keyring",
    };
    Error::could_not(format!("{consumer} cannot fetch the key from there itself")).hint(format!(
        "put it in {to}: cookiekit key copy --key {} --to PATH",
        spec.word()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_as_yaml_wants_it() {
        assert_eq!(yaml_string("a\"b"), r#""a\"b""#);
    }
}

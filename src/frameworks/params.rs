//! What a format leaves to the application that uses it: a salt, a digest, how
//! old a cookie may be.

use crate::time::parse_duration;

/// One thing that an application chooses.
pub struct Param {
    /// Its name on the command line, in kebab-case: `max-age`.
    pub name: &'static str,
    /// What it is, for the help.
    pub about: &'static str,
    /// Which values it takes.
    pub kind: Kind,
    /// What the framework takes where the application chooses nothing, in
    /// words where it is no value: `none`.
    pub default: &'static str,
}

/// Which values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// Any text that the key or the signature is made with and that stands nowhere in
    /// the cookie: only who chose it knows it.
    Unseen,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Some of these words, with commas between.
    Words(&'static [&'static str]),
    /// Any texts, with commas between.
    Texts,
    /// A length of time, in seconds or as `8h`; `none` for no limit.
    Duration,
    /// A length of time in days, or in parts of one: `0.5`.
    Days,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Switch,
}

/// Stands for the cookie's own name in the values that are often chosen.
pub const OWN_NAME: &str = "{name}";

/// The parameters that were given, each in a form that its kind takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(&'static str, String)>);

/// No parameter: the framework's own defaults.
pub static NO_PARAMS: Params = Params(Vec::new());

/// How long a cookie is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaxAge {
    /// For so many seconds.
    Seconds(u64),
    /// Forever.
    None,
}

impl Kind {
    /// Whether this is one of its words.
    pub fn takes(self, word: &str) -> bool {
        matches!(self, Kind::Word(words) if words.contains(&word))
    }

    /// What is wrong with a value of this kind.
    pub fn fault(self, value: &str) -> Option<String> {
        let is_one = |words: &[&'static str], word: &str| spelled(words, word).is_some();
        match self {
            Kind::Text | Kind::Unseen | Kind::Texts => None,
            Kind::Word(words) => {
                (!is_one(words, value)).then(|| format!("one of {}", words.join(", ")))
            }
            Kind::Words(words) => {
                let mut given = value.split(',');
                (!given.all(|word| is_one(words, word)))
                    .then(|| format!("some of {}, with commas between", words.join(", ")))
            }
            Kind::Duration => (value != "none" && seconds(value).is_none())
                .then(|| "seconds, a duration such as 8h, or none".to_owned()),
            Kind::Days => days(value)
                .is_none()
                .then(|| "days, as 31 or 0.5".to_owned()),
            Kind::Number => value
                .parse::<u64>()
                .is_err()
                .then(|| "a whole number".to_owned()),
            Kind::Switch => {
                (!is_one(&["true", "false"], value)).then(|| "true or false".to_owned())
            }
        }
    }
}

/// The one of these words that is meant, in whatever case.
fn spelled(words: &[&'static str], word: &str) -> Option<&'static str> {
    let mut words = words.iter();
    words.find(|it| it.eq_ignore_ascii_case(word)).copied()
}

fn seconds(text: &str) -> Option<u64> {
    text.parse().ok().or_else(|| parse_duration(text).ok())
}

/// Days in seconds, written without a sign and without an exponent.
fn days(text: &str) -> Option<u64> {
    const MAX: f64 = 1e9;
    let is_plain = text.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    let days: f64 = text.parse().ok().filter(|days| is_plain && *days < MAX)?;
    Some((days * 86_400.0) as u64)
}

impl Param {
    /// The values that an application may have chosen instead: the other words of a
    /// list, each alone, and of what has no list those that are `often` chosen. How old a cookie
    /// may be makes none authentic.
    pub fn others(&self, chosen: &Params, often: &[&'static str]) -> Vec<&'static str> {
        let all: &[&'static str] = match self.kind {
            Kind::Word(words) | Kind::Words(words) => words,
            Kind::Switch => &["true", "false"],
            Kind::Text | Kind::Unseen | Kind::Texts | Kind::Number => often,
            Kind::Duration | Kind::Days => &[],
        };
        let now = chosen.text(self.name).unwrap_or(self.default);
        all.iter().copied().filter(|it| *it != now).collect()
    }
}

impl Params {
    /// Adds a parameter: the last of a name counts.
    pub fn set(&mut self, param: &'static Param, value: String) {
        let value = match param.kind {
            Kind::Word(words) | Kind::Words(words) => {
                let of_list = |word| spelled(words, word).unwrap_or(word);
                value.split(',').map(of_list).collect::<Vec<_>>().join(",")
            }
            _ => value,
        };
        self.0.push((param.name, value));
    }

    /// The same with another value of a parameter.
    #[must_use]
    pub fn with(&self, param: &'static Param, value: &str) -> Self {
        let mut params = self.clone();
        params.set(param, value.to_owned());
        params
    }

    /// Whether nothing was chosen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether they say what the framework takes anyway.
    pub fn is_default_of(&self, params: &[Param]) -> bool {
        self.0.iter().all(|(name, value)| {
            let own = params.iter().find(|it| it.name == *name);
            own.is_some_and(|it| it.default == value)
        })
    }

    /// The value of a parameter, if it was given.
    pub fn text(&self, name: &str) -> Option<&str> {
        let of_name = |it: &&(&str, String)| it.0 == name;
        self.0.iter().rfind(of_name).map(|it| it.1.as_str())
    }

    /// The number that a parameter is, if it was given.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.parse().ok()
    }

    /// Whether a switch is on, if it was given.
    pub fn switch(&self, name: &str) -> Option<bool> {
        self.text(name).map(|value| value == "true")
    }

    /// The values of a list, if it was given.
    pub fn list(&self, name: &str) -> Option<Vec<&str>> {
        self.text(name).map(|value| value.split(',').collect())
    }

    /// The length of time that a parameter is, if it was given.
    pub fn max_age(&self, name: &str) -> Option<MaxAge> {
        let value = self.text(name)?;
        Some(seconds(value).map_or(MaxAge::None, MaxAge::Seconds))
    }

    /// The seconds of the days that a parameter is, if it was given.
    pub fn days(&self, name: &str) -> Option<u64> {
        days(self.text(name)?)
    }

    /// For how many seconds a cookie is taken by the parameter `name`, where
    /// the framework takes it for `default`; `None`: forever.
    pub fn age(&self, name: &str, default: Option<u64>) -> Option<u64> {
        match self.max_age(name) {
            None => default,
            Some(MaxAge::Seconds(seconds)) => Some(seconds),
            Some(MaxAge::None) => None,
        }
    }
}

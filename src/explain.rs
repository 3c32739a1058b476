//! Why a cookie fails: hypotheses, each one change that would make it valid.
//!
//! A hypothesis is a row of [`HYPOTHESES`]: an id that never changes, what it
//! changes, how that is worded. It is claimed only when the cookie authenticates
//! with that one change and no other, so that a claim is a proof; with the line end
//! too, where that is a part of the key and changes with its spelling; and nothing is
//! claimed when changes fit that make different cookies of it. What is found here
//! is reported and never acted upon: no command accepts a cookie because of it.
//!
//! To add one, write a pure function in `explain/value.rs` or `explain/key.rs`
//! and a row in `explain/table.rs`, in the order of likelihood; its test in
//! `tests/cli/explain` takes a cookie that the real system made.

mod amid;
mod beside;
#[cfg(test)]
mod chosen;
mod chunks;
mod cut;
mod key;
mod members;
pub mod name;
#[cfg(test)]
mod pairs;
mod recipe;
pub mod remarks;
mod remedy;
mod search;
mod table;
mod value;
pub mod weak;
mod wire;
mod wrapped;

use std::borrow::Cow;

use crate::cookie::Cookie;
use crate::frameworks::{
    Anatomy, Difference, FORMATS, Format, Input, NO_PARAMS, Opened, Params, Quirk, SPELLING,
};
use crate::keys::Fingerprint;
use crate::keys::ring::Slotted;
use crate::keys::spec::Spec;
use crate::open::Pin;
use crate::time::Time;
use search::Search;

pub use chunks::{filled, missing_of_one};
pub use cut::{Cut, cut};
pub use remedy::Step;
pub use table::HYPOTHESES;

/// The most cookies of the same input that are looked at.
const MAX_OTHERS: usize = 64;
/// The most times that a cookie is opened to explain one: with ten keys and
/// everything else at its limit there are fewer.
pub const MAX_TRIES: usize = 16_384;

/// A cookie that no key made valid, and what is at hand.
pub struct Case<'a> {
    /// Its name; empty when it came without one.
    pub name: &'a str,
    /// Its value as it was taken.
    pub value: &'a str,
    /// The format that the user pinned.
    pub pin: Option<Pin>,
    /// The cookies that came with it in one message.
    pub siblings: &'a [(String, String)],
    /// The other cookies of the same input.
    pub others: &'a [Cookie],
    /// The keys that were tried, with their slots.
    pub keys: &'a [&'a Slotted],
    /// Keys that lie beside those, and were not asked for.
    pub nearby: &'a [Slotted],
    /// When it is judged.
    pub now: Time,
}

impl<'a> Case<'a> {
    /// The cookie under this name and with this value.
    fn input<'c>(&self, name: &'c str, value: &'c str) -> Input<'c>
    where
        'a: 'c,
    {
        Input {
            name,
            value,
            siblings: self.siblings,
            params: self.params(),
        }
    }

    /// The cookies that came with it, as they would be called if it had this name.
    fn siblings_under(&self, name: &str) -> Cow<'a, [(String, String)]> {
        if name == self.name {
            return Cow::Borrowed(self.siblings);
        }
        let names = |it: &dyn Format| {
            let [own, others] = [self.name, name].map(|name| it.companions(name));
            own.into_iter().zip(others)
        };
        let renamed = FORMATS.into_iter().flat_map(names);
        let renamed = renamed.filter_map(|(own, other)| {
            let of = |name: &str| self.siblings.iter().find(|it| it.0 == name);
            let sibling = of(&own).or_else(|| of(&other))?;
            Some((other, sibling.1.clone()))
        });
        Cow::Owned(renamed.collect())
    }

    /// What the application chose of the format that is pinned.
    fn params(&self) -> &'static Params {
        self.pin.map_or(&NO_PARAMS, |pin| pin.params)
    }
}

/// One row: what may be wrong, and what to do about it.
#[derive(Clone, Copy)]
pub struct Hypothesis {
    /// Stable: scripts know it by this.
    pub id: &'static str,
    /// What it changes.
    pub change: Change,
    /// The verdict; `{…}` stands for what is known of the claim.
    pub say: &'static str,
    /// How it comes about.
    pub why: &'static str,
    /// What to do.
    pub remedy: Remedy,
}

/// What a verdict says would be valid; the whole of one that says no such thing.
fn valid_part(verdict: &str) -> &str {
    verdict
        .split_once("; valid ")
        .map_or(verdict, |(_, after)| after)
}

impl Claim {
    /// The verdict where no key could be tried, for this reason.
    pub fn verdict_instead_of(&self, reason: &str) -> String {
        format!("{reason}; valid {}", valid_part(&self.verdict))
    }

    /// Whether it is of the cookie that was asked for, and not of another one
    /// that came with it.
    pub fn is_of_this(&self) -> bool {
        self.other.is_none()
    }

    /// Its parts once it is changed, where it is of the format then.
    pub fn anatomy(&self) -> Option<Anatomy> {
        let cookie = Input {
            params: &self.params,
            ..Input::new(&self.name, &self.value)
        };
        self.format.anatomy(cookie).ok()
    }

    /// Whether something else was chosen of the format than is known.
    pub fn is_by_choice(&self) -> bool {
        matches!(
            self.hypothesis.change,
            Change::Param | Change::Params | Change::NameAndParam
        )
    }

    /// Whether it is what goes with it that has to change.
    pub fn is_beside(&self) -> bool {
        matches!(self.hypothesis.change, Change::Beside(_))
    }

    /// Whether its end is missing, which no change brings back.
    pub fn is_cut(&self) -> bool {
        matches!(self.hypothesis.change, Change::End)
    }

    /// Whether the real system reads it as it is, in a spelling that is refused here.
    pub fn is_spelling(&self) -> bool {
        match self.hypothesis.change {
            Change::Decoded => true,
            Change::OnServer(quirk) => quirk.id == SPELLING.id,
            _ => false,
        }
    }

    /// Whether something has to change to make it valid, or it is the real
    /// system that reads it so.
    pub fn is_changed(&self) -> bool {
        !matches!(
            self.hypothesis.change,
            Change::Decoded | Change::OnServer(_) | Change::OnServerUnder(_)
        )
    }
}

impl Hypothesis {
    /// The verdict for a list: what is known of a claim only is in capitals.
    pub fn about(&self) -> String {
        let mut is_place = false;
        let text = valid_part(self.say).chars().filter_map(|character| {
            is_place = character == '{' || is_place && character != '}';
            let shown = if is_place {
                character.to_ascii_uppercase()
            } else {
                character
            };
            (!matches!(character, '{' | '}')).then_some(shown)
        });
        text.collect()
    }
}

/// What a hypothesis changes.
#[derive(Clone, Copy)]
pub enum Change {
    /// The value: into one of these.
    Value(fn(&str) -> Vec<String>),
    /// Nothing: the server takes percent-encoding off that is not spelt as it writes it.
    Decoded,
    /// What came along with the value: one of these is as the server sent it.
    Along(fn(&str) -> Vec<String>),
    /// The key's bytes, if it applies to them.
    Key(fn(&[u8]) -> Option<key::Secret>),
    /// The key's text: into one of these, if it applies to it.
    Keys(fn(&[u8]) -> Vec<key::Secret>),
    /// The id of the key, where a cookie names one of a map: into keys without it, or with
    /// another.
    Ids(fn(&[u8]) -> Vec<key::Secret>),
    /// The key: into a text of the JSON object that it is.
    Member,
    /// The key: into one of those that it lists, with commas between.
    Item,
    /// The name that the cookie is bound to: into one of these, or the one that it
    /// says itself.
    Name(fn(&Case) -> Vec<String>),
    /// The name: into one that the cookie does not tell.
    AnyName,
    /// Another cookie of the same input is meant.
    Other,
    /// Another format than the one that was pinned.
    Format,
    /// A format that no shape proves, where none was recognised.
    Unproven,
    /// What the application chose of the format, of one parameter.
    Param,
    /// The same of two parameters.
    Params,
    /// The same of one parameter, and the name into the one that the cookie then says
    /// itself.
    NameAndParam,
    /// A key that lies in a file, or in the keyring, beside one that was given.
    Nearby(fn(&Spec) -> bool),
    /// A file that was given for a key: into one of the values that it sets.
    OfFile,
    /// Nothing: the real system reads it so, by this quirk of its.
    OnServer(&'static Quirk),
    /// Nothing: the real system reads it so, if the difference and the key are
    /// these.
    OnServerUnder(fn(&Difference, &[u8]) -> bool),
    /// The key's bytes, as the real system reads them.
    KeyOnServer(fn(&[u8]) -> Option<key::Secret>),
    /// What goes with it was another: the names and values that may stand in for
    /// the companion of this name.
    Beside(fn(&Case, &str) -> Vec<(String, String)>),
    /// Chunks that came with it are no part of it.
    LeftOver,
    /// Two of its chunks have each other's names.
    Swapped,
    /// The end that is missing.
    End,
}

/// What to do about it.
#[derive(Clone, Copy)]
pub enum Remedy {
    /// This, in words.
    Say(&'static str),
    /// The key goes through this shell filter.
    Filter(&'static str),
    /// The value goes through this shell filter.
    Through(&'static str),
    /// The key is to be replaced by the one that opens it.
    UseKey,
    /// The format is to be named, with what was chosen of it.
    UseParam,
}

/// A hypothesis that holds.
pub struct Claim {
    /// Its row.
    pub hypothesis: &'static Hypothesis,
    /// The verdict in words.
    pub verdict: String,
    /// What to do, with commands where there are some.
    pub steps: Vec<Step>,
    /// The format of the cookie once it is changed.
    pub format: &'static dyn Format,
    /// Its name then.
    pub name: String,
    /// Its value then.
    pub value: String,
    /// What the application chose of the format then.
    pub params: Params,
    /// What it carries then.
    pub opened: Opened,
    /// The key that it is then under: where it, or what it was made of, is.
    pub key: Option<(Spec, Fingerprint)>,
    /// Whether the real system takes the cookie as it is; `None` where that
    /// is not known.
    pub server_takes_it: Option<bool>,
    /// Which cookie of the input it is: `None` for the one that was asked for.
    other: Option<usize>,
}

/// What came of trying them all.
pub struct Explained {
    /// The one that holds.
    pub claim: Option<Claim>,
    /// How many hold that make different cookies of it: more than one, and
    /// none is claimed.
    pub fits: usize,
    /// What those are, where none is claimed and all are of this cookie under one key:
    /// `with class=Signer`.
    pub fitting: Vec<String>,
    /// What is wrong with it under a key that was changed, whose mark it bears: where
    /// nothing makes it valid.
    pub told: Option<String>,
    /// How often the cookie was opened.
    pub tries: usize,
}

/// Tries every hypothesis.
pub fn explain(case: &Case) -> Explained {
    let mut search = Search::of(case);
    for hypothesis in HYPOTHESES.iter() {
        // A missing end is reported where nothing makes it whole.
        let is_whole = search.claims.iter().any(Claim::is_of_this);
        if !is_whole || !matches!(hypothesis.change, Change::End) {
            search.test(hypothesis);
        }
        // What the server reads as it is needs no change, whatever else would open.
        if matches!(hypothesis.change, Change::Decoded) && !search.claims.is_empty() {
            break;
        }
    }
    if search.claims.is_empty() {
        for hypothesis in HYPOTHESES.iter() {
            search.with_other_line_ends(hypothesis);
        }
    }
    let Search {
        tries,
        mut claims,
        told,
        ..
    } = search;
    let fits = claims.len();
    let claim = if fits == 1 { claims.pop() } else { None };
    let place = claims.first().and_then(|it| Some(&it.key.as_ref()?.0));
    let is_alike = |it: &Claim| it.is_of_this() && it.key.as_ref().map(|it| &it.0) == place;
    let fitting = match claims.iter().all(is_alike) {
        true => claims
            .iter()
            .map(|it| valid_part(&it.verdict).to_owned())
            .collect(),
        false => vec![],
    };
    Explained {
        claim,
        fits,
        fitting,
        told: told.filter(|_| fits == 0),
        tries,
    }
}

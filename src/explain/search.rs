//! Trying a hypothesis: every key, every value, and the claims that come of it.

mod another;
mod beside;
mod claim;
mod end;
mod format;
mod key;
mod line_end;
mod name;
mod param;
mod server;
mod value;

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::{Case, Change, Claim, Hypothesis, MAX_OTHERS, MAX_TRIES, Remedy, valid_part};
use crate::frameworks::{
    Codec, Difference, FORMATS, Format, Input, LineEnd, NO_PARAMS, Origin, Params, Refusal, Secret,
};
use crate::keys::Key;
use crate::keys::spec::Spec;
use crate::open::{self, read_by};
use another::is_of_another;
use claim::is_bound;
use key::is_of_file;
use line_end::LineEndToo;
use param::Chosen;

/// A key of this place as formats take it. One whose bytes a hypothesis changed is read
/// as the file that the printed fix writes; else as it then is, line end and all.
fn secret<'k>(case: &Case, hypothesis: &Hypothesis, key: &'k Key, spec: &Spec) -> Secret<'k> {
    let given = case.keys.iter().find(|it| it.spec == *spec);
    Secret {
        bytes: key.bytes(),
        place: given.map_or(0, |it| it.place),
        origin: match hypothesis.change {
            Change::Key(_) | Change::Member | Change::Item if writes_file(hypothesis) => {
                Origin::File
            }
            Change::Key(_) | Change::Keys(_) | Change::Ids(_) | Change::Member | Change::Item => {
                Origin::Value
            }
            Change::KeyOnServer(_) => Origin::Value,
            _ => spec.origin(),
        },
    }
}

fn writes_file(hypothesis: &Hypothesis) -> bool {
    matches!(hypothesis.remedy, Remedy::Filter(_))
}

/// Whether a file of such a key needs another line end, which is dropped from it.
fn needs_line_end(hypothesis: &Hypothesis, format: &dyn Format, key: &Key) -> bool {
    matches!(hypothesis.change, Change::Key(_))
        && format.facts().key.line_end == LineEnd::Dropped
        && key.bytes().ends_with(b"\n")
}

/// Whether it is the key that a hypothesis changes.
fn changes_key(change: &Change) -> bool {
    matches!(change, Change::Key(_) | Change::Keys(_))
}

/// The claims so far, and how often the cookie was opened.
pub struct Search<'a> {
    case: &'a Case<'a>,
    pub tries: usize,
    pub claims: Vec<Claim>,
    /// What the first key that was changed has shown to be wrong with it.
    pub told: Option<String>,
    /// What trying keys that are derived slowly took, in tries of others.
    slow: usize,
}

/// What one try opens.
struct Try<'a> {
    format: &'static dyn Format,
    name: &'a str,
    value: &'a str,
    /// Which of the other cookies it is.
    other: Option<usize>,
    /// What the application chose of the format, where that is the change.
    chosen: Option<&'a Chosen>,
    /// The names to report: of cookies that are left out, or stand in.
    left: &'a [String],
    /// How many characters are missing at its end; 0 where that is not known.
    missing: Option<usize>,
    /// The cookies that it is tried with, where these are others than came.
    siblings: Option<&'a [(String, String)]>,
    /// What else happened to the line end of its key.
    line_end: Option<&'a LineEndToo>,
}

impl<'a> Try<'a> {
    fn own(format: &'static dyn Format, name: &'a str, value: &'a str) -> Self {
        Try {
            format,
            name,
            value,
            other: None,
            chosen: None,
            left: &[],
            missing: None,
            siblings: None,
            line_end: None,
        }
    }
}

impl<'a> Search<'a> {
    /// Nothing tried yet.
    pub fn of(case: &'a Case<'a>) -> Self {
        Search {
            case,
            tries: 0,
            claims: Vec::new(),
            told: None,
            slow: 0,
        }
    }

    /// Tries one hypothesis.
    pub fn test(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        match hypothesis.change {
            Change::Value(edit) => self.changed(hypothesis, &edit(case.value)),
            Change::Decoded => self.as_its_server_decodes(hypothesis),
            Change::Along(edit) => self.taken_off(hypothesis, &edit(case.value)),
            Change::Name(names) => {
                let names = names(case);
                if names.is_empty() {
                    return;
                }
                for name in names {
                    self.under_another_name(hypothesis, &name);
                }
                self.under_the_name_inside(hypothesis);
            }
            Change::AnyName => self.under_any_name(hypothesis),
            Change::Other => {
                for (index, other) in case.others.iter().take(MAX_OTHERS).enumerate() {
                    // Of its own name there is nothing to pick: the server takes one.
                    if other.name.as_deref() == Some(case.name) {
                        continue;
                    }
                    let name = other.name.as_deref().unwrap_or_default();
                    self.another_cookie(hypothesis, name, &other.value, index);
                }
            }
            Change::Key(_) | Change::Keys(_) | Change::Ids(_) | Change::Member | Change::Item => {
                self.with_keys_made_of_those(hypothesis);
            }
            Change::OfFile => {
                for slotted in case.nearby.iter().filter(|it| is_of_file(case, &it.spec)) {
                    self.with_key(hypothesis, &slotted.key, slotted, &[]);
                }
            }
            Change::Nearby(is_such) => {
                for slotted in case.nearby.iter().filter(|it| is_such(&it.spec)) {
                    self.with_key(hypothesis, &slotted.key, slotted, &[]);
                }
            }
            Change::Format => self.as_another_format(hypothesis),
            Change::Unproven => self.as_an_unproven_one(hypothesis),
            Change::Param => self.with_another_param(hypothesis),
            Change::Params => self.with_two_params(hypothesis),
            Change::NameAndParam => self.under_the_name_inside_with_another_param(hypothesis),
            Change::OnServer(quirk) => {
                self.on_the_server(hypothesis, Some, |seen, _| seen.is(quirk));
            }
            Change::OnServerUnder(is_it) => self.on_the_server(hypothesis, Some, is_it),
            Change::KeyOnServer(edit) => {
                let edited = |key: &Key| edit(key.bytes()).map(Key::new);
                let up_to_nul = |seen: &Difference, _: &[u8]| seen.key_bytes.is_some();
                self.on_the_server(hypothesis, edited, up_to_nul);
            }
            Change::Beside(edit) => self.with_others_beside(hypothesis, edit),
            Change::LeftOver => self.without_left_over(hypothesis),
            Change::Swapped => self.with_two_swapped(hypothesis),
            Change::End => self.with_its_end(hypothesis),
        }
    }

    /// The formats that a value may be of.
    fn formats(&self, name: &str, value: &str) -> Vec<(&'static dyn Format, String)> {
        match self.case.pin {
            Some(pin) => {
                let value = read_by(pin.format, self.case.input(name, value)).value;
                vec![(pin.format, value.into_owned())]
            }
            None => {
                let found = open::recognise(self.case.input(name, value));
                let found = found.unwrap_or_default().into_iter();
                found.map(|it| (it.format, it.value.into_owned())).collect()
            }
        }
    }

    /// The formats that a key may tell it to be of, whatever its shape: the likeliest
    /// first.
    fn possible(&self) -> Vec<&'static dyn Format> {
        if let Some(pin) = self.case.pin {
            return vec![pin.format];
        }
        let mut formats = FORMATS.to_vec();
        formats.retain(|it| it.may_be_called(self.case.name));
        open::named_first(self.case.name, &mut formats, |it| *it);
        formats
    }

    /// Those of them under which a cookie is another one: what opens as a token opens
    /// as that of each format that keeps its own in one.
    fn distinct(&self) -> Vec<&'static dyn Format> {
        let mut formats = open::by_bytes(self.possible(), |it| *it);
        let mut tokens = Vec::new();
        formats.retain(|it| match tokens.contains(&it.token()) {
            true => false,
            false => {
                tokens.push(it.token());
                true
            }
        });
        formats
    }

    fn another_cookie(
        &mut self,
        hypothesis: &'static Hypothesis,
        name: &str,
        value: &str,
        index: usize,
    ) {
        for (format, value) in self.formats(name, value) {
            for slotted in self.case.keys {
                let tried = Try {
                    other: Some(index),
                    ..Try::own(format, name, &value)
                };
                self.open(hypothesis, &tried, &slotted.key, &slotted.spec);
            }
        }
    }

    /// What the application chose of a format: of the one that is pinned.
    fn params_of(&self, format: &dyn Format) -> &'static Params {
        let pin = self
            .case
            .pin
            .filter(|pin| pin.format.name() == format.name());
        pin.map_or(&NO_PARAMS, |pin| pin.params)
    }

    /// Counts a try, unless there were too many of this kind: what is tried before
    /// parameters leaves some of the slow ones for them.
    fn affords(
        &mut self,
        change: &Change,
        format: &dyn Format,
        secret: Secret,
        params: &Params,
    ) -> bool {
        let slowness = format.slowness(secret, params);
        let is_slow = slowness > 1;
        let most = match change {
            Change::Param | Change::Params | Change::NameAndParam => MAX_TRIES,
            _ => MAX_TRIES / 2,
        };
        if self.tries >= MAX_TRIES || is_slow && self.slow + slowness > most {
            return false;
        }
        self.slow += if is_slow { slowness } else { 0 };
        self.tries += 1;
        true
    }

    fn fitted(
        &mut self,
        hypothesis: &Hypothesis,
        (format, params): (&'static dyn Format, &Params),
        (key, spec): (&Key, &Spec),
    ) -> Option<Box<dyn Codec>> {
        let ended = needs_line_end(hypothesis, format, key)
            .then(|| Key::new(Zeroizing::new([key.bytes(), b"\n"].concat())));
        let secret = secret(self.case, hypothesis, ended.as_ref().unwrap_or(key), spec);
        if !self.affords(&hypothesis.change, format, secret, params) {
            return None;
        }
        let unlocked = open::unlock(format, secret, params);
        unlocked.ok().map(|it| it.codec)
    }

    /// Whether it opens so.
    fn open(
        &mut self,
        hypothesis: &'static Hypothesis,
        tried: &Try,
        key: &Key,
        spec: &Spec,
    ) -> bool {
        let params = tried.chosen.map(|it| &it.params);
        let read = (tried.format, params.unwrap_or(self.params_of(tried.format)));
        let Some(codec) = self.fitted(hypothesis, read, (key, spec)) else {
            return false;
        };
        let siblings = match (tried.siblings, tried.other) {
            (Some(siblings), _) => Cow::Borrowed(siblings),
            (None, None) => self.case.siblings_under(tried.name),
            (None, Some(_)) => Cow::Borrowed(self.case.siblings),
        };
        let given = self.case.input(tried.name, tried.value);
        let cookie = Input {
            siblings: &siblings,
            params: params.unwrap_or(given.params),
            ..given
        };
        let opened = codec.open(cookie);
        let is_open = opened.is_ok();
        if let Err(Refusal::Malformed(malformed)) = opened
            && changes_key(&hypothesis.change)
            && tried.format.is_told_by_key(malformed)
        {
            let change = valid_part(hypothesis.say);
            let told = || format!("{}; that is {change}", malformed.0);
            self.told.get_or_insert_with(told);
        }
        if let Ok(opened) = opened {
            if is_of_another(tried, cookie, self.case) {
                return false;
            }
            self.claim(hypothesis, tried, opened, key, spec, None);
        }
        is_open
    }
}

//! Looking at one cookie: with the keys, and where they do not make it valid,
//! with every hypothesis.

use std::rc::Rc;

use super::again::Again;
use super::evidence;
use super::others::case;
use super::twice::Twice;
use crate::capture::Found;
use crate::cli::arguments::{ClockArguments, KeyArguments};
use crate::cli::opening;
use crate::cookie::{Cookie, Known, open_as};
use crate::error::{Error, Result};
use crate::explain::remarks::Remark;
use crate::explain::{self, Case, Claim, Cut};
use crate::frameworks::{self, Anatomy, Refusal};
use crate::keys::ring::{Kept, Slotted};
use crate::keys::spec::Spec;
use crate::keys::{Fingerprint, nearby};
use crate::open::{Pin, Tried};
use crate::output::Output;
use crate::set_cookie::Lint;

/// Everything that was found out about a cookie.
pub struct Look<'a> {
    /// The cookie as it was found.
    pub found: &'a Found,
    /// When it is judged.
    pub clock: &'a ClockArguments,
    /// The cookie as one of each of the formats that it may be of.
    pub candidates: Vec<Known>,
    /// Its format, with name and value; `None` when it is of none.
    pub known: Option<Known>,
    /// What the keys made of it; `None` when there is no key or no format.
    pub tried: Option<Tried>,
    /// Why it is not accepted.
    pub refusal: Option<Error>,
    /// Why no key could be tried, though some were named.
    pub keyless: Option<Error>,
    /// The one change that would make it valid.
    pub claim: Option<Claim>,
    /// Its parts once it is changed so, where it has none as it is, or other ones.
    pub mended: Option<Anatomy>,
    /// How many changes fit, each making another valid cookie of it: of more
    /// than one none is claimed.
    pub fits: usize,
    /// What those are.
    pub fitting: Vec<String>,
    /// The marks of one that was cut.
    pub cut: Option<Cut>,
    /// How often it was opened to explain it.
    pub tries: usize,
    /// What else there is to say of a genuine one.
    pub remarks: Vec<Remark>,
    /// What is wrong with its Set-Cookie line.
    pub lints: Vec<Lint>,
    /// The key that anyone may have.
    pub weak: Option<String>,
    /// How many keys that anyone may have were tried on it.
    pub guesses: u64,
    /// The server reads cookies without a key.
    pub unencrypted: bool,
    /// How a command gets at the cookie again: the end of its line.
    pub again: Again,
    /// Where the keys are that were tried on it.
    pub places: Vec<Spec>,
    /// Which of how many of its name it is, in one header.
    pub twice: Option<Twice>,
    /// Whether it is the one of its name that the server takes.
    pub is_taken: bool,
    /// Whether the server takes it instead of a genuine one of its name.
    pub is_instead: bool,
    /// Where the key is whose id the cookie says it is under: `Some(None)` when
    /// it is none of those that were given.
    pub named_key: Option<Option<Spec>>,
}

/// The keys, and how to look.
pub struct Lookup<'a> {
    pub(super) keys: Option<Kept>,
    /// Keys that opened cookies of another format than Workbench's.
    pub(super) elsewhere: Vec<Fingerprint>,
    pin: Option<Pin>,
    arguments: &'a KeyArguments,
    clock: &'a ClockArguments,
    unencrypted: bool,
    /// How a command gets at the cookie again.
    pub again: Again,
    nearby: Option<Vec<Slotted>>,
    warnings: Vec<String>,
}

impl<'a> Lookup<'a> {
    /// Looks with these keys, none where there are none.
    pub fn new(
        keys: Option<Kept>,
        pin: Option<Pin>,
        arguments: &'a KeyArguments,
        clock: &'a ClockArguments,
        unencrypted: bool,
    ) -> Self {
        Lookup {
            keys,
            elsewhere: Vec::new(),
            pin,
            arguments,
            clock,
            unencrypted,
            again: Again::default(),
            nearby: None,
            warnings: Vec::new(),
        }
    }

    /// Looks at the one cookie that is meant; `others` came with it.
    ///
    /// # Errors
    /// When a key could not be tried, and none of the others opens it.
    pub fn alone(
        &mut self,
        found: &'a Found,
        others: &[Cookie],
        output: &mut Output,
    ) -> Result<Look<'a>> {
        let mut look = self.start(found, std::slice::from_ref(found));
        let mut failure = None;
        if let Some(tried) = self.open(&mut look) {
            match tried.map_err(|error| self.arguments.looked_at(error)) {
                Ok(mut tried) => {
                    opening::tell(&mut tried, self.clock.now(), output);
                    self.judge(&mut look, tried);
                }
                Err(error) => {
                    look.refusal = Some(error.clone());
                    failure = Some(error);
                }
            }
        }
        self.explain(&mut look, others);
        self.tell_warnings(output);
        // A key that does not fit may be one that is read in another way.
        match failure.filter(|_| look.claim.is_none() && look.fits < 2) {
            Some(error) => Err(error),
            None => Ok(look),
        }
    }

    /// Looks at one of several: what could not be done is its verdict.
    pub fn one_of_several(&mut self, all: &'a [Found], index: usize) -> Look<'a> {
        let mut look = self.start(&all[index], all);
        if let Some(tried) = self.open(&mut look) {
            match tried {
                Ok(mut tried) => {
                    self.warnings.append(&mut tried.warnings);
                    self.judge(&mut look, tried);
                }
                Err(error) => look.refusal = Some(error),
            }
        }
        self.explain(&mut look, &[]);
        look
    }

    /// The places of the keys.
    pub fn places(&self) -> &[Spec] {
        self.keys.as_ref().map_or(&[], Kept::places)
    }

    /// Tells each warning about the keys once.
    pub fn tell_warnings(&mut self, output: &mut Output) {
        let mut told: Vec<String> = Vec::new();
        for warning in self.warnings.drain(..) {
            if !told.contains(&warning) {
                told.push(warning.clone());
                output.warn(warning);
            }
        }
    }

    /// Tries the keys on the cookie as each of the formats that it may be of.
    fn open(&mut self, look: &mut Look) -> Option<Result<Tried>> {
        let keys = self.keys.as_mut().filter(|_| look.known.is_some())?;
        let (now, leeway) = (self.clock.now(), self.clock.leeway());
        let (index, tried) = open_as(&look.candidates, None, keys, (now, leeway));
        if index > 0 {
            // The one that is answered for goes first.
            look.candidates.swap(0, index);
            look.know_the_first();
        }
        Some(tried)
    }

    fn start(&self, found: &'a Found, all: &[Found]) -> Look<'a> {
        let candidates = found.cookie.clone();
        let candidates = candidates.candidates_by(self.pin, self.unencrypted);
        let mut look = Look {
            found,
            clock: self.clock,
            candidates: vec![],
            known: None,
            tried: None,
            refusal: None,
            keyless: None,
            claim: None,
            mended: None,
            fits: 0,
            fitting: vec![],
            cut: None,
            tries: 0,
            remarks: Vec::new(),
            lints: Vec::new(),
            weak: None,
            guesses: 0,
            unencrypted: self.unencrypted,
            again: self.again.clone(),
            places: self.places().to_vec(),
            named_key: None,
            twice: None,
            is_taken: false,
            is_instead: false,
        };
        match candidates {
            Err(error) => look.refusal = Some(error),
            Ok(candidates) => {
                look.candidates = candidates;
                look.know_the_first();
            }
        }
        look.refuse_where_no_key_is();
        if self.keys.is_none() {
            look.refuse_what_no_key_protects();
        }
        if look.removes() {
            look.refusal = None;
        }
        look.lints = look.lint(all, self.clock.now());
        look
    }

    fn judge(&mut self, look: &mut Look, tried: Tried) {
        let Some(known) = &look.known else { return };
        if let Err(refusal) = &tried.outcome {
            let places = self.keys.as_ref().map_or(&[][..], Kept::places);
            look.refusal = Some(opening::explained(
                *refusal,
                known,
                (&tried.unfit, places),
                self.clock,
            ));
        }
        if let Some(by) = &tried.by {
            let primaries = self.primaries(known.format);
            let primaries: Vec<&Slotted> = primaries.iter().map(|it| &**it).collect();
            let places = self.keys.as_ref().map_or(&[][..], Kept::places);
            look.remarks = look.remarks_of(known, &tried, by, places, &primaries);
            look.remarks.extend(look.no_longer_kept());
        }
        look.tried = Some(tried);
    }

    /// The key of the id that a cookie says it is under, and proves nothing by.
    fn named_key(&self, look: &Look) -> Option<Option<Spec>> {
        let named = look.anatomy()?.key_id.as_deref()?;
        let is_it = |it: &&Rc<Slotted>| frameworks::key_id(it.secret()).as_deref() == Some(named);
        let keys = self.keys.as_ref()?;
        Some(keys.so_far().find(is_it).map(|it| it.spec.clone()))
    }

    /// Why it is not valid, if anything tells.
    fn explain(&mut self, look: &mut Look, others: &[Cookie]) {
        if look.is_authentic() || look.refusal.is_none() {
            return;
        }
        if let Some(kept) = &mut self.keys {
            let told = look
                .candidates
                .first()
                .and_then(|known| evidence::told_by_key(known, kept.from_the_first(), self.clock));
            look.refusal = told.or(look.refusal.take());
            // Those that were not needed yet are read now.
            let (mut keys, mut unread) = (Vec::new(), Vec::new());
            for read in kept.from_the_first() {
                match read {
                    Ok(key) => keys.push(key),
                    Err(error) => unread.push(error),
                }
            }
            let keys: Vec<&Slotted> = keys.iter().map(|it| &**it).collect();
            let unsafe_key = self.arguments.unsafe_key();
            let nearby = self
                .nearby
                .get_or_insert_with(|| nearby(kept.places(), unsafe_key));
            let explained = explain::explain(&Case {
                keys: &keys,
                nearby,
                ..case(look.found, self.pin, others, self.clock.now())
            });
            look.tries = explained.tries;
            let tried = look.tried.as_ref().map(|it| &it.outcome);
            if let (Some(told), Some(Err(Refusal::Forged))) = (explained.told, tried) {
                look.refusal = Some(Error::no(format!("malformed: {told}")));
            }
            look.claim = explained.claim;
            look.fits = explained.fits;
            look.fitting = explained.fitting;
            let is_read_otherwise = |it: &&Claim| look.known.is_none() || it.is_by_choice();
            let claim = look.claim.as_ref().filter(|it| it.is_of_this());
            look.mended = claim.filter(is_read_otherwise).and_then(Claim::anatomy);
            // Else it is in the verdict, or the error that the run ends with.
            let is_told = match look.claim {
                Some(_) => keys.is_empty(),
                None => look.known.is_some(),
            };
            if !is_told {
                let not_tried = |it: &Error| format!("a key was not tried: {}", it.message);
                self.warnings.extend(unread.iter().map(not_tried));
            }
            if keys.is_empty() {
                look.keyless = unread.into_iter().next();
            }
            look.named_key = self.named_key(look);
        }
        let is_unread = look
            .known
            .as_ref()
            .is_none_or(|it| it.malformed().is_some());
        if look.claim.is_none() {
            let case = case(look.found, self.pin, others, self.clock.now());
            look.cut = match &look.known {
                Some(known) if !is_unread => explain::missing_of_one(&case, known.format),
                _ => explain::cut(&case),
            };
        }
    }
}

//! What speaks for and against a cookie besides its signature: how its line is
//! set, and how it was taken.

use std::rc::Rc;

use super::look::Look;
use crate::capture::{Found, Role};
use crate::cli::arguments::ClockArguments;
use crate::cookie::Known;
use crate::error::{Error, Result};
use crate::explain::name::LEGACY;
use crate::explain::remarks::{Genuine, Remark, Server};
use crate::frameworks::{self, Expiry, Framework, Refusal};
use crate::keys::ring::Slotted;
use crate::keys::slots;
use crate::keys::spec::Spec;
use crate::open::{self, Attempt, ChosenBy, Tried};
use crate::set_cookie::{Attributes, Lint, Seen, lint};
use crate::time::Time;

/// What is wrong with a malformed cookie, where one of these keys tells it.
pub fn told_by_key(
    known: &Known,
    keys: impl Iterator<Item = Result<Rc<Slotted>>>,
    clock: &ClockArguments,
) -> Option<Error> {
    let malformed = known.malformed()?;
    if !known.format.is_told_by_key(malformed) {
        return None;
    }
    let attempt = Attempt {
        format: known.format,
        chosen: ChosenBy::User,
        cookie: known.input(),
        malformed: Some(malformed),
    };
    let tried = open::open_with(attempt, keys, clock.now(), 0);
    match tried.ok()?.outcome {
        Err(Refusal::Malformed(malformed)) => Some(malformed.into()),
        _ => None,
    }
}

/// Whose a cookie of this name is, if that tells.
pub fn framework_of(name: &str) -> Option<&'static Framework> {
    frameworks::of_cookie_name(name.strip_suffix(LEGACY).unwrap_or(name))
}

impl Look<'_> {
    /// What is wrong with its Set-Cookie line, among all that were found.
    pub fn lint(&self, all: &[Found], now: Time) -> Vec<Lint> {
        let Some(attributes) = &self.found.attributes else {
            return vec![];
        };
        let origin = &self.found.origin;
        let name = self.found.cookie.name.as_deref().unwrap_or_default();
        let seen = Seen {
            scheme: origin.scheme.as_deref(),
            host: origin.host.as_deref(),
            path: origin.path.as_deref(),
            date: origin.date(),
            expires: self.expiry(),
            is_removal: attributes.removes(origin.date().unwrap_or(now)),
            is_set_again: self.is_set_again(attributes, all),
            is_twin: self.is_twin(name, all),
        };
        let known = self.known.as_ref();
        let framework = known.map(|known| known.format.facts().framework);
        lint(attributes, &seen, framework.or_else(|| framework_of(name)))
    }

    /// When the cookie itself says that it expires, if its format is known.
    fn expiry(&self) -> Option<Option<Time>> {
        let known = self.known.as_ref().filter(|_| self.anatomy().is_some())?;
        match known.format.facts().expiry {
            Expiry::Never => Some(None),
            _ if self.hides_times() => None,
            _ => Some(open::times_of(self.anatomy(), self.tried.as_ref()).expires),
        }
    }

    fn is_set_again(&self, own: &Attributes, all: &[Found]) -> bool {
        let mut later = all
            .iter()
            .skip_while(|it| !std::ptr::eq(*it, self.found))
            .skip(1);
        later.any(|it| {
            let same_place = |other: &Attributes| {
                (&other.name, &other.path, &other.domain) == (&own.name, &own.path, &own.domain)
            };
            it.role == Role::Set
                && it.message == self.found.message
                && it.attributes.as_ref().is_some_and(same_place)
        })
    }

    fn is_twin(&self, name: &str, all: &[Found]) -> bool {
        let Some(of) = name.strip_suffix(LEGACY) else {
            return false;
        };
        all.iter().any(|it| {
            it.cookie.name.as_deref() == Some(of) && it.cookie.value == self.found.cookie.value
        })
    }

    /// What else there is to say of a genuine cookie.
    pub fn remarks_of(
        &self,
        known: &Known,
        tried: &Tried,
        by: &Slotted,
        places: &[Spec],
        primaries: &[&Slotted],
    ) -> Vec<Remark> {
        let is_its = |place: &&Spec| slots::is_slot_of(&by.spec, place);
        let place = places.iter().find(is_its).unwrap_or(&by.spec);
        let genuine = Genuine {
            format: known.format,
            cookie: known.input(),
            taken: open::unquoted(known.format, &self.found.cookie.value),
            written: &self.found.cookie.written,
            outcome: &tried.outcome,
            by,
            place,
            primaries,
            now: self.clock.now(),
        };
        genuine.remarks()
    }

    /// That the time is over for which a jar or a browser keeps it: that sends it no more,
    /// whatever a server would make of it.
    pub fn no_longer_kept(&self) -> Option<Remark> {
        let found = self.found;
        let attributes = found.attributes.as_ref()?;
        let over = attributes
            .expires_at()
            .filter(|it| found.role == Role::Kept && it.0 <= self.clock.now().0)?;
        Some(Remark {
            id: "no-longer-kept",
            text: format!(
                "it was kept until {over}: what kept it has not sent it since, and the server sees \
                 no cookie"
            ),
            advice: None,
            server: Server::Takes,
        })
    }
}

//! Trying what the real system reads.

use std::borrow::Borrow;

use super::{Search, Try};
use crate::explain::Hypothesis;
use crate::frameworks::{Difference, Format, Input, NO_PARAMS, OnServer, PERCENT_SPELLING, Secret};
use crate::keys::Key;
use crate::open::percent_decoded;

impl<'a> Search<'a> {
    /// Tries what the real system makes of it, under each key or what is made
    /// of that.
    pub(super) fn on_the_server<K: Borrow<Key>>(
        &mut self,
        hypothesis: &'static Hypothesis,
        under: impl Fn(&'a Key) -> Option<K>,
        is_it: impl Fn(&Difference, &[u8]) -> bool,
    ) {
        // What is decoded may be of a format with the bytes of another, which need not
        // open it: the likeliest that does is its own.
        let is_decoded = hypothesis.id == PERCENT_SPELLING.id;
        let formats = match is_decoded {
            true => self.possible(),
            false => self.distinct(),
        };
        for format in formats {
            for slotted in self.case.keys {
                let Some(key) = under(&slotted.key) else {
                    continue;
                };
                let key = key.borrow();
                let secret = Secret::value(key.bytes());
                if !self.affords(format, secret, &NO_PARAMS) {
                    continue;
                }
                let is_it = |seen: &OnServer| is_it(&seen.difference, key.bytes());
                let seen = match is_decoded {
                    true => self.once_decoded(format, secret),
                    false => format.on_the_server(secret, self.case.value, self.case.now),
                };
                let Some(seen) = seen.filter(is_it) else {
                    continue;
                };
                let tried = Try::own(format, self.case.name, self.case.value);
                let detail = Some(&seen.difference);
                self.claim(hypothesis, &tried, seen.opened, key, &slotted.spec, detail);
                if is_decoded {
                    return;
                }
            }
        }
    }

    /// The value that the server takes off the wire before it looks at it.
    fn once_decoded(&self, format: &dyn Format, secret: Secret) -> Option<OnServer> {
        let value = self.case.value;
        let read = format.facts().framework.percent?.reads(value)?;
        // In its one spelling it is read here too.
        if percent_decoded(value).as_ref() == Some(&read) {
            return None;
        }
        let params = self.params_of(format);
        let input = Input {
            params,
            ..self.case.input(self.case.name, &read)
        };
        let codec = format.unlock(secret, params).ok()?.codec;
        Some(OnServer {
            difference: Difference::of(&PERCENT_SPELLING),
            opened: codec.open(input).ok()?,
            takes: true,
        })
    }
}

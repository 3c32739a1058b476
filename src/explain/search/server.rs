//! Trying what the real system reads.

use std::borrow::Borrow;

use super::{Search, Try};
use crate::explain::Hypothesis;
use crate::frameworks::{Difference, NO_PARAMS, Secret};
use crate::keys::Key;

impl<'a> Search<'a> {
    /// Tries what the real system makes of it, under each key or what is made
    /// of that.
    pub(super) fn on_the_server<K: Borrow<Key>>(
        &mut self,
        hypothesis: &'static Hypothesis,
        under: impl Fn(&'a Key) -> Option<K>,
        is_it: impl Fn(&Difference, &[u8]) -> bool,
    ) {
        for format in self.distinct() {
            for slotted in self.case.keys {
                let Some(key) = under(&slotted.key) else {
                    continue;
                };
                let key = key.borrow();
                let secret = Secret::value(key.bytes());
                if !self.affords(&hypothesis.change, format, secret, &NO_PARAMS) {
                    continue;
                }
                let seen = format.on_the_server(secret, self.case.value, self.case.now);
                let Some(seen) = seen.filter(|seen| is_it(&seen.difference, key.bytes())) else {
                    continue;
                };
                let tried = Try::own(format, self.case.name, self.case.value);
                let detail = Some(&seen.difference);
                self.claim(hypothesis, &tried, seen.opened, key, &slotted.spec, detail);
            }
        }
    }
}

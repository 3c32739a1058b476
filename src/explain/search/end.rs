//! Trying whether a cookie is the start of a genuine one.

use super::{Search, Try};
use crate::explain::Hypothesis;
use crate::frameworks::{FORMATS, Format, Opened, Times};
use crate::keys::ring::Slotted;
use crate::open;

impl Search<'_> {
    pub(super) fn with_its_end(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        let mut formats = FORMATS.to_vec();
        open::named_first(case.name, &mut formats, |it| *it);
        let is_pinned =
            |it: &&dyn Format| case.pin.is_some_and(|pin| pin.format.name() == it.name());
        formats.sort_by_key(|it| !is_pinned(it));
        // Of quotes the second went with the end.
        let inner = case.value.strip_prefix('"');
        let value = inner.unwrap_or(case.value);
        let quotes = usize::from(inner.is_some());
        let mut found: Vec<(&'static dyn Format, &Slotted, usize)> = Vec::new();
        for format in formats {
            for slotted in case.keys {
                let read = (format, self.params_of(format));
                let codec = self.fitted(hypothesis, read, (&slotted.key, &slotted.spec));
                let missing = codec.and_then(|it| it.missing(case.input(case.name, value)));
                found.extend(missing.map(|it| (format, *slotted, it + quotes)));
            }
        }
        let is_told = |it: &&dyn Format| {
            is_pinned(it) || it.facts().framework.cookie_names.contains(&case.name)
        };
        let first = found.first().copied();
        // Several formats sign in one way, and write that in different lengths.
        let is_known = first.is_some_and(|(format, _, missing)| {
            is_told(&format) || found.iter().all(|it| it.2 == missing)
        });
        for (format, slotted, missing) in found {
            let opened = Opened {
                payload: vec![],
                times: Times::default(),
            };
            let tried = Try {
                missing: Some(if is_known { missing } else { 0 }),
                ..Try::own(format, case.name, case.value)
            };
            self.claim(
                hypothesis,
                &tried,
                opened,
                &slotted.key,
                &slotted.spec,
                None,
            );
        }
    }
}

//! Trying the name that a cookie says it was made for.

use super::{Search, Try, is_bound};
use crate::explain::Hypothesis;
use crate::frameworks::{FORMATS, Format};
use crate::open::read_by;

impl Search<'_> {
    pub(super) fn under_another_name(&mut self, hypothesis: &'static Hypothesis, name: &str) {
        let mut formats = self.formats(self.case.name, self.case.value);
        formats.extend(self.told_beside(name, &formats));
        for (format, value) in formats {
            for slotted in self.case.keys.iter().filter(|_| is_bound(format)) {
                let tried = Try::own(format, name, &value);
                self.open(hypothesis, &tried, &slotted.key, &slotted.spec);
            }
        }
    }

    /// What a key proves, and no name: that it was made for one that it does not tell.
    pub(super) fn under_any_name(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        for (format, value) in self.formats(case.name, case.value) {
            for slotted in case.keys.iter().filter(|_| is_bound(format)) {
                let read = (format, self.params_of(format));
                let codec = self.fitted(hypothesis, read, (&slotted.key, &slotted.spec));
                let input = case.input(case.name, &value);
                if let Some(opened) = codec.and_then(|it| it.of_another_name(input)) {
                    let tried = Try::own(format, case.name, &value);
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
    }

    /// The formats that a cookie of this name is taken to be of by what came with it,
    /// where its value tells nothing.
    fn told_beside(
        &self,
        name: &str,
        known: &[(&'static dyn Format, String)],
    ) -> Vec<(&'static dyn Format, String)> {
        let case = self.case;
        let is_new = |it: &&dyn Format| {
            case.pin.is_none() && !known.iter().any(|known| known.0.name() == it.name())
        };
        let has_companion = |it: &&dyn Format| {
            let names = it.companions(name);
            case.siblings.iter().any(|it| names.contains(&it.0))
        };
        let told = FORMATS.into_iter().filter(is_new).filter(has_companion);
        let input = case.input(case.name, case.value);
        told.map(|it| (it, read_by(it, input).value.into_owned()))
            .collect()
    }

    /// A value that holds its name is tried under that one.
    pub(super) fn under_the_name_inside(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        for (format, value) in self.formats(case.name, case.value) {
            for slotted in case.keys.iter().filter(|_| is_bound(format)) {
                let read = (format, self.params_of(format));
                let codec = self.fitted(hypothesis, read, (&slotted.key, &slotted.spec));
                let input = case.input(case.name, &value);
                let name = codec.and_then(|it| it.made_for(input));
                if let Some(name) = name.filter(|it| it != case.name) {
                    let tried = Try::own(format, &name, &value);
                    self.open(hypothesis, &tried, &slotted.key, &slotted.spec);
                }
            }
        }
    }
}

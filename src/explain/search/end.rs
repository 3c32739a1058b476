//! Trying whether a cookie is the start of a genuine one.

use super::{Search, Try};
use crate::explain::Hypothesis;
use crate::frameworks::{FORMATS, Opened, Times};

impl Search<'_> {
    pub(super) fn with_its_end(&mut self, hypothesis: &'static Hypothesis) {
        for format in FORMATS {
            for slotted in self.case.keys {
                let read = (format, self.params_of(format));
                let Some(codec) = self.fitted(hypothesis, read, (&slotted.key, &slotted.spec))
                else {
                    continue;
                };
                if codec
                    .missing(self.case.input(self.case.name, self.case.value))
                    .is_some()
                {
                    let opened = Opened {
                        payload: vec![],
                        times: Times::default(),
                    };
                    let tried = Try::own(format, self.case.name, self.case.value);
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
}

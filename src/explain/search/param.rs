//! Trying what an application may have chosen of a format.

use super::{Search, Try};
use crate::explain::Hypothesis;
use crate::frameworks::{Format, Input, KEY_ENCODING, OWN_NAME, Params, Refusal};
use crate::keys::ring::Slotted;
use crate::open::read_by;

/// A parameter that the application may have chosen, beside those that are given.
pub(super) struct Chosen {
    /// As NAME=VALUE.
    pub(super) text: String,
    pub(super) params: Params,
    /// The value as the format reads it then.
    value: String,
}

impl Search<'_> {
    pub(super) fn with_another_param(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        for format in self.distinct() {
            let all = self.chosen(format);
            if all.is_empty() {
                continue;
            }
            // A key that has shown what is wrong made it, whatever else is chosen.
            let mut keys = case.keys.to_vec();
            keys.retain(|it| !self.is_told(hypothesis, format, it));
            for chosen in &all {
                for slotted in &keys {
                    let tried = Try {
                        chosen: Some(chosen),
                        ..Try::own(format, case.name, &chosen.value)
                    };
                    self.open(hypothesis, &tried, &slotted.key, &slotted.spec);
                }
            }
        }
    }

    /// What may have been chosen of a format, where the cookie has its shape then.
    fn chosen(&self, format: &'static dyn Format) -> Vec<Chosen> {
        let case = self.case;
        let given = self.params_of(format);
        // How a key is read is tried by its own hypotheses.
        let params = format.facts().params.iter();
        let params = params.filter(|it| it.name != KEY_ENCODING.name);
        let all = params.flat_map(|param| {
            let mut often = format.often_chosen().iter();
            let often = often.find(|it| it.0 == param.name);
            let values = param.others(given, often.map_or(&[][..], |it| it.1));
            // A cookie without a name has none that could have been chosen.
            let values = values.into_iter();
            let values = values.filter(|it| !case.name.is_empty() || !it.contains(OWN_NAME));
            values.map(move |it| (param, it.replace(OWN_NAME, case.name)))
        });
        let chosen = |(param, value): (_, String)| {
            let params = given.with(param, &value);
            let cookie = Input {
                params: &params,
                ..case.input(case.name, case.value)
            };
            let reading = read_by(format, cookie);
            reading.anatomy.ok()?;
            Some(Chosen {
                text: format!("{}={value}", param.name),
                value: reading.value.into_owned(),
                params,
            })
        };
        all.filter_map(chosen).collect()
    }

    fn is_told(
        &mut self,
        hypothesis: &Hypothesis,
        format: &'static dyn Format,
        slotted: &Slotted,
    ) -> bool {
        let read = (format, self.params_of(format));
        let codec = self.fitted(hypothesis, read, (&slotted.key, &slotted.spec));
        let cookie = self.case.input(self.case.name, self.case.value);
        codec.is_some_and(|codec| {
            matches!(codec.open(cookie), Err(Refusal::Malformed(it)) if format.is_told_by_key(it))
        })
    }
}

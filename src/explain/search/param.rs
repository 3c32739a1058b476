//! Trying what an application may have chosen of a format.

use super::{Search, Try, is_bound};
use crate::explain::Hypothesis;
use crate::frameworks::{Format, Input, KEY_ENCODING, Kind, OWN_NAME, Param, Params, Refusal};
use crate::keys::ring::Slotted;
use crate::open::read_by;

/// A parameter that the application may have chosen, beside those that are given.
pub(super) struct Chosen {
    /// Each as NAME=VALUE.
    pub(super) texts: Vec<String>,
    pub(super) params: Params,
    /// The value as the format reads it then.
    value: String,
}

/// The most pairs of parameters that are tried of a format.
const MAX_PAIRS: usize = 512;

/// A parameter and a value that may have been chosen of it.
type Choice = (&'static Param, String);

impl Search<'_> {
    pub(super) fn with_another_param(&mut self, hypothesis: &'static Hypothesis) {
        for format in self.distinct() {
            let choices = self.choices(format).into_iter().map(|it| vec![it]);
            self.with_choices(hypothesis, format, choices.collect());
        }
    }

    /// Where nothing else opens it: with two at once, of the formats that its shape
    /// tells, or of all that can read it where it tells none. Numbers, of which each takes as long as it says, are not among them.
    pub(super) fn with_two_params(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        let told = self.formats(case.name, case.value);
        let told: Vec<_> = match told.is_empty() {
            true => self.distinct(),
            false => told.into_iter().map(|it| it.0).collect(),
        };
        for format in told {
            if !self.claims.is_empty() {
                return;
            }
            let mut choices = self.choices(format);
            choices.retain(|it| it.0.kind != Kind::Number);
            let pairs = choices.iter().enumerate().flat_map(|(index, first)| {
                let others = choices[index + 1..].iter();
                let others = others.filter(|it| it.0.name != first.0.name);
                others.map(|it| vec![first.clone(), it.clone()])
            });
            self.with_choices(hypothesis, format, pairs.take(MAX_PAIRS).collect());
        }
    }

    /// Where nothing else opens it: under the name that it says with what was chosen.
    pub(super) fn under_the_name_inside_with_another_param(
        &mut self,
        hypothesis: &'static Hypothesis,
    ) {
        let case = self.case;
        if !self.claims.is_empty() {
            return;
        }
        for (format, _) in self.formats(case.name, case.value) {
            let mut choices = self.choices(format);
            choices.retain(|it| is_bound(format) && it.0.kind != Kind::Number);
            let all = choices.into_iter();
            let all: Vec<Chosen> = all.filter_map(|it| self.chosen(format, &[it])).collect();
            for (chosen, slotted) in all
                .iter()
                .flat_map(|it| case.keys.iter().map(move |key| (it, key)))
            {
                let read = (format, &chosen.params);
                let codec = self.fitted(hypothesis, read, (&slotted.key, &slotted.spec));
                let cookie = Input {
                    params: &chosen.params,
                    ..case.input(case.name, &chosen.value)
                };
                let name = codec.and_then(|it| it.made_for(cookie));
                if let Some(name) = name.filter(|it| it != case.name) {
                    let tried = Try {
                        chosen: Some(chosen),
                        ..Try::own(format, &name, &chosen.value)
                    };
                    self.open(hypothesis, &tried, &slotted.key, &slotted.spec);
                }
            }
        }
    }

    fn with_choices(
        &mut self,
        hypothesis: &'static Hypothesis,
        format: &'static dyn Format,
        choices: Vec<Vec<Choice>>,
    ) {
        let case = self.case;
        let all: Vec<Chosen> = choices
            .iter()
            .filter_map(|it| self.chosen(format, it))
            .collect();
        if all.is_empty() {
            return;
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

    /// What may have been chosen of a format, one parameter each.
    fn choices(&self, format: &'static dyn Format) -> Vec<Choice> {
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
        all.collect()
    }

    /// These, where the cookie has the format's shape then.
    fn chosen(&self, format: &'static dyn Format, choices: &[Choice]) -> Option<Chosen> {
        let case = self.case;
        let given = self.params_of(format).clone();
        let params = choices
            .iter()
            .fold(given, |params, (param, value)| params.with(param, value));
        let cookie = Input {
            params: &params,
            ..case.input(case.name, case.value)
        };
        let reading = read_by(format, cookie);
        reading.anatomy.ok()?;
        let text = |(param, value): &Choice| format!("{}={value}", param.name);
        Some(Chosen {
            texts: choices.iter().map(text).collect(),
            value: reading.value.into_owned(),
            params,
        })
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

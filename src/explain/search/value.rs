//! What may have happened to the value.

use std::borrow::Cow;

use super::{Search, Try};
use crate::explain::Hypothesis;
use crate::explain::value::percent_decoded as percent_decoded_in_any_spelling;
use crate::frameworks::{Format, Input, SPELLING};
use crate::open::{percent_decoded, read_by};

/// The hypothesis that quotes were put around a value.
pub(super) const QUOTES: &str = "quotes";

/// Whether the framework is known to read the quotes around a value as a part of it.
pub(super) fn is_kept(format: &dyn Format, value: &str) -> bool {
    let quotes = format.facts().framework.quotes;
    quotes.is_some_and(|ignored| {
        let is_quote = |it: char| matches!(it, '"' | '\'') && !ignored.contains(&it);
        value.starts_with(is_quote) && value.ends_with(is_quote)
    })
}

/// How a value is read for a format.
type Reads = for<'v> fn(&'static dyn Format, Input<'v>) -> Cow<'v, str>;

/// A value that was changed is not decoded once more, for that would be another
/// change: except for the quotes that its framework itself writes.
fn as_it_stands<'v>(format: &'static dyn Format, cookie: Input<'v>) -> Cow<'v, str> {
    let read = format.off_the_wire(cookie.value);
    read.map_or(Cow::Borrowed(cookie.value), Cow::Owned)
}

/// A value that nothing happened to but what came along with it.
fn as_it_was_sent<'v>(format: &'static dyn Format, cookie: Input<'v>) -> Cow<'v, str> {
    read_by(format, cookie).value
}

impl Search<'_> {
    /// As the server decodes it: it may be of a format with the bytes of another, which
    /// need not open it, and the likeliest that does is its own.
    pub(super) fn as_its_server_decodes(&mut self, hypothesis: &'static Hypothesis) {
        let case = self.case;
        let decoded = percent_decoded_in_any_spelling(case.value);
        for format in self.possible() {
            let percent = format.facts().framework.percent;
            // Of a server whose reading is known each key is asked.
            let known = || decoded.first().filter(|_| format.knows_its_server());
            let read = percent.and_then(|it| it.reads(case.value));
            let Some(value) = read.or_else(|| known().cloned()) else {
                continue;
            };
            // In its one spelling it is read here too.
            if percent_decoded(case.value).as_ref() == Some(&value) {
                continue;
            }
            let tried = Try::own(format, case.name, &value);
            let mut keys = case.keys.iter().filter(|it| {
                let reads = || format.on_the_server(it.secret(), case.value, case.now);
                !format.knows_its_server() || reads().is_some_and(|it| it.difference.is(&SPELLING))
            });
            if keys.any(|it| self.open(hypothesis, &tried, &it.key, &it.spec)) {
                return;
            }
        }
    }

    /// With a value that was changed into one of these: the likeliest is the first.
    pub(super) fn changed(&mut self, hypothesis: &'static Hypothesis, values: &[String]) {
        let formats = self.distinct();
        let mut values = values.iter();
        values.any(|it| self.opens(hypothesis, it, &formats, as_it_stands));
    }

    /// With what came along taken off: the rest is as the server sent it, and may
    /// also be of a format with the bytes of another, which need not open it.
    pub(super) fn taken_off(&mut self, hypothesis: &'static Hypothesis, values: &[String]) {
        let formats = self.possible();
        let mut values = values.iter();
        values.any(|it| self.opens(hypothesis, it, &formats, as_it_was_sent));
    }

    /// Whether a value opens as one of these formats, as this reads it for each.
    fn opens(
        &mut self,
        hypothesis: &'static Hypothesis,
        value: &str,
        formats: &[&'static dyn Format],
        reads: Reads,
    ) -> bool {
        let case = self.case;
        for format in formats {
            let value = reads(*format, case.input(case.name, value));
            if format.anatomy(case.input(case.name, &value)).is_err() {
                continue;
            }
            for slotted in case.keys {
                let tried = Try::own(*format, case.name, &value);
                // As of a genuine one, the likeliest format that opens it is its own.
                if self.open(hypothesis, &tried, &slotted.key, &slotted.spec) {
                    return true;
                }
            }
        }
        false
    }
}

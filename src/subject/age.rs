//! How old a key is: what its dates tell, and which of them are believed.
//!
//! No date of a file proves its age. Copying makes a new birth time, writing a
//! new time of modification, and the latter can be set. What they have in
//! common is that they come later than the key far more often than earlier: so
//! the oldest that can be one counts, and the others are shown beside it.

use crate::time::Time;

/// Machines are often this much apart, in seconds.
pub const SKEW: u64 = 5 * 60;

/// Before this (2000-01-01T00:00:00Z) there was no application whose key this
/// could be. Archives and images that leave dates out write 1970, 1980 or 1985.
const FIRST_DATE: Time = Time(946_684_800);

/// Dates that are closer together, in seconds, are of one making.
const MAKING: u64 = 1;

/// What a date is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeSource {
    /// The file was made then: a copy later than its key.
    Birth,
    /// It was last changed then: it may be older, and the time can be set.
    Modification,
    /// The key before it was retired then: so this one was in use.
    Retirement,
    /// The entry of a keyring was made then: keys that are rotated take turns
    /// in one, so this is not the age of any.
    Creation,
}

impl AgeSource {
    /// The words for it.
    pub fn word(self) -> &'static str {
        match self {
            AgeSource::Birth => "birth time",
            AgeSource::Modification => "modification",
            AgeSource::Retirement => "last rotation",
            AgeSource::Creation => "entry's creation",
        }
    }

    /// The word that stands before a date of it.
    fn done(self) -> &'static str {
        match self {
            AgeSource::Birth => "born",
            AgeSource::Modification => "modified",
            AgeSource::Retirement => "rotated",
            AgeSource::Creation => "entry made",
        }
    }
}

/// What is known of the age of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Age(Vec<(AgeSource, Time)>);

impl Age {
    /// The age that these dates tell of, a file's birth first.
    pub fn of(dates: impl IntoIterator<Item = (AgeSource, Option<Time>)>) -> Age {
        let known = dates
            .into_iter()
            .filter_map(|(source, date)| Some((source, date?)));
        Age(known.collect())
    }

    /// The date of this kind.
    pub fn date(&self, source: AgeSource) -> Option<Time> {
        let found = self.0.iter().find(|(it, _)| *it == source);
        found.map(|(_, date)| *date)
    }

    /// Since when the key is there at the latest, and what says so; `None`
    /// where no date can be believed.
    pub fn since(&self, now: Time) -> Option<(Time, AgeSource)> {
        let believed = self
            .0
            .iter()
            .filter(|(source, date)| *source != AgeSource::Creation && doubt(*date, now).is_none());
        let oldest = believed.min_by_key(|(_, date)| *date);
        oldest.map(|(source, date)| (*date, *source))
    }

    /// The dates beside the one that counts, where they are other ones, each
    /// with what is wrong with it.
    pub fn beside(&self, now: Time) -> String {
        let counted = self.since(now).map(|(date, _)| date);
        let other = |date: &Time| counted.is_none_or(|it| date.0.abs_diff(it.0) > MAKING);
        let told = self.0.iter().filter(|(_, date)| other(date));
        let told = told.map(|(source, date)| {
            let doubt = doubt(*date, now).unwrap_or_default();
            format!("; {} {date}{doubt}", source.done())
        });
        told.collect()
    }
}

/// Why a date is not taken for the age of a key.
fn doubt(date: Time, now: Time) -> Option<&'static str> {
    if date < FIRST_DATE {
        return Some(", which cannot be the date of a key");
    }
    (date > now.plus(SKEW)).then_some(", which is in the future")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_700_000_000);

    fn file(born: u64, modified: u64) -> Age {
        Age::of([
            (AgeSource::Birth, Some(Time(born))),
            (AgeSource::Modification, Some(Time(modified))),
        ])
    }

    #[test]
    fn the_older_date_counts_if_it_can_be_one() {
        let (day, born) = (86_400, NOW.0 - 10 * 86_400);
        for (modified, since, source) in [
            (born, born, AgeSource::Birth),
            (born - day, born - day, AgeSource::Modification),
            (born + day, born, AgeSource::Birth),
            // Left out by tar, zip, npm, nix; and a clock that was wrong.
            (0, born, AgeSource::Birth),
            (1, born, AgeSource::Birth),
            (315_532_800, born, AgeSource::Birth),
            (499_162_500, born, AgeSource::Birth),
            (NOW.0 + day, born, AgeSource::Birth),
        ] {
            let age = file(born, modified);
            assert_eq!(age.since(NOW), Some((Time(since), source)), "{modified}");
            assert_eq!(age.beside(NOW).is_empty(), modified == born, "{modified}");
        }
        assert_eq!(file(NOW.0 + day, 0).since(NOW), None);
        let told = file(NOW.0 + day, 0).beside(NOW);
        assert!(told.contains("in the future") && told.contains("cannot be the date of a key"));
        assert_eq!(file(born, born + 1).beside(NOW), "");
    }

    #[test]
    fn an_entry_is_older_than_its_key_and_a_rotation_younger() {
        let dates = |retired| {
            Age::of([
                (AgeSource::Creation, Some(Time(NOW.0 - 1000))),
                (AgeSource::Modification, Some(Time(NOW.0 - 10))),
                (AgeSource::Retirement, retired),
            ])
        };
        let modified = Some((Time(NOW.0 - 10), AgeSource::Modification));
        assert_eq!(dates(None).since(NOW), modified);
        let rotated = Time(NOW.0 - 500);
        let since = Some((rotated, AgeSource::Retirement));
        assert_eq!(dates(Some(rotated)).since(NOW), since);
    }
}

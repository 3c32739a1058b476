//! The census of many cookies: how many of which outcome, format, key and age;
//! and which key may go.

mod bars;
mod common;
mod conclusions;
mod of_key;

use serde_json::{Map, Value, json};

use super::outcome::{OUTCOMES, Outcome};
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::{FORMATS, NameBinding};
use crate::keys::ring::Slotted;
use crate::output::bars::Letters;
use crate::output::human::{grouped, grouped_of, two_columns, wrapped_at};
use crate::time::{DAY, HOUR, Time};
use common::Groups;
use of_key::OfKey;

pub use common::NoCommonKey;

/// The ages that are distinguished, each with its word: seconds since the cookie
/// was made, and those below the bound.
const AGES: [(u64, &str); 6] = [
    (HOUR, "under 1 hour"),
    (DAY, "under 1 day"),
    (7 * DAY, "under 7 days"),
    (30 * DAY, "under 30 days"),
    (90 * DAY, "under 90 days"),
    (u64::MAX, "90 days or more"),
];

/// What one record adds.
pub struct Counted<'c> {
    /// Its name; empty where it has none.
    pub name: &'c str,
    /// What became of the cookie.
    pub outcome: Outcome,
    /// How a run over it alone would end.
    pub exit: Exit,
    /// The place of its format in the registry.
    pub format: Option<usize>,
    /// The place of the key that authenticated it.
    pub key: Option<usize>,
    /// The place of the key that it is the start of a cookie of.
    pub start_of: Option<usize>,
    /// How long ago it was made, in seconds, if it says so.
    pub age: Option<u64>,
    /// When it was made.
    pub issued: Option<Time>,
    /// When it is over.
    pub expires: Option<Time>,
    /// How many further cookies of the name stand in the line.
    pub others: u64,
    /// Whether the line was cut.
    pub is_cut: bool,
    /// Whether it is forged as one without a name.
    pub is_unnamed: bool,
    /// Whether it is genuine, and not valid yet.
    pub is_early: bool,
    /// What tells its value from others, where keys were tried and none opens it.
    pub unopened: Option<u64>,
}

/// How many of each.
#[derive(Clone, Debug)]
pub struct Census {
    /// How the run ends.
    pub exit: Exit,
    outcomes: [u64; OUTCOMES.len()],
    formats: [[u64; OUTCOMES.len()]; FORMATS.len()],
    keys: Vec<OfKey>,
    ages: [u64; AGES.len()],
    ageless: u64,
    /// Further cookies of the name that were not opened.
    others: u64,
    /// Records of lines that have several.
    several: u64,
    /// Lines that were cut before the name.
    cut: u64,
    /// Forged as ones without a name, of formats that are bound to one.
    unnamed: u64,
    /// Whether the input ended within a line.
    pub is_cut: bool,
    /// Whether a key could not be tried.
    pub lacks_key: bool,
    /// The cookies of each name, by the keys that open them.
    groups: Groups,
}

impl Census {
    /// Of nothing yet, with this many keys.
    pub fn new(keys: usize) -> Self {
        Census {
            exit: Exit::Yes,
            outcomes: Default::default(),
            formats: [Default::default(); FORMATS.len()],
            keys: vec![OfKey::new(); keys],
            ages: Default::default(),
            ageless: 0,
            others: 0,
            several: 0,
            cut: 0,
            unnamed: 0,
            is_cut: false,
            lacks_key: false,
            groups: Groups::default(),
        }
    }

    /// Adds one record.
    pub fn count(&mut self, counted: &Counted) {
        self.exit = self.exit.worst(counted.exit);
        let outcome = counted.outcome as usize;
        self.outcomes[outcome] += 1;
        self.others += counted.others;
        self.several += u64::from(counted.others > 0);
        self.cut += u64::from(counted.is_cut);
        self.groups.count(counted, self.keys.len());
        if let Some(format) = counted.format {
            let is_bound = FORMATS[format].facts().name_binding == NameBinding::Bound;
            self.unnamed += u64::from(counted.is_unnamed && is_bound);
            self.formats[format][outcome] += 1;
        }
        if let Some(key) = counted.start_of {
            self.keys[key].cut += 1;
        }
        let Some(key) = counted.key else {
            return;
        };
        let of_key = &mut self.keys[key];
        if let Some(format) = counted.format {
            of_key.formats[format] = true;
        }
        if counted.outcome == Outcome::Expired && !counted.is_early {
            of_key.expired += 1;
        } else {
            of_key.early += u64::from(counted.is_early);
            of_key.valid += u64::from(!counted.is_early);
            of_key.never_expire += u64::from(counted.expires.is_none());
        }
        of_key.newest = of_key.newest.max(counted.issued);
        of_key.last = of_key.last.max(counted.expires);
        match counted.age {
            None => self.ageless += 1,
            Some(age) => {
                let place = AGES.iter().position(|(bound, _)| age < *bound);
                self.ages[place.unwrap_or(AGES.len() - 1)] += 1;
            }
        }
    }

    /// Adds what another job has seen.
    pub fn add(&mut self, other: &Census) {
        self.exit = self.exit.worst(other.exit);
        let add = |to: &mut [u64], from: &[u64]| {
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        };
        add(&mut self.outcomes, &other.outcomes);
        add(&mut self.ages, &other.ages);
        self.ageless += other.ageless;
        self.others += other.others;
        self.several += other.several;
        self.cut += other.cut;
        self.unnamed += other.unnamed;
        self.groups.add(&other.groups);
        for (to, from) in self.formats.iter_mut().zip(&other.formats) {
            add(to, from);
        }
        for (to, from) in self.keys.iter_mut().zip(&other.keys) {
            to.add(from);
        }
    }

    /// How many records there were.
    pub fn records(&self) -> u64 {
        self.outcomes.iter().sum()
    }

    /// How many there were of an outcome.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.outcomes[outcome as usize]
    }

    /// Whether there was a cookie of the format at this place.
    pub fn has_format(&self, place: usize) -> bool {
        self.formats[place].iter().any(|count| *count > 0)
    }

    /// Whether a key opened a cookie of the format at this place.
    pub fn has_opened(&self, key: usize, place: usize) -> bool {
        self.keys[key].formats[place]
    }

    /// Whether a cookie of the format at this place stayed unopened.
    pub fn has_unopened(&self, place: usize) -> bool {
        let of = |outcome: Outcome| self.formats[place][outcome as usize];
        of(Outcome::Forged) + of(Outcome::Untried) > 0
    }

    /// The cookies of one name that no key opens all of. Nothing is claimed about them
    /// where a key could not be tried.
    pub fn without_common_key(&self, keys: &[Slotted]) -> Vec<NoCommonKey> {
        match self.lacks_key {
            true => vec![],
            false => self.groups.without_common_key(keys),
        }
    }

    /// The census as a document.
    pub fn document(&self, keys: &[Slotted], now: Time) -> Map<String, Value> {
        let formats = FORMATS.iter().zip(&self.formats);
        let formats = formats.filter(|(_, counts)| counts.iter().any(|count| *count > 0));
        let formats = formats.map(|(format, counts)| {
            let mut fields = fields! {"format" => format.name()};
            fields.extend(by_outcome(counts));
            fields
        });
        let of_keys = keys.iter().zip(&self.keys).map(|(key, of_key)| {
            fields! {
                "slot" => key.slot.word(),
                "key" => key.spec.to_string(),
                "fingerprint" => key.key.fingerprint().to_string(),
                "valid" => of_key.valid,
                "not_yet_valid" => of_key.early,
                "expired" => of_key.expired,
                "cut" => of_key.cut,
                "never_expire" => of_key.never_expire,
                "newest_issued" => of_key.newest.map(|time| time.to_string()),
                "last_expires" => of_key.last.map(|time| time.to_string()),
            }
        });
        let ages = AGES.iter().map(|(_, word)| *word).zip(self.ages);
        let ages = ages.chain([("unknown", self.ageless)]);
        let ages = ages.map(|(age, cookies)| json!({"age": age, "cookies": cookies}));
        fields! {
            "records" => self.records(),
            "outcomes" => by_outcome(&self.outcomes),
            "others" => self.others,
            "formats" => formats.collect::<Vec<_>>(),
            "keys" => of_keys.collect::<Vec<_>>(),
            "ages" => ages.collect::<Vec<_>>(),
            "conclusions" => self.conclusions(keys, now),
            "no_common_key" => self.without_common_key(keys).iter()
                .map(NoCommonKey::document).collect::<Vec<_>>(),
            "now" => now.to_string(),
        }
    }

    /// That lines have several cookies of the name, where some do.
    pub fn of_several(&self) -> Option<String> {
        let count = grouped_of(self.several, "record");
        let verb = if self.several == 1 { "has" } else { "have" };
        (self.several > 0).then(|| {
            format!(
                "{count} {verb} several cookies of that name: the one is taken that the server takes, \
                 where that is known, and else the first"
            )
        })
    }

    /// That cookies without a name are refused where their format is bound to it, where
    /// some are: they may be genuine under it.
    pub fn of_unnamed(&self) -> Option<String> {
        let count = grouped_of(self.unnamed, "record");
        (self.unnamed > 0).then(|| {
            format!(
                "{count} of a format that is bound to the cookie's name came without one, and may \
                 be genuine: add --name NAME"
            )
        })
    }

    /// The outcomes on one line: `3 records: 2 valid, 1 forged`.
    pub fn line(&self) -> String {
        let told = told(OUTCOMES.iter().map(|it| it.1).zip(self.outcomes));
        let records = self.records_in_words();
        match told.as_str() {
            "" => records,
            told => format!("{records}: {told}"),
        }
    }

    fn records_in_words(&self) -> String {
        match self.records() {
            1 => "1 record".to_owned(),
            records => format!("{} records", grouped(records)),
        }
    }

    /// The census for people, in lines of so many columns.
    pub fn text(&self, keys: &[Slotted], now: Time, letters: Letters, columns: usize) -> String {
        let mut rows = vec![("records".to_owned(), grouped(self.records()))];
        let counts = OUTCOMES.iter().map(|it| it.1).zip(self.outcomes);
        rows.extend(self.bars(counts, letters));
        for (format, counts) in FORMATS.iter().zip(&self.formats) {
            let told = told(OUTCOMES.iter().map(|it| it.1).zip(*counts));
            if !told.is_empty() {
                rows.push((format.name().to_owned(), told));
            }
        }
        for (key, of_key) in keys.iter().zip(&self.keys) {
            let counts = [
                ("valid", of_key.valid),
                ("not yet valid", of_key.early),
                ("expired", of_key.expired),
                ("cut", of_key.cut),
            ];
            let told = match told(counts.into_iter()) {
                told if told.is_empty() => "no cookie".to_owned(),
                told => told,
            };
            let label = format!("{} key", key.slot.word());
            let fingerprint = key.key.fingerprint();
            rows.push((label, format!("{told}; {fingerprint} from {}", key.spec)));
        }
        if self.ages.iter().any(|count| *count > 0) {
            let ages = AGES.iter().map(|(_, word)| *word).zip(self.ages);
            let ages = ages.chain([("of unknown age", self.ageless)]);
            rows.push(("made".to_owned(), String::new()));
            rows.extend(self.bars(ages, letters));
        }
        if self.others > 0 {
            let others = format!(
                "{} further cookies of the name, not opened",
                grouped(self.others)
            );
            rows.push(("others".to_owned(), others));
        }
        let conclusions = self.conclusions(keys, now);
        let groups = self.without_common_key(keys);
        let groups = groups.iter().map(|it| format!("\n{}", it.text(columns)));
        let paragraphs = conclusions
            .iter()
            .map(|it| format!("\n{}", wrapped_at(columns, "", it)));
        two_columns(&rows) + &paragraphs.chain(groups).collect::<String>()
    }
}

fn by_outcome(counts: &[u64]) -> Map<String, Value> {
    let counts = OUTCOMES.iter().zip(counts);
    counts
        .map(|((_, word), count)| ((*word).to_owned(), (*count).into()))
        .collect()
}

/// Those that there are: `3 valid, 1 expired`.
fn told<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> String {
    let some = counts.filter(|(_, count)| *count > 0);
    let told: Vec<String> = some
        .map(|(word, count)| format!("{} {word}", grouped(count)))
        .collect();
    told.join(", ")
}

//! The counts of a census as bars.

use super::Census;
use crate::output::bars::{self, Letters};
use crate::output::human::grouped;

/// The columns of a bar: with the longest word before it a row has less than 60.
const BAR: usize = 20;

impl Census {
    /// A row for each of the counts that is not zero: the number, its share of all
    /// records, and that as a bar.
    pub(super) fn bars<'w>(
        &self,
        counts: impl Iterator<Item = (&'w str, u64)>,
        letters: Letters,
    ) -> Vec<(String, String)> {
        let whole = self.records();
        let some: Vec<_> = counts.filter(|(_, count)| *count > 0).collect();
        let said = |count: u64| format!("{} ({})", grouped(count), percent(count, whole));
        let widest = some.iter().map(|(_, count)| said(*count).len()).max();
        let widest = widest.unwrap_or_default();
        let row = |(word, count): (&str, u64)| {
            let bar = bars::share(count, whole, BAR, letters);
            (
                format!("  {word}"),
                format!("{:<widest$}  {bar}", said(count)),
            )
        };
        some.into_iter().map(row).collect()
    }
}

fn percent(part: u64, whole: u64) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

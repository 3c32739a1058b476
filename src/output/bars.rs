//! Bars in text: how much of a whole, and what was when. Each is drawn in letters
//! where the locale has no others, and says nothing that a word beside it does not.

use super::human::columns;
use crate::time::Time;

/// The letters of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// Of any terminal.
    Ascii,
    /// Blocks and lines, where the locale is UTF-8.
    Unicode,
}

impl Letters {
    fn full(self) -> &'static str {
        match self {
            Letters::Ascii => "#",
            Letters::Unicode => "█",
        }
    }

    fn empty(self) -> &'static str {
        match self {
            Letters::Ascii => ".",
            Letters::Unicode => "░",
        }
    }

    /// A time at which a key seals and opens.
    fn strong(self) -> &'static str {
        match self {
            Letters::Ascii => "=",
            Letters::Unicode => "━",
        }
    }

    /// A time at which a key only opens.
    fn weak(self) -> &'static str {
        match self {
            Letters::Ascii => "-",
            Letters::Unicode => "╌",
        }
    }
}

/// A part of a whole, drawn in so many columns: what is there at all has one.
pub fn share(part: u64, whole: u64, width: usize, letters: Letters) -> String {
    let width_of = |part: u64| {
        let exact = u128::from(part) * width as u128 / u128::from(whole.max(1));
        usize::try_from(exact).unwrap_or(width).min(width)
    };
    let full = width_of(part).max(usize::from(part > 0));
    letters.full().repeat(full) + &letters.empty().repeat(width - full)
}

/// A row of a timeline.
pub struct Row {
    /// What it is of.
    pub label: String,
    /// From when to when it seals, and opens.
    pub seals: Option<(Time, Time)>,
    /// From when to when it only opens.
    pub opens: Option<(Time, Time)>,
    /// What it does now.
    pub now: &'static str,
}

/// Rows of what was when, over an axis that ends now; nothing where no row has a past.
pub fn timeline(rows: &[Row], now: Time, width: usize, letters: Letters) -> String {
    let spans = rows.iter().flat_map(|row| [row.seals, row.opens]).flatten();
    let Some(start) = spans.map(|(from, _)| from).min().filter(|it| *it < now) else {
        return String::new();
    };
    let label = |row: &Row| row.label.chars().count();
    let said = |row: &Row| row.now.chars().count();
    let beside = rows.iter().map(label).max().unwrap_or_default()
        + rows.iter().map(said).max().unwrap_or_default();
    // Two spaces between the columns.
    let width = width.saturating_sub(beside + 4).max(16);
    let place = |time: Time| {
        let passed = u128::from(time.min(now).0.saturating_sub(start.0)) * width as u128;
        let place = passed / u128::from(now.0 - start.0);
        usize::try_from(place).unwrap_or(width).min(width)
    };
    let drawn = |row: &Row| {
        let mut cells = vec![" "; width];
        let spans = [(row.seals, letters.strong()), (row.opens, letters.weak())];
        for (span, letter) in spans {
            let Some((from, to)) = span else { continue };
            // What began a moment ago is seen, too.
            let from = place(from).min(width - 1);
            let to = place(to).max(from + 1);
            cells[from..to].fill(letter);
        }
        [row.label.clone(), cells.concat(), row.now.to_owned()]
    };
    let date = start.to_string().chars().take(10).collect::<String>();
    let axis = format!("{date}{:>width$}", "now", width = width - date.len());
    let mut table = vec![[String::new(), axis, String::new()]];
    table.extend(rows.iter().map(drawn));
    columns(&table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_to_scale_and_what_is_there_is_seen() {
        for (part, whole, ascii) in [
            (0, 10, ".........."),
            (5, 10, "#####....."),
            (10, 10, "##########"),
            (1, 1_000_000, "#........."),
            (0, 0, ".........."),
            (u64::MAX, u64::MAX, "##########"),
        ] {
            assert_eq!(share(part, whole, 10, Letters::Ascii), ascii, "{part}");
            let unicode = ascii.replace('#', "█").replace('.', "░");
            assert_eq!(share(part, whole, 10, Letters::Unicode), unicode);
        }
    }

    #[test]
    fn a_timeline_ends_now_and_is_as_wide_as_asked() {
        let (start, middle, now) = (Time(0), Time(500_000), Time(1_000_000));
        let rows = [
            Row {
                label: "old".to_owned(),
                seals: Some((start, middle)),
                opens: Some((middle, now)),
                now: "opens",
            },
            Row {
                label: "new".to_owned(),
                seals: Some((middle, now)),
                opens: None,
                now: "seals, opens",
            },
            Row {
                label: "next".to_owned(),
                seals: None,
                opens: Some((now, now)),
                now: "opens",
            },
        ];
        let text = timeline(&rows, now, 50, Letters::Ascii);
        assert_eq!(
            text,
            "      1970-01-01                 now\n\
             old   ===============---------------  opens\n\
             new                  ===============  seals, opens\n\
             next                               -  opens\n"
        );
        assert!(text.lines().all(|line| line.len() <= 50));
        assert!(!timeline(&rows, now, 50, Letters::Unicode).is_ascii());
        // Nothing has a past, or all of it is to come.
        assert_eq!(timeline(&[], now, 50, Letters::Ascii), "");
        assert_eq!(timeline(&rows, start, 50, Letters::Ascii), "");
    }
}

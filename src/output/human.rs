//! Text for people: tables, and other people's text made safe.

use crate::encoding::visible;

/// Columns of a text, where nobody knows how many there are.
pub const COLUMNS: usize = 80;
/// The fewest columns that a text is laid out for: below it a terminal breaks
/// the lines.
const MIN_COLUMNS: usize = 50;
/// The most: longer lines are not read at a glance.
const MAX_COLUMNS: usize = 120;

/// As many columns as a text is laid out for where there are so many.
pub fn laid_out(columns: usize) -> usize {
    columns.clamp(MIN_COLUMNS, MAX_COLUMNS)
}

/// Words in lines of at most [`COLUMNS`] behind a label, and then below the
/// first word.
pub fn wrapped(label: &str, words: &str) -> String {
    wrapped_at(COLUMNS, label, words)
}

/// The same in lines of so many columns.
pub fn wrapped_at(columns: usize, label: &str, words: &str) -> String {
    let indent = label.chars().count();
    let mut text = String::new();
    let mut line = label.to_owned();
    let mut is_empty = true;
    for word in words.split(' ') {
        let length = line.chars().count() + usize::from(!is_empty) + word.chars().count();
        if !is_empty && length > columns {
            text += line.trim_end();
            text.push('\n');
            line = " ".repeat(indent);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line += word;
        is_empty = false;
    }
    text + line.trim_end() + "\n"
}

/// What was found, what it may come of and what to do, each in lines of so many columns.
pub fn with_advice(columns: usize, found: &str, may_be: &str, to_do: &str) -> String {
    [("", found), ("  maybe: ", may_be), ("  to do: ", to_do)]
        .iter()
        .map(|(label, words)| wrapped_at(columns, label, words))
        .collect()
}

/// Bytes as text: escaped where they are not UTF-8 or would move the cursor.
pub fn visible_bytes(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => visible(text),
        Err(_) => bytes.escape_ascii().to_string(),
    }
}

/// Rows of two columns, the first as wide as its widest cell; a row without a name
/// continues the one above.
pub fn two_columns(rows: &[(String, String)]) -> String {
    let rows: Vec<[&str; 2]> = rows.iter().map(|(name, value)| [&**name, value]).collect();
    columns(&rows)
}

/// Rows of two columns in lines of so many columns: what is longer continues below its
/// first word.
pub fn two_columns_at(columns: usize, rows: &[(String, String)]) -> String {
    let width = rows.iter().map(|(name, _)| name.chars().count()).max();
    let width = width.unwrap_or_default();
    let row =
        |(name, value): &(String, String)| wrapped_at(columns, &format!("{name:width$}  "), value);
    rows.iter().map(row).collect()
}

/// Rows of columns, each but the last as wide as its widest cell.
pub fn columns<const N: usize>(rows: &[[impl AsRef<str>; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.as_ref().chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths);
        let cells = cells.map(|(cell, width)| format!("{:width$}", cell.as_ref()));
        let line = cells.collect::<Vec<_>>().join("  ");
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// A number as people read it: `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 word`, `2,000 words`.
pub fn grouped_of(number: u64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{} {noun}s", grouped(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_cannot_move_the_cursor() {
        assert_eq!(visible_bytes("a\u{1b}é".as_bytes()), r"a\u{1b}é");
        assert_eq!(visible_bytes(b"a\xff\x1b"), r"a\xff\x1b");
    }

    #[test]
    fn words_are_wrapped_behind_their_label() {
        let text = wrapped("why  ", &"word ".repeat(20));
        let lines: Vec<_> = text.lines().collect();
        assert!(lines.iter().all(|line| line.len() <= COLUMNS), "{text}");
        assert!(lines[0].starts_with("why  word") && lines[1].starts_with("     word"));
        let long = "x".repeat(100);
        assert_eq!(wrapped("a  ", &long), format!("a  {long}\n"));
    }

    #[test]
    fn columns_line_up() {
        let rows = [("a", "1"), ("bcd", "2"), ("", "3")];
        let rows = rows.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(two_columns(&rows), "a    1\nbcd  2\n     3\n");
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}

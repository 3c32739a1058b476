//! A topic of the help in a terminal of fewer columns than it is written for.

use crate::output::human::{COLUMNS, wrapped_at};

/// The text in so many columns: paragraphs, lists and rows of two columns are wrapped,
/// commands and what they print stay as they are.
pub fn narrowed(text: &str, columns: usize) -> String {
    if columns >= COLUMNS {
        return text.to_owned();
    }
    let mut narrow = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((label, rest)) = split(line) else {
            narrow += line;
            narrow.push('\n');
            continue;
        };
        let indent = label.chars().count();
        let mut words = rest.to_owned();
        while let Some(next) = lines.next_if(|next| continues(next, indent)) {
            words.push(' ');
            words += next.trim_start();
        }
        narrow += &wrapped_at(columns, label, &words);
    }
    narrow
}

/// What stands before the words of a line that can be wrapped: nothing of a paragraph, the
/// mark of a list, the first column of a row. `None` of a heading, and of code.
fn split(line: &str) -> Option<(&str, &str)> {
    let indent = line.len() - line.trim_start().len();
    if line.is_empty() || line == line.to_uppercase() {
        return None;
    }
    if indent == 0 {
        let mark = if line.starts_with("- ") { 2 } else { 0 };
        return Some(line.split_at(mark));
    }
    let gap = line[indent..].find("  ")? + indent;
    let words = line[gap..].trim_start();
    (indent == 2).then(|| line.split_at(line.len() - words.len()))
}

/// Whether a line goes with the words above it, which begin at this column.
fn continues(line: &str, indent: usize) -> bool {
    let own = line.len() - line.trim_start().len();
    let is_mark = own == 0 && line.starts_with("- ");
    !line.is_empty() && own == indent && !is_mark && line != line.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_commands_are_not() {
        let text = "A HEADING\n\n\
                    A paragraph of several words that are in two\nlines of it.\n\n\
                    - an item with more words than go into a line\n  of so many columns\n\
                    - another\n\n  \
                    cookiekit decrypt --key cookie.key --name session < cookie\n\n  \
                    key          what a server signs with, and\n               nobody else has\n";
        let narrow = "A HEADING\n\n\
                      A paragraph of several words\nthat are in two lines of it.\n\n\
                      - an item with more words than\n  go into a line of so many\n  columns\n\
                      - another\n\n  \
                      cookiekit decrypt --key cookie.key --name session < cookie\n\n  \
                      key          what a server\n               signs with, and\n               \
                      nobody else has\n";
        assert_eq!(narrowed(text, 30), narrow);
        assert_eq!(narrowed(text, 80), text);
    }
}

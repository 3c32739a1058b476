//! The parts of a cookie, drawn to scale in text.

use super::human::wrapped_at;
use super::paint::painted;

/// Columns beside the drawing, half of them before it.
const MARGINS: usize = 4;

/// The colours of the parts, in turn.
const HUES: [&str; 6] = ["36", "33", "32", "35", "34", "31"];

/// One part of a cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub name: &'static str,
    /// How many bytes it is once decoded.
    pub bytes: usize,
    /// What it says, if that is known.
    pub note: String,
}

/// A bar in which each part has the share that it has of the bytes, under a
/// letter, and below it what each letter stands for: in so many columns.
pub fn draw(parts: &[Part], columns: usize, color: bool) -> String {
    if parts.is_empty() {
        return String::new();
    }
    let letters: Vec<char> = ('a'..='z').cycle().take(parts.len()).collect();
    let mut text = String::from("  ");
    for (index, columns) in shares(parts, columns - MARGINS).into_iter().enumerate() {
        text += &hued(index, &letters[index].to_string().repeat(columns), color);
    }
    text.push('\n');
    let widest = parts
        .iter()
        .map(|part| part.name.len())
        .max()
        .unwrap_or_default();
    for (index, part) in parts.iter().enumerate() {
        let letter = hued(index, &letters[index].to_string(), color);
        let unit = if part.bytes == 1 { "byte" } else { "bytes" };
        let row = format!("  {:<widest$}  {:>5} {unit:<5}  ", part.name, part.bytes);
        // A colour takes no column.
        let row = wrapped_at(columns - 3, &row, &part.note);
        text += &format!("  {letter}{}", row.replace("\n ", "\n    "));
    }
    text
}

fn hued(index: usize, text: &str, color: bool) -> String {
    match color {
        true => painted(HUES[index % HUES.len()], text),
        false => text.to_owned(),
    }
}

/// The columns of each part: what is left of the rounding goes to those that
/// lost most by it, and every part has one.
fn shares(parts: &[Part], width: usize) -> Vec<usize> {
    let total = parts.iter().map(|part| part.bytes).sum::<usize>().max(1);
    let mut shares: Vec<usize> = parts
        .iter()
        .map(|part| (part.bytes * width / total).max(1))
        .collect();
    let lost = |index: usize| parts[index].bytes * width % total;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(lost(*index)));
    for index in order.iter().cycle().take(width) {
        if shares.iter().sum::<usize>() >= width {
            break;
        }
        shares[*index] += 1;
    }
    while shares.iter().sum::<usize>() > width
        && let Some(largest) = shares.iter_mut().max()
        && *largest > 1
    {
        *largest -= 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: &[usize]) -> Vec<Part> {
        let part = |bytes: &usize| Part {
            name: "part",
            bytes: *bytes,
            note: String::new(),
        };
        bytes.iter().map(part).collect()
    }

    #[test]
    fn the_bar_is_to_scale_and_every_part_is_seen() {
        for (bytes, expected) in [
            (&[1, 1][..], vec![38, 38]),
            (&[76, 0], vec![75, 1]),
            (&[16, 36, 24], vec![16, 36, 24]),
            (&[1, 4000, 1], vec![1, 74, 1]),
            (&[5, 29, 44], vec![5, 28, 43]),
            (&[0], vec![76]),
        ] {
            let shares = shares(&parts(bytes), 76);
            assert_eq!(shares, expected, "{bytes:?}");
            assert_eq!(shares.iter().sum::<usize>(), 76);
        }
    }

    #[test]
    fn a_drawing_is_read_without_colour_and_at_80_columns() {
        let drawing = draw(&parts(&[16, 36, 24]), 80, false);
        let bar = format!("  {}{}{}", "a".repeat(16), "b".repeat(36), "c".repeat(24));
        assert!(
            drawing.starts_with(&format!("{bar}\n  a  part     16 bytes\n")),
            "{drawing}"
        );
        assert!(drawing.lines().all(|line| line.len() <= 80));
        let colored = draw(&parts(&[1]), 80, true);
        assert!(colored.contains(&painted("36", "a")), "{colored:?}");
    }

    #[test]
    fn a_drawing_is_as_wide_as_there_are_columns() {
        for columns in [50, 60, 80, 120] {
            let mut parts = parts(&[16, 360, 24, 1]);
            parts[1].note = "words ".repeat(30).trim_end().to_owned();
            let drawing = draw(&parts, columns, false);
            let widths: Vec<usize> = drawing.lines().map(str::len).collect();
            assert_eq!(widths[0], columns - 2, "{drawing}");
            assert!(widths.iter().all(|width| *width <= columns), "{drawing}");
            assert!(drawing.lines().all(|line| line.trim_end() == line));
            assert_eq!(drawing.matches("words").count(), 30);
        }
    }
}

//! The parts of a cookie, drawn to scale in text.

use super::paint::painted;

/// Columns of the drawing.
const WIDTH: usize = 76;

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
/// letter, and below it what each letter stands for.
pub fn draw(parts: &[Part], color: bool) -> String {
    if parts.is_empty() {
        return String::new();
    }
    let letters: Vec<char> = ('a'..='z').cycle().take(parts.len()).collect();
    let mut text = String::from("  ");
    for (index, columns) in shares(parts).into_iter().enumerate() {
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
        let row = format!(
            "  {letter}  {:<widest$}  {:>5} {unit:<5}  {}",
            part.name, part.bytes, part.note
        );
        text += row.trim_end();
        text.push('\n');
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
fn shares(parts: &[Part]) -> Vec<usize> {
    let total = parts.iter().map(|part| part.bytes).sum::<usize>().max(1);
    let mut shares: Vec<usize> = parts
        .iter()
        .map(|part| (part.bytes * WIDTH / total).max(1))
        .collect();
    let lost = |index: usize| parts[index].bytes * WIDTH % total;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(lost(*index)));
    for index in order.iter().cycle().take(WIDTH) {
        if shares.iter().sum::<usize>() >= WIDTH {
            break;
        }
        shares[*index] += 1;
    }
    while shares.iter().sum::<usize>() > WIDTH
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
            let shares = shares(&parts(bytes));
            assert_eq!(shares, expected, "{bytes:?}");
            assert_eq!(shares.iter().sum::<usize>(), WIDTH);
        }
    }

    #[test]
    fn a_drawing_is_read_without_colour_and_at_80_columns() {
        let drawing = draw(&parts(&[16, 36, 24]), false);
        let bar = format!("  {}{}{}", "a".repeat(16), "b".repeat(36), "c".repeat(24));
        assert!(
            drawing.starts_with(&format!("{bar}\n  a  part     16 bytes\n")),
            "{drawing}"
        );
        assert!(drawing.lines().all(|line| line.len() <= 80));
        let colored = draw(&parts(&[1]), true);
        assert!(colored.contains(&painted("36", "a")), "{colored:?}");
    }
}

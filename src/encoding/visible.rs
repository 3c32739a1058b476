//! Text that somebody else chose, shown so that it can neither act on a
//! terminal nor hide.

/// What is not shown as it is: the control characters (general category Cc),
/// the format characters (Cf: what turns the direction of text, joins, or tags
/// it), the ends of lines and paragraphs (Zl, Zp), what Unicode wants ignored
/// where it is not known (`Default_Ignorable_Code_Point`), and noncharacters.
/// Of Unicode 16; a test holds it against the tables of `regex-syntax`.
const HIDDEN: [(u32, u32); 29] = [
    (0x0000, 0x001f),
    (0x007f, 0x009f),
    (0x00ad, 0x00ad),
    (0x034f, 0x034f),
    (0x0600, 0x0605),
    (0x061c, 0x061c),
    (0x06dd, 0x06dd),
    (0x070f, 0x070f),
    (0x0890, 0x0891),
    (0x08e2, 0x08e2),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x2028, 0x202e),
    (0x2060, 0x206f),
    (0x3164, 0x3164),
    (0xfdd0, 0xfdef),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfffb),
    (0xfffe, 0xffff),
    (0x110bd, 0x110bd),
    (0x110cd, 0x110cd),
    (0x13430, 0x1343f),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe0fff),
];

/// Whether a character neither moves the cursor nor hides text nor turns its
/// direction.
pub fn is_visible(character: char) -> bool {
    let code = u32::from(character);
    if (0x20..0x7f).contains(&code) {
        return true;
    }
    let place = HIDDEN.partition_point(|(_, last)| *last < code);
    let is_hidden = HIDDEN.get(place).is_some_and(|(first, _)| *first <= code);
    // The last two of every plane are no characters.
    !is_hidden && code & 0xfffe != 0xfffe
}

/// Text that somebody else chose, on one line: control characters are escaped,
/// for they could rewrite the terminal that they are shown on, and so are those
/// that change the direction of text or cannot be seen.
pub fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        if is_visible(character) {
            visible.push(character);
        } else {
            visible.extend(character.escape_default());
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_syntax::hir::{Class, HirKind};

    #[test]
    fn visible_text_cannot_move_the_cursor() {
        assert_eq!(
            visible("a\u{1b}[2J\u{e9}\n\u{9b}"),
            "a\\u{1b}[2J\u{e9}\\n\\u{9b}"
        );
    }

    #[test]
    fn what_is_hidden_is_what_unicode_says() {
        let pattern = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]";
        let class = regex_syntax::parse(pattern).unwrap().into_kind();
        let HirKind::Class(Class::Unicode(class)) = class else {
            panic!("{class:?}");
        };
        for character in '\0'..=char::MAX {
            let ranges = class.ranges();
            let place = ranges.partition_point(|it| it.end() < character);
            let is_hidden = ranges.get(place).is_some_and(|it| it.start() <= character);
            assert_eq!(
                is_visible(character),
                !is_hidden,
                "{:x}",
                u32::from(character)
            );
        }
        for seen in ['a', '\u{e9}', '\u{540d}', '\u{1f36a}', '\u{301}', '\u{a0}'] {
            assert!(is_visible(seen), "{seen:?}");
        }
    }
}

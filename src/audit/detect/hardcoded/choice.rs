//! Values of which one is taken: `c ? a : "…"`, `a if c else "…"`, `if (c) "…" else b`.

use super::Language;
use super::back::{Back, is_name, is_quote};
use super::context::Context;
use super::flow;

/// How far an expression is read, from the end of the value back.
const MAX_BYTES: usize = 512;

impl<'a> Context<'a> {
    /// Takes what says that a condition chooses the value: a question mark, the colon that
    /// belongs to one, `if (…)`.
    pub(super) fn is_chosen(&self, back: &mut Back<'a>) -> bool {
        let mut before = *back;
        let is_one = match (self.language, before.last()) {
            (Language::R | Language::Script, Some(b')')) => self.takes_if(&mut before),
            (Language::Script | Language::Php | Language::Ruby, Some(b'?')) => {
                before.at -= 1;
                before.last().is_some_and(|it| it.is_ascii_whitespace())
            }
            (Language::Script | Language::Php | Language::Ruby, Some(b':')) => {
                before.at -= 1;
                let start = self.walk(before, false);
                start.is_some_and(|start| start.last() == Some(b'?'))
            }
            _ => false,
        };
        if is_one {
            before.white();
            *back = before;
        }
        is_one
    }

    /// Takes `if (…)`.
    fn takes_if(&self, back: &mut Back<'_>) -> bool {
        back.at -= 1;
        let Some(open) = flow::bracket(self.text, back.at) else {
            return false;
        };
        back.at = open;
        back.blanks();
        back.take_while(is_name) == b"if"
    }

    /// Where the expression starts that ends there: what it is given to stands before it.
    pub(super) fn expression(&self, back: Back<'a>) -> Option<Back<'a>> {
        self.walk(back, true)
    }

    /// Goes back over strings and brackets, to what the expression is given to or, if not
    /// `is_whole`, to its question mark.
    fn walk(&self, mut back: Back<'a>, is_whole: bool) -> Option<Back<'a>> {
        let end = self.value.range.end.saturating_sub(MAX_BYTES);
        while back.at > end {
            let byte = back.last()?;
            let next = back.text.get(back.at).copied();
            match byte {
                byte if is_quote(byte) => {
                    let line = &back.text[end.min(back.at - 1)..back.at - 1];
                    let open = line.iter().rposition(|it| *it == byte)?;
                    back.at -= line.len() - open;
                }
                b')' | b']' | b'}' => {
                    let open = flow::bracket(self.text, back.at - 1)?;
                    back.at = open + 1;
                }
                b'(' | b'[' | b',' => return is_whole.then_some(back),
                b'{' | b';' => return None,
                // `?.` and `??` are other signs, and `present?` is a name.
                b'?' if !is_whole => {
                    let mut before = back;
                    before.at -= 1;
                    let is_apart = before.last().is_some_and(|it| it.is_ascii_whitespace());
                    if is_apart && !matches!(next, Some(b'.' | b'?')) {
                        return Some(back);
                    }
                }
                b':' if back.text[..back.at - 1].ends_with(b"?") => back.at -= 1,
                b'=' | b':' | b'-' => {
                    let mut sign = back;
                    sign.at += usize::from(byte == b'=' && next == Some(b'>'));
                    let start = sign;
                    if self.assignment(&mut sign).is_some() && sign.at < back.at {
                        return is_whole.then_some(start);
                    }
                    let signs = back.take_while(|it| b"=!<>~:-".contains(&it));
                    back.at += usize::from(!signs.is_empty());
                }
                b'\n' if !self.goes_on(&back) => return None,
                _ => {}
            }
            back.at -= 1;
        }
        None
    }

    /// Whether what stands on both sides of a line end belongs together.
    fn goes_on(&self, back: &Back<'_>) -> bool {
        let before = back.text[..back.at].trim_ascii_end();
        let after = back.text[back.at..].trim_ascii_start();
        let ends = [&b"?"[..], b"||", b"=", b":", b"\\", b" else", b" or", b"??"];
        let starts = [&b"?"[..], b":", b"||", b".", b"else", b"or ", b"if ", b"%"];
        ends.iter().any(|it| before.ends_with(it)) || starts.iter().any(|it| after.starts_with(it))
    }
}

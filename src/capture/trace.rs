//! What `curl --trace` and `curl --trace-ascii` write (curl 7.88 and 8): blocks of rows with
//! an offset each, of which those of headers count.

use std::io::{self, BufRead};

use super::collector::First;
use super::exchange::Heads;
use super::lines::{Line, Lines, MAX_LINE_BYTES};
use super::{Capture, Kind};
use crate::encoding::from_hex;

/// How the blocks of headers are marked, and which way those went.
const HEADERS: [(&str, char); 2] = [("=> Send header, ", '>'), ("<= Recv header, ", '<')];
/// How the other marks start.
const OTHERS: [&str; 3] = ["=> Send ", "<= Recv ", INFO];
const INFO: &str = "== Info: ";
/// The letters of a whole row as text, and the hex digits of one, with their spaces.
const ROW: usize = 0x40;
const DIGITS: usize = 3 * 0x10;

/// Whether a text is such a trace.
pub fn is_one(text: &str) -> bool {
    text.lines().any(|line| direction(line).is_some())
}

/// Which way the headers of a block go that this line begins, whatever time stands
/// before the mark.
fn direction(line: &str) -> Option<char> {
    let mut marks = HEADERS.iter();
    let (count, direction) = marks.find_map(|it| Some((behind(line, it.0)?, it.1)))?;
    (count.contains(" bytes (0x") && line.ends_with(')')).then_some(direction)
}

/// What stands behind a mark, before which there is a time or nothing: the text of a row
/// stands behind its offset, and is none.
fn behind<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let (before, behind) = line.split_once(mark)?;
    (!before.contains(": ")).then_some(behind)
}

/// Requests and answers, with bodies between.
pub fn read(
    source: &mut dyn BufRead,
    known: &dyn Fn(&str) -> bool,
    first: First,
) -> io::Result<Capture> {
    let mut heads = Heads::of(Kind::Trace, known, first);
    let mut block: Option<Block> = None;
    let mut lines = Lines::unindented(source);
    while let Some(line) = lines.next()? {
        let begins = direction(&line.text);
        let mut others = OTHERS.iter().filter_map(|it| behind(&line.text, it));
        if begins.is_some() || others.next().is_some() {
            if let Some(block) = block.take() {
                block.end(&mut heads);
            }
            if let Some(text) = behind(&line.text, INFO) {
                heads.info(text);
            }
            block = begins.map(Block::of);
        } else if let Some(block) = &mut block {
            block.push(&line.text);
        }
    }
    if let Some(block) = block {
        block.end(&mut heads);
    }
    Ok(heads.end())
}

/// The headers of one block.
struct Block {
    direction: char,
    text: String,
    /// Where the last row began, and how long it was.
    row: Option<(usize, usize)>,
    is_cut: bool,
}

impl Block {
    fn of(direction: char) -> Self {
        Block {
            direction,
            text: String::new(),
            row: None,
            is_cut: false,
        }
    }

    /// Takes in a row: `0040: 0d 0a …`, or `0040: text`.
    fn push(&mut self, row: &str) {
        let Some((offset, content)) = row.split_once(':') else {
            return;
        };
        let Ok(offset) = usize::from_str_radix(offset, 16) else {
            return;
        };
        if self.text.len() > MAX_LINE_BYTES {
            self.is_cut = true;
            return;
        }
        let content = content.strip_prefix(' ').unwrap_or(content);
        if let Some(bytes) = of_digits(content) {
            self.text += &String::from_utf8_lossy(&bytes);
            return;
        }
        if let Some((before, length)) = self.row
            && !continues(before, length, offset)
        {
            self.text.push('\n');
        }
        self.row = Some((offset, content.len()));
        self.text += content;
    }

    /// Hands its lines on, of which the last is blank where the head ends.
    fn end(self, heads: &mut Heads) {
        let text = self.text.strip_suffix("\r\n").unwrap_or(&self.text);
        let count = text.split('\n').count();
        for (index, line) in text.split('\n').enumerate() {
            let line = Line {
                text: line.trim_end_matches('\r').to_owned(),
                is_cut: self.is_cut && index + 1 == count,
            };
            heads.push(self.direction, line);
        }
    }
}

/// Whether a row at this offset is of the line of the one before. A row that ends in a
/// line end is followed by one that is two bytes farther.
fn continues(before: usize, length: usize, offset: usize) -> bool {
    offset == before + ROW && length + "\r\n".len() != ROW
}

/// The bytes of a row of hex digits: pairs of them, and behind those the same as text.
fn of_digits(row: &str) -> Option<Vec<u8>> {
    let digits = row.get(..DIGITS.min(row.len()))?.trim_end();
    let are_pairs = digits.split(' ').all(|it| it.len() == 2);
    let bytes = from_hex(digits.replace(' ', "").as_bytes())?;
    (are_pairs && row.len() > DIGITS && !bytes.is_empty()).then(|| bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::collector::ALIKE;
    use super::super::tests::pairs;
    use super::*;

    const ASCII: &str = "\
== Info:   Trying 127.0.0.1:8765...
=> Send header, 160 bytes (0xa0)
0000: GET /x HTTP/1.1
0011: Host: App.example.com:8765
004d: Cookie: session=eyJ1c2VyIjoiYWxpY2V4In0.aw7kfQ.k4nkhhTlAthwKD35o
008d: RaFQ31Tyek; a=b
009e: 
=> Send data, 13 bytes (0xd)
0000: Cookie: d=e
<= Recv header, 17 bytes (0x11)
0000: HTTP/1.1 200 OK
<= Recv header, 78 bytes (0x4e)
0000: Set-Cookie: s=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
0040: Set-Cookie: t=u
<= Recv header, 2 bytes (0x2)
0000: 
<= Recv data, 20 bytes (0x14)
0000: Set-Cookie: x=y
0011: <= Recv header, 18 bytes (0x12)
0032: Set-Cookie: y=z
";

    const HEX: &str = "\
=> Send header, 40 bytes (0x28)
0000: 47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a GET / HTTP/1.1..
0010: 43 6f 6f 6b 69 65 3a 20 73 3d 76 3b 20 61 3d 62 Cookie: s=v; a=b
0020: 0d 0a 0d 0a                                     ....
12:00:00.000001 <= Recv header, 17 bytes (0x11)
0000: 48 54 54 50 2f 31 2e 31 20 32 30 30 20 4f 4b 0d HTTP/1.1 200 OK.
0010: 0a                                              .
<= Recv header, 17 bytes (0x11)
0000: 53 65 74 2d 43 6f 6f 6b 69 65 3a 20 63 3d 64 0d Set-Cookie: c=d.
0010: 0a                                              .
<= Recv data, 16 bytes (0x10)
0000: 53 65 74 2d 43 6f 6f 6b 69 65 3a 20 78 3d 79 0d Set-Cookie: x=y.
";

    #[test]
    fn the_headers_of_a_trace_are_put_together_and_its_bodies_do_not_count() {
        let long = "x".repeat(48);
        let session = "eyJ1c2VyIjoiYWxpY2V4In0.aw7kfQ.k4nkhhTlAthwKD35oRaFQ31Tyek";
        let ascii = [
            ("session", session, Role::Sent),
            ("a", "b", Role::Sent),
            ("s", &*long, Role::Set),
            ("t", "u", Role::Set),
        ];
        let hex = [
            ("s", "v", Role::Sent),
            ("a", "b", Role::Sent),
            ("c", "d", Role::Set),
        ];
        for (text, expected) in [(ASCII, &ascii[..]), (HEX, &hex[..])] {
            assert!(is_one(text));
            let capture = read(&mut text.as_bytes(), &|_| false, ALIKE).unwrap();
            let expected: Vec<_> = expected
                .iter()
                .map(|(name, value, role)| (name.to_string(), value.to_string(), *role))
                .collect();
            assert_eq!(pairs(&capture), expected);
        }
        let capture = read(&mut ASCII.as_bytes(), &|_| false, ALIKE).unwrap();
        let host = capture.found[0].origin.host.as_deref();
        assert_eq!(host, Some("app.example.com"));
        assert!(!is_one("=> Send header"));
    }
}

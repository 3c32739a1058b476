//! Ruby's Marshal 4.8, as far as it is known without making anything: nil, true,
//! false, numbers, texts, lists and tables with texts for keys. Of an object the id
//! of Rack's sessions alone is shown, as its text. Source: Ruby 3.1, `marshal.c`.

use serde_json::{Number, Value};

use super::super::python::json::MAX_DEPTH;

/// What it starts with: its version.
const VERSION: [u8; 2] = [4, 8];
/// The most bytes of JSON that are shown: links name a text many times.
const MAX_TOLD: usize = 1024 * 1024;
/// The class of an id of Rack's sessions, and the field that it is in.
const SESSION_ID: (&[u8], &[u8]) = (b"Rack::Session::SessionId", b"@public_id");

/// Whether bytes start as Marshal does.
pub fn is_marshal(bytes: &[u8]) -> bool {
    bytes.len() > VERSION.len() && bytes.starts_with(&VERSION)
}

/// The JSON of what it holds; `None` where it holds anything else, or is broken.
pub fn told(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader {
        rest: bytes.strip_prefix(&VERSION)?,
        symbols: vec![],
        objects: vec![],
        told: 0,
    };
    let value = reader.value(0)?;
    reader.rest.is_empty().then(|| value.to_string())
}

struct Reader<'a> {
    rest: &'a [u8],
    symbols: Vec<&'a [u8]>,
    /// What links name: texts and numbers; `None` for what none may name here.
    objects: Vec<Option<Value>>,
    told: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// A number as lengths are written, and the small ones.
    fn number(&mut self) -> Option<i64> {
        let first = self.byte()? as i8;
        Some(match first {
            0 => 0,
            1..=4 | -4..=-1 => {
                let digits = self.take(usize::from(first.unsigned_abs()))?;
                let places = digits.iter().enumerate();
                let number = places.fold(0, |all, (place, it)| all | i64::from(*it) << (8 * place));
                match first < 0 {
                    true => number - (1 << (8 * digits.len())),
                    false => number,
                }
            }
            5.. => i64::from(first) - 5,
            ..=-5 => i64::from(first) + 5,
        })
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(usize::try_from(length).ok()?)
    }

    fn symbol(&mut self) -> Option<&'a [u8]> {
        match self.byte()? {
            b':' => {
                let symbol = self.bytes()?;
                self.symbols.push(symbol);
                Some(symbol)
            }
            b';' => {
                let index = self.number()?;
                self.symbols.get(usize::try_from(index).ok()?).copied()
            }
            _ => None,
        }
    }

    /// Keeps what a link may name.
    fn kept(&mut self, value: Value) -> Option<Value> {
        self.objects.push(Some(value.clone()));
        self.counted(value)
    }

    fn counted(&mut self, value: Value) -> Option<Value> {
        self.told += value.as_str().map_or(1, str::len);
        (self.told <= MAX_TOLD).then_some(value)
    }

    /// How many things follow, none of which takes less than a byte.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        self.objects.push(None);
        (count <= self.rest.len()).then_some(count)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth >= MAX_DEPTH {
            return None;
        }
        match self.byte()? {
            b'0' => Some(Value::Null),
            b'T' => Some(true.into()),
            b'F' => Some(false.into()),
            b'i' => self.number().map(Value::from),
            b'l' => {
                let number = self.big()?;
                self.kept(Value::Number(number))
            }
            b'f' => {
                let text = std::str::from_utf8(self.bytes()?).ok()?;
                let number: f64 = text.parse().ok()?;
                self.kept(Value::Number(Number::from_f64(number)?))
            }
            b'I' => {
                let text = self.text()?;
                self.kept(text.into())
            }
            b'@' => {
                let index = usize::try_from(self.number()?).ok()?;
                let value = self.objects.get(index)?.clone()?;
                self.counted(value)
            }
            b'[' => {
                let count = self.count()?;
                let items = (0..count).map(|_| self.value(depth + 1));
                items.collect::<Option<Vec<_>>>().map(Value::from)
            }
            b'{' => {
                let count = self.count()?;
                let mut table = serde_json::Map::new();
                for _ in 0..count {
                    let Value::String(key) = self.value(depth + 1)? else {
                        return None;
                    };
                    let value = self.value(depth + 1)?;
                    table.insert(key, value);
                }
                (table.len() == count).then_some(Value::Object(table))
            }
            b'o' => {
                self.objects.push(None);
                let is_id = self.symbol()? == SESSION_ID.0 && self.number()? == 1;
                let is_id = is_id && self.symbol()? == SESSION_ID.1;
                self.value(depth + 1).filter(|it| is_id && it.is_string())
            }
            _ => None,
        }
    }

    /// A text, and that it is UTF-8 or ASCII: that is an `E`, true or false.
    fn text(&mut self) -> Option<&'a str> {
        if self.byte()? != b'"' {
            return None;
        }
        let text = std::str::from_utf8(self.bytes()?).ok()?;
        let has_encoding = self.number()? == 1 && self.symbol()? == b"E";
        match self.byte()? {
            b'T' => Some(text),
            b'F' => Some(text).filter(|it| it.is_ascii()),
            _ => None,
        }
        .filter(|_| has_encoding)
    }

    /// A number of more than 31 bits: a sign, how many pairs of bytes, and these.
    fn big(&mut self) -> Option<Number> {
        let sign = self.byte()?;
        let pairs = usize::try_from(self.number()?).ok()?;
        let digits = self
            .take(pairs.checked_mul(2)?)
            .filter(|it| it.len() <= 8)?;
        let places = digits.iter().enumerate();
        let number = places.fold(0, |all, (place, it)| all | u64::from(*it) << (8 * place));
        match sign {
            b'+' => Some(number.into()),
            b'-' => Some((i64::try_from(number).ok()?.checked_neg()?).into()),
            _ => None,
        }
    }
}

/// Marshal of what JSON says; `None` where that is no JSON, or has a number that
/// has no place in 64 bits.
pub fn written(json: &[u8]) -> Option<Vec<u8>> {
    let value = serde_json::from_slice(json).ok()?;
    let mut made = VERSION.to_vec();
    let mut has_symbol = false;
    write(&value, &mut made, &mut has_symbol)?;
    Some(made)
}

fn write(value: &Value, made: &mut Vec<u8>, has_symbol: &mut bool) -> Option<()> {
    match value {
        Value::Null => made.push(b'0'),
        Value::Bool(true) => made.push(b'T'),
        Value::Bool(false) => made.push(b'F'),
        Value::Number(number) => write_number(number, made)?,
        Value::String(text) => write_text(text, made, has_symbol),
        Value::Array(items) => {
            made.push(b'[');
            write_length(items.len(), made);
            for item in items {
                write(item, made, has_symbol)?;
            }
        }
        Value::Object(table) => {
            made.push(b'{');
            write_length(table.len(), made);
            for (key, value) in table {
                write_text(key, made, has_symbol);
                write(value, made, has_symbol)?;
            }
        }
    }
    Some(())
}

fn write_text(text: &str, made: &mut Vec<u8>, has_symbol: &mut bool) {
    made.extend(b"I\"");
    write_length(text.len(), made);
    made.extend(text.as_bytes());
    // One instance variable, which says that it is UTF-8: a symbol is written once.
    made.extend(if *has_symbol {
        &b"\x06;\x00T"[..]
    } else {
        b"\x06:\x06ET"
    });
    *has_symbol = true;
}

fn write_length(length: usize, made: &mut Vec<u8>) {
    // A cookie has no four gigabytes.
    write_small(i32::try_from(length).unwrap_or(i32::MAX), made);
}

/// A number as Ruby's `w_long` writes it.
fn write_small(number: i32, made: &mut Vec<u8>) {
    match number {
        0 => made.push(0),
        1..=122 => made.push(number as u8 + 5),
        -123..=-1 => made.push((number - 5) as u8),
        _ => {
            let bytes = number.to_le_bytes();
            let filler = if number < 0 { 0xff } else { 0 };
            let used = bytes.iter().rposition(|it| *it != filler).unwrap_or(0) + 1;
            made.push(if number < 0 {
                (used as u8).wrapping_neg()
            } else {
                used as u8
            });
            made.extend(&bytes[..used]);
        }
    }
}

fn write_number(number: &Number, made: &mut Vec<u8>) -> Option<()> {
    let text = number.to_string();
    if text.contains(['.', 'e', 'E']) {
        let read: f64 = text.parse().ok().filter(|it: &f64| it.is_finite())?;
        let text = serde_json::to_string(&read).ok()?;
        made.push(b'f');
        write_length(text.len(), made);
        made.extend(text.as_bytes());
        return Some(());
    }
    let number: i64 = text.parse().ok()?;
    // Ruby's small numbers have 31 bits in Marshal.
    if (-(1 << 30)..1 << 30).contains(&number) {
        made.push(b'i');
        write_small(i32::try_from(number).ok()?, made);
        return Some(());
    }
    made.extend([b'l', if number < 0 { b'-' } else { b'+' }]);
    let digits = number.unsigned_abs().to_le_bytes();
    let used = digits.iter().rposition(|it| *it != 0).unwrap_or(0) + 1;
    let used = used.next_multiple_of(2);
    write_length(used / 2, made);
    made.extend(&digits[..used]);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Ruby 3.1 wrote.
    #[test]
    fn what_ruby_wrote_is_told_and_written_as_ruby_writes_it() {
        for (bytes, json) in [
            (&b"\x04\x080"[..], "null"),
            (b"\x04\x08i\x2f", "42"),
            (b"\x04\x08i\xfa", "-1"),
            (b"\x04\x08i\x01\xc8", "200"),
            (b"\x04\x08i\xff\x38", "-200"),
            (b"\x04\x08i\xfd\x00\x00\xf0", "-1048576"),
            (b"\x04\x08l+\x07\x00\x00\x00\x40", "1073741824"),
            (b"\x04\x08f\x081.5", "1.5"),
            (b"\x04\x08[\x07TF", "[true,false]"),
            (
                b"\x04\x08{\x07I\"\x06a\x06:\x06ETi\x06I\"\x06b\x06;\x00TI\"\x00\x06;\x00T",
                "{\"a\":1,\"b\":\"\"}",
            ),
        ] {
            assert_eq!(told(bytes).as_deref(), Some(json));
            assert_eq!(written(json.as_bytes()).as_deref(), Some(bytes), "{json}");
            for end in 0..bytes.len() {
                assert_eq!(told(&bytes[..end]), None, "{json} {end}");
            }
        }
    }

    #[test]
    fn what_makes_an_object_is_not_told_and_a_text_is_linked_to() {
        let id = b"\x04\x08o:\x1dRack::Session::SessionId\x06:\x0f@public_idI\"\x06x\x06:\x06EF";
        assert_eq!(told(id).as_deref(), Some("\"x\""));
        let linked = b"\x04\x08[\x07I\"\x06x\x06:\x06ET@\x06";
        assert_eq!(told(linked).as_deref(), Some("[\"x\",\"x\"]"));
        for other in [
            &b"\x04\x08o:\x08Evil\x06:\x0f@public_idI\"\x06x\x06:\x06ET"[..],
            b"\x04\x08:\x06a",
            b"\x04\x08\"\x06x",
            b"\x04\x08[\x06@\x00",
            b"\x04\x08@\x00",
            b"\x04\x08{\x06i\x06i\x06",
            b"\x04\x08f\x08nan",
            b"\x04\x08[\x04\xff\xff\xff\x7f",
            b"\x04\x07i\x06",
        ] {
            assert_eq!(told(other), None, "{other:?}");
        }
        let deep = [&VERSION[..], &b"[\x06".repeat(100_000), b"0"].concat();
        assert_eq!(told(&deep), None);
    }

    #[test]
    fn links_do_not_tell_more_than_there_is_room_for() {
        let text = "x".repeat(100);
        let mut bomb = b"\x04\x08[\x03\xff\xff\x00".to_vec();
        bomb.extend(b"I\"\x69");
        bomb.extend(text.as_bytes());
        bomb.extend(b"\x06:\x06ET");
        bomb.extend(b"@\x06".repeat(0xfffe));
        assert_eq!(told(&bomb), None);
    }
}

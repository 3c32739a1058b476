//! The machine that a pickle is a program of, for its plain values alone.

use std::collections::BTreeMap;

use super::super::python::json::MAX_DEPTH;
use super::super::{MAX_UNPACKED_BYTES, Malformed};
use super::plain::{Plain, Values, decimal, float, literal, unescaped};

/// The most bytes of a whole number.
const MAX_NUMBER: usize = 512;

const BROKEN: Malformed = Malformed("bottle: the pickle is broken (the server ends in an error)");
const BUILDS: Malformed = Malformed(
    "bottle: the pickle would call or build more than plain values, as only a class of the \
     application can: it is left unread, and is never loaded here",
);
const LARGE: Malformed =
    Malformed("bottle: the pickle becomes more than 1 MiB, or is nested too deep");

type Read<T> = Result<T, Malformed>;

/// What stands on the stack.
pub enum Item {
    Plain(Plain),
    List(Values),
    Tuple(Values),
    /// Keys and values in turn.
    Dict(Values),
    Mark,
}

/// The stack and what was put aside.
pub struct Machine<'a> {
    rest: &'a [u8],
    stack: Vec<Item>,
    /// Only what is whole: `None` for a list or a dict, which may still grow.
    memo: BTreeMap<usize, Option<Plain>>,
    /// How many bytes were made so far.
    made: usize,
}

impl<'a> Machine<'a> {
    /// Runs a pickle to its end, and gives what it leaves.
    ///
    /// # Errors
    /// When it is broken, or would do more than make plain values.
    pub fn run(pickle: &'a [u8]) -> Read<Item> {
        let mut machine = Machine {
            rest: pickle,
            stack: Vec::new(),
            memo: BTreeMap::new(),
            made: 0,
        };
        while !machine.step()? {}
        match (machine.stack.pop(), machine.stack.is_empty()) {
            (Some(item), true) => Ok(item),
            _ => Err(BROKEN),
        }
    }

    /// One opcode; whether it was the last.
    fn step(&mut self) -> Read<bool> {
        match self.byte()? {
            b'.' => return Ok(true),
            0x80 => drop(self.byte()?),
            0x95 => drop(self.taken(8)?),
            b'N' => self.push(Plain::of("null".to_owned()))?,
            0x88 => self.push(Plain::of("true".to_owned()))?,
            0x89 => self.push(Plain::of("false".to_owned()))?,
            b'I' => self.int()?,
            b'L' => {
                let line = self.line()?;
                self.whole(line.strip_suffix('L').unwrap_or(line))?;
            }
            b'J' => {
                let number = i32::from_le_bytes(self.array()?);
                self.push(Plain::of(number.to_string()))?;
            }
            b'K' => {
                let number = self.byte()?;
                self.push(Plain::of(number.to_string()))?;
            }
            b'M' => {
                let number = u16::from_le_bytes(self.array()?);
                self.push(Plain::of(number.to_string()))?;
            }
            0x8a => {
                let length = self.byte()?.into();
                let digits = self.taken(length)?;
                self.push(Plain::of(decimal(digits)))?;
            }
            0x8b => {
                let digits = self.sized(4)?;
                match digits.len() <= MAX_NUMBER {
                    true => self.push(Plain::of(decimal(digits)))?,
                    false => return Err(LARGE),
                }
            }
            b'F' => {
                let number = self.line()?.parse().map_err(|_| BROKEN)?;
                self.push(float(number))?;
            }
            b'G' => {
                let number = f64::from_be_bytes(self.array()?);
                self.push(float(number))?;
            }
            b'V' => {
                let text = unescaped(self.line()?).ok_or(BROKEN)?;
                self.push(Plain::text(&text))?;
            }
            0x8c => self.text(1)?,
            b'X' => self.text(4)?,
            0x8d => self.text(8)?,
            b'S' => {
                let text = literal(self.line()?).ok_or(BROKEN)?;
                self.push(Plain::text(&text))?;
            }
            // A str of Python 2: Python 3 reads it as ASCII.
            b'U' => self.ascii(1)?,
            b'T' => self.ascii(4)?,
            b'C' => self.bytes(1)?,
            b'B' => self.bytes(4)?,
            0x8e => self.bytes(8)?,
            b'(' => self.put(Item::Mark)?,
            b']' => self.put(Item::List(Values::default()))?,
            b')' => self.put(Item::Tuple(Values::default()))?,
            b'}' => self.put(Item::Dict(Values::default()))?,
            b'l' => {
                let values = self.marked()?;
                self.put(Item::List(values))?;
            }
            b't' => {
                let values = self.marked()?;
                self.put(Item::Tuple(values))?;
            }
            b'd' => {
                let values = self.marked()?;
                self.put(Item::Dict(Values::default()))?;
                self.set(values)?;
            }
            count @ 0x85..=0x87 => {
                let values = self.last(usize::from(count - 0x84))?;
                self.put(Item::Tuple(values))?;
            }
            b'a' => {
                let value = self.last(1)?;
                self.append(value)?;
            }
            b'e' => {
                let values = self.marked()?;
                self.append(values)?;
            }
            b's' => {
                let values = self.last(2)?;
                self.set(values)?;
            }
            b'u' => {
                let values = self.marked()?;
                self.set(values)?;
            }
            b'0' => drop(self.stack.pop().ok_or(BROKEN)?),
            b'2' => {
                let Some(Item::Plain(plain)) = self.stack.last() else {
                    return Err(BUILDS);
                };
                let plain = plain.clone();
                self.push(plain)?;
            }
            b'p' => {
                let place = self.line()?.parse().map_err(|_| BROKEN)?;
                self.memoize(place)?;
            }
            b'q' => {
                let place = self.byte()?.into();
                self.memoize(place)?;
            }
            b'r' => {
                let place = u32::from_le_bytes(self.array()?);
                self.memoize(place as usize)?;
            }
            0x94 => self.memoize(self.memo.len())?,
            b'g' => {
                let place = self.line()?.parse().map_err(|_| BROKEN)?;
                self.fetch(place)?;
            }
            b'h' => {
                let place = self.byte()?.into();
                self.fetch(place)?;
            }
            b'j' => {
                let place = u32::from_le_bytes(self.array()?);
                self.fetch(place as usize)?;
            }
            b'c'
            | b'i'
            | b'o'
            | b'R'
            | b'b'
            | b'P'
            | b'Q'
            | b'1'
            | 0x81..=0x84
            | 0x8f..=0x93
            | 0x96..=0x98 => return Err(BUILDS),
            _ => return Err(BROKEN),
        }
        Ok(false)
    }

    fn taken(&mut self, count: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(BROKEN)?;
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Read<u8> {
        Ok(self.taken(1)?[0])
    }

    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        self.taken(N)?.try_into().map_err(|_| BROKEN)
    }

    /// Bytes behind their number, which has so many bytes itself.
    fn sized(&mut self, width: usize) -> Read<&'a [u8]> {
        let mut length = [0; 8];
        length[..width].copy_from_slice(self.taken(width)?);
        let length = usize::try_from(u64::from_le_bytes(length)).map_err(|_| BROKEN)?;
        self.taken(length)
    }

    fn line(&mut self) -> Read<&'a str> {
        let end = memchr::memchr(b'\n', self.rest).ok_or(BROKEN)?;
        let line = self.taken(end)?;
        self.taken(1)?;
        std::str::from_utf8(line).map_err(|_| BROKEN)
    }

    fn text(&mut self, width: usize) -> Read<()> {
        let text = std::str::from_utf8(self.sized(width)?).map_err(|_| BROKEN)?;
        self.push(Plain::text(text))
    }

    fn ascii(&mut self, width: usize) -> Read<()> {
        let text = std::str::from_utf8(self.sized(width)?).ok();
        self.push(Plain::text(text.filter(|it| it.is_ascii()).ok_or(BROKEN)?))
    }

    fn bytes(&mut self, width: usize) -> Read<()> {
        let bytes = self.sized(width)?;
        self.push(Plain::of_bytes(bytes))
    }

    fn int(&mut self) -> Read<()> {
        match self.line()? {
            "00" => self.push(Plain::of("false".to_owned())),
            "01" => self.push(Plain::of("true".to_owned())),
            line => self.whole(line),
        }
    }

    fn whole(&mut self, text: &str) -> Read<()> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_plain = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
        let is_short = digits == "0" || !digits.starts_with('0');
        match is_plain && is_short {
            true => self.push(Plain::of(text.to_owned())),
            false => Err(BROKEN),
        }
    }

    fn push(&mut self, plain: Plain) -> Read<()> {
        self.put(Item::Plain(plain))
    }

    fn put(&mut self, item: Item) -> Read<()> {
        if let Item::Plain(plain) = &item {
            self.made += plain.json.len();
        }
        self.stack.push(item);
        match self.made <= MAX_UNPACKED_BYTES {
            true => Ok(()),
            false => Err(LARGE),
        }
    }

    /// The last values of the stack.
    fn last(&mut self, count: usize) -> Read<Values> {
        let start = self.stack.len().checked_sub(count).ok_or(BROKEN)?;
        let items = self.stack.drain(start..).collect();
        self.values(items)
    }

    /// The values behind the last mark.
    fn marked(&mut self) -> Read<Values> {
        let is_mark = |item: &Item| matches!(item, Item::Mark);
        let mark = self.stack.iter().rposition(is_mark).ok_or(BROKEN)?;
        let items = self.stack.drain(mark..).skip(1).collect();
        self.values(items)
    }

    fn values(&mut self, items: Vec<Item>) -> Read<Values> {
        let plain = items.into_iter().map(|it| self.plain(it));
        plain.collect::<Read<Vec<Plain>>>().map(Values)
    }

    /// An item as a value that is whole.
    fn plain(&mut self, item: Item) -> Read<Plain> {
        let (json, depth) = match item {
            Item::Mark => return Err(BROKEN),
            Item::Plain(plain) => return Ok(plain),
            Item::List(values) | Item::Tuple(values) => {
                let parts: Vec<&str> = values.0.iter().map(|it| &*it.json).collect();
                (format!("[{}]", parts.join(", ")), values.depth())
            }
            Item::Dict(values) => {
                let entry = |pair: &[Plain]| format!("{}: {}", pair[0].json, pair[1].json);
                let entries: Vec<String> = values.0.chunks_exact(2).map(entry).collect();
                (format!("{{{}}}", entries.join(", ")), values.depth())
            }
        };
        self.made += json.len();
        match depth <= MAX_DEPTH && self.made <= MAX_UNPACKED_BYTES {
            true => Ok(Plain {
                depth,
                ..Plain::of(json)
            }),
            false => Err(LARGE),
        }
    }

    fn append(&mut self, values: Values) -> Read<()> {
        match self.stack.last_mut() {
            Some(Item::List(list)) => {
                list.0.extend(values.0);
                Ok(())
            }
            _ => Err(BROKEN),
        }
    }

    /// Puts keys and values into a dict: a key is a text in JSON, and the last of
    /// equal ones counts.
    fn set(&mut self, values: Values) -> Read<()> {
        let Some(Item::Dict(dict)) = self.stack.last_mut() else {
            return Err(BROKEN);
        };
        if !values.0.len().is_multiple_of(2) {
            return Err(BROKEN);
        }
        let mut values = values.into_values();
        while let (Some(mut key), Some(value)) = (values.next(), values.next()) {
            if key.depth > 0 {
                // A tuple is a key of Python's, and none of JSON's.
                return Err(BUILDS);
            }
            if key.bytes.is_none() {
                key = Plain::text(&key.json);
            }
            let mut keys = dict.0.iter().step_by(2);
            match keys.position(|it| it.json == key.json) {
                Some(place) => dict.0[2 * place + 1] = value,
                None => dict.0.extend([key, value]),
            }
        }
        Ok(())
    }

    fn memoize(&mut self, place: usize) -> Read<()> {
        let kept = match self.stack.last().ok_or(BROKEN)? {
            Item::Plain(plain) => {
                self.made += plain.json.len();
                Some(plain.clone())
            }
            _ => None,
        };
        self.memo.insert(place, kept);
        match self.made <= MAX_UNPACKED_BYTES {
            true => Ok(()),
            false => Err(LARGE),
        }
    }

    fn fetch(&mut self, place: usize) -> Read<()> {
        let kept = self.memo.get(&place).ok_or(BROKEN)?;
        // A list that is in two places, or in itself, has no form in JSON.
        let plain = kept.clone().ok_or(BUILDS)?;
        self.push(plain)
    }
}

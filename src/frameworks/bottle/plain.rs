//! Plain values of a pickle, as JSON, and how numbers and texts are written in one.

/// A value that is whole, as JSON.
#[derive(Clone)]
pub struct Plain {
    pub json: String,
    /// The text or the bytes that it is.
    pub bytes: Option<Vec<u8>>,
    pub is_text: bool,
    pub depth: usize,
}

impl Plain {
    pub fn of(json: String) -> Self {
        Plain {
            json,
            bytes: None,
            is_text: false,
            depth: 0,
        }
    }

    pub fn text(text: &str) -> Self {
        Plain {
            json: serde_json::Value::from(text).to_string(),
            bytes: Some(text.as_bytes().to_vec()),
            is_text: true,
            depth: 0,
        }
    }

    /// Bytes, which JSON has no form of but as text of Latin-1.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let text: String = bytes.iter().copied().map(char::from).collect();
        Plain {
            bytes: Some(bytes.to_vec()),
            is_text: false,
            ..Plain::text(&text)
        }
    }

    pub fn into_text(self) -> Option<String> {
        let bytes = self.bytes.filter(|_| self.is_text)?;
        String::from_utf8(bytes).ok()
    }

    pub fn into_payload(self) -> Vec<u8> {
        self.bytes.unwrap_or_else(|| self.json.into_bytes())
    }
}

/// Values in their order.
#[derive(Default)]
pub struct Values(pub Vec<Plain>);

impl Values {
    pub fn into_values(self) -> impl Iterator<Item = Plain> {
        self.0.into_iter()
    }

    pub fn depth(&self) -> usize {
        1 + self.0.iter().map(|it| it.depth).max().unwrap_or(0)
    }
}

/// A number as Python writes it, near enough: NaN and the infinities by their names.
pub fn float(number: f64) -> Plain {
    let json = serde_json::Number::from_f64(number).map(|it| it.to_string());
    Plain::of(json.unwrap_or_else(|| {
        match (number.is_nan(), number > 0.0) {
            (true, _) => "NaN",
            (_, true) => "Infinity",
            _ => "-Infinity",
        }
        .to_owned()
    }))
}

/// The decimal digits of a number of two's complement, its lowest byte first.
pub fn decimal(bytes: &[u8]) -> String {
    let is_negative = bytes.last().is_some_and(|it| *it >= 0x80);
    let mut magnitude = bytes.to_vec();
    if is_negative {
        let mut carry = true;
        for byte in &mut magnitude {
            let (value, over) = (!*byte).overflowing_add(u8::from(carry));
            (*byte, carry) = (value, over);
        }
    }
    let mut digits = Vec::new();
    while magnitude.iter().any(|it| *it != 0) {
        let mut rest = 0_u32;
        for byte in magnitude.iter_mut().rev() {
            let value = rest << 8 | u32::from(*byte);
            *byte = (value / 10) as u8;
            rest = value % 10;
        }
        digits.push(char::from(b'0' + rest as u8));
    }
    if digits.is_empty() {
        digits.push('0');
    }
    if is_negative {
        digits.push('-');
    }
    digits.into_iter().rev().collect()
}

/// Text with `\uXXXX` and `\UXXXXXXXX`.
pub fn unescaped(line: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let width = match rest.as_bytes().first() {
            Some(b'u') => 4,
            Some(b'U') => 8,
            _ => {
                text.push('\\');
                continue;
            }
        };
        let digits = rest.get(1..=width)?;
        text.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
        rest = &rest[width + 1..];
    }
    text.push_str(rest);
    Some(text)
}

/// A str of Python 2 as its `repr`, of ASCII alone.
pub fn literal(line: &str) -> Option<String> {
    let quote = line.chars().next().filter(|it| "'\"".contains(*it))?;
    let inner = line.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut text = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        text.push(match letters.next()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'x' => {
                let digits: String = letters.by_ref().take(2).collect();
                char::from(u8::from_str_radix(&digits, 16).ok()?)
            }
            other @ ('\\' | '\'' | '"') => other,
            _ => return None,
        });
    }
    text.is_ascii().then_some(text)
}

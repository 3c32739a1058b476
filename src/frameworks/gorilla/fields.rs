//! The parts of a value: when it was made, what it holds, and its MAC.

use super::super::{Input, Malformed};
use super::{digest_of, max_length};
use crate::crypto::mac::Digest;
use crate::encoding::from_base64url_padded;
use crate::time::Time;

/// A value taken apart.
pub struct Fields {
    /// `DATE|DATA|MAC`.
    text: Vec<u8>,
    /// Where the two bars stand.
    bars: [usize; 2],
    pub date: Time,
    /// What the text between the bars stands for.
    pub data: Vec<u8>,
}

impl Fields {
    /// The MAC is of the digest that was chosen, or of any.
    pub fn read(cookie: Input) -> Result<Self, Malformed> {
        let max_length = max_length(cookie.params);
        if max_length != 0 && cookie.value.len() as u64 > max_length {
            return Err(Malformed(
                "gorilla: it has more characters than the library reads (4096, or --param \
                 max-length)",
            ));
        }
        let text = from_base64url_padded(cookie.value).ok_or(Malformed(
            "gorilla: it is not canonical base64url with padding (Go ignores bits that are set \
             behind the last byte)",
        ))?;
        let bar = |from: usize| {
            let place = memchr::memchr(b'|', text.get(from..)?)?;
            Some(from + place)
        };
        let bars = bar(0).and_then(|first| Some([first, bar(first + 1)?]));
        let bars = bars.ok_or(Malformed(
            "gorilla: it does not have three parts: date, data and MAC",
        ))?;
        let date = date(&text[..bars[0]])
            .ok_or(Malformed("gorilla: the date is not a number of seconds"))?;
        let mac = text.len() - bars[1] - 1;
        let fits = |digest: Digest| mac == digest.bytes();
        let is_one = match digest_of(cookie.params) {
            Some(digest) => fits(digest),
            None => DIGESTS.into_iter().any(fits),
        };
        if !is_one {
            return Err(Malformed(
                "gorilla: the MAC does not have the bytes of its digest",
            ));
        }
        let data = std::str::from_utf8(&text[bars[0] + 1..bars[1]]).ok();
        let data = data.and_then(from_base64url_padded).ok_or(Malformed(
            "gorilla: the data is not canonical base64url with padding",
        ))?;
        Ok(Fields {
            text,
            bars,
            date,
            data,
        })
    }

    pub fn date_text(&self) -> &[u8] {
        &self.text[..self.bars[0]]
    }

    /// What the MAC is over, behind the name.
    pub fn signed(&self) -> &[u8] {
        &self.text[..self.bars[1]]
    }

    pub fn mac(&self) -> &[u8] {
        &self.text[self.bars[1] + 1..]
    }
}

const DIGESTS: [Digest; 4] = [Digest::Sha1, Digest::Sha256, Digest::Sha384, Digest::Sha512];

/// A date as Go writes it: digits, without a sign and without zeros before them.
fn date(text: &[u8]) -> Option<Time> {
    let text = std::str::from_utf8(text).ok()?;
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: i64 = text.parse().ok().filter(|_| is_plain)?;
    (!text.starts_with('0') || text == "0").then_some(Time(seconds.unsigned_abs()))
}

/// The vectors of the library, whose keys are pairs.
#[cfg(test)]
pub fn vectors(format: &super::Gorilla) -> Vec<super::super::vectors::Vector> {
    use super::super::vectors::{Expected, of_library};
    use serde_json::{Value, json};
    let text = include_str!("../../../tests/data/frameworks/gorilla.json");
    let file: Value = serde_json::from_str(text).unwrap();
    of_library(format, text, |case, mut vector| {
        let key = |name: &Value| {
            let key = &file["keyring"][name.as_str()?]["hex"];
            Some(format!("hex:{}", key.as_str().unwrap()))
        };
        let pairs = case["pairs"].as_array().unwrap().iter();
        let pairs = pairs.map(|pair| match (key(&pair[0]), key(&pair[1])) {
            (hash, Some(block)) => json!({"hash": hash, "block": block}),
            (hash, None) => json!({"hash": hash}),
        });
        vector.keys = pairs.map(|it| it.to_string().into_bytes()).collect();
        if case["serializer"] == "gob" {
            // It is carried as its bytes: the words of the session stand in them.
            vector.payload = Expected::Anything;
        }
        Some(vector)
    })
}

//! A token: drawn, read from what a client sends, known by its digest.

use std::fmt;

use zeroize::Zeroizing;

use crate::crypto::{random, sha256};
use crate::encoding::hex;
use crate::error::Result;

/// Characters of a token. Each is one of 62: 142.9 bits in all.
const CHARACTERS: usize = 24;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Random bytes from here on would favour the first characters of the
/// alphabet: 248 is the largest multiple of 62 in a byte.
const UNBIASED: u8 = 248;

/// The most bytes of a token. Ours have 24; imported ones may be longer.
pub const MAX_TOKEN_BYTES: usize = 512;
/// Hex digits of a token's id: the start of its digest, by which it can be
/// listed and revoked and not used.
pub const ID_DIGITS: usize = 16;

/// A token in plain text: zeroized, and shown by nothing but [`Token::text`].
pub struct Token(Zeroizing<String>);

impl Token {
    /// Draws a new one.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn draw() -> Result<Token> {
        // One allocation, so that no copy is left behind.
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS));
        while text.len() < CHARACTERS {
            let bytes = random::<32>()?;
            let fair = bytes.iter().filter(|byte| **byte < UNBIASED);
            let characters = fair.map(|byte| ALPHABET[usize::from(byte % 62)]);
            for character in characters.take(CHARACTERS - text.len()) {
                text.push(char::from(character));
            }
        }
        Ok(Token(text))
    }

    /// Reads a token as a client sends it: bare, or in a header,
    /// `token: TOKEN` or `Authorization: Bearer TOKEN`, among other headers if
    /// need be. `None` when there is none, or more than one.
    pub fn read(text: &[u8]) -> Option<Token> {
        let text = std::str::from_utf8(text).ok()?;
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let (first, more) = (lines.next()?, lines.next());
        if more.is_none() {
            return Token::of(header(first).unwrap_or(first));
        }
        let lines = text.lines().map(str::trim);
        let mut found = lines.filter_map(header);
        let token = found.next()?;
        match found.next() {
            None => Token::of(token),
            Some(_) => None,
        }
    }

    /// The text as a token, if it can be one: printable, without spaces.
    pub fn of(text: &str) -> Option<Token> {
        let fits = !text.is_empty()
            && text.len() <= MAX_TOKEN_BYTES
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Token(Zeroizing::new(text.to_owned())))
    }

    /// The token itself.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The same, taken out.
    pub(super) fn into_text(self) -> Zeroizing<String> {
        self.0
    }

    /// What is kept of it.
    pub(super) fn digest(&self) -> [u8; 32] {
        sha256(&[self.0.as_bytes()])
    }

    /// The name under which it is listed.
    pub fn id(&self) -> String {
        id_of(&self.digest())
    }
}

/// The name under which the token of a digest is listed.
pub(super) fn id_of(digest: &[u8]) -> String {
    let mut id = hex(digest);
    id.truncate(ID_DIGITS);
    id
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// The token of a header line; `None` when it is another header, or none.
fn header(line: &str) -> Option<&str> {
    let (name, value) = line.split_once(':')?;
    let value = value.trim();
    match name.trim().to_ascii_lowercase().as_str() {
        "token" => Some(value),
        "authorization" => {
            let (scheme, token) = value.split_once(' ')?;
            scheme
                .eq_ignore_ascii_case("bearer")
                .then_some(token.trim())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn read(text: &str) -> Option<String> {
        Token::read(text.as_bytes()).map(|token| token.text().to_owned())
    }

    #[test]
    fn a_token_is_read_as_clients_send_it() {
        for text in [
            "abc123",
            "abc123\n",
            "  abc123\r\n",
            "token: abc123",
            "Token:abc123\r\n",
            "Authorization: Bearer abc123",
            "authorization:  bearer   abc123 \n",
            "GET /return-data HTTP/1.1\r\nHost: x:80\r\ntoken: abc123\r\nAccept: */*\r\n\r\n",
        ] {
            assert_eq!(read(text).as_deref(), Some("abc123"), "{text:?}");
        }
        // A colon alone makes no header.
        assert_eq!(read("ab:cd").as_deref(), Some("ab:cd"));
    }

    #[test]
    fn what_is_no_token_is_none() {
        for text in [
            "",
            "\n",
            "token:",
            "token: ",
            "a b",
            "Authorization: Basic dTpw",
            "Authorization: Bearer",
            "Authorization: Bearer a b",
            "a\nb",
            "token: a\ntoken: b",
            "Host: x\nAccept: y",
            "schl\u{fc}ssel",
            "a\u{0}b",
            &"a".repeat(MAX_TOKEN_BYTES + 1),
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert!(Token::read(b"\xff\xfe").is_none());
        assert!(read(&"a".repeat(MAX_TOKEN_BYTES)).is_some());
    }

    #[test]
    fn tokens_are_24_letters_and_digits_and_no_two_are_alike() {
        let tokens: HashSet<String> = (0..2000)
            .map(|_| Token::draw().unwrap().text().to_owned())
            .collect();
        assert_eq!(tokens.len(), 2000);
        for token in tokens {
            assert_eq!(token.len(), 24);
            assert!(token.bytes().all(|it| it.is_ascii_alphanumeric()));
        }
    }

    /// With a plain `byte % 62` the first eight characters would come a
    /// quarter more often than the others.
    #[test]
    fn no_character_is_favoured() {
        const TOKENS: usize = 20_000;
        let mut seen = [0_u32; 256];
        for _ in 0..TOKENS {
            for byte in Token::draw().unwrap().text().bytes() {
                seen[usize::from(byte)] += 1;
            }
        }
        let expected = (TOKENS * CHARACTERS) as f64 / 62.0;
        let square = |byte: &u8| (f64::from(seen[usize::from(*byte)]) - expected).powi(2);
        let chi_square: f64 = ALPHABET.iter().map(|byte| square(byte) / expected).sum();
        // With 61 degrees of freedom above 140 once in 30 million runs; the
        // biased draw has above 3,000.
        assert!(chi_square < 140.0, "{chi_square}");
    }

    #[test]
    fn a_token_is_shown_by_nothing_but_its_text() {
        let token = Token::of("abc123").unwrap();
        assert_eq!(format!("{token:?}"), "Token(..)");
        // printf abc123 | sha256sum
        assert_eq!(token.id(), "6ca13d52ca70c883");
    }
}

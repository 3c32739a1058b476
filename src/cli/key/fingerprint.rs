//! `cookiekit key fingerprint`: is it the same key?

use zeroize::Zeroizing;

use crate::cli::arguments::{KeyArguments, Stdin};
use crate::cli::help;
use crate::error::{Error, Result, counted};
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::{self, FORMATS, Format, LineEnd, Shape};
use crate::keys::Key;
use crate::keys::alone::more_than_a_key;
use crate::keys::foreign;
use crate::keys::ring::Slotted;
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::KEY_FINGERPRINT))]
pub struct Fingerprint {
    #[command(flatten)]
    keys: KeyArguments,
    /// Exit with 1 unless the key has this fingerprint or CRC-32
    #[arg(long, value_name = "FP", value_parser = expected)]
    expect: Option<String>,
}

/// A fingerprint of a key that is to be named, with its dash or without; in lower case.
///
/// # Errors
/// When it is none: a variable of a script may be empty.
pub fn whole(text: &str) -> Result<String> {
    let wrong = || {
        Error::could_not("not a fingerprint")
            .hint("a fingerprint is xxxxxxxx-xxxxxxxx: 16 hex digits")
    };
    dashed(&text.to_ascii_lowercase()).ok_or_else(wrong)
}

/// 16 hex digits with their dash, if these are such.
fn dashed(text: &str) -> Option<String> {
    let digits = text.replacen('-', "", 1);
    let is_hex = digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hex && !text[..8].contains('-')).then(|| format!("{}-{}", &digits[..8], &digits[8..]))
}

/// A fingerprint, with its dash or without, or a CRC-32, with the line of the log around
/// it or without; in lower case.
fn expected(text: &str) -> Result<String> {
    let text = text.trim_ascii().to_ascii_lowercase();
    let bare = text.rsplit_once('(').and_then(|it| it.1.split_once(')'));
    let bare = bare.map_or(&*text, |it| it.0);
    let bare = bare.strip_prefix("0x").unwrap_or(bare);
    let is_crc = bare.len() == 8 && bare.bytes().all(|byte| byte.is_ascii_hexdigit());
    match dashed(&text) {
        Some(fingerprint) => Ok(fingerprint),
        None if is_crc => Ok(bare.to_owned()),
        None => Err(
            Error::could_not("not a fingerprint").hint(match logs_with_crc32() {
                Some(logs) => format!(
                    "a fingerprint is xxxxxxxx-xxxxxxxx, a CRC-32 of {logs}'s log 8 hex digits"
                ),
                None => "a fingerprint is xxxxxxxx-xxxxxxxx, a CRC-32 8 hex digits".to_owned(),
            }),
        ),
    }
}

impl Fingerprint {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let ring = self.keys.ring(&mut Stdin::default())?;
        let places = self.keys.places()?.len();
        let (mut rows, mut documents, mut different) = (String::new(), Vec::new(), false);
        let mut nearly = None;
        for slotted in ring.take(places) {
            let slotted = slotted.map_err(|error| self.keys.looked_at(error))?;
            for warning in slotted
                .warnings
                .iter()
                .cloned()
                .chain(remarks(&slotted.key))
            {
                output.warn(format!("{}: {warning}", slotted.spec));
            }
            let shown = Shown::of(&slotted);
            if let Some(expect) = self.expect.as_ref().filter(|it| !shown.is(it)) {
                different = true;
                nearly = nearly.or_else(|| Some((how_it_is(&slotted.key, expect)?, slotted.spec)));
            }
            rows += &shown.row();
            documents.push(serde_json::Value::Object(shown.document()));
        }
        let fields = fields! { "keys" => documents };
        if different {
            let expected = self.expect.as_deref().unwrap_or_default();
            let error = Error::no(format!(
                "the fingerprint is not {expected}, but: {}",
                rows.trim_end()
            ));
            let error = match nearly {
                Some((how, spec)) => error.hint(format!("{spec} is that key {how}")),
                None => error,
            };
            return output.fail(&error, fields);
        }
        output.report(Exit::Yes, &rows, fields)
    }
}

/// What is shown of a key.
struct Shown {
    fingerprint: String,
    /// As sealed cookies name it, where it can seal one.
    key_id: Option<String>,
    crc32: String,
    bytes: usize,
    place: String,
}

impl Shown {
    fn of(slotted: &Slotted) -> Self {
        Shown {
            fingerprint: slotted.key.fingerprint().to_string(),
            key_id: frameworks::key_id(slotted.secret()),
            crc32: format!("{:08X}", slotted.key.crc32()),
            bytes: slotted.key.bytes().len(),
            place: slotted.spec.to_string(),
        }
    }

    fn is(&self, expect: &str) -> bool {
        self.fingerprint == expect || self.crc32.eq_ignore_ascii_case(expect)
    }

    fn row(&self) -> String {
        // Only where it cannot be read off the fingerprint.
        let other_id = self
            .key_id
            .as_ref()
            .filter(|id| !self.fingerprint.starts_with(*id));
        let key_id = other_id
            .map(|id| format!("key id {id}  "))
            .unwrap_or_default();
        format!(
            "{}  {key_id}crc32 {} (not cryptographic)  {}  {}\n",
            self.fingerprint,
            self.crc32,
            counted(self.bytes, "byte"),
            self.place
        )
    }

    fn document(self) -> serde_json::Map<String, serde_json::Value> {
        fields! {
            "key" => self.place,
            "fingerprint" => self.fingerprint,
            "key_id" => self.key_id,
            "crc32" => self.crc32,
            "bytes" => self.bytes,
        }
    }
}

/// With which small difference a key is the one that is expected, if with one.
fn how_it_is(key: &Key, expect: &str) -> Option<&'static str> {
    let bytes = key.bytes();
    let trimmed = bytes.trim_ascii_end();
    let changed = [
        ("without the white space at its end", trimmed.to_vec()),
        ("with a newline at its end", [trimmed, &b"\n"[..]].concat()),
        ("in small letters", bytes.to_ascii_lowercase()),
        ("in capitals", bytes.to_ascii_uppercase()),
    ];
    let keys = changed.map(|(how, bytes)| (how, Key::new(Zeroizing::new(bytes))));
    let is_it = |key: &Key| {
        key.fingerprint().to_string() == expect || format!("{:08x}", key.crc32()) == expect
    };
    let (how, _) = keys.iter().find(|(_, key)| is_it(key))?;
    Some(how)
}

/// The framework whose log has the CRC-32 of its key.
fn logs_with_crc32() -> Option<&'static str> {
    let mut frameworks = frameworks::all();
    let framework = frameworks.find(|it| it.logs_crc32_as.is_some());
    framework.map(|it| it.server)
}

/// What makes a fingerprint mislead.
fn remarks(key: &Key) -> Vec<String> {
    let text = key.bytes().trim_ascii();
    let mut remarks = Vec::new();
    let first = key.bytes().split(|it| *it == b'\n').next();
    if !text.is_empty() && first.is_some_and(|it| it.trim_ascii().is_empty()) {
        remarks.push(
            "the first line is empty: a program that reads lines, as R's readLines() does, may \
             take it alone for the key, which anybody can guess"
                .to_owned(),
        );
    } else if text.len() != key.bytes().len() {
        remarks.push(format!(
            "white space at an end of the key: part of it for {}, dropped by {}",
            servers(LineEnd::Kept),
            servers(LineEnd::Trimmed)
        ));
    }
    let foreign = foreign::by_content(key.bytes()).map(|it| format!("is {}", it.what()));
    let what = foreign.or_else(|| more_than_a_key(key.bytes()).map(str::to_owned));
    if let Some(what) = what.filter(|_| Shape::of(text).is_none()) {
        remarks.push(format!("it {what}: its fingerprint is no session key's"));
    } else if Shape::of(text).is_none() && !is_made(text) {
        let remark = "not in a form that keys are made in: if it can be guessed, its fingerprint \
                      shows when";
        remarks.push(remark.to_owned());
    }
    remarks
}

/// The fewest letters of base64 that hold a key.
const MIN_LETTERS: usize = 32;

/// Whether this is as a generator writes keys beyond the common shapes, behind a mark or
/// not: all kinds of letters of base64, and many.
fn is_made(text: &[u8]) -> bool {
    let start = text.iter().rposition(|it| b".:".contains(it));
    let letters = start.map_or(text, |mark| &text[mark + 1..]);
    let any = |is: fn(&u8) -> bool| letters.iter().any(is);
    letters.len() >= MIN_LETTERS
        && letters
            .iter()
            .all(|it| it.is_ascii_alphanumeric() || b"+/-_=".contains(it))
        && any(u8::is_ascii_lowercase)
        && any(u8::is_ascii_uppercase)
        && any(u8::is_ascii_digit)
}

/// The servers that read white space at an end of a key in this way.
fn servers(line_end: LineEnd) -> String {
    let reads = |it: &&dyn Format| it.facts().key.line_end == line_end;
    let servers = FORMATS.into_iter().filter(reads);
    let mut servers: Vec<&str> = servers.filter_map(|format| format.server()).collect();
    servers.dedup();
    servers.join(" and ")
}

//! Input that is no text, and what makes one of it.

use std::env;
use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::shell::{HAS_TOOLS_OF_UNIX, quoted, quoted_end};

/// How files that are no text begin, what they are, and what makes a text of them.
const NO_TEXT: [(&[u8], &str, &str); 7] = [
    (b"\x1f\x8b", "compressed (gzip)", "gzip -dc"),
    (b"BZh91AY&SY", "compressed (bzip2)", "bzip2 -dc"),
    (b"\xfd7zXZ\0", "compressed (xz)", "xz -dc"),
    (b"\x28\xb5\x2f\xfd", "compressed (zstd)", "zstd -dc"),
    (b"PK\x03\x04", "compressed (zip)", "unzip -p"),
    (b"\xff\xfe", "UTF-16 text", "iconv -f UTF-16 -t UTF-8"),
    (b"\xfe\xff", "UTF-16 text", "iconv -f UTF-16 -t UTF-8"),
];

/// The most bytes that tell what it is.
pub const START_BYTES: usize = 10;

/// What a file that starts so is, and the filter that makes a text of it.
pub fn no_text(start: &[u8]) -> Option<(&'static str, &'static str)> {
    let of = |it: &&(&[u8], _, _)| start.starts_with(it.0);
    NO_TEXT
        .iter()
        .find(of)
        .map(|(_, what, filter)| (*what, *filter))
}

/// Refuses standard input that starts so, if that is compressed.
///
/// # Errors
/// What it is, and the command line that reads it: this one, with a text.
pub fn refuse_packed(start: &[u8]) -> Result<()> {
    let packed = no_text(start).filter(|it| it.0.starts_with("compressed"));
    let Some((what, filter)) = packed else {
        return Ok(());
    };
    let error = Error::could_not(format!("standard input is {what}"));
    if !HAS_TOOLS_OF_UNIX {
        return Err(error.hint("unpack it, and give what is in it"));
    }
    let words = env::args_os().skip(1);
    let words = words.map(|it| quoted_end(it.as_ref())).collect::<Vec<_>>();
    let file = stdin_file().map_or("FILE".to_owned(), |it| quoted(&it));
    Err(error.hint(format!(
        "make a text of it: {filter} {file} | cookiekit {}",
        words.join(" ")
    )))
}

/// The file that standard input is, where it is one.
pub fn stdin_file() -> Option<PathBuf> {
    #[cfg(target_os = "linux")]
    {
        let path = std::fs::read_link("/proc/self/fd/0").ok()?;
        let facts = path.metadata().ok()?;
        facts.is_file().then_some(path)
    }
    #[cfg(not(target_os = "linux"))]
    None
}

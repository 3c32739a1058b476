//! How a format that itsdangerous signs tells what is wrong with a value.

use crate::frameworks::Malformed;

/// The words of a format.
pub struct Words {
    /// The format's name.
    pub name: &'static str,
    /// Whether a value is as it was sent: what the server takes off before it looks
    /// is reported.
    pub as_sent: fn(&str) -> Result<(), Malformed>,
    pub no_separator: Malformed,
    pub no_time: Malformed,
    pub signature: Malformed,
    pub signature_spelling: Malformed,
    pub time: Malformed,
    pub time_spelling: Malformed,
    pub far: Malformed,
    pub payload: Malformed,
    pub payload_spelling: Malformed,
    pub zlib: Malformed,
    pub large: Malformed,
    pub trailing: Malformed,
    pub not_utf8: Malformed,
    pub deep: Malformed,
    pub json: Malformed,
}

/// The words of the format of this name, and what tells a value as it is sent: by
/// default one without what Python's parsers take off.
macro_rules! words {
    ($name:literal) => {
        $crate::frameworks::itsdangerous::words!($name, |value| {
            if value.starts_with('"') && value.ends_with('"') {
                return Err($crate::frameworks::Malformed(concat!(
                    $name,
                    ": it is in double quotes (the server removes them)"
                )));
            }
            if value.trim() != value {
                return Err($crate::frameworks::Malformed(concat!(
                    $name,
                    ": there is white space around it (the server ignores it)"
                )));
            }
            Ok(())
        })
    };
    ($name:literal, $as_sent:expr) => {{
        macro_rules! of {
            ($text:literal) => {
                $crate::frameworks::Malformed(concat!($name, ": ", $text))
            };
        }
        $crate::frameworks::itsdangerous::Words {
            name: $name,
            as_sent: $as_sent,
            no_separator: of!("there is no separator before a signature"),
            no_time: of!("there is no time before the signature"),
            signature: of!("the signature is not base64url of a digest"),
            signature_spelling: of!(
                "the signature is not canonical base64url (the server accepts \
                it)"
            ),
            time: of!("the time is not base64url of eight bytes at most"),
            time_spelling: of!("the time is not written in its one way (the server accepts it)"),
            far: of!("the time is after the year 9999 (the server ends in an error)"),
            payload: of!("the payload is not base64url"),
            payload_spelling: of!("the payload is not canonical base64url (the server accepts it)"),
            zlib: of!("the payload starts with a dot, and is not zlib"),
            large: of!("the payload has more than 1 MiB once it is decompressed"),
            trailing: of!(
                "something follows the end of the compressed payload (the server ignores it)"
            ),
            not_utf8: of!("the payload is not UTF-8"),
            deep: of!("the payload is nested more than 127 levels deep"),
            json: of!("the payload is not JSON"),
        }
    }};
}
pub(in crate::frameworks) use words;

//! The messages of D-Bus as they go over the socket (D-Bus specification,
//! "Message Protocol"): the frame here, the values by `zbus`.

use std::fmt;
use std::io::{self, Read};

use serde::de::{DeserializeOwned, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zbus::wire::serialized::{Context, Data};
use zbus::wire::{Endian, to_bytes};
use zbus::{DynamicType, ObjectPath, Signature, Type, Variant};
use zeroize::Zeroizing;

use super::{Peer, Refusal};

/// The bytes before the fields of a header: with these it is known how long a
/// message is.
const FIXED_BYTES: usize = 16;
/// The most bytes of a message that is read; the specification would have 128
/// MiB. A list of a hundred thousand entries has less.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// The body begins at a multiple of this.
const ALIGNMENT: usize = 8;

const METHOD_CALL: u8 = 1;
const ERROR: u8 = 3;
const SIGNAL: u8 = 4;
/// The service is not started by a question to it.
const NO_AUTO_START: u8 = 2;
const VERSION: u8 = 1;

const PATH: u8 = 1;
const INTERFACE: u8 = 2;
const MEMBER: u8 = 3;
const ERROR_NAME: u8 = 4;
const REPLY_SERIAL: u8 = 5;
const DESTINATION: u8 = 6;
const SENDER: u8 = 7;
const SIGNATURE: u8 = 8;

/// Endianness, type, flags, version, bytes of the body, serial, fields.
type Header<F> = (u8, u8, u8, u8, u32, u32, Vec<(u8, F)>);

/// A field of the header of a question.
enum Field<'a> {
    Path(ObjectPath<'a>),
    Text(&'a str),
    Signature(String),
}

impl Type for Field<'_> {
    const SIGNATURE: &'static Signature = &Signature::Variant;
}

/// A variant of `zbus` writes the signature of several values as that of one
/// structure, in parentheses, which the signature of a body does not have.
impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut variant = serializer.serialize_struct("Variant", 2)?;
        let (signature, text) = match self {
            Field::Path(path) => (Signature::ObjectPath, path.as_str()),
            Field::Text(text) => (Signature::Str, *text),
            Field::Signature(text) => (Signature::Signature, text.as_str()),
        };
        variant.serialize_field("signature", &signature)?;
        variant.serialize_field("value", text)?;
        variant.end()
    }
}

/// The bytes of a question.
pub fn call(
    serial: u32,
    (destination, path, interface): Peer<'_>,
    member: &str,
    arguments: &(impl Serialize + DynamicType),
) -> zbus::Result<Vec<u8>> {
    let context = Context::new(Endian::Little, 0);
    let body = to_bytes(context, arguments)?;
    let fields = vec![
        (PATH, Field::Path(ObjectPath::try_from(path)?)),
        (INTERFACE, Field::Text(interface)),
        (MEMBER, Field::Text(member)),
        (DESTINATION, Field::Text(destination)),
        (
            SIGNATURE,
            Field::Signature(arguments.signature().to_string_no_parens()),
        ),
    ];
    let length = u32::try_from(body.bytes().len()).map_err(|_| zbus::Error::ExcessData)?;
    let header: Header<Field<'_>> = (
        b'l',
        METHOD_CALL,
        NO_AUTO_START,
        VERSION,
        length,
        serial,
        fields,
    );
    let mut bytes = to_bytes(context, &header)?.bytes().to_vec();
    bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
    bytes.extend_from_slice(body.bytes());
    Ok(bytes)
}

/// A message that came. Its bytes are wiped: they may have a key.
pub struct Message {
    bytes: Zeroizing<Vec<u8>>,
    endian: Endian,
    body: usize,
    kind: u8,
    reply_to: Option<u32>,
    member: Option<String>,
    sender: Option<String>,
    error: Option<String>,
    signature: Signature,
}

impl Message {
    /// Reads the next message, and no byte behind it.
    ///
    /// # Errors
    /// When the source fails, or what comes is no message.
    pub fn read(source: &mut impl Read) -> io::Result<Message> {
        let mut fixed = [0; FIXED_BYTES];
        source.read_exact(&mut fixed)?;
        let endian = match fixed[0] {
            b'l' => Endian::Little,
            b'B' => Endian::Big,
            _ => return Err(no_message()),
        };
        let number = |at: usize| {
            let bytes = [fixed[at], fixed[at + 1], fixed[at + 2], fixed[at + 3]];
            match endian {
                Endian::Little => u32::from_le_bytes(bytes) as usize,
                Endian::Big => u32::from_be_bytes(bytes) as usize,
            }
        };
        let (body_bytes, field_bytes) = (number(4), number(12));
        if body_bytes > MAX_BYTES || field_bytes > MAX_BYTES {
            return Err(no_message());
        }
        let body = (FIXED_BYTES + field_bytes).next_multiple_of(ALIGNMENT);
        let mut bytes = Zeroizing::new(vec![0; body + body_bytes]);
        bytes[..FIXED_BYTES].copy_from_slice(&fixed);
        source.read_exact(&mut bytes[FIXED_BYTES..])?;
        Self::parsed(bytes, endian, body).map_err(|_| no_message())
    }

    fn parsed(bytes: Zeroizing<Vec<u8>>, endian: Endian, body: usize) -> zbus::Result<Message> {
        let header = Data::new(&bytes[..body], Context::new(endian, 0));
        let ((_, kind, _, _, _, _, fields), _) = header.deserialize::<Header<Variant<'_>>>()?;
        let (mut reply_to, mut member, mut sender, mut error) = (None, None, None, None);
        let mut signature = Signature::Unit;
        for (code, value) in fields {
            match code {
                REPLY_SERIAL => reply_to = Some(u32::try_from(value)?),
                MEMBER => member = Some(String::try_from(value)?),
                SENDER => sender = Some(String::try_from(value)?),
                ERROR_NAME => error = Some(String::try_from(value)?),
                SIGNATURE => signature = Signature::try_from(value)?,
                _ => {}
            }
        }
        drop(header);
        Ok(Message {
            bytes,
            endian,
            body,
            kind,
            reply_to,
            member,
            sender,
            error,
            signature,
        })
    }

    /// Whether it answers the question of this number.
    pub fn answers(&self, serial: u32) -> bool {
        self.reply_to == Some(serial)
    }

    /// Whether it is a signal of this name and of this sender.
    pub fn is_signal(&self, member: &str, sender: &str) -> bool {
        let is = |field: &Option<String>, text| field.as_deref() == Some(text);
        self.kind == SIGNAL && is(&self.member, member) && is(&self.sender, sender)
    }

    /// Why the other side says no, where it does.
    pub fn refusal(&self) -> Option<Refusal> {
        (self.kind == ERROR).then(|| Refusal {
            name: self.error.clone().unwrap_or_default(),
            message: self.body().map(|(text,): (String,)| text).ok(),
        })
    }

    /// The values that it brings: those, and no others.
    ///
    /// # Errors
    /// When it brings others.
    pub fn body<R: DeserializeOwned + Type>(&self) -> zbus::Result<R> {
        let wanted = R::SIGNATURE;
        // As it is read, one structure is not distinguished from several values; their
        // bytes are the same.
        let found = self.signature.to_string_no_parens();
        let asked = wanted.to_string_no_parens();
        if found != asked && format!("({found})") != asked {
            let wanted = format!("`{wanted}`");
            return Err(zbus::Error::SignatureMismatch(
                self.signature.clone(),
                wanted,
            ));
        }
        let context = Context::new(self.endian, 0);
        let body = Data::new(&self.bytes[self.body..], context);
        let (values, _) = body.deserialize::<R>()?;
        Ok(values)
    }
}

/// Bytes of a message that are wiped when they are dropped.
pub struct Wiped(pub Zeroizing<Vec<u8>>);

impl Type for Wiped {
    const SIGNATURE: &'static Signature = <Vec<u8>>::SIGNATURE;
}

impl<'de> Deserialize<'de> for Wiped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Wiped;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Wiped, E> {
                Ok(Wiped(Zeroizing::new(bytes.to_vec())))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

fn no_message() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: Peer<'_> = ("org.example", "/org/example", "org.example.Interface");

    #[test]
    fn a_question_can_be_read_again() {
        let bytes = call(7, PEER, "Ask", &("text", Variant::from(&[1_u8, 2][..]))).unwrap();
        let mut source = [&bytes[..], b"next"].concat();
        let message = Message::read(&mut &source[..]).unwrap();
        assert_eq!(message.member.as_deref(), Some("Ask"));
        assert_eq!(message.signature.to_string_no_parens(), "sv");
        assert!(message.refusal().is_none() && !message.answers(7));
        let (text, _): (String, zbus::OwnedVariant) = message.body().unwrap();
        assert_eq!(text, "text");
        assert!(message.body::<(String,)>().is_err());
        for end in 0..bytes.len() {
            assert!(Message::read(&mut &bytes[..end]).is_err(), "{end}");
        }
        source[0] = b'x';
        assert!(Message::read(&mut &source[..]).is_err());
    }

    #[test]
    fn a_question_without_arguments_has_none() {
        let bytes = call(1, PEER, "Hello", &()).unwrap();
        let message = Message::read(&mut &bytes[..]).unwrap();
        assert_eq!(message.bytes.len(), message.body);
        message.body::<()>().unwrap();
    }

    #[test]
    fn no_message_takes_memory_that_it_does_not_bring() {
        let mut bytes = call(1, PEER, "Hello", &()).unwrap();
        for (at, value) in [(4, u32::MAX), (12, u32::MAX), (4, 17 << 20), (12, 9)] {
            let before: [u8; 4] = bytes[at..at + 4].try_into().unwrap();
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            assert!(Message::read(&mut &bytes[..]).is_err(), "{at} {value}");
            bytes[at..at + 4].copy_from_slice(&before);
        }
    }

    /// Whatever a byte is changed to, it is read or refused.
    #[test]
    fn a_message_that_was_changed_makes_no_panic() {
        let bytes = call(7, PEER, "Ask", &("text", vec![("a", 1_u64)])).unwrap();
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff, b'(', b'a', b'v'] {
                let mut changed = bytes.clone();
                changed[at] = value;
                if let Ok(message) = Message::read(&mut &changed[..]) {
                    let _ = message.body::<(String, Vec<(String, u64)>)>();
                    let _ = message.body::<(String, Wiped)>();
                    let _ = message.refusal();
                }
            }
        }
    }
}

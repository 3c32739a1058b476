//! A Workbench cookie taken apart.

use std::borrow::Cow;

use super::dates::{holds_date, times};
use crate::encoding::from_percent_exact;
use crate::frameworks::{Malformed, Part, Times};
use crate::time::HTTP_DATE_BYTES;

/// A value taken apart.
pub struct Fields<'a> {
    text: [&'a str; 3],
    pub value: Cow<'a, [u8]>,
    /// The date as it is signed, and the times that it stands for.
    pub date: Cow<'a, [u8]>,
    pub times: Times,
    pub signature: Cow<'a, [u8]>,
    form: Form,
}

/// No signature ends in a quote.
const QUOTED: Malformed =
    Malformed("workbench: it is in quotes, which the server reads as part of the value");

/// How the fields were written.
#[derive(PartialEq, Eq)]
enum Form {
    /// As the server writes them.
    Encoded,
    /// As the documentation shows them.
    Decoded,
}

impl<'a> Fields<'a> {
    pub fn read(value: &'a str) -> Result<Self, Malformed> {
        if ['"', '\'']
            .iter()
            .any(|it| value.starts_with(*it) && value.ends_with(*it))
        {
            return Err(QUOTED);
        }
        let fields: Vec<&str> = value.split('|').collect();
        let text = <[&str; 3]>::try_from(fields)
            .map_err(|_| Malformed("workbench: it does not have three fields separated by bars"))?;
        if text.iter().any(|field| field.is_empty()) {
            return Err(Malformed("workbench: an empty field"));
        }
        let (form, decoded) = if value.contains('%') {
            (Form::Encoded, decode(text)?)
        } else {
            (
                Form::Decoded,
                text.map(|field| Cow::Borrowed(field.as_bytes())),
            )
        };
        let [value, date, signature] = decoded;
        Ok(Fields {
            text,
            value,
            times: times(&date)?,
            date,
            signature,
            form,
        })
    }

    pub fn parts(&self) -> Vec<Part> {
        let [value, date, signature] = self.text;
        let end_of_value = value.len();
        let start_of_signature = end_of_value + date.len() + 2;
        let part = |name, bytes, span| Part { name, bytes, span };
        // The `;` goes with the date before it.
        let login = self.times.two.and_then(|_| {
            let mark = [";", "%3B"].into_iter().find(|mark| date.contains(mark))?;
            Some(end_of_value + 1 + date.find(mark)? + mark.len())
        });
        let end_of_dates = start_of_signature - 1;
        let dates = match login {
            None => vec![("expires", end_of_value + 1..end_of_dates)],
            Some(start) => vec![
                ("session expires", end_of_value + 1..start),
                ("login expires", start..end_of_dates),
            ],
        };
        let mut parts = vec![part("value", self.value.len(), 0..end_of_value)];
        let dates = dates.into_iter();
        parts.extend(dates.map(|(name, span)| part(name, HTTP_DATE_BYTES, span)));
        let end = start_of_signature + signature.len();
        parts.push(part(
            "signature",
            self.signature.len(),
            start_of_signature..end,
        ));
        parts
    }

    pub fn notes(&self) -> Vec<&'static str> {
        let mut notes = Vec::new();
        if self.form == Form::Decoded {
            notes.push("in the decoded form of the documentation: the server sends it encoded");
            if self.signature.contains(&b'+') || self.value.contains(&b'+') {
                notes.push("the server would read the bare + in it as a space and refuse it");
            }
        }
        if holds_date(&self.value) {
            notes.push(
                "the value holds a date: moved into the date field it might pass for another \
                 user and time on the server (boundary shift)",
            );
        }
        notes
    }
}

/// The three fields decoded, if they are encoded as the server does it. The
/// server also takes other spellings, and those are refused here: a second
/// spelling is a changed cookie.
fn decode(text: [&str; 3]) -> Result<[Cow<'_, [u8]>; 3], Malformed> {
    const SPELLING: Malformed =
        Malformed("workbench: a field is not percent-encoded as the server does it");
    let [value, date, signature] = text.map(from_percent_exact);
    Ok([
        value.ok_or(SPELLING)?,
        date.ok_or(SPELLING)?,
        signature.ok_or(SPELLING)?,
    ])
}

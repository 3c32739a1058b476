//! What a cookie of Ruby holds: JSON, or Marshal, which can make any object of the
//! application and is never loaded here.

use super::super::{Kind, Param, Params, Portable};
use super::marshal;
use crate::error::{Error, Result};
use crate::frameworks::is_json;

/// What writes and reads what a cookie holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Whatever it is, as it is.
    Auto,
    /// JSON.
    Json,
    /// Marshal, shown as JSON where it holds nothing but texts, numbers, lists and
    /// tables.
    Marshal,
}

/// Which of them an application has.
pub const SERIALIZER: Param = Param {
    name: "serializer",
    about: "what it holds: auto carries whatever it is as its bytes, and makes JSON; marshal \
            tells Marshal as JSON and makes it of that, where it holds texts, numbers, lists and \
            tables alone",
    kind: Kind::Word(&["auto", "json", "marshal"]),
    default: "auto",
};

/// What is carried to another framework: Marshal as the JSON that it can be shown as.
pub fn portable(payload: &[u8]) -> std::result::Result<Portable, &'static str> {
    if !marshal::is_marshal(payload) {
        return Ok(Portable::Json(payload.to_vec()));
    }
    let told = marshal::told(payload).ok_or(
        "it holds objects of Ruby in Marshal, which are not made here, and which no other \
         framework has",
    )?;
    Ok(Portable::Json(told.into_bytes()))
}

impl Content {
    pub fn of(params: &Params) -> Content {
        match params.text(SERIALIZER.name) {
            Some("json") => Content::Json,
            Some("marshal") => Content::Marshal,
            _ => Content::Auto,
        }
    }

    /// What stored bytes carry; `None` when they are not of this serializer.
    pub fn carried(self, stored: Vec<u8>) -> Option<Vec<u8>> {
        match self {
            Content::Auto => Some(stored),
            Content::Json => is_json(&stored).then_some(stored),
            Content::Marshal => {
                let is_marshal = marshal::is_marshal(&stored);
                let told = marshal::told(&stored).map(String::into_bytes);
                is_marshal.then(|| told.unwrap_or(stored))
            }
        }
    }

    /// The bytes to store of a payload.
    ///
    /// # Errors
    /// When it is none of this serializer.
    pub fn stored(self, payload: &[u8], format: &str) -> Result<Vec<u8>> {
        match self {
            Content::Json | Content::Auto if is_json(payload) => Ok(payload.to_vec()),
            // What Ruby wrote is made again as it is.
            Content::Marshal | Content::Auto if marshal::is_marshal(payload) => {
                Ok(payload.to_vec())
            }
            Content::Marshal => marshal::written(payload).ok_or_else(|| {
                Error::could_not("the payload cannot be written as Marshal")
                    .hint("give JSON of texts, numbers of 64 bits, lists and objects")
            }),
            Content::Json | Content::Auto => {
                let what = format!("the payload of a {format} cookie is JSON");
                Err(Error::could_not(what).hint("a text in JSON stands in double quotes"))
            }
        }
    }
}

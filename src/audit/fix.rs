//! The commands and the words that fix what was found: edits of a text, and what ends
//! the life of a key.

pub mod edits;
pub mod renewal;

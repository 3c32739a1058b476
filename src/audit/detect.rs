//! Whether a name or a text says that there is a key: a text goes in, and what may be
//! keys comes out.

pub mod build_files;
pub mod classify;
pub mod digits;
pub mod framework_files;
pub mod guessable;
pub mod hardcoded;
pub mod histories;
pub mod key_names;
pub mod keys_in_text;
pub mod leftover_names;
pub mod log_keys;
pub mod marks;
pub mod needles;
pub mod packed_names;
pub mod placeholder;
pub mod r_code;
pub mod says;
pub mod systems;
pub mod test_names;
pub mod translations;
pub mod utf16;
pub mod words;

//! cookiekit

pub mod crypto;
pub mod encoding;
pub mod error;
pub mod exit;
pub mod formats;
pub mod keys;
pub mod time;

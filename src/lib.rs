//! cookiekit

pub mod cookie;
pub mod crypto;
pub mod encoding;
pub mod error;
pub mod exit;
pub mod formats;
pub mod keys;
pub mod set_cookie;
pub mod time;

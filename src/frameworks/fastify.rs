//! Fastify's cookies: those that are signed, and the sessions of secure-session.
//!
//! | format | bytes |
//! |---|---|
//! | `fastify-cookie` | `value "." b64-nopad(HMAC-SHA256(key, value))`; @fastify/cookie 11.1.5, and @fastify/session, whose value is an id |
//! | `fastify-secure-session` | `b64(secretbox(JSON)) ";" b64(nonce)`; @fastify/secure-session 8.4.0 |
//!
//! Both are percent-encoded on the wire where they have a character that needs it.

mod cookie;
mod fields;
mod framework;
mod key;
mod session;
mod signed;

pub use cookie::FastifyCookie;
pub use session::SecureSession;

//! cookiekit against the real systems whose keys and cookies it handles. Every test here is ignored unless asked for,
//! since it needs that system installed.

mod plumber;

//! What stands in an object of a log, however deep: a plain value that is kept, and the
//! headers with cookies, which are taken.

use super::Origin;
use super::json::{Reader, header_called};
use super::object::{Scalar, Watch};
use crate::cookie::{Header, header_of};

impl Reader<'_> {
    /// The header that a member of a log is, where it is one.
    pub fn in_log(&mut self, name: &str, value: &Scalar) -> bool {
        let (Some(header), Scalar::Text(value) | Scalar::Lines(value)) =
            (header_in_log(name), value)
        else {
            return false;
        };
        if !value.contains('=') {
            return false;
        }
        self.is_one = true;
        self.header(header, value, &Origin::default());
        true
    }
}

/// Which header with cookies this is the name of in a log: `request_Cookie`,
/// `resp_set-cookie`.
fn header_in_log(name: &str) -> Option<Header> {
    let name = name.to_ascii_lowercase().replace('_', "-");
    let ends = |end: &str| name.ends_with(end);
    if ends("set-cookie") || ends("setcookie") || ends("set-cookies") {
        return Some(Header::SetCookie);
    }
    (ends("cookie") || ends("cookies")).then_some(Header::Cookie)
}

/// What takes the headers with cookies that stand in a member of an object.
pub struct InLog<'a, 'b> {
    /// What takes them.
    pub reader: &'a mut Reader<'b>,
    /// Whether there were any.
    pub has_header: &'a mut bool,
}

impl InLog<'_, '_> {
    fn take(&mut self, header: Header, value: &str) {
        self.reader.is_one = true;
        *self.has_header = true;
        self.reader.header(header, value, &Origin::default());
    }
}

impl Watch for InLog<'_, '_> {
    /// Some logs have the lines themselves.
    fn line(&mut self, line: &str) {
        if let Some((header, content)) = header_of(line) {
            self.take(header, content);
        }
    }

    fn member(&mut self, name: &str, value: &Scalar) {
        *self.has_header |= self.reader.in_log(name, value);
    }

    /// A header as a pair, in the lists of Postman, Charles and Firefox.
    fn pair(&mut self, name: &str, value: &str) {
        if let Some(header) = header_called(name) {
            self.take(header, value);
        }
    }
}

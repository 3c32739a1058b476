//! What people have in hand, recognised by how it starts.

use super::{command, devtools, exchange, jar, python, script, trace};

/// What something was copied from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A value, `name=value`, or a list of them.
    Text,
    /// `Cookie:` and `Set-Cookie:` lines.
    Headers,
    /// The output of `curl -i`.
    Response,
    /// The output of `curl -v`.
    Exchange,
    /// The output of `curl --trace` or `curl --trace-ascii`.
    Trace,
    /// What Python's `http.client` prints when it debugs.
    Debug,
    /// A HAR file.
    Har,
    /// A Netscape cookie jar, as `curl -c` writes it.
    Jar,
    /// Cookies as objects: of a cookie editor, Playwright, Puppeteer, Selenium,
    /// `requests`.
    Json,
    /// Rows of the cookie table in a browser's DevTools.
    DevTools,
    /// A request, copied as a curl command, or one for wget or HTTPie.
    Command,
    /// A request, copied as PowerShell.
    PowerShell,
    /// A request, copied as a call of fetch.
    Fetch,
}

impl Kind {
    /// What it is called.
    pub fn with_article(self) -> &'static str {
        match self {
            Kind::Text => "a text",
            Kind::Headers => "header lines",
            Kind::Response => "a response (curl -i)",
            Kind::Exchange => "an exchange (curl -v)",
            Kind::Trace => "an exchange (curl --trace)",
            Kind::Debug => "a debug output (http.client)",
            Kind::Har => "a HAR file",
            Kind::Jar => "a cookie jar",
            Kind::Json => "a list of objects (JSON)",
            Kind::DevTools => "rows of DevTools",
            Kind::Command => "a curl command",
            Kind::PowerShell => "a PowerShell command",
            Kind::Fetch => "a call of fetch",
        }
    }

    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Headers => "headers",
            Kind::Response => "response",
            Kind::Exchange => "exchange",
            Kind::Trace => "trace",
            Kind::Debug => "debug",
            Kind::Har => "har",
            Kind::Jar => "jar",
            Kind::Json => "json",
            Kind::DevTools => "devtools",
            Kind::Command => "command",
            Kind::PowerShell => "powershell",
            Kind::Fetch => "fetch",
        }
    }

    /// What something is, by how it starts. A HAR is JSON too: which of them it
    /// is is seen when it is read.
    pub(super) fn of(start: &[u8]) -> Self {
        let text = String::from_utf8_lossy(start);
        // A row of a table may start with a field that is empty.
        let rows = text.trim_start_matches(['\r', '\n']);
        let text = text.trim_ascii();
        if text.starts_with(['{', '[']) {
            return Kind::Json;
        }
        if jar::is_one(rows) {
            Kind::Jar
        } else if text.starts_with("HTTP/") {
            Kind::Response
        } else if trace::is_one(text) {
            Kind::Trace
        } else if exchange::is_one(text) {
            Kind::Exchange
        } else if python::is_debug(text) || python::is_jar(text) {
            Kind::Debug
        } else if command::is_one(text) {
            Kind::Command
        } else if script::is_fetch(text) {
            Kind::Fetch
        } else if script::is_power_shell(text) {
            Kind::PowerShell
        } else if devtools::is_one(rows) {
            Kind::DevTools
        } else {
            Kind::Text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_something_is_is_told_by_how_it_starts() {
        for (start, kind) in [
            ("{\"log\":{", Kind::Json),
            ("[{'name': 's'", Kind::Json),
            ("# Netscape HTTP Cookie File\n", Kind::Jar),
            ("#HttpOnly_h\tFALSE\t/\tFALSE\t0\ts\tv\n", Kind::Jar),
            ("HTTP/1.1 200 OK\r\n", Kind::Response),
            ("\n   HTTP/1.1 200 OK\r\n", Kind::Response),
            (
                "*   Trying 127.0.0.1:80...\n> GET / HTTP/1.1\n",
                Kind::Exchange,
            ),
            (
                "== Info:   Trying 127.0.0.1:80...\n=> Send header, 83 bytes (0x53)\n",
                Kind::Trace,
            ),
            ("send: b'GET / HTTP/1.1\\r\\n'\n", Kind::Debug),
            ("<RequestsCookieJar[<Cookie s=v for h/>]>", Kind::Debug),
            ("curl 'http://h/' -b 's=v'", Kind::Command),
            ("curl.exe -sb s=v http://h/", Kind::Command),
            ("$ curl -b s=v http://h/", Kind::Command),
            ("wget --header='Cookie: s=v' http://h/", Kind::Command),
            ("http GET h Cookie:s=v", Kind::Command),
            ("await fetch(\"http://h/\"", Kind::Fetch),
            ("$session = New-Object Microsoft", Kind::PowerShell),
            ("s\tv\th\t/\tSession\t2\t\t\tLax\n", Kind::DevTools),
            ("s=v", Kind::Text),
            ("Cookie: s=v", Kind::Text),
            ("curly=v", Kind::Text),
            ("http", Kind::Text),
            ("", Kind::Text),
        ] {
            assert_eq!(Kind::of(start.as_bytes()), kind, "{start:?}");
        }
    }
}

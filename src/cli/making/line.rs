//! The flags of a Set-Cookie line.

use crate::error::Result;
use crate::set_cookie::{SameSite, SetCookie};
use crate::time::parse_duration;

// The Set-Cookie line.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Set-Cookie")]
pub struct LineArguments {
    /// Print the whole Set-Cookie header line
    #[arg(long)]
    pub set_cookie: bool,
    /// The path for which the browser sends it [default: /]
    #[arg(long, value_name = "PATH", requires = "set_cookie")]
    path: Option<String>,
    /// The domain for which the browser sends it, subdomains included [default:
    /// this host only]
    #[arg(long, value_name = "DOMAIN", requires = "set_cookie")]
    domain: Option<String>,
    /// How long the browser keeps it [default: until it closes]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, requires = "set_cookie")]
    max_age: Option<u64>,
    /// Send it only over HTTPS
    #[arg(long, requires = "set_cookie")]
    secure: bool,
    /// Whether requests from other sites include it
    #[arg(long, value_name = "WHEN", requires = "set_cookie")]
    same_site: Option<SameSiteArgument>,
    /// Allow scripts to read it
    #[arg(long, requires = "set_cookie")]
    no_http_only: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum SameSiteArgument {
    /// Never
    Strict,
    /// When a link is followed
    Lax,
    /// Always; needs --secure
    None,
}

impl LineArguments {
    /// The line of a cookie, if it is asked for.
    ///
    /// # Errors
    /// When a browser would not take it.
    pub fn of(&self, name: &str, value: &str) -> Result<Option<String>> {
        if !self.set_cookie {
            return Ok(None);
        }
        let line = SetCookie {
            name,
            value,
            path: self.path.as_deref().unwrap_or("/"),
            domain: self.domain.as_deref(),
            max_age: self.max_age,
            secure: self.secure,
            http_only: !self.no_http_only,
            same_site: self.same_site.map(|same_site| match same_site {
                SameSiteArgument::Strict => SameSite::Strict,
                SameSiteArgument::Lax => SameSite::Lax,
                SameSiteArgument::None => SameSite::None,
            }),
        }
        .render()?;
        Ok(Some(line))
    }
}

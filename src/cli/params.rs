//! What the application chose of a format: `--param`.

use super::format_names::format_of;
use crate::error::{Error, Result};
use crate::frameworks::{Format, Param, Params};
use crate::open::Pin;

// What the application chose of a format.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
pub struct ParamArguments {
    /// A parameter that the application chose, as max-age=1h
    ///
    /// `cookiekit formats NAME` lists the parameters. Repeatable.
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub params: Vec<String>,
}

impl ParamArguments {
    /// The format that a flag named, with what was chosen of it.
    ///
    /// # Errors
    /// When it has no such parameter, or the parameter no such value.
    pub fn pin(&self, format: &str) -> Result<Pin> {
        pin(format, &self.params)
    }

    /// The format that a flag named, if one did.
    ///
    /// # Errors
    /// As [`ParamArguments::pin`], and when something was chosen of no format.
    pub fn pin_any(&self, format: Option<&str>) -> Result<Option<Pin>> {
        match format {
            Some(format) => self.pin(format).map(Some),
            None if self.params.is_empty() => Ok(None),
            None => Err(
                Error::could_not("--param belongs to a format, and no format was named")
                    .hint("add --format NAME; for the list: cookiekit formats"),
            ),
        }
    }
}

/// The format of this name, with what was chosen of it, each as NAME=VALUE.
///
/// # Errors
/// When it has no such parameter, or the parameter no such value.
pub fn pin(format: &str, chosen: &[String]) -> Result<Pin> {
    let format = format_of(format);
    if chosen.is_empty() {
        return Ok(Pin::new(format));
    }
    let mut params = Params::default();
    for text in chosen {
        let (param, value) = param(format, text)?;
        params.set(param, value);
    }
    // Once in a run.
    let params = Box::leak(Box::new(params));
    Ok(Pin { format, params })
}

/// A parameter of a format, and its value.
fn param(format: &'static dyn Format, text: &str) -> Result<(&'static Param, String)> {
    let name = format.name();
    let (word, value) = text.split_once('=').ok_or_else(|| {
        Error::could_not("--param takes NAME=VALUE").hint("for example: --param max-age=1h")
    })?;
    let params = format.facts().params;
    let Some(param) = params.iter().find(|it| it.name == word) else {
        let names: Vec<&str> = params.iter().map(|it| it.name).collect();
        return Err(
            Error::could_not(format!("{name} has no such parameter")).hint(
                match names.join(", ") {
                    names if names.is_empty() => format!("{name} has no parameters"),
                    names => format!("it has: {names} (cookiekit formats {name})"),
                },
            ),
        );
    };
    match param.kind.fault(value) {
        None => Ok((param, value.to_owned())),
        Some(right) => Err(Error::could_not(format!(
            "the parameter {word} of {name} does not take that value"
        ))
        .hint(format!("it takes {right}"))),
    }
}

//! The names of formats as flags take them.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::frameworks::runbook::{Course, Runbook, Site, by_one_key};
use crate::frameworks::{self, Export, Exported, FORMATS, Format, Framework};

/// The names of the formats that fit, for a flag's values.
pub fn format_names(fits: fn(&dyn Format) -> bool) -> PossibleValuesParser {
    let formats = FORMATS.iter().filter(|format| fits(**format));
    PossibleValuesParser::new(
        formats.map(|format| PossibleValue::new(format.name()).help(format.facts().about)),
    )
}

/// The names of the formats, for a flag of which only the key of a format matters: what
/// `key export` calls their libraries is taken as well.
pub fn key_format_names() -> impl TypedValueParser<Value = Named> {
    let value = |format: &dyn Format| {
        PossibleValue::new(format.name())
            .help(format.facts().about)
            .aliases(consumers_of(format.name()))
    };
    PossibleValuesParser::new(FORMATS.into_iter().map(value)).map(Named::of)
}

/// What `key export` calls the library that is meant by the format of this name, where
/// that is no format's name.
pub fn consumers_of(format: &str) -> Vec<&'static str> {
    let consumers = frameworks::all().flat_map(|it| it.exports);
    let consumers = consumers.map(|form| form.name).filter(|name| {
        let is_its = frameworks::of_consumer(name).is_some_and(|it| it.name() == format);
        is_its && frameworks::find(name).is_none()
    });
    consumers.collect()
}

/// The name of the format that is meant by this one, or by its library's.
fn format_named(name: String) -> String {
    match (frameworks::find(&name), frameworks::of_consumer(&name)) {
        (None, Some(format)) => format.name().to_owned(),
        _ => name,
    }
}

/// Whose key it is: a format, or a library of one.
#[derive(Clone)]
pub struct Named {
    /// As it was named.
    pub name: String,
    format: String,
}

impl Named {
    /// What is meant by a name that clap has let through.
    pub fn of(name: String) -> Self {
        let format = format_named(name.clone());
        Named { name, format }
    }

    /// The name of the format.
    pub fn format(&self) -> &str {
        &self.format
    }

    /// The framework, and its runbook where it has one.
    pub fn runbook(&self) -> Option<(&'static Framework, &'static Runbook)> {
        let framework = format_of(&self.format).facts().framework;
        Some((framework, framework.runbook?))
    }

    /// The library, where its code is not that of the runbook, and whether that code
    /// reads slots.
    fn library(&self) -> Option<(&'static Export, bool)> {
        let (framework, runbook) = self.runbook()?;
        let own = runbook.code?;
        let is_named = |it: &&Export| it.name == self.name && it.name != own;
        let export = framework.exports.iter().find(is_named)?;
        match export.text {
            Exported::Code { reads_slots, .. } => Some((export, reads_slots)),
            _ => None,
        }
    }

    /// The name of the export whose code reads the slots of the key.
    pub fn code(&self) -> Option<&'static str> {
        match self.library() {
            Some((export, true)) => Some(export.name),
            Some((_, false)) => None,
            None => self.runbook()?.1.code,
        }
    }

    /// What is to be done at a site, where there is a runbook. A library may take one key
    /// where its framework takes several.
    pub fn course(&self, site: &Site) -> Option<Course> {
        match self.library() {
            Some((_, false)) => Some(by_one_key(site, &[])),
            _ => self.runbook().map(|(_, runbook)| (runbook.course)(site)),
        }
    }
}

/// The format that a flag named. clap has let no other name through.
pub fn format_of(name: &str) -> &'static dyn Format {
    frameworks::find(name).expect("clap takes the names of the registry only")
}

//! The names of formats as flags take them.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::frameworks::{self, FORMATS, Format};

/// The names of the formats that fit, for a flag's values.
pub fn format_names(fits: fn(&dyn Format) -> bool) -> PossibleValuesParser {
    let formats = FORMATS.iter().filter(|format| fits(**format));
    PossibleValuesParser::new(
        formats.map(|format| PossibleValue::new(format.name()).help(format.facts().about)),
    )
}

/// The names of the formats, for a flag of which only the key of a format matters: what
/// `key export` calls their libraries is taken as well.
pub fn key_format_names() -> impl TypedValueParser<Value = String> {
    let value = |format: &dyn Format| {
        PossibleValue::new(format.name())
            .help(format.facts().about)
            .aliases(consumers_of(format.name()))
    };
    PossibleValuesParser::new(FORMATS.into_iter().map(value)).map(format_named)
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
pub fn format_named(name: String) -> String {
    match (frameworks::find(&name), frameworks::of_consumer(&name)) {
        (None, Some(format)) => format.name().to_owned(),
        _ => name,
    }
}

/// The format that a flag named. clap has let no other name through.
pub fn format_of(name: &str) -> &'static dyn Format {
    frameworks::find(name).expect("clap takes the names of the registry only")
}

//! What a file is read as, by its name and by what others say of it.

use std::path::Path;

use crate::audit::detect::hardcoded::{Form, Language, is_script_name};
use crate::audit::detect::histories;
use crate::audit::detect::test_names::is_test;
use crate::audit::detect::translations::is_translation;
use crate::keys::spec::dotenv::is_of_r;

/// What a file is read as.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The language, of a text in which unknown keys are sought too.
    pub(super) language: Option<Language>,
    /// Variables that are handed on as keys there, in order.
    pub(super) variables: &'a [&'a [u8]],
    /// Unknown keys are not sought.
    pub(super) only_known: bool,
    /// Its texts are words that are shown.
    pub(super) is_translation: bool,
    /// It belongs to tests or examples, where a word is none.
    pub(super) is_test: bool,
    /// R reads variables from it.
    is_of_r: bool,
    /// Commands of a shell stand in it.
    is_script: bool,
    /// What was typed at a prompt stands in it.
    is_history: bool,
}

impl<'a> Reading<'a> {
    /// By the name of the file.
    pub fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default();
        Reading {
            language: Language::of(&name.to_string_lossy()),
            variables: &[],
            only_known: false,
            is_translation: is_translation(path),
            is_test: is_test(path),
            is_of_r: is_of_r(path),
            is_script: is_script_name(&name.to_string_lossy()),
            is_history: histories::language_of(path).is_some(),
        }
    }

    /// In a language that its name does not tell.
    pub fn written_in(self, language: Language) -> Self {
        Reading {
            language: Some(language),
            ..self
        }
    }

    /// With the variables of this file, and whether unknown keys are left out.
    pub fn with(self, variables: &'a [&'a [u8]], only_known: bool) -> Self {
        Reading {
            variables,
            only_known,
            ..self
        }
    }

    /// Whether it is a text in which unknown keys are sought.
    pub fn is_text(&self) -> bool {
        self.language.is_some()
    }

    /// The language that it is read as.
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// How it sets the variables of a program, if it does. In tests a passphrase is none.
    pub fn form(&self) -> Option<Form> {
        let language = self
            .language
            .filter(|_| !self.is_test && !self.is_history)?;
        Form::of(language, self.is_of_r, self.is_script)
    }

    /// Whether it is what a container image is built from.
    pub fn is_docker(&self) -> bool {
        self.language == Some(Language::Docker)
    }

    /// Whether it is R code.
    pub fn is_r(&self) -> bool {
        self.language == Some(Language::R)
    }
}

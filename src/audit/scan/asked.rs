//! Variables that sources ask for their key, and the texts of the same project that set
//! them: whatever the variable is called, what it is set to is a key there.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::audit::detect::hardcoded::{Form, Language, Written, passphrases};
use crate::audit::detect::keys_in_text::Reading;
use crate::audit::detect::test_names::is_test;
use crate::audit::detect::{systems, utf16};
use crate::audit::facts::{lines, rooted};
use crate::audit::scan::lent::Lent;
use crate::audit::scan::mounts;
use crate::audit::scan::scene::Scene;
use crate::audit::scan::tree::{Progress, read_texts};
use crate::keys::spec::dotenv::is_of_r;
use crate::shell::shown;

/// A source that asks for a variable.
pub struct Asked {
    source: PathBuf,
    variable: String,
    /// What gets its value as a key.
    told: String,
}

/// A text that sets one.
struct Set {
    path: PathBuf,
    variable: String,
    /// The first of the sources that ask, as the rest of a sentence about the text.
    who: String,
    /// What a text is read as whose name does not tell.
    language: Option<Language>,
}

/// Adds the texts that set variables which sources ask for their key.
pub fn follow(scene: &mut Scene, lent: &mut Lent, progress: &dyn Progress) {
    let all = asked(scene);
    if all.is_empty() {
        return;
    }
    let found: Mutex<Vec<Set>> = Mutex::default();
    let is_whole_machine = scene.whole_machine;
    let look = |path: &Path, text: &[u8], reading: Reading, language: Option<Language>| {
        // R reads the variables of its user and of its machine whatever it runs.
        let is_read =
            |asked: &Asked| is_whole_machine && is_of_r(path) || is_of_project(&asked.source, path);
        let asked = set_in(&all, text, reading).filter(|it| is_read(it));
        let sets = asked.map(|it| it.set_by(path, language));
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        found.extend(sets);
    };
    for path in &scene.texts {
        let is_walked = scene.roots.iter().any(|root| path.starts_with(root));
        // What cannot be read is reported by the check that looks at it.
        if !is_walked && let Ok(Some(text)) = lines::read(path) {
            look(path, &text, scene.reading(path), None);
        }
    }
    let policy = &scene.policy;
    for root in &scene.roots {
        let see = |path: &Path, text: &[u8], language: Option<Language>| {
            let other = || Language::of_content(text);
            if let Some(language) = language.or_else(other) {
                let reading = Reading::of(path).written_in(language);
                look(path, text, reading, Some(language));
            }
        };
        let before = scene.files_walked;
        read_texts(root, policy.reach, &policy.exclude, before, progress, &see);
    }
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    for mut set in found {
        if let Some(used) = mounts::used(&set.path) {
            set.path = used;
        }
        if let Some(language) = set.language {
            scene.add_text(&set.path, language);
        }
        let names = lent.entry(set.path).or_default();
        names.entry(set.variable).or_insert(set.who);
    }
}

/// What the sources of the scene ask for.
fn asked(scene: &Scene) -> Vec<Asked> {
    let mut found = Vec::new();
    for path in scene.texts.iter().filter(|it| scene.reading(it).is_r()) {
        if let Ok(Some(bytes)) = lines::read(path) {
            found.extend(asked_by(path, &bytes));
        }
    }
    found
}

/// What one of them asks for, by its text; what a test does not run with.
pub fn asked_by(source: &Path, text: &[u8]) -> Vec<Asked> {
    if is_test(source) {
        return vec![];
    }
    let asked = systems::asked(source, text).into_iter();
    asked
        .map(|(variable, told)| Asked {
            source: source.to_owned(),
            variable,
            told,
        })
        .collect()
}

/// Those that a text answers with a key.
pub fn set_in<'a>(
    all: &'a [Asked],
    text: &'a [u8],
    reading: Reading<'a>,
) -> impl Iterator<Item = &'a Asked> {
    let form = reading.form();
    all.iter()
        .filter(move |it| form.is_some_and(|form| is_set(it, text, form)))
}

/// Whether a text sets the variable to a key.
fn is_set(asked: &Asked, text: &[u8], form: Form) -> bool {
    let decoded = utf16::decoded(text);
    let text = decoded.as_ref().map_or(text, |text| text);
    let name = asked.variable.as_bytes();
    let is_it = |it: &Written| it.name.as_bytes() == name;
    memchr::memmem::find(text, name).is_some() && passphrases(text, form, &[name]).iter().any(is_it)
}

impl Asked {
    /// What is reported about a text that sets it.
    fn set_by(&self, path: &Path, language: Option<Language>) -> Set {
        Set {
            path: path.to_owned(),
            variable: self.variable.clone(),
            who: self.who(),
            language,
        }
    }

    /// That it asks, as the rest of a sentence about a text.
    fn who(&self) -> String {
        let source = shown(&self.source);
        format!(", which {source} asks for and hands to {}", self.told)
    }

    /// Adds a text of a tree that sets it, where that is of the same project. Both are
    /// named as they are below the tree.
    pub fn add_set(&self, tree: &Path, path: &Path, lent: &mut Lent) {
        if is_of_project(&tree.join(&self.source), &tree.join(path)) {
            let names = lent.entry(path.to_owned()).or_default();
            names
                .entry(self.variable.clone())
                .or_insert_with(|| self.who());
        }
    }
}

/// Whether a text belongs to the project of a source: it lies above or below it, or both
/// lie in a folder that is one of a project.
fn is_of_project(source: &Path, text: &Path) -> bool {
    let folder = |path: &Path| path.parent().map(Path::to_owned).unwrap_or_default();
    let (source, text) = (folder(source), folder(text));
    let is_near = source.starts_with(&text) || text.starts_with(&source);
    let mut above = source.ancestors();
    is_near
        || above
            .find(|it| text.starts_with(it))
            .is_some_and(is_project)
}

/// Whether a folder is that of one project, by what lies in it.
fn is_project(folder: &Path) -> bool {
    const MARKS: [&str; 9] = [
        ".git",
        ".Rprofile",
        "DESCRIPTION",
        "Dockerfile",
        "compose.yaml",
        "compose.yml",
        "docker-compose.yaml",
        "docker-compose.yml",
        "renv.lock",
    ];
    let is_own = |path: PathBuf| path.extension().is_some_and(|it| it == "Rproj");
    MARKS.iter().any(|it| rooted::exists(&folder.join(it))) || rooted::paths(folder).any(is_own)
}

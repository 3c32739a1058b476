//! Keys that one text holds and another one hands on: followed from the second to the
//! first, where it is certain which one that is.

use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};

use crate::audit::detect::hardcoded::{Borrowed, Language, Written, borrowed, written};
use crate::audit::detect::test_names::is_test;
use crate::audit::detect::{systems, utf16};
use crate::audit::facts::{lines, rooted};
use crate::audit::scan::asked;
use crate::audit::scan::scene::Scene;
use crate::audit::scan::tree::Progress;
use crate::shell::shown;

/// By text: what its keys are called there, and who hands each on as what.
pub type Lent = HashMap<PathBuf, BTreeMap<String, String>>;

/// How many folders above a text others are looked for: those of a package.
const LEVELS: usize = 4;

/// Finds the texts whose keys others hand on, and adds them to the scene.
pub fn follow(scene: &mut Scene, progress: &dyn Progress) {
    let mut lent = Lent::new();
    for path in &scene.texts {
        let Some(language) = scene.reading(path).language() else {
            continue;
        };
        if !matches!(language, Language::Python | Language::Script | Language::R) {
            continue;
        }
        // What cannot be read is reported by the check that looks at it.
        let Ok(Some(bytes)) = lines::read(path) else {
            continue;
        };
        let found = match language {
            Language::R => systems::borrowed(path, &bytes),
            _ => borrowed(&bytes, language),
        };
        // Few are left here, and the name of each is looked at in all its parts.
        if found.is_empty() || is_test(path) {
            continue;
        }
        for Borrowed { from, name, told } in found {
            let Some(file) = file(path, language, &from) else {
                continue;
            };
            if scene.roots.iter().any(|root| is_below(root, &file)) && holds(&file, &name) {
                let who = format!(", which {} hands on as {told}", shown(path));
                lent.entry(file).or_default().entry(name).or_insert(who);
            }
        }
    }
    asked::follow(scene, &mut lent, progress);
    for file in lent.keys() {
        if !scene.texts.contains(file) {
            scene.texts.push(file.clone());
        }
    }
    scene.lent = lent;
}

/// Whether a file is in a directory, also in the one where this runs.
fn is_below(root: &Path, file: &Path) -> bool {
    let is_here = || root == Path::new(".") && file.is_relative() && !file.starts_with("..");
    file.starts_with(root) || is_here()
}

/// Whether exactly one key stands under a name in a text.
fn holds(file: &Path, name: &str) -> bool {
    let Ok(Some(bytes)) = lines::read(file) else {
        return false;
    };
    let text = utf16::decoded(&bytes);
    let bytes = text.as_ref().unwrap_or(&bytes);
    let language = file
        .file_name()
        .and_then(|it| Language::of(&it.to_string_lossy()));
    language.is_some_and(|language| {
        let found = written(bytes, language, &[name.as_bytes()]);
        let is_it = |it: &&Written| it.name == name && !it.is_comment;
        found.iter().filter(is_it).count() == 1
    })
}

/// The file that a text of a language calls so.
fn file(text: &Path, language: Language, from: &str) -> Option<PathBuf> {
    let folder = text.parent()?;
    let (above, path, endings): (usize, String, &[&str]) = match language {
        Language::Python => {
            let name = from.trim_start_matches('.');
            let dots = from.len() - name.len();
            let folder = folder.ancestors().nth(dots.saturating_sub(1))?;
            let path = folder.join(name.replace('.', "/"));
            let found = of_endings(&path, &[".py", "/__init__.py"]);
            if dots > 0 || found.is_some() {
                return found;
            }
            (LEVELS, name.replace('.', "/"), &[".py", "/__init__.py"])
        }
        Language::R => (LEVELS, from.to_owned(), &[""]),
        _ => {
            let endings = &[
                "",
                ".js",
                ".ts",
                ".mjs",
                ".cjs",
                ".json",
                "/index.js",
                "/index.ts",
            ];
            (1, from.to_owned(), endings)
        }
    };
    let mut folders = folder.ancestors().take(above);
    folders.find_map(|folder| of_endings(&folder.join(&path), endings))
}

fn of_endings(path: &Path, endings: &[&str]) -> Option<PathBuf> {
    let mut paths = endings.iter().map(|it| {
        let mut path = path.as_os_str().to_owned();
        path.push(it);
        without_dots(Path::new(&path))
    });
    paths.find(|path| rooted::is_file(path))
}

/// The path as a walk has it.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

impl Scene {
    /// What keys are called in a text that others hand on, in order.
    pub fn lent_by(&self, path: &Path) -> Vec<&[u8]> {
        let names = self.lent.get(path).into_iter().flatten();
        names.map(|(name, _)| name.as_bytes()).collect()
    }

    /// Who hands the key on that is called so in a text, as the rest of a sentence.
    pub fn handed_on(&self, path: &Path, name: &str) -> &str {
        let who = self.lent.get(path).and_then(|it| it.get(name));
        who.map_or("", |who| who)
    }
}

//! Where a file of the context of a build comes to: an image is its last stage
//! alone, and has of the others what it is made of or takes from them.

use std::path::{Component, Path, PathBuf};

use super::matcher;
use crate::audit::facts::system;

/// What a build does with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It is in the image.
    IntoTheImage,
    /// It is in a stage that the image does not have it from.
    IntoAnEarlierStage,
    /// It is copied nowhere.
    ByNothing,
}

/// A stage as far as it matters.
#[derive(Clone, Default)]
struct Stage {
    name: String,
    directory: PathBuf,
    /// Where the file lies in it.
    places: Vec<PathBuf>,
}

/// What a build file does with the file of this name in its context.
pub(crate) fn taken(build_file: &[u8], name: &Path) -> Taken {
    let text = String::from_utf8_lossy(build_file);
    let mut stages: Vec<Stage> = Vec::new();
    for instruction in instructions(&text) {
        let (word, rest) = instruction
            .split_once(char::is_whitespace)
            .unwrap_or((&instruction, ""));
        match &*word.to_ascii_uppercase() {
            "FROM" => {
                let stage = begin(&stages, rest);
                stages.push(stage);
            }
            "WORKDIR" => {
                if let Some(stage) = stages.last_mut() {
                    stage.directory = placed(&stage.directory, rest.trim().trim_matches('"'));
                }
            }
            "COPY" | "ADD" => {
                if let Some(places) = copied(&stages, rest, name)
                    && let Some(stage) = stages.last_mut()
                {
                    stage.places.extend(places);
                }
            }
            _ => {}
        }
    }
    let is_in = |stage: &Stage| !stage.places.is_empty();
    match stages.last() {
        Some(last) if is_in(last) => Taken::IntoTheImage,
        _ if stages.iter().any(is_in) => Taken::IntoAnEarlierStage,
        _ => Taken::ByNothing,
    }
}

/// `FROM [--platform=…] IMAGE [AS NAME]`, where the image may be a stage.
fn begin(stages: &[Stage], rest: &str) -> Stage {
    let mut words = rest.split_whitespace().filter(|it| !it.starts_with("--"));
    let image = words.next().unwrap_or_default();
    let of = stages.iter().find(|it| it.name.eq_ignore_ascii_case(image));
    let name = words.nth(1).unwrap_or_default().to_owned();
    let stage = of.cloned().unwrap_or_default();
    Stage { name, ..stage }
}

/// Where a `COPY` or an `ADD` puts the file; `None` where it does not take it.
fn copied(stages: &[Stage], rest: &str, name: &Path) -> Option<Vec<PathBuf>> {
    let flags = rest
        .split_whitespace()
        .take_while(|it| it.starts_with("--"));
    let flags: Vec<&str> = flags.collect();
    let mut behind = rest.trim_start();
    for flag in &flags {
        behind = behind.strip_prefix(flag).unwrap_or(behind).trim_start();
    }
    let words: Vec<String> = serde_json::from_str(behind)
        .unwrap_or_else(|_| behind.split_whitespace().map(unquoted).collect());
    let (to, sources) = words.split_last()?;
    let current = stages.last()?;
    let is_left_out = |path: &Path| {
        let patterns = flags.iter().filter_map(|it| it.strip_prefix("--exclude="));
        patterns
            .filter_map(matcher)
            .any(|glob| path.ancestors().any(|it| glob.is_match(it)))
    };
    let from = flags.iter().find_map(|it| it.strip_prefix("--from="));
    let held: Vec<PathBuf> = match from {
        None => vec![name.to_owned()],
        Some(from) => stage(stages, from)?.places.clone(),
    };
    let into_folder = sources.len() > 1 || to.ends_with('/') || to == "." || to == "./";
    let to = placed(&current.directory, to);
    let mut places = Vec::new();
    for source in sources {
        // What stands for a value that is not known here may be everything.
        let is_known = !source.contains('$');
        let source = placed(Path::new(""), source);
        for path in held.iter().filter(|path| !is_left_out(path)) {
            if !is_known {
                places.push(to.clone());
            } else if let Some(below) = taken_of(&source, path) {
                let is_file = below.as_os_str().is_empty();
                places.push(match is_file && into_folder {
                    true => to.join(path.file_name().unwrap_or_default()),
                    false if is_file => to.clone(),
                    false => to.join(below),
                });
            }
        }
    }
    (!places.is_empty()).then_some(places)
}

/// The stage of a name, or of a number from 0 on.
fn stage<'a>(stages: &'a [Stage], name: &str) -> Option<&'a Stage> {
    let (_, before) = stages.split_last()?;
    let named = before.iter().find(|it| it.name.eq_ignore_ascii_case(name));
    named.or_else(|| before.get(name.parse::<usize>().ok()?))
}

/// What of a path is below the source that takes it, a folder or a pattern;
/// nothing of a file that is taken itself.
fn taken_of(source: &Path, path: &Path) -> Option<PathBuf> {
    if let Ok(below) = path.strip_prefix(source) {
        return Some(below.to_owned());
    }
    let pattern = system::name_in_git(source);
    let glob = matcher(&pattern.to_string_lossy())?;
    let taken = path.ancestors().find(|it| glob.is_match(it))?;
    path.strip_prefix(taken).ok().map(Path::to_owned)
}

/// A path in a stage, from its root on and without it.
fn placed(directory: &Path, path: &str) -> PathBuf {
    let mut placed = match path.starts_with('/') {
        true => PathBuf::new(),
        false => directory.to_owned(),
    };
    for part in Path::new(path).components() {
        match part {
            Component::Normal(part) => placed.push(part),
            Component::ParentDir => {
                placed.pop();
            }
            _ => {}
        }
    }
    placed
}

fn unquoted(word: &str) -> String {
    word.trim_matches(['"', '\'']).to_owned()
}

/// The instructions, each in a line; what is written behind one as a document
/// is none.
fn instructions(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with('#') {
            continue;
        }
        let mut whole = line.trim().to_owned();
        while whole.ends_with(['\\', '`']) {
            whole.pop();
            let Some(next) = lines.next() else { break };
            if !next.trim_start().starts_with('#') {
                whole.push(' ');
                whole.push_str(next.trim());
            } else {
                whole.push('\\');
            }
        }
        let document = whole.split("<<").nth(1).map(|it| {
            let word = it.trim_start_matches('-').split_whitespace().next();
            word.unwrap_or_default()
                .trim_matches(['"', '\''])
                .to_owned()
        });
        if let Some(end) = document.filter(|it| !it.is_empty()) {
            for line in lines.by_ref() {
                if line.trim() == end {
                    break;
                }
            }
        }
        found.push(whole);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_image_is_the_last_stage_and_what_it_has_of_others() {
        use Taken::{ByNothing, IntoAnEarlierStage, IntoTheImage};
        for (text, expected) in [
            ("FROM a\nCOPY . /app", IntoTheImage),
            ("FROM a\nadd ./ /app", IntoTheImage),
            ("FROM a\nCOPY [\".\", \"/app\"]", IntoTheImage),
            ("FROM a\nCOPY \\\n  # all of it\n  . /app", IntoTheImage),
            ("FROM a\nCOPY conf /app/conf", IntoTheImage),
            ("FROM a\nCOPY conf/*.key /app/", IntoTheImage),
            ("FROM a\nCOPY --chown=1:1 con* /app/", IntoTheImage),
            ("FROM a\nCOPY src /app", ByNothing),
            ("FROM a\n# COPY . /app", ByNothing),
            ("FROM a\nRUN cp . /", ByNothing),
            ("FROM a\nCOPY --exclude=conf . /app", ByNothing),
            ("FROM a\nCOPY --from=b . /app", ByNothing),
            ("FROM a\nRUN <<EOF\nCOPY . /app\nEOF", ByNothing),
            ("FROM a AS b\nCOPY . .\nFROM c", IntoAnEarlierStage),
            (
                "FROM a AS b\nWORKDIR /src\nCOPY . .\nFROM c\nCOPY --from=b /src/bin /bin",
                IntoAnEarlierStage,
            ),
            (
                "FROM a AS b\nWORKDIR /src\nCOPY . .\nFROM c\nCOPY --from=b /src /src",
                IntoTheImage,
            ),
            (
                "FROM a\nWORKDIR /src\nCOPY . .\nFROM c\nCOPY --from=0 /src/conf /conf",
                IntoTheImage,
            ),
            ("FROM a AS b\nCOPY . .\nFROM B AS d", IntoTheImage),
            (
                "FROM a AS b\nCOPY . /x\nFROM c AS d\nCOPY --from=b /x /y\nFROM e\n\
                 COPY --from=d /y/conf/cookie.key /k",
                IntoTheImage,
            ),
            (
                "FROM a AS b\nCOPY . /x\nFROM c\nCOPY --from=b $OUT /y",
                IntoTheImage,
            ),
            ("", ByNothing),
        ] {
            let told = taken(text.as_bytes(), "conf/cookie.key".as_ref());
            assert_eq!(told, expected, "{text}");
        }
    }
}

//! CK208: a key in a directory whose files an app hands to anyone who asks.
//!
//! Only what the app itself says is believed: plumber's `#* @assets DIR`,
//! `pr_static()` and `PlumberStatic$new()` with a directory written out, and
//! the directory `www` of a Shiny app. A path counts from the directory of the
//! R file: there plumber runs it (`plumb()` of plumber 1.2).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::audit::checks::parents::DIR_IN_WEB_ROOT;
use crate::audit::detect::systems::plumber::is_source;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::Observation;
use crate::audit::facts::{lines, rooted};
use crate::audit::fix::renewal::moved_away;
use crate::audit::scan::scene::Scene;
use crate::shell::shown;

/// How many directories above a key an app is looked for.
const LEVELS: usize = 4;
/// What an app has whose files in `www` Shiny serves.
const SHINY: [&str; 3] = ["app.R", "ui.R", "server.R"];
/// The calls that serve a directory, which is the last text in them.
const CALLS: [&str; 2] = ["pr_static(", "PlumberStatic$new("];
/// An R source is some hundred lines; this keeps a wrong file from being read.
const MAX_SOURCE_BYTES: u64 = 1024 * 1024;

/// A directory that is served, and what says so.
struct Served {
    directory: PathBuf,
    by: String,
}

/// The keys that are served.
pub fn to_everybody(scene: &Scene) -> Vec<Observation> {
    let keys = || scene.keys.iter().filter(|key| key.is_regular());
    let above: BTreeSet<&Path> = keys().flat_map(directories_above).collect();
    let mut sources: BTreeSet<PathBuf> = above.iter().flat_map(|it| sources_in(it)).collect();
    let walked = scene.texts.iter().filter(|path| is_source(path));
    sources.extend(walked.filter_map(|path| rooted::canonical(path).ok()));
    let mut served: Vec<Served> = sources.iter().flat_map(|path| served_by(path)).collect();
    served.extend(above.iter().filter_map(|it| of_shiny(it)));
    let mut by_directory: BTreeMap<&Path, &str> = BTreeMap::new();
    for it in &served {
        by_directory.entry(&it.directory).or_insert(&it.by);
    }
    let is_in = |key: &KeyFile| {
        let above = rooted::ancestors(&key.trail.real).skip(1);
        above
            .into_iter()
            .find_map(|it| by_directory.get(it).copied())
    };
    keys()
        .filter_map(|key| Some(observation(key, is_in(key)?)))
        .collect()
}

fn observation(key: &KeyFile, by: &str) -> Observation {
    let observation = Observation::new(DIR_IN_WEB_ROOT, &key.path, format!("is served by {by}"));
    observation.renewed(moved_away(key))
}

fn directories_above(key: &KeyFile) -> impl Iterator<Item = &Path> {
    rooted::ancestors(&key.trail.real).skip(1).take(LEVELS)
}

fn sources_in(directory: &Path) -> Vec<PathBuf> {
    let paths = rooted::paths(directory);
    paths.filter(|path| is_source(path)).collect()
}

/// `www` beside the files of a Shiny app.
fn of_shiny(directory: &Path) -> Option<Served> {
    let app = directory.parent()?;
    let is_www = directory.file_name().is_some_and(|name| name == "www");
    let file = SHINY
        .iter()
        .map(|name| app.join(name))
        .find(|it| rooted::is_file(it));
    let file = file.filter(|_| is_www)?;
    let is_shiny = !file.ends_with("app.R") || makes_an_app(&file);
    is_shiny.then(|| Served {
        directory: directory.to_owned(),
        by: format!("the Shiny app of {}", shown(&file)),
    })
}

/// A file of this name may be anything; with this call it is a Shiny app.
fn makes_an_app(file: &Path) -> bool {
    let text = read(file).unwrap_or_default();
    text.lines().any(|line| code(line).contains("shinyApp("))
}

fn read(path: &Path) -> Option<String> {
    let is_small = rooted::metadata(path).is_ok_and(|it| it.len() <= MAX_SOURCE_BYTES);
    let bytes = is_small
        .then(|| lines::read(path).ok().flatten())
        .flatten()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The directories that an R file serves.
fn served_by(path: &Path) -> Vec<Served> {
    let text = read(path).unwrap_or_default();
    let found = text.lines().enumerate().filter_map(|(index, line)| {
        let directory = annotated(line).or_else(|| called(code(line)))?;
        let directory = rooted::told_in(&path.with_file_name(""), directory);
        Some(Served {
            directory: rooted::canonical(&directory).ok()?,
            by: format!("{} in line {}", shown(path), index + 1),
        })
    });
    found.collect()
}

/// `#* @assets DIR [PATH]`, as plumber reads it.
fn annotated(line: &str) -> Option<&str> {
    let rest = line
        .strip_prefix("#*")
        .or_else(|| line.strip_prefix("#'"))?;
    let rest = rest.trim_start().strip_prefix("@assets")?;
    let mut words = rest.split_whitespace();
    rest.starts_with(char::is_whitespace)
        .then(|| words.next())
        .flatten()
}

/// The last text in a call that serves a directory.
fn called(line: &str) -> Option<&str> {
    let arguments = CALLS.iter().find_map(|call| {
        let at = line.find(call)?;
        line[at + call.len()..].split(')').next()
    })?;
    let quote = |text: &str| text.rfind(['"', '\'']);
    let end = quote(arguments)?;
    // Behind it comes nothing, or the directory is not written out.
    if !arguments[end + 1..].trim().is_empty() {
        return None;
    }
    let mark = &arguments[end..=end];
    let start = arguments[..end].rfind(mark)? + 1;
    Some(&arguments[start..end])
}

/// A line without what is only said about it.
fn code(line: &str) -> &str {
    line.split('#').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_served_is_read_as_plumber_reads_it() {
        for (line, directory) in [
            ("#* @assets ./static /public", Some("./static")),
            ("#' @assets ./static", Some("./static")),
            ("#*   @assets\t/srv/www /", Some("/srv/www")),
            ("# @assets ./static", None),
            ("#* @assets", None),
            ("#* @assetsdir ./static", None),
            ("  #* @assets ./static", None),
            ("pr_static(pr, \"/x\", './static')", Some("./static")),
            (
                "pr |> pr_static(\"/x\", \"static\") |> pr_run()",
                Some("static"),
            ),
            (
                "pr$mount(\"/x\", PlumberStatic$new(\"static\"))",
                Some("static"),
            ),
            ("# pr_static(\"/x\", \"static\")", None),
            ("pr_static(\"/x\", directory)", None),
            ("pr_get(\"/x\", \"static\")", None),
        ] {
            let read = annotated(line).or_else(|| called(code(line)));
            assert_eq!(read, directory, "{line}");
        }
    }
}

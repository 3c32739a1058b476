//! Why git is not asked about a repository: it would wait for good, read files
//! of this machine in the stead of those of an image, or use what belongs to
//! somebody else.

use std::path::Path;

use crate::audit::facts::{lines, rooted};
use crate::audit::scan::git::command::{Repository, answer, started};
use crate::subject::Kind;

impl Repository<'_> {
    /// Why git is not asked, if it is not.
    pub fn refusal(&self) -> Option<String> {
        let refusal = self.refusal.get_or_init(|| {
            self.waits_for_good()
                .or_else(|| match (self.pinned(), self.repository) {
                    (Err(why), _) => Some(why),
                    (Ok(Some(pinned)), _) => self.distrust(&pinned.repository()),
                    (Ok(None), Some(repository)) => self.distrust(repository),
                    (Ok(None), None) => None,
                })
        });
        refusal.clone()
    }

    /// git uses the repository of another user only where `safe.directory` says
    /// so, for its settings are theirs; but it takes the user's word for one that
    /// is named to it. This one was found and not named: git is asked what it
    /// thinks of it.
    fn distrust(&self, repository: &Path) -> Option<String> {
        let mut command = started(self.git, repository);
        command.args(["rev-parse", "--git-dir"]);
        match answer(command, &[]) {
            Ok(Some(answer)) if answer.succeeded => None,
            Ok(Some(answer)) => Some(answer.reason()),
            Ok(None) => Some("git did not answer in time".to_owned()),
            Err(why) => Some(why),
        }
    }

    /// The first of the files that git reads at every start which is none.
    fn waits_for_good(&self) -> Option<String> {
        const NAMES: [&str; 10] = [
            "",
            "HEAD",
            "config",
            "config.worktree",
            "shallow",
            "index",
            "packed-refs",
            "info/exclude",
            "commondir",
            "objects/info/alternates",
        ];
        let (place, shown) = match self.repository {
            None => (self.tree.join(".git"), ".git"),
            Some(repository) => (repository.to_owned(), "repository"),
        };
        if let Some(why) = leads_elsewhere(&place) {
            return Some(why.to_owned());
        }
        let inner = NAMES.iter().map(|name| (place.join(name), *name, shown));
        let ignored = (self.tree.join(".gitignore"), ".gitignore", "");
        inner.chain([ignored]).find_map(|(path, name, within)| {
            let name = [within, name].map(str::to_owned);
            let name = name.iter().filter(|it| !it.is_empty());
            let name = name.cloned().collect::<Vec<_>>().join("/");
            // Git runs on this machine, and follows links there.
            if rooted::leads_out(&path) {
                return Some(format!("its {name} is behind a link of the image"));
            }
            let stat = rooted::stat(&path).ok()?;
            match Kind::of(&stat) {
                Kind::Regular | Kind::Directory => None,
                kind => Some(format!("its {name} is {}", kind.with_article())),
            }
        })
    }
}

/// Why git, which runs on this machine, would read files of it in the stead of
/// those of an image.
fn leads_elsewhere(repository: &Path) -> Option<&'static str> {
    if !rooted::is_image() {
        return None;
    }
    if !rooted::is_dir(repository) {
        return Some("its .git is a file that names another place");
    }
    let names = ["commondir", "objects/info/alternates"];
    if names
        .iter()
        .any(|name| rooted::is_there(&repository.join(name)))
    {
        return Some("it takes objects from another place");
    }
    let config = lines::read(&repository.join("config")).ok().flatten();
    let text = config
        .as_deref()
        .map(|it| String::from_utf8_lossy(it).to_lowercase());
    let includes = text.is_some_and(|it| it.contains("include") || it.contains("worktree"));
    includes.then_some("its settings name other files")
}

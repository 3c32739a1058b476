//! `cookiekit completions`.

use serde_json::json;

use crate::world::World;

#[test]
fn every_shell_has_a_script_that_names_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ended = World::new().run(&["completions", shell]).ends();
        let script = ended.text();
        for command in [
            "keygen",
            "key",
            "encrypt",
            "decrypt",
            "sign",
            "verify",
            "inspect",
            "completions",
        ] {
            assert!(script.contains(command), "{shell}: {command}");
        }
        assert_eq!((ended.code(), ended.err.as_str()), (0, ""));
        let ended = World::new().run(&["completions", shell, "--json"]).ends();
        let expected = json!({
            "exit": 0, "word": "yes", "shell": shell, "script": script, "warnings": [],
        });
        assert_eq!(ended.json(), expected);
    }
}

#[test]
fn bash_can_read_its_script() {
    let script = "source <(cookiekit completions bash) && COMP_WORDS=(cookiekit decr) COMP_CWORD=1 \
                  && _cookiekit cookiekit decr cookiekit && echo \"${COMPREPLY[@]}\"";
    World::new().shell(script).gives(0, "decrypt\n", "");
}

#[test]
fn help_is_completed_with_its_topics_and_the_commands() {
    for (words, place, offered) in [
        ("cookiekit hel", 1, "help\n"),
        ("cookiekit help rot", 2, "rotation rotate\n"),
        ("cookiekit help plum", 2, "plumber\n"),
        ("cookiekit help decr", 2, "decrypt\n"),
    ] {
        let script = format!(
            "source <(cookiekit completions bash) && COMP_WORDS=({words}) COMP_CWORD={place} && \
             _cookiekit cookiekit \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\" && \
             echo \"${{COMPREPLY[@]}}\""
        );
        World::new().shell(&script).gives(0, offered, "");
    }
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = World::new().run(&["completions", shell]).ends().text();
        for topic in cookiekit::cli::TOPICS {
            assert!(script.contains(topic.name), "{shell}: {}", topic.name);
        }
    }
}

#[test]
fn a_shell_must_be_a_known_one() {
    World::new().run(&["completions", "tcsh"]).gives(
        2,
        "",
        "cookiekit: <SHELL> does not take that value\n\
         hint: it takes: bash, elvish, fish, powershell, zsh\n",
    );
    World::new().run(&["completions"]).gives(
        2,
        "",
        "cookiekit: missing: <SHELL>\nhint: see: cookiekit completions --help\n",
    );
}

#[test]
fn no_value_is_offered_twice() {
    let script = World::new().run(&["completions", "bash"]).ends().text();
    let mut lists = 0;
    for list in script.split("compgen -W \"").skip(1) {
        let words: Vec<&str> = list.split('"').next().unwrap().split_whitespace().collect();
        let mut once = words.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), words.len(), "{words:?}");
        lists += 1;
    }
    assert!(lists > 10, "{lists}");
}

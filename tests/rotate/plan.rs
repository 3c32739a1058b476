//! plan: the runbook for one very key, and that it can be pasted.

use std::process::Command;

use crate::place::{ONE, Place, TWO, fingerprint};

#[test]
fn a_plan_is_a_script_with_this_keys_paths() {
    let place = Place::with_key(ONE);
    let said = place.run(&[
        "rotate", "plan", "--for", "plumber", "--key", "k", "--node", "b",
    ]);
    let plan = said.done();
    assert!(plan.starts_with(&format!(
        "# rotate the plumber key k, now {}",
        fingerprint(ONE)
    )));
    for command in [
        &format!(
            "fp=$(cookiekit rotate stage --key k --for plumber --after {}) && echo \"staged $fp\"",
            fingerprint(ONE)
        ),
        "cookiekit key show --key k.next | ssh b 'cookiekit rotate stage --key k --for plumber --from -'",
        "ssh -n b 'cookiekit key fingerprint --key k.next --expect'\" $fp\"",
        "cookiekit rotate promote --key k --to \"$fp\" && systemctl restart plumber",
        "ssh -n b 'cookiekit rotate promote --key k --to'\" $fp\"' && systemctl restart plumber'",
        "cookiekit rotate retire --key k --older-than 30d --max-lifetime 30d",
        &format!(
            "cookiekit rotate rollback --key k --to {} && systemctl restart plumber",
            fingerprint(ONE)
        ),
    ] {
        assert!(
            plan.lines().any(|line| line == command),
            "{command}\n{plan}"
        );
    }
    assert!(
        plan.lines()
            .all(|line| line.len() < 80 || !line.starts_with('#'))
    );
    parses(plan);
}

#[test]
fn a_node_that_is_given_twice_is_planned_for_once() {
    let place = Place::with_key(ONE);
    let plan = ["rotate", "plan", "--for", "plumber", "--key", "k", "--node"];
    let once = place.run(&[&plan[..], &["b"]].concat());
    let twice = place.run(&[&plan[..], &["b", "--node", "b"]].concat());
    assert_eq!((twice.code, &twice.stdout), (0, &once.stdout));
    let note = "note: --node b is given twice, and planned for once\n";
    assert_eq!(twice.stderr, format!("{note}{}", once.stderr));
}

#[test]
fn a_plan_for_one_node_has_one_command_for_the_rotation() {
    let place = Place::with_key(ONE);
    let said = place.run(&["rotate", "plan", "--for", "plumber", "--key", "k"]);
    let command = format!(
        "fp=$(cookiekit rotate --key k --for plumber --after {}) && systemctl restart plumber",
        fingerprint(ONE)
    );
    assert!(said.done().lines().any(|line| line == command), "{said:?}");
}

#[test]
fn a_plan_for_workbench_names_what_breaks_and_how_to_check() {
    let place = Place::with_key(&ONE[..32]);
    std::fs::create_dir(place.path("rstudio")).expect("a folder");
    place.write("rstudio/rserver.conf", "www-port=8787\n");
    place.write(
        "rstudio/database.conf",
        "# the database\npassword=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
    );
    let said = place.run(&[
        "rotate",
        "plan",
        "--for",
        "workbench",
        "--key",
        "k",
        "--node",
        "b",
    ]);
    let plan = said.done();
    let file = place.path("rstudio/database.conf").display().to_string();
    for text in [
        "everyone must sign in again",
        "all nodes need the same bytes",
        "it breaks",
        "rstudio-server encrypt-password #",
        "\ncookiekit rotate promote --key k --i-have-read-the-plan --to \"$fp\"\n",
        "\nssh -n b 'cookiekit rotate promote --key k --i-have-read-the-plan --to'\" $fp\"\n",
        "Secure key hash: ($crc)",
        &format!(
            "\ncookiekit rotate rollback --key k --to {}\n",
            fingerprint(&ONE[..32])
        ),
    ] {
        assert!(plan.contains(text), "{text}\n{plan}");
    }
    assert!(plan.contains(&format!("{file}:2 password")));
    parses(plan);
    let json = [
        "rotate",
        "plan",
        "--for",
        "workbench",
        "--key",
        "k",
        "--json",
    ];
    let json = place.run(&json).json();
    assert!(
        json["steps"]
            .as_array()
            .is_some_and(|steps| steps.len() > 4)
    );
}

/// The commands of a plan that are about the nodes, in their order.
fn on_nodes(plan: &str) -> Vec<&str> {
    let verbs = ["promote", "rollback", "stop", "start", "list-nodes"];
    let is_one =
        |line: &&str| !line.starts_with('#') && verbs.iter().any(|verb| line.contains(verb));
    plan.lines().filter(is_one).collect()
}

/// A node of a cluster whose key differs does not come online: all are stopped
/// before one has the new key.
#[test]
fn the_nodes_of_a_workbench_cluster_are_stopped_together() {
    let place = Place::with_key(&ONE[..32]);
    std::fs::create_dir(place.path("rstudio")).expect("a folder");
    let plan = [
        "rotate",
        "plan",
        "--for",
        "workbench",
        "--key",
        "k",
        "--node",
        "b",
        "--node",
        "c",
    ];
    let said = place.run(&plan);
    let plan = said.done();
    let back = format!(" --to {}", fingerprint(&ONE[..32]));
    let again = |verb: &str, to: &str, there: &str| {
        vec![
            "rstudio-server stop".to_owned(),
            "ssh -n b 'rstudio-server stop'".to_owned(),
            "ssh -n c 'rstudio-server stop'".to_owned(),
            format!("cookiekit rotate {verb} --key k{to}"),
            format!("ssh -n b 'cookiekit rotate {verb} --key k{there}"),
            format!("ssh -n c 'cookiekit rotate {verb} --key k{there}"),
            "rstudio-server start".to_owned(),
            "rstudio-server list-nodes".to_owned(),
            "ssh -n b 'rstudio-server start'".to_owned(),
            "ssh -n c 'rstudio-server start'".to_owned(),
            "rstudio-server list-nodes".to_owned(),
        ]
    };
    assert_eq!(
        on_nodes(plan),
        [
            again("promote", " --to \"$fp\"", " --to'\" $fp\""),
            again("rollback", &back, &format!("{back}'"))
        ]
        .concat()
    );
    assert!(!plan.contains("restart"), "{plan}");
    // The database is described, and nothing is written to it.
    let words = plan
        .split_whitespace()
        .filter(|word| *word != "#")
        .collect::<Vec<_>>()
        .join(" ");
    assert!(
        words.contains("`SELECT secure_cookie_key FROM cluster`"),
        "{words}"
    );
    let commands = plan.lines().filter(|line| !line.starts_with('#'));
    for line in commands {
        for word in ["SELECT", "UPDATE", "psql", "sqlite3", "rm "] {
            assert!(!line.contains(word), "{line}");
        }
    }
    assert!(!words.to_ascii_uppercase().contains("UPDATE"), "{words}");
    parses(plan);
}

#[test]
fn a_cluster_is_stopped_and_started_by_its_own_command() {
    let place = Place::with_key(&ONE[..32]);
    for (restart, stop, start) in [
        (
            "systemctl restart rstudio-server",
            "systemctl stop rstudio-server",
            "systemctl start rstudio-server",
        ),
        ("my-script", "rstudio-server stop", "rstudio-server start"),
    ] {
        let plan = [
            "rotate",
            "plan",
            "--for",
            "workbench",
            "--key",
            "k",
            "--node",
            "b",
            "--restart",
            restart,
        ];
        let said = place.run(&plan);
        let commands = on_nodes(said.done());
        assert_eq!(commands[0], stop);
        assert!(commands.contains(&start), "{commands:?}");
    }
}

/// The way for one node stays what it was.
#[test]
fn one_workbench_node_is_rotated_and_restarted_at_once() {
    let place = Place::with_key(&ONE[..32]);
    let said = place.run(&["rotate", "plan", "--for", "workbench", "--key", "k"]);
    let plan = said.done();
    let to = fingerprint(&ONE[..32]);
    let rotate = format!(
        "fp=$(cookiekit rotate --key k --for workbench --after {to}) && rstudio-server restart"
    );
    assert!(plan.lines().any(|line| line == rotate), "{plan}");
    let back = format!("cookiekit rotate rollback --key k --to {to} && rstudio-server restart");
    assert!(plan.lines().any(|line| line == back), "{plan}");
    assert!(!plan.contains("list-nodes"), "{plan}");
}

#[test]
fn a_plan_can_be_pasted_whatever_the_path() {
    let name = "it's a $(key)";
    let place = Place::new();
    place.write(name, ONE);
    let said = place.run(&[
        "rotate", "plan", "--for", "plumber", "--key", name, "--node", "b",
    ]);
    parses(said.done());
    assert!(said.stdout.contains(r"--key 'it'\''s a $(key)'"));
}

/// The plan says whose key it is: then the nodes take what was staged here,
/// whatever the old key looks like.
#[test]
fn the_commands_of_a_plan_stage_the_same_key_on_every_node() {
    for (format, old) in [
        ("workbench", ONE),
        ("workbench", &ONE[..32]),
        ("workbench", "936da01f-9abd-4d9d-80c7-02af85c822a8"),
        ("plumber", ONE),
        ("plumber", &ONE[..32]),
        ("plumber", "a passphrase"),
    ] {
        let place = Place::with_key(old);
        place.write("node", old);
        let plan = [
            "rotate", "plan", "--for", format, "--key", "k", "--node", "b",
        ];
        let plan = place.run(&plan);
        let import = plan.done().lines().find_map(|line| {
            let (_, command) = line.split_once("| ssh b 'cookiekit ")?;
            command.strip_suffix('\'')
        });
        let import = import.unwrap().replace("--key k", "--key node");
        place
            .run(&["rotate", "stage", "--key", "k", "--for", format])
            .done();
        let staged = place.read("k.next");
        let words: Vec<&str> = import.split(' ').collect();
        place.run_on(&words, &staged).done();
        assert_eq!(place.read("node.next"), staged, "{format} {old}");
    }
}

/// Those that have a way of their own.
const OTHERWISE: [&str; 6] = [
    "flask-session",
    "flask-wtf",
    "plumber",
    "plumber2",
    "streamlit",
    "workbench",
];

/// Those that take one key and no other.
pub const OF_ONE_KEY: [&str; 5] = ["h3", "hono", "iron", "iron-session", "litestar"];

/// The formats whose applications read the slots of their key when they start, as the
/// program itself says.
pub fn by_slots() -> Vec<String> {
    let said = Place::new().run(&["rotate", "plan", "--for", "no-such", "--key", "k"]);
    let (_, names) = said.stderr.split_once("it takes: ").unwrap();
    let names = names.trim().split(", ").map(str::to_owned);
    let names: Vec<String> = names
        .filter(|it| !OTHERWISE.contains(&it.as_str()) && !OF_ONE_KEY.contains(&it.as_str()))
        .collect();
    assert!(names.len() >= 16, "{names:?}");
    names
}

#[test]
fn a_plan_for_an_application_stages_and_restarts_before_it_promotes() {
    let place = Place::with_key(ONE);
    place
        .run(&["rotate", "plan", "--for", "flask", "--key", "k"])
        .exactly(0, include_str!("../data/plans/flask.txt"), "");
    let nodes = ["--node", "b", "--restart", "pm2 restart app"];
    let plan = ["rotate", "plan", "--for", "express", "--key", "k"];
    place.run(&[&plan[..], &nodes].concat()).exactly(
        0,
        include_str!("../data/plans/express-nodes.txt"),
        "",
    );
    for (format, lifetime) in [
        ("django-session", "14d"),
        ("flask", "31d"),
        ("flask-login", "365d"),
        ("gorilla", "30d"),
        ("starlette", "14d"),
    ] {
        let plain = place.run(&["rotate", "plan", "--for", format, "--key", "k"]);
        let drop = format!("cookiekit rotate retire --key k --older-than {lifetime} ");
        assert!(plain.stdout.contains(&drop), "{}", plain.stdout);
    }
    for format in by_slots() {
        let place = Place::new();
        let keygen = ["keygen", "-q", "--for", &format, "--out", "k"];
        place.run(&keygen).done();
        let plan = ["rotate", "plan", "--for", &format, "--key", "k"];
        parses(place.run(&plan).done());
        let json = place.run(&[&plan[..], &["--json"]].concat()).json();
        assert_eq!(json["for"], format);
        let told = [&plan[..], &["--max-lifetime", "90m"]].concat();
        let told = place.run(&told);
        let drop = "cookiekit rotate retire --key k --older-than 90m --max-lifetime 90m ";
        assert!(told.stdout.contains(drop), "{}", told.stdout);
    }
}

/// A program that takes one key: nothing is reported to be carried over, and where the
/// key is elsewhere as well the lines for it are printed.
#[test]
fn a_plan_for_a_program_of_one_key_says_that_it_is_a_cut() {
    for (format, told, lifetime) in [
        ("flask-session", "everyone must sign in again", "31d"),
        (
            "flask-wtf",
            "a form that is open at that time is refused",
            "1h",
        ),
        ("streamlit", "everyone must sign in again", "31d"),
    ] {
        let place = Place::with_key(ONE);
        let plan = ["rotate", "plan", "--for", format, "--key", "k"];
        let nodes = ["--node", "b", "--restart", "restart"];
        let by_itself = place.run(&plan);
        let restart = format!(
            "fp=$(cookiekit rotate --key k --for {format} --after {}) && systemctl restart ",
            fingerprint(ONE)
        );
        assert!(by_itself.done().contains(&restart), "{by_itself:?}");
        let one = place.run(&[&plan[..], &nodes[2..]].concat());
        let plain = one.done();
        let unfolded = plain.replace("\n#   ", " ");
        assert!(
            unfolded.contains(told) && !plain.contains("stays signed in"),
            "{plain}"
        );
        let old = fingerprint(&place.read("k"));
        let rotate =
            format!("fp=$(cookiekit rotate --key k --for {format} --after {old}) && restart");
        assert!(plain.lines().any(|line| line == rotate), "{plain}");
        let drop = format!("cookiekit rotate retire --key k --older-than {lifetime} ");
        assert!(plain.contains(&drop), "{plain}");
        let line = "cookiekit key export --for streamlit --reveal --key k";
        let lines = plain.lines().filter(|it| *it == line).count();
        assert_eq!(lines, if format == "streamlit" { 2 } else { 0 }, "{plain}");
        // Two machines: at the end each has the old key again, and nothing is half done.
        let old = place.read("k");
        let both = place.run(&[&plan[..], &nodes].concat());
        let unfolded = both.stdout.replace("\n#   ", " ");
        assert!(
            unfolded.contains("refuses what the others make: do it when few are there"),
            "{both:?}"
        );
        let commands = both.done().lines().filter(|it| !it.starts_with('#'));
        let commands: Vec<&str> = commands.filter(|it| !it.is_empty()).collect();
        let script = format!("set -eu{MACHINES}{}\n", commands.join("\n"));
        let ended = shell(&place, &script);
        assert!(ended.status.success(), "{format}: {ended:?}\n{script}");
        for folder in ["", "b/", "running/", "running/b/"] {
            assert_eq!(place.read(&format!("{folder}k")), old, "{folder}");
        }
        parses(plain);
    }
}

#[test]
fn streamlit_gets_the_line_of_its_secrets() {
    let place = Place::with_key(ONE);
    let export = ["key", "export", "--for", "streamlit", "--key", "k"];
    place
        .run(&export)
        .exactly(0, &format!("cookie_secret = \"{ONE}\"\n"), "");
    for odd in [
        "a \"quoted\" one, of thirty-two letters",
        "back\\slash-back\\slash-back\\slash-x",
    ] {
        let place = Place::with_key(odd);
        place.run(&export).exactly(
            2,
            "",
            "cookiekit: the key has characters that a string of TOML does not carry as they are\n\
             hint: make a key of the right kind: cookiekit keygen --for streamlit --out PATH\n",
        );
    }
}

/// A program in another folder that stands for another machine: it is started with
/// the keys that are beside its key then, the first of which makes cookies.
pub const MACHINES: &str = r#"
mkdir -p bin b running running/b
cp -p k b/k
cat >bin/ssh <<'END'
#!/bin/sh
# It takes what stands behind it in what was pasted, unless it is to read nothing.
[ "$1" = -n ] && shift && exec </dev/null
cd "$1" && shift && sh -c "$*" && cat >/dev/null
END
cat >bin/restart <<'END'
#!/bin/sh
case $PWD in */b) to=../running/b;; *) to=running;; esac
rm -f $to/k*
cp k* $to/
END
cat >bin/looked-at <<'END'
#!/bin/sh
# Each node accepts what each other makes.
for maker in running running/b; do
  for reader in running running/b; do
    grep -qxF -f $maker/k $reader/k* || { echo "$reader refuses the cookies of $maker"; exit 9; }
  done
done
END
chmod +x bin/*
PATH=$PWD/bin:$PATH
restart && (cd b && restart)
"#;

/// The whole plan, the way back too, command after command on two machines: at no
/// moment one refuses what the other makes. So it is when all are started again
/// between two commands, by a crash or by who recycles workers.
#[test]
fn no_node_refuses_a_cookie_of_another_at_any_step() {
    for format in by_slots() {
        for between in ["", "restart; (cd b && restart);"] {
            let place = Place::new();
            let keygen = ["keygen", "-q", "--for", &format, "--out", "k"];
            place.run(&keygen).done();
            let old = place.read("k");
            let plan = [
                "rotate",
                "plan",
                "--for",
                &format,
                "--key",
                "k",
                "--node",
                "b",
                "--restart",
                "restart",
            ];
            let plan = place.run(&plan);
            let mut script = format!("set -eu{MACHINES}");
            for line in plan.done().lines().filter(|line| !line.starts_with('#')) {
                if !line.is_empty() {
                    script += &format!("{line}\n{between} looked-at\n");
                }
            }
            // Pasted as a whole, it is read by whatever reads: to its end, by the shell.
            place.write("script", &format!("{script}echo to its end\n"));
            let ended = shell(&place, "exec sh < script");
            assert!(ended.status.success(), "{format}: {ended:?}\n{script}");
            assert!(
                ended.stdout.ends_with(b"to its end\n"),
                "{format}: {ended:?}"
            );
            // The old key makes cookies again, and the new one is retired.
            for folder in ["", "b/", "running/", "running/b/"] {
                assert_eq!(place.read(&format!("{folder}k")), old, "{folder}");
            }
        }
    }
}

/// A framework of one key signs everyone out, and says so before all else. Its plan is
/// run on two machines, to its end and back.
#[test]
fn a_plan_for_one_key_says_that_everyone_signs_in_again() {
    const SAME: &str = "cmp -s running/k running/b/k && cmp -s k running/k";
    for format in OF_ONE_KEY {
        let place = Place::new();
        let keygen = ["keygen", "-q", "--for", format, "--out", "k"];
        place.run(&keygen).done();
        let old = place.read("k");
        let plan = ["rotate", "plan", "--for", format, "--key", "k"];
        let alone = place.run(&plan);
        let told = alone.done();
        let effects = told.lines().skip_while(|it| !it.starts_with("# - "));
        let first = effects.take(1).collect::<String>();
        assert!(
            first.starts_with("# - everyone must sign in again"),
            "{told}"
        );
        assert!(!told.contains("stays signed in"), "{told}");
        let rotate = format!(
            "fp=$(cookiekit rotate --key k --for {format} --after {}) && ",
            fingerprint(&old)
        );
        assert!(told.lines().any(|it| it.starts_with(&rotate)), "{told}");
        parses(told);
        let nodes = ["--node", "b", "--restart", "restart"];
        let plan = place.run(&[&plan[..], &nodes].concat());
        let (steps, back) = plan
            .done()
            .split_once("# The way back, if it must be:\n")
            .unwrap();
        let commands = |text: &str| {
            let lines = text
                .lines()
                .filter(|it| !it.starts_with('#') && !it.is_empty());
            lines.map(|it| format!("{it}\n")).collect::<String>()
        };
        let script = format!(
            "set -eu{MACHINES}{}\n{SAME}; ! cmp -s k old\n{}\n{SAME}; cmp -s k old\n",
            commands(steps),
            commands(back)
        );
        place.write("old", &old);
        let ended = shell(&place, &script);
        assert!(ended.status.success(), "{format}: {ended:?}\n{script}");
        assert_eq!(place.read("k"), old);
    }
}

/// What the test above would say of a plan that promotes at once.
#[test]
fn a_node_that_was_not_told_of_the_new_key_is_seen_to_refuse_its_cookies() {
    let place = Place::with_key(ONE);
    let ended = shell(
        &place,
        &format!("set -eu{MACHINES}looked-at\ncookiekit rotate --key k && restart\nlooked-at\n"),
    );
    assert_eq!(ended.status.code(), Some(9), "{ended:?}");
}

/// A node that has not promoted the new key, and has an older one: it is left as it
/// is.
#[test]
fn the_way_back_never_goes_beyond_the_key_of_the_plan() {
    let place = Place::with_key(TWO);
    place.run(&["rotate", "--key", "k"]).done();
    let now = place.read("k");
    let plan = place.run(&[
        "rotate",
        "plan",
        "--for",
        "express",
        "--key",
        "k",
        "--restart",
        "true",
        "--another",
    ]);
    let back = plan.done().lines().last().unwrap().to_owned();
    let ended = shell(&place, &back);
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert_eq!(place.read("k"), now);
}

/// Nothing here sets a variable of somebody's program: the lines are printed.
/// The steps would put another key where the one of the last rotation is.
#[test]
fn a_plan_says_what_the_last_rotation_has_left_in_a_variable() {
    let place = Place::new();
    let plan = ["rotate", "plan", "--for", "flask", "--key", "env:SECRET"];
    for left in ["SECRET_NEXT", "SECRET_RETIRED"] {
        let said = place.run_with(&plan, &[("SECRET", ONE), (left, TWO)]);
        let words: Vec<&str> = said
            .done()
            .split_whitespace()
            .filter(|it| *it != "#")
            .collect();
        let words = words.join(" ");
        let expected =
            format!("{left} is set, by a rotation that was not ended: end that one first");
        assert!(words.contains(&expected), "{words}");
        assert!(!words.contains(TWO), "{words}");
        for near in [(left, ""), ("OTHER_RETIRED", TWO)] {
            let said = place.run_with(&plan, &[("SECRET", ONE), near]);
            assert!(!said.done().contains("is set, by"), "{near:?}");
        }
    }
}

#[test]
fn a_plan_for_a_key_in_a_variable_has_the_lines_of_its_settings() {
    let place = Place::new();
    let variables = [("SECRET", ONE)];
    let plan = ["rotate", "plan", "--for", "flask", "--key", "env:SECRET"];
    place.run_with(&plan, &variables).exactly(
        0,
        include_str!("../data/plans/flask-variable.txt"),
        "",
    );
    let nodes = ["--node", "b", "--restart", "true", "--max-lifetime", "2h"];
    let said = place.run_with(&[&plan[..], &nodes].concat(), &variables);
    let (plan_here, present) = said.done().split_once("\n# b. ").unwrap();
    let is_command = |it: &&str| !it.is_empty() && !it.starts_with('#');
    let commands = plan_here.lines().filter(is_command);
    let (there, here): (Vec<&str>, Vec<&str>) = commands.partition(|it| it.starts_with("ssh "));
    assert_eq!(there, ["ssh -n b true"; 4]);
    let present: String = (present.lines().skip(1).filter(is_command))
        .filter(|it| !it.starts_with("ssh "))
        .map(|it| format!("{it}\n"))
        .collect();
    let script: String = here.iter().map(|it| format!("{it}\n")).collect();
    let ended = shell(
        &place,
        &format!("set -e\nexport SECRET={ONE}\numask 077\n{script}"),
    );
    assert!(ended.status.success(), "{ended:?}");
    let name = format!("after-{}.key", &fingerprint(ONE)[..8]);
    let new = place.read(&name);
    let new = new.trim();
    let printed = String::from_utf8(ended.stdout).expect("text");
    let lines: Vec<&str> = printed
        .lines()
        .filter(|it| it.starts_with("SECRET"))
        .collect();
    let line = |name: &str, key: &str| format!("{name}={key}");
    assert_eq!(
        lines,
        [
            line("SECRET_NEXT", new),
            line("SECRET", new),
            line("SECRET_RETIRED", ONE),
            line("SECRET", ONE),
            line("SECRET_NEXT", new),
        ]
    );
    // The way back from a shell that has what the program has by now.
    let loaded = format!("export SECRET={new} SECRET_RETIRED={ONE}\n");
    let ended = shell(&place, &format!("set -e\n{loaded}{present}"));
    assert!(ended.status.success(), "{ended:?}");
    let printed = String::from_utf8(ended.stdout).expect("text");
    let lines = printed.lines().filter(|it| it.starts_with("SECRET"));
    let back = [line("SECRET", ONE), line("SECRET_NEXT", new)];
    assert_eq!(lines.collect::<Vec<_>>(), back);
    // Pasted again when the new key is the present one, or by a shell that has another: no
    // line is printed that would make it the next one and the retired one at once.
    let ended = shell(&place, &format!("export SECRET={new}\numask 077\n{script}"));
    let printed = String::from_utf8(ended.stdout).expect("text");
    let is_line = |it: &str| it.starts_with("SECRET");
    assert!(!printed.lines().any(is_line), "{printed}");
    // The plan for the key that is there now makes a file of its own.
    let said = place.run_with(&plan, &[("SECRET", new)]);
    assert!(!said.done().contains(&name), "{said:?}");
    // A pair of keys is JSON.
    let gorilla = ["rotate", "plan", "--for", "gorilla", "--key", "env:SECRET"];
    place.run_with(&gorilla, &variables).exactly(
        2,
        "",
        "cookiekit: a key of that kind is read differently by readers of env files\n\
         hint: keep it in a separate file: cookiekit key copy --key env:SECRET --to PATH\n",
    );
    // Of others a key in a variable is not rotated, as ever.
    let plumber = ["rotate", "plan", "--for", "plumber", "--key", "env:SECRET"];
    place.run_with(&plumber, &variables).exactly(
        2,
        "",
        "cookiekit: plumber takes one key, and no line of its settings holds a second one: only \
         a key in a file or in the keyring can be rotated\n\
         hint: put the key in a separate file: cookiekit key copy --key env:SECRET --to PATH\n",
    );
    place.write("settings", &format!("SECRET={ONE}\n"));
    let dotenv = [
        "rotate",
        "plan",
        "--for",
        "flask",
        "--key",
        "dotenv:settings#SECRET",
    ];
    place.run(&dotenv).exactly(
        2,
        "",
        "cookiekit: a key in an env file is not planned for\n\
         hint: put the key in a separate file: cookiekit key copy --key 'dotenv:settings#SECRET' \
         --to PATH\n",
    );
}

/// A library of a format has code of its own, and may take one key where others take
/// several: everyone would be signed out by what is right for those.
#[test]
fn a_plan_for_a_library_has_the_code_of_that_library() {
    let place = Place::with_key(ONE);
    let plan = |named: &str| {
        let said = place.run(&["rotate", "plan", "--for", named, "--key", "k"]);
        said.done().to_owned()
    };
    let code = |named: &str| format!("cookiekit key export --for {named} --key k\n");
    for (format, library) in [("keygrip", "cookie-session"), ("jwt", "jsonwebtoken")] {
        let (own, of_library) = (plan(format), plan(library));
        assert!(of_library.contains(&code(library)), "{of_library}");
        assert!(!own.contains(&code(library)), "{own}");
        let is_cut = of_library.contains("sign in again: the program takes one key");
        assert!(!is_cut, "{of_library}");
    }
    let one_key = plan("next-auth");
    assert!(
        one_key.starts_with("# rotate the next-auth key k, now "),
        "{one_key}"
    );
    assert!(
        one_key.contains("# - everyone must sign in again: "),
        "{one_key}"
    );
    assert!(!one_key.contains("key export"), "{one_key}");
    assert!(plan("authjs").contains("# - everyone stays signed in"));
    // And where the key is rotated without a plan.
    for (named, note) in [
        (
            "cookie-session",
            "cookiekit key export --for cookie-session --key k\n",
        ),
        ("next-auth", "next-auth: everyone must sign in again: "),
        ("authjs", "cookiekit key export --for authjs --key k\n"),
    ] {
        let place = Place::with_key(ONE);
        let said = place.run(&["rotate", "--for", named, "--key", "k"]);
        assert!(said.stderr.contains(note), "{said:?}");
    }
}

/// Its slots cannot be listed by the code.
#[test]
fn a_key_in_the_keyring_is_not_planned_for_by_slots() {
    let place = Place::new();
    place
        .run(&["rotate", "plan", "--for", "flask", "--key", "keyring:app"])
        .exactly(
            2,
            "",
            "cookiekit: an application reads the slots of a key file, not those of the \
             keyring\nhint: put the key in a separate file: cookiekit key copy --key keyring:app \
             --to PATH\n",
        );
}

fn shell(place: &Place, script: &str) -> std::process::Output {
    place.shell(script)
}

/// A shell reads it without running it.
fn parses(plan: &str) {
    let output = Command::new("sh")
        .args(["-n", "-c", plan])
        .output()
        .expect("sh");
    assert!(output.status.success(), "{output:?}\n{plan}");
}

/// `rotate` and `stage` refuse to make another key then.
#[test]
fn a_plan_goes_on_with_the_key_that_is_staged() {
    let steps = |place: &Place, plan: &[&str]| {
        let plan = place.run(plan);
        let (steps, _) = plan.done().split_once("# The way back").unwrap();
        // Time passes before the last step, and there is no log of Workbench.
        let is_left_out = |it: &&str| it.contains(" retire ") || it.starts_with("grep ");
        let lines = steps
            .lines()
            .filter(|it| !it.starts_with('#') && !is_left_out(it));
        lines.map(|it| format!("{it}\n")).collect::<String>()
    };
    for format in ["plumber", "workbench", "flask", "express", "streamlit"] {
        let place = Place::with_key(ONE);
        place.write("other", TWO);
        place
            .run(&["rotate", "stage", "--key", "k", "--from", "other"])
            .done();
        let plan = [
            "rotate",
            "plan",
            "--for",
            format,
            "--key",
            "k",
            "--restart",
            "true",
        ];
        let script = steps(&place, &plan);
        let ended = shell(&place, &format!("set -eu\n{script}"));
        assert!(ended.status.success(), "{format}: {ended:?}\n{script}");
        assert_eq!(place.read("k"), TWO, "{format}\n{script}");
    }
    // Beside other nodes.
    let place = Place::with_key(ONE);
    place.write("k.next", TWO);
    let plan = place.run(&[
        "rotate", "plan", "--for", "plumber", "--key", "k", "--node", "b",
    ]);
    let first = plan
        .done()
        .lines()
        .find(|it| it.starts_with("fp="))
        .unwrap();
    assert_eq!(
        first,
        format!(
            "fp=$(cookiekit rotate stage --key k --for plumber --after {}) && echo \"staged $fp\"",
            fingerprint(ONE)
        )
    );
    // One that cannot be used.
    let place = Place::with_key(ONE);
    place.write("k.next", "");
    let plan = ["rotate", "plan", "--for", "plumber", "--key", "k"];
    let said = place.run(&plan);
    assert_eq!((said.code, &*said.stdout), (4, ""), "{said:?}");
    assert!(said.stderr.contains("k.next"), "{said:?}");
}

#[test]
fn a_plan_for_other_nodes_says_where_a_relative_path_leads_there() {
    let place = Place::with_key(ONE);
    let plan = |key: &str, more: &[&str]| {
        let plan = ["rotate", "plan", "--for", "plumber", "--key", key];
        let plan = place.run(&[&plan[..], more].concat());
        plan.done()
            .replace("\n#   ", " ")
            .contains("a command starts in the home of its user")
    };
    let whole = place.path("k").to_str().unwrap().to_owned();
    assert!(plan("k", &["--node", "b"]));
    assert!(!plan("k", &[]) && !plan(&whole, &["--node", "b"]));
}

#[test]
fn no_session_lasts_no_time() {
    let place = Place::with_key(ONE);
    for lifetime in ["0s", "0d", "0h0s"] {
        let plan = [
            "rotate",
            "plan",
            "--for",
            "flask",
            "--key",
            "k",
            "--max-lifetime",
            lifetime,
        ];
        let said = place.run(&plan);
        assert_eq!(said.code, 2, "{lifetime}: {}", said.stderr);
        assert_eq!(
            said.stderr,
            "cookiekit: a session lasts longer than 0s: everybody would be signed out\n\
             hint: give the longest time that one can last, or leave --max-lifetime out\n"
        );
    }
}

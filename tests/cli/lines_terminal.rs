//! `--lines` on a terminal: the census as a text, and how far a run is.

use crate::known::{KEY, PLUMBER, SEALED, THEN};
use crate::lines::rotated;
use crate::terminal::{ALL, Shown, on_terminal};
use crate::world::World;

/// Runs a command line on a terminal.
fn typed(world: &World, line: &str) -> Shown {
    let mut run = world.program("sh");
    run.command.args(["-c", line]);
    on_terminal(run, ALL, "")
}

#[test]
fn the_census_is_a_text_on_a_terminal() {
    let world = rotated();
    let forged = SEALED.replace("SrC", "SrD");
    world.file("lines", format!("{PLUMBER}\n{SEALED}\nx\n{forged}\n"));
    let line = format!(
        "cookiekit inspect -q --lines --key key --name session --summary --now {THEN} < lines"
    );
    let shown = typed(&world, &line);
    assert_eq!(shown.code, Some(1));
    assert_eq!(
        shown.terminal,
        "records           4
  valid           2 (50.0 %)  ██████████░░░░░░░░░░
  forged          1 (25.0 %)  █████░░░░░░░░░░░░░░░
  malformed       1 (25.0 %)  █████░░░░░░░░░░░░░░░
sealed            1 valid, 1 forged
plumber           1 valid
primary key       no cookie; 6b584cfc-2debbb1f from key
retired key       2 valid; 1e75b355-e4de5af7 from key.retired-20250101T000000Z-1e75b355
made
  under 1 hour    1 (25.0 %)  █████░░░░░░░░░░░░░░░
  of unknown age  1 (25.0 %)  █████░░░░░░░░░░░░░░░

2 valid cookies are under the key retired at 2025-01-01T00:00:00Z
(1e75b355-e4de5af7): it is still needed; some of them never expire

session (sealed): the key from key.retired-20250101T000000Z-1e75b355
(1e75b355-e4de5af7) opens 1 of 2 records, and no key that was given the other 1
  maybe: a server that makes a new key at each start, or nodes that have a key
         each, would look like this; so would another application of the same
         host, a key that was replaced, and a cookie that was changed
  to do: on each node, and again after a restart: cookiekit key fingerprint
         --key SPEC (it is to be the same everywhere); a key that is nowhere to
         be found is made at the start: give the application one from a file or
         a variable
"
    );
}

#[test]
fn a_filter_tells_how_far_it_is_and_leaves_nothing_behind() {
    const LINES: usize = 8000;
    let world = World::with_key(KEY);
    world.file("lines", format!("{PLUMBER}\n").repeat(LINES));
    // The reader stops for longer than until the line is due.
    let reader = "{ head -c 600000 > /dev/null; sleep 1.2; cat > /dev/null; }";
    let line = format!("cookiekit decrypt --lines --key key < lines | {reader}");
    let shown = typed(&world, &line);
    let lines: Vec<&str> = shown.terminal.split("\r\u{1b}[K").collect();
    let [nothing, progress @ .., note] = &lines[..] else {
        panic!("{:?}", shown.terminal);
    };
    assert_eq!(*nothing, "");
    assert_eq!(
        *note,
        "\u{1b}[2mnote:\u{1b}[0m 8,000 records: 8,000 valid\n"
    );
    // Before anything was written there is nothing to reckon with.
    let mut whole = progress.iter().filter_map(|line| {
        let (told, left) = line.split_once(" a second, ")?;
        let (records, rate) = told.split_once(" records, ")?;
        let (percent, left) = left.strip_suffix(" s left")?.split_once(" %, ")?;
        let is_number = |text: &str| text.replace(',', "").parse::<u64>().is_ok();
        [records, rate, percent, left]
            .into_iter()
            .all(is_number)
            .then_some(percent)
    });
    assert!(whole.any(|it| it != "0"), "{progress:?}");
}

#[test]
fn a_record_cannot_turn_the_text_of_a_terminal_around() {
    let world = World::with_key(KEY);
    world.file("payload", "{\"a\":\"\u{202e}x\u{9b}\"}");
    let line = "cookiekit encrypt -q --key key --expires-in 8h - < payload |
                cookiekit decrypt -q --lines --key key";
    let shown = typed(&world, line);
    assert_eq!(shown.code, Some(0), "{}", shown.terminal);
    let payload = r#""payload":{"a":"\u202ex\u009b"}}"#;
    assert!(
        shown.terminal.trim_end().ends_with(payload),
        "{:?}",
        shown.terminal
    );
    let in_a_pipe = typed(&world, &format!("{line} | cat > record")).terminal;
    assert_eq!(in_a_pipe, "");
    let record = std::fs::read_to_string(world.path("record")).unwrap();
    assert!(record.contains("{\"a\":\"\u{202e}x\u{9b}\"}"), "{record}");
}

use super::*;

const ME: &str = "S-1-5-21-1-2-3-1001";
const BOB: &str = "S-1-5-21-1-2-3-1002";
const SERVICE: &str = "S-1-5-80-1-2-3-4-5";
const MODIFY: u32 = 0x13_01bf;
const READ_ALL: u32 = 0x12_0089;

fn me() -> Me {
    Me {
        sid: ME.to_owned(),
        is_administrator: false,
    }
}

fn administrator() -> Me {
    Me {
        is_administrator: true,
        ..me()
    }
}

fn allow(sid: &str, mask: u32) -> Entry {
    let (grant, sid) = (Grant::Allow, sid.to_owned());
    Entry { grant, sid, mask }
}

fn deny(sid: &str, mask: u32) -> Entry {
    let grant = Grant::Deny;
    Entry {
        grant,
        ..allow(sid, mask)
    }
}

fn owned(owner: &str, entries: &[Entry]) -> Security {
    let own = [ME, SYSTEM, ADMINISTRATORS].map(|sid| allow(sid, ALL));
    Security {
        owner: owner.to_owned(),
        list: Some([&own[..], entries].concat()),
    }
}

fn of(entries: &[Entry]) -> Security {
    owned(ME, entries)
}

fn ids(security: &Security, me: &Me) -> Vec<&'static str> {
    let found = file(Path::new("k"), security, true, me);
    found.iter().map(|it| it.check.id).collect()
}

#[test]
fn a_file_of_the_user_the_system_and_the_administrators_is_closed() {
    assert_eq!(ids(&of(&[]), &me()), [""; 0]);
    assert_eq!(ids(&of(&[allow(OWNERS[0], ALL)]), &me()), [""; 0]);
    assert_eq!(ids(&owned(SYSTEM, &[]), &me()), [""; 0]);
    assert_eq!(ids(&owned(ADMINISTRATORS, &[]), &me()), [""; 0]);
    // Neither the content nor a way to it.
    assert_eq!(ids(&of(&[allow(BOB, 0x12_0080)]), &me()), [""; 0]);
}

#[test]
fn whoever_else_is_let_in_is_told_with_the_command_that_ends_it() {
    let security = of(&[allow(EVERYBODY[2], READ_ALL), allow(BOB, MODIFY)]);
    let found = file(Path::new(r"C:\my keys\k"), &security, true, &me());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].check, OTHERS_CAN_READ);
    let users = called(EVERYBODY[2]);
    assert_eq!(
        found[0].observed,
        format!("can be read by {users}, read and written by {BOB} (access control list)")
    );
    assert_eq!(
        found[0].fix.as_deref().unwrap(),
        format!(
            "icacls \"C:\\my keys\\k\" /inheritance:r /grant:r *{ME}:F *{SYSTEM}:F \
             *{ADMINISTRATORS}:F /remove:g *{} *{BOB}",
            EVERYBODY[2]
        )
    );
    for (mask, id) in [
        (READ, "CK301"),
        (WRITE, "CK301"),
        (REMOVE, "CK301"),
        (0x4_0000, "CK301"),
        (0x8_0000, "CK301"),
        (0x8000_0000, "CK301"),
        (0x1000_0000, "CK301"),
    ] {
        assert_eq!(ids(&of(&[allow(BOB, mask)]), &me()), [id], "{mask:x}");
    }
    let writable = of(&[allow(EVERYBODY[0], 0x2)]);
    assert_eq!(ids(&writable, &me()), ["CK102"]);
}

#[test]
fn no_list_is_open_to_everybody() {
    let security = Security {
        owner: ME.to_owned(),
        list: None,
    };
    let found = file(Path::new("k"), &security, true, &me());
    assert_eq!(found[0].check, OTHERS_CAN_WRITE);
    let fix = found[0].fix.as_deref().unwrap();
    assert!(
        fix.starts_with("icacls k /reset && icacls k /inheritance:r"),
        "{fix}"
    );
    // An empty one lets nobody in.
    let empty = Security {
        owner: ME.to_owned(),
        list: Some(vec![]),
    };
    assert_eq!(ids(&empty, &me()), [""; 0]);
}

#[test]
fn an_entry_that_keeps_out_counts_against_those_behind_it_only() {
    let everybody = EVERYBODY[0];
    for (entries, is_open) in [
        ([deny(BOB, ALL), allow(BOB, READ)], false),
        ([deny(everybody, READ), allow(BOB, READ)], false),
        ([deny(BOB, WRITE), allow(BOB, READ)], true),
        ([allow(BOB, READ), deny(BOB, ALL)], true),
        // Bob is one of them, and the others are not kept out.
        ([deny(BOB, ALL), allow(everybody, READ)], true),
        // A group that he may not be in.
        ([deny(EVERYBODY[2], ALL), allow(BOB, READ)], true),
    ] {
        assert_eq!(
            !ids(&of(&entries), &me()).is_empty(),
            is_open,
            "{entries:?}"
        );
    }
}

#[test]
fn an_owner_who_is_somebody_else_is_told_but_to_an_administrator() {
    let security = owned(SERVICE, &[allow(SERVICE, ALL)]);
    let found = file(Path::new("k"), &security, true, &me());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].check, WRONG_OWNER);
    assert_eq!(found[0].fix, None);
    assert_eq!(ids(&security, &administrator()), [""; 0]);
    // The key of a service is left to the service.
    let open = owned(SERVICE, &[allow(SERVICE, ALL), allow(BOB, READ)]);
    let found = file(Path::new("k"), &open, true, &administrator());
    let fix = found[0].fix.as_deref().unwrap();
    assert!(
        fix.contains(&format!("/grant:r *{SERVICE}:F *{SYSTEM}:F")),
        "{fix}"
    );
    assert!(!fix.contains(&format!("*{ME}")), "{fix}");
}

#[test]
fn a_file_system_without_lists_is_never_safe() {
    let found = file(Path::new("k"), &of(&[]), false, &me());
    assert_eq!(found[0].check, OTHERS_CAN_READ);
    assert_eq!(found[0].fix, None);
}

#[test]
fn a_folder_that_others_can_take_away_is_told() {
    let judged = |path: &str, entries: &[Entry]| {
        let found = folder(Path::new(path), &of(entries), &me(), &[]);
        found.map(|it| it.check.id)
    };
    let shared = [allow(EVERYBODY[1], MODIFY)];
    assert_eq!(judged(r"C:\keys", &shared), Some("CK201"));
    // Windows' own: others make folders in it, and take away only theirs.
    assert_eq!(judged(r"C:\", &[allow(EVERYBODY[1], MODIFY)]), None);
    assert_eq!(
        judged(r"C:\ProgramData", &[allow(EVERYBODY[2], 0x12_00af)]),
        None
    );
    assert_eq!(judged(r"C:\", &[allow(BOB, REMOVE_IN)]), Some("CK201"));
    let foreign = owned(BOB, &[]);
    let found = folder(Path::new(r"C:\x"), &foreign, &me(), &[]).unwrap();
    assert_eq!(found.check, PARENT_OWNER_UNTRUSTED);
    assert!(folder(Path::new(r"C:\x"), &foreign, &me(), &[BOB]).is_none());
    assert!(folder(Path::new(r"C:\x"), &foreign, &administrator(), &[]).is_none());
}

#[test]
fn whoever_may_make_names_in_a_folder_may_plant_a_slot() {
    assert_eq!(adders(&of(&[]), &me()), None);
    assert_eq!(adders(&of(&[allow(BOB, READ_ALL)]), &me()), None);
    assert_eq!(adders(&of(&[allow(BOB, 0x2)]), &me()).as_deref(), Some(BOB));
    let none = Security {
        owner: ME.to_owned(),
        list: None,
    };
    assert_eq!(adders(&none, &me()).as_deref(), Some("everybody"));
}

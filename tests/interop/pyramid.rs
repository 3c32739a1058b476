//! A running application of Pyramid takes our sessions and our tickets, and we open
//! those it sets. `pyramid_server.py` beside this file is its side; its keys are set by
//! the code that `key export` prints.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use serde_json::Value;

use crate::python::World;

fn world(format: &'static str) -> World {
    World::new(format, format, "pyramid_server.py")
}

/// Pyramid's own factory, and helper, of one key.
const OWN_SESSIONS: &str = "from pyramid.session import SignedCookieSessionFactory\n\
                            config.commit()\n\
                            config.set_session_factory(SignedCookieSessionFactory(keys[0]))";
const OWN_TICKETS: &str = "helper = AuthTktCookieHelper(keys[0], hashalg=\"sha512\")";

#[test]
#[ignore = "needs Pyramid: tests/run"]
fn pyramid_counts_on_from_our_session_and_we_open_its_own() {
    let world = world("pyramid");
    for more in [OWN_SESSIONS, ""] {
        let pyramid = world.serve(more);
        let first = pyramid.get("/counter", "a=1");
        assert_eq!(first.body, "1");
        let opened: Value = serde_json::from_str(&world.opened(&first, "session")).unwrap();
        assert_eq!(opened[2]["counter"], 1, "{opened}");
        for (key, count) in [("key", "42"), ("old", "1")] {
            let ours = world.sign("pyramid", key, "{\"counter\":41}");
            let next = pyramid.get("/counter", &format!("session={ours}"));
            assert_eq!(next.body, count, "{more}");
        }
    }
}

#[test]
#[ignore = "needs Pyramid: tests/run"]
fn pyramid_knows_whom_our_ticket_names_and_we_open_its_own() {
    let world = world("pyramid-auth-tkt");
    for more in [OWN_TICKETS, ""] {
        let pyramid = world.serve(more);
        let first = pyramid.get("/counter", "a=1");
        assert_eq!(first.body, "1");
        let opened: Value = serde_json::from_str(&world.opened(&first, "auth_tkt")).unwrap();
        assert_eq!(opened["userid"], "1", "{opened}");
        let ticket = opened.to_string().replace("\"1\"", "\"41\"");
        for (key, count) in [("key", "42"), ("old", "1")] {
            let ours = world.sign("pyramid-auth-tkt", key, &ticket);
            let next = pyramid.get("/counter", &format!("auth_tkt={ours}"));
            assert_eq!(next.body, count, "{more}");
        }
    }
}

#[test]
#[ignore = "needs Pyramid: tests/run"]
fn a_rotation_of_its_keys_signs_nobody_out() {
    for format in ["pyramid", "pyramid-auth-tkt"] {
        world(format).is_rotated_live(format);
    }
}

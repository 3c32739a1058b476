//! The runbook for plumber's key. The API knows one key, and the slots carry
//! sessions over at its edge.

use crate::frameworks::runbook::{Command, Course, Own, Runbook, Site, Step};

pub static RUNBOOK: Runbook = Runbook {
    about: "An R plumber API",
    restart: "systemctl restart plumber",
    max_lifetime: "30d",
    code: None,
    course,
};

fn course(site: &Site) -> Course {
    // The code of R reads the slots beside a file.
    let in_r = match site.is_file {
        true => ". In R, keep_sessions() of `cookiekit help plumber` does it",
        false => {
            ". keep_sessions() of `cookiekit help plumber` reads a key file and its slots: it does \
             not do this for a key in the keyring"
        }
    };
    let reissue = Own {
        what: format!(
            "put reissue in front of the API on every node, if it is not there: it takes each \
             request's cookie from whatever key of the slots sealed it to the one that the API of \
             this node knows (exit 1: pass the cookie on as it is){in_r}"
        ),
        commands: vec![Command::Here(format!(
            "# printf %s \"$COOKIE\" | cookiekit reissue --format plumber --key {}",
            site.key
        ))],
    };
    let promote = Step::Promote {
        how: "node after node: out of the load balancer, promote, restart, back in",
        flag: "",
    };
    Course {
        effects: vec![
            "users notice nothing while reissue runs in front of every node; plumber alone knows \
             one key only, and would start a new, empty session for every cookie of another"
                .to_owned(),
            "plumber reads its key when it starts: between promote and restart a node does not \
             understand its own cookies, so it must not get requests then"
                .to_owned(),
            "plumber's cookies never expire on the server: a cookie under the old key is good \
             until that key is dropped (last step)"
                .to_owned(),
        ],
        steps: vec![
            Step::Stage,
            Step::Own(reissue),
            promote,
            Step::Check,
            Step::Drop,
        ],
        back: vec![Step::DropStaged, Step::GoBack],
    }
}

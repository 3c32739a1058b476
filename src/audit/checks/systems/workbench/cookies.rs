//! CK708: what the settings of Workbench say of its cookies.

use super::{CheckId, id};
use crate::audit::checks::check::{Check, Scope};
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::rooted::quoted;
use crate::audit::fix::edits::put_instead;
use crate::audit::scan::scene::Scene;
use crate::audit::scan::systems::workbench::search::{find, setting};

const WB_COOKIE_FLAGS: CheckId = id("CK708", "wb-cookie-flags");

/// The row.
pub(super) const ROW: Check = Check {
    id: WB_COOKIE_FLAGS,
    severity: Severity::Low,
    title: "Workbench is configured not to insist on TLS for its cookies",
    expected: "auth-cookies-force-secure=1, or ssl-enabled=1",
    why: "a browser sends them over plain HTTP too, unless a proxy says each time that it has TLS",
    fix: "auth-cookies-force-secure=1 in rserver.conf, where users come by HTTPS",
    scope: Scope::Scene(flags),
};

/// The server marks a cookie when it is forced to, when it speaks TLS itself,
/// or when a proxy says that it does (`isSecureCookie` in
/// `ServerAuthCommon.cpp`). Only who wrote a 0 has decided against it: the
/// setting is left out behind every proxy that says so.
fn flags(scene: &Scene) -> Vec<Observation> {
    const FORCED: &str = "auth-cookies-force-secure";
    const SAME_SITE: &str = "www-same-site";
    let policy = &scene.policy;
    if !scene.whole_machine || setting(policy, "ssl-enabled").as_deref() == Some("1") {
        return vec![];
    }
    let forced = find(policy, FORCED);
    let is_forced = forced.as_ref().is_some_and(|it| it.value == "1");
    if let Some(found) = forced.filter(|found| found.value == "0") {
        let line = found.place.line;
        let observed = format!("sets {FORCED}=0 in line {line}, without TLS of its own");
        let mut observation = Observation::new(WB_COOKIE_FLAGS, &found.path, observed);
        observation.fix = put_instead(&found.path, found.place, "0", "1");
        return vec![observation];
    }
    // Behind a proxy that has TLS the server may not know of it.
    let Some(found) = find(policy, SAME_SITE).filter(|it| it.value == "none" && !is_forced) else {
        return vec![];
    };
    let line = found.place.line;
    let observed =
        format!("sets {SAME_SITE}=none in line {line} without TLS: browsers drop such a cookie");
    let mut observation = Observation::new(WB_COOKIE_FLAGS, &found.path, observed);
    let script = format!("{line}a {FORCED}=1");
    let path = quoted(&found.path);
    observation.fix = Some(format!("sed -i {} {path}", quoted(script.as_ref())));
    vec![observation.detail(SAME_SITE)]
}

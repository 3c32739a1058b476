//! What a token's application chooses: which algs it takes, for whom a token
//! must be, and how far the clocks may be apart.

use super::header::Algorithm;
use crate::frameworks::{Kind, Param, Params};

/// Which of them are taken.
pub const ALGORITHMS: Param = Param {
    name: "algorithms",
    about: "the algs that are taken, with commas between; the first one signs",
    kind: Kind::Words(&["HS256", "HS384", "HS512"]),
    default: "HS256,HS384,HS512",
};

pub const AUDIENCE: Param = Param {
    name: "audience",
    about: "who takes it: aud must name one of these; aud is not checked without it",
    kind: Kind::Texts,
    default: "none",
};

pub const LEEWAY: Param = Param {
    name: "leeway",
    about: "for how long it is taken after exp, and before nbf and iat",
    kind: Kind::Duration,
    default: "0",
};

/// What the application chose.
pub struct Choice {
    /// The first one signs.
    pub algorithms: Vec<Algorithm>,
    /// One of whom it must be for.
    pub audience: Option<Vec<String>>,
    /// By how many seconds its times are stretched.
    pub leeway: u64,
}

impl Choice {
    /// Reads the parameters.
    pub fn of(params: &Params) -> Self {
        let named = params.list(ALGORITHMS.name).unwrap_or_default();
        let named = named.into_iter().filter_map(Algorithm::of);
        let mut algorithms: Vec<Algorithm> = named.collect();
        if algorithms.is_empty() {
            algorithms.extend(Algorithm::ALL);
        }
        let audience = params.list(AUDIENCE.name);
        Choice {
            algorithms,
            audience: audience.map(|names| names.into_iter().map(str::to_owned).collect()),
            leeway: params.age(LEEWAY.name, None).unwrap_or_default(),
        }
    }

    /// Whether a token of this algorithm is looked at.
    pub fn takes(&self, algorithm: Algorithm) -> bool {
        self.algorithms.contains(&algorithm)
    }

    /// What is to be said of a key of this length that makes a token: of the first one.
    pub fn warning(&self, key_bytes: usize) -> Option<&'static str> {
        too_short(*self.algorithms.first()?, key_bytes)
    }
}

/// What is to be said of a key of this length under which a token of an algorithm is. RFC
/// 7518, section 3.2, wants as many bytes as the digest has.
pub fn too_short(algorithm: Algorithm, key_bytes: usize) -> Option<&'static str> {
    let wanted = algorithm.digest().bytes();
    (key_bytes < wanted).then_some(match wanted {
        32 => {
            "the key has fewer than the 32 bytes that HS256 wants (RFC 7518): a short one can be \
             guessed from a token"
        }
        48 => {
            "the key has fewer than the 48 bytes that HS384 wants (RFC 7518): a short one can be \
             guessed from a token"
        }
        _ => {
            "the key has fewer than the 64 bytes that HS512 wants (RFC 7518): a short one can be \
             guessed from a token"
        }
    })
}

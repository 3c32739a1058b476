//! The keyring on Linux: the Secret Service of the session bus (GNOME
//! Keyring, KWallet, KeePassXC), as R's `keyring` package 1.3 and 1.4 uses it.
//!
//! An item has exactly the attributes `xdg:schema` = [`SCHEMA`], `service`
//! and `username` (empty when there is none: R finds nothing without it), the
//! service as label, and text/plain as type, in the collection that the alias
//! `default` names. It is what `secret-tool lookup xdg:schema
//! com.rstudio.keyring.password service S username U` prints.
//!
//! It speaks to the service itself instead of through a Secret Service crate:
//! those wait up to a year for an unlock prompt, cannot be bounded when the
//! bus is silent, and start a keyring that nobody can unlock.

mod messages;
mod session;
mod start;
mod turn;

use std::collections::HashMap;

use zbus::{OwnedObjectPath, OwnedVariant, Variant};

pub use turn::Turn;

use self::messages::{
    NOBODY_THERE, locked, never_made, no_answer, no_bus, not_stored, unsure, wants_to_ask,
};
use self::session::{Received, Session, UNENCRYPTED};
use super::bus::{self, Answer, Bus, Failure};
use super::{Dates, Entry, Read};
use crate::crypto;
use crate::error::Result;
use crate::keys::Key;
use crate::time::Time;

/// The schema under which R's `keyring` package keeps and finds its entries
/// (`src/keyring_secret_service.c`).
const SCHEMA: &str = "com.rstudio.keyring.password";

const PROVIDER: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";
const ITEM: &str = "org.freedesktop.Secret.Item";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// "There is no such object" and "there is no prompt to wait for".
const NOTHING: &str = "/";

const GONE: &[&str] = &[
    "org.freedesktop.Secret.Error.NoSuchObject",
    "org.freedesktop.DBus.Error.UnknownObject",
    "org.freedesktop.DBus.Error.UnknownMethod",
];

type Attributes<'a> = HashMap<&'static str, &'a str>;
type Item = OwnedObjectPath;

pub fn read(entry: &Entry) -> Result<Option<Read>> {
    let keyring = Keyring::open()?;
    let found = keyring.search(&attributes(entry))?;
    // With several items of the same name, the first is the one that
    // libsecret hands to R: the application and cookiekit must agree.
    for item in &found.unlocked {
        if let Some(key) = keyring.secret(item)? {
            let warning = (!keyring.session.is_encrypted()).then_some(UNENCRYPTED);
            return Ok(Some(Read { key, warning }));
        }
    }
    if !found.locked.is_empty() {
        return Err(locked());
    }
    // Only an open keyring can be believed that it has nothing.
    keyring.default_collection()?;
    Ok(None)
}

pub fn delete(entry: &Entry) -> Result<bool> {
    Keyring::open()?.delete(entry)
}

pub fn dates(entry: &Entry) -> Result<Option<Dates>> {
    let keyring = Keyring::open()?;
    let found = keyring.search(&attributes(entry))?;
    let Some(item) = found.unlocked.first() else {
        return Ok(None);
    };
    let date = |name| {
        let seconds: Answer<u64> = keyring.property((item, ITEM), name);
        seconds.map(Time).map_err(no_answer)
    };
    Ok(Some(Dates {
        created: Some(date("Created")?),
        modified: date("Modified")?,
    }))
}

pub fn list() -> Result<Vec<Entry>> {
    with(&HashMap::from([("xdg:schema", SCHEMA)]))
}

pub fn of_service(service: &str) -> Result<Vec<Entry>> {
    with(&HashMap::from([
        ("xdg:schema", SCHEMA),
        ("service", service),
    ]))
}

/// The entries with these attributes.
fn with(attributes: &Attributes<'_>) -> Result<Vec<Entry>> {
    let keyring = Keyring::open()?;
    let found = keyring.search(attributes)?;
    if !found.locked.is_empty() {
        return Err(locked());
    }
    if found.unlocked.is_empty() {
        keyring.default_collection()?;
    }
    let entries = found.unlocked.iter().map(|item| keyring.name(item));
    Ok(entries
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect())
}

fn attributes(entry: &Entry) -> Attributes<'_> {
    HashMap::from([
        ("xdg:schema", SCHEMA),
        ("service", entry.service.as_str()),
        ("username", entry.user.as_str()),
    ])
}

/// The items that a search found.
struct Found {
    unlocked: Vec<Item>,
    locked: Vec<Item>,
}

impl Found {
    fn any(&self) -> bool {
        !(self.unlocked.is_empty() && self.locked.is_empty())
    }
}

/// The keyring, asked in a session.
struct Keyring {
    bus: Bus,
    session: Session,
}

impl Keyring {
    fn open() -> Result<Self> {
        let bus = Bus::reach().map_err(|why| no_bus(&why))?;
        let session = match Session::open(&bus)? {
            Err(failure) if failure.is(NOBODY_THERE) => start::awaited(&bus)?,
            opened => opened,
        };
        let keyring = Keyring {
            session: session.map_err(no_answer)?,
            bus,
        };
        keyring.settle();
        Ok(keyring)
    }

    /// In every collection, as R searches.
    fn search(&self, attributes: &Attributes<'_>) -> Result<Found> {
        let (unlocked, locked) = self
            .bus
            .call(service(), "SearchItems", &(attributes,))
            .map_err(no_answer)?;
        Ok(Found { unlocked, locked })
    }

    /// The collection that new items go to, which is known to be open.
    fn default_collection(&self) -> Result<OwnedObjectPath> {
        let (collection,): (OwnedObjectPath,) = self
            .bus
            .call(service(), "ReadAlias", &("default",))
            .map_err(no_answer)?;
        if collection.as_str() == NOTHING {
            return Err(never_made());
        }
        let is_locked: bool = self
            .property((&collection, COLLECTION), "Locked")
            .map_err(no_answer)?;
        if is_locked {
            return Err(locked());
        }
        Ok(collection)
    }

    /// A property of an object, by one of its interfaces.
    fn property<T: TryFrom<OwnedVariant, Error = zbus::Error>>(
        &self,
        (object, interface): (&OwnedObjectPath, &str),
        name: &str,
    ) -> Answer<T> {
        let asked: Answer<(OwnedVariant,)> =
            self.bus
                .call((PROVIDER, object, PROPERTIES), "Get", &(interface, name));
        let (value,) = asked?;
        T::try_from(value).map_err(Failure::unreadable)
    }

    /// The key of an item; nothing when the item has gone since the search.
    fn secret(&self, item: &Item) -> Result<Option<Key>> {
        let asked: Answer<(Received,)> =
            self.bus
                .call((PROVIDER, item, ITEM), "GetSecret", &(self.session.path(),));
        match asked {
            Ok((received,)) => self.session.received(received).map(Some),
            Err(failure) if failure.is(GONE) => Ok(None),
            Err(failure) => Err(no_answer(failure)),
        }
    }

    fn delete(&self, entry: &Entry) -> Result<bool> {
        let found = self.search(&attributes(entry))?;
        if !found.locked.is_empty() {
            return Err(locked());
        }
        if found.unlocked.is_empty() {
            self.default_collection()?;
            return Ok(false);
        }
        for item in &found.unlocked {
            self.remove(item)?;
        }
        Ok(true)
    }

    fn set_secret(&self, item: &Item, entry: &Entry, key: &Key) -> Result<()> {
        let secret = self.session.sent(key)?;
        let asked: Answer<()> = self
            .bus
            .call((PROVIDER, item, ITEM), "SetSecret", &(secret,));
        asked.map_err(|failure| not_stored(failure, entry))
    }

    /// Whether the key was stored and nothing else has its name.
    fn is_alone_with(&self, entry: &Entry, key: &Key) -> Result<bool> {
        let stored = self.only_key(entry).map_err(|_| unsure(entry))?;
        Ok(stored.is_some_and(|stored| crypto::equal(stored.bytes(), key.bytes())))
    }

    /// The key at `entry`, if a single item is there.
    fn only_key(&self, entry: &Entry) -> Result<Option<Key>> {
        let found = self.search(&attributes(entry))?;
        match found.unlocked.as_slice() {
            [item] if found.locked.is_empty() => self.secret(item),
            _ => Ok(None),
        }
    }

    fn add(&self, collection: &OwnedObjectPath, entry: &Entry, key: &Key) -> Result<Item> {
        let properties = HashMap::from([
            (format!("{ITEM}.Label"), Variant::from(&*entry.service)),
            (
                format!("{ITEM}.Attributes"),
                Variant::from(attributes(entry)),
            ),
        ]);
        let replace = false;
        let (item, prompt): (Item, OwnedObjectPath) = self
            .bus
            .call(
                (PROVIDER, collection, COLLECTION),
                "CreateItem",
                &(properties, self.session.sent(key)?, replace),
            )
            .map_err(|failure| not_stored(failure, entry))?;
        if item.as_str() == NOTHING || prompt.as_str() != NOTHING {
            return Err(wants_to_ask());
        }
        Ok(item)
    }

    fn remove(&self, item: &Item) -> Result<()> {
        let asked: Answer<(OwnedObjectPath,)> =
            self.bus.call((PROVIDER, item, ITEM), "Delete", &());
        match asked {
            Ok((prompt,)) if prompt.as_str() != NOTHING => Err(wants_to_ask()),
            Ok(_) => Ok(()),
            Err(failure) if failure.is(GONE) => Ok(()),
            Err(failure) => Err(no_answer(failure)),
        }
    }

    /// What an item is called; nothing when it has gone, or has no `username`
    /// and so cannot be found by R or by us.
    fn name(&self, item: &Item) -> Result<Option<Entry>> {
        let asked: Answer<HashMap<String, String>> = self.property((item, ITEM), "Attributes");
        let mut attributes = match asked {
            Ok(attributes) => attributes,
            Err(failure) if failure.is(GONE) => return Ok(None),
            Err(failure) => return Err(no_answer(failure)),
        };
        let service = attributes.remove("service");
        let user = attributes.remove("username");
        Ok(service
            .zip(user)
            .map(|(service, user)| Entry { service, user }))
    }
}

fn service() -> bus::Peer<'static> {
    (PROVIDER, SERVICE_PATH, SERVICE)
}

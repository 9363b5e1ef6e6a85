//! Typed identifiers: a UUIDv7 that carries the noun it names.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use crate::cell::{Cell, Misfit, Stored};

/// Something that is identified: gives its ids their readable prefix.
pub trait Noun: 'static {
    /// The prefix of the written id, as in `room_0192…`. One noun, one prefix, listed in GLOSSARY.md.
    const PREFIX: &'static str;
}

/// The id of a `K`: written `prefix_` + 32 hexadecimal digits, stored as a native UUID.
///
/// Ids sort by the time they were made. They come from the context, never from a bare random source.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// Wraps a UUID that is known to name a `K`.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The bare UUID, as the database stores it.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<K: Noun> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", K::PREFIX, self.0.simple())
    }
}

impl<K: Noun> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not an id of the wanted noun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnId {
    /// The prefix that was wanted.
    pub wanted: &'static str,
}

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an id of the form {}_…", self.wanted)
    }
}
impl std::error::Error for NotAnId {}

impl<K: Noun> FromStr for Id<K> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        text.strip_prefix(K::PREFIX)
            .and_then(|rest| rest.strip_prefix('_'))
            .filter(|hex| hex.len() == 32)
            .and_then(|hex| Uuid::try_parse(hex).ok())
            .map(Self::from_uuid)
            .ok_or(NotAnId { wanted: K::PREFIX })
    }
}

impl<K: Noun> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: Noun> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl<K: Noun> schemars::JsonSchema for Id<K> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}_id", K::PREFIX).into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "id",
            "x-kind": "ref",
            "x-ref": K::PREFIX,
            "pattern": format!("^{}_[0-9a-f]{{32}}$", K::PREFIX),
        })
    }
}

impl<K> Stored for Id<K> {
    fn read(cell: Cell<'_>) -> Result<Self, Misfit> {
        Uuid::read(cell).map(Self::from_uuid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Room;
    impl Noun for Room {
        const PREFIX: &'static str = "room";
    }

    #[test]
    fn an_id_reads_back_what_it_wrote_and_refuses_others() {
        let id = Id::<Room>::from_uuid(Uuid::from_u128(7));
        assert_eq!(id.to_string(), "room_00000000000000000000000000000007");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("bill_00000000000000000000000000000007".parse::<Id<Room>>().is_err());
        assert!("room_7".parse::<Id<Room>>().is_err());
    }
}

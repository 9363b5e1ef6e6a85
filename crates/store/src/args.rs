//! Arguments of a statement, and the statement itself.

use std::borrow::Cow;

use kernel::{Area, Date, Error, Id, Instant, Money, Rate, Result};
use serde::{Deserialize, Serialize};
use sqlx::{Arguments, postgres::PgArguments};
use uuid::Uuid;

use crate::dialect::{Dialect, number_placeholders};

/// One argument; it knows its type even when it is NULL, because PostgreSQL asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arg {
    /// BIGINT: numbers, amounts, instants.
    I64(Option<i64>),
    /// TEXT: words, dates, JSON.
    Text(Option<String>),
    /// UUID.
    Uuid(Option<Uuid>),
    /// BOOLEAN.
    Bool(Option<bool>),
    /// BYTEA.
    Bytes(Option<Vec<u8>>),
}

/// The arguments of one statement, or the values of one row.
pub type Args = Vec<Arg>;

/// Makes [`Args`] from anything an [`Arg`] can be made from: `args![id, name, None::<i64>]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { ::std::vec![$($crate::Arg::from($value)),*] };
}

macro_rules! argument {
    ($($kind:ty => $variant:ident($value:ident) $made:expr;)*) => { $(
        impl From<$kind> for Arg {
            fn from($value: $kind) -> Self {
                Self::$variant(Some($made))
            }
        }
        impl From<Option<$kind>> for Arg {
            fn from(value: Option<$kind>) -> Self {
                Self::$variant(value.map(|$value| $made))
            }
        }
    )* };
}

macro_rules! argument_by_reference {
    ($($kind:ty),*) => { $(
        impl From<&$kind> for Arg {
            fn from(value: &$kind) -> Self {
                Self::from(value.clone())
            }
        }
        impl From<&Option<$kind>> for Arg {
            fn from(value: &Option<$kind>) -> Self {
                Self::from(value.clone())
            }
        }
    )* };
}

argument! {
    i64 => I64(v) v;
    i32 => I64(v) i64::from(v);
    u32 => I64(v) i64::from(v);
    usize => I64(v) i64::try_from(v).unwrap_or(i64::MAX);
    Instant => I64(v) v.0;
    Money => I64(v) v.0;
    Rate => I64(v) v.0;
    Area => I64(v) v.0;
    bool => Bool(v) v;
    &str => Text(v) v.to_owned();
    String => Text(v) v;
    Cow<'_, str> => Text(v) v.into_owned();
    Date => Text(v) v.to_string();
    serde_json::Value => Text(v) v.to_string();
    Uuid => Uuid(v) v;
    Vec<u8> => Bytes(v) v;
    &[u8] => Bytes(v) v.to_vec();
}
argument_by_reference!(
    i64,
    i32,
    u32,
    usize,
    Instant,
    Money,
    Rate,
    Area,
    bool,
    String,
    Date,
    serde_json::Value,
    Uuid,
    Vec<u8>
);

impl<K> From<Id<K>> for Arg {
    fn from(id: Id<K>) -> Self {
        Self::Uuid(Some(id.uuid()))
    }
}
impl<K> From<&Id<K>> for Arg {
    fn from(id: &Id<K>) -> Self {
        Self::Uuid(Some(id.uuid()))
    }
}
impl<K> From<Option<Id<K>>> for Arg {
    fn from(id: Option<Id<K>>) -> Self {
        Self::Uuid(id.map(Id::uuid))
    }
}
impl<K> From<&Option<Id<K>>> for Arg {
    fn from(id: &Option<Id<K>>) -> Self {
        Self::Uuid(id.map(Id::uuid))
    }
}

/// The same arguments as PostgreSQL wants them.
pub(crate) fn for_postgres(args: Args) -> Result<PgArguments> {
    let mut made = PgArguments::default();
    args.into_iter().try_for_each(|arg| add_for_postgres(&mut made, arg))?;
    Ok(made)
}

/// Adds an argument as PostgreSQL wants it.
pub(crate) fn add_for_postgres(made: &mut PgArguments, arg: Arg) -> Result<()> {
    match arg {
        Arg::I64(v) => made.add(v),
        Arg::Text(v) => made.add(v),
        Arg::Uuid(v) => made.add(v),
        Arg::Bool(v) => made.add(v),
        Arg::Bytes(v) => made.add(v),
    }
    .map_err(|e| Error::Internal(format!("argument: {e}")))
}

/// A statement: a literal of the program, or what [`crate::Select`] made of literals.
#[derive(Debug, Clone)]
pub struct Sql {
    text: Cow<'static, str>,
    lock: Lock,
    /// Whether placeholders are written `?` and count by their order.
    counted: bool,
}

#[derive(Debug, Clone, Copy)]
enum Lock {
    None,
    Wait,
    Skip,
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self { text: Cow::Borrowed(text), lock: Lock::None, counted: false }
    }
}

impl Sql {
    /// Text put together inside this crate from literals and placeholders only.
    pub(crate) fn built(text: String) -> Self {
        Self { text: Cow::Owned(text), lock: Lock::None, counted: false }
    }

    /// The same with placeholders written `?`, one argument each, in their order. SQLite takes `$1` for a name and looks
    /// every name up among all others; a list of a thousand keys would take milliseconds to bind.
    pub(crate) fn counted(text: String) -> Self {
        Self { text: Cow::Owned(text), lock: Lock::None, counted: true }
    }

    /// Locks the rows read until the transaction ends (where there is more than one writer; a reader locks nothing).
    #[must_use]
    pub fn for_update(mut self) -> Self {
        self.lock = Lock::Wait;
        self
    }

    /// Locks the rows read and leaves out those somebody else has locked.
    #[must_use]
    pub fn skip_locked(mut self) -> Self {
        self.lock = Lock::Skip;
        self
    }

    /// Asks SQLite by which way it would find the rows, instead of for the rows: tests hold the ways of what is asked most.
    #[must_use]
    pub fn explained(mut self) -> Self {
        self.text = Cow::Owned(format!("EXPLAIN QUERY PLAN {}", self.text));
        self
    }

    /// The same without any lock.
    pub(crate) fn unlocked(mut self) -> Self {
        self.lock = Lock::None;
        self
    }

    /// The text to send to this database.
    pub(crate) fn text(self, dialect: Dialect) -> Cow<'static, str> {
        let clause = match self.lock {
            Lock::None => "",
            Lock::Wait => dialect.for_update(),
            Lock::Skip => dialect.skip_locked(),
        };
        let text = match dialect {
            Dialect::Postgres if self.counted => number_placeholders(&self.text, &mut 0),
            _ => self.text,
        };
        if clause.is_empty() { text } else { Cow::Owned(format!("{text}{clause}")) }
    }
}

//! Writes that travel together to PostgreSQL. Every statement costs a way to the server and back; writes whose answer nobody
//! needs at once are held back and sent together, before the next question or at the end. SQLite is no way off and takes each
//! as it comes.
//!
//! They are the parts of one statement, which see the rows as they were before it, in no promised order. Hence only plain
//! writes are held, and two to the same table only when both append.

use std::borrow::Cow;

use kernel::{Error, Result};
use sqlx::{Arguments, postgres::PgArguments};

use crate::{
    args::{Arg, Args, add_for_postgres},
    dialect::{Dialect, Part, number_placeholders},
    insert::Column,
};

/// The most values held before they are sent: a bound on memory, and on the arguments of one statement.
const MOST: usize = 8_192;

/// What a write brings.
pub(crate) enum Values {
    /// One argument for each place.
    Row(Args),
    /// A whole column for each place.
    Columns(Vec<Column>),
}

impl Values {
    fn places(&self) -> usize {
        match self {
            Self::Row(args) => args.len(),
            Self::Columns(columns) => columns.len(),
        }
    }

    fn weight(&self) -> usize {
        match self {
            Self::Row(args) => args.len(),
            Self::Columns(columns) => columns.iter().map(Column::len).sum(),
        }
    }

    fn add_to(self, bound: &mut PgArguments) -> Result<()> {
        match self {
            Self::Row(args) => args.into_iter().try_for_each(|arg: Arg| add_for_postgres(bound, arg)),
            Self::Columns(columns) => columns.into_iter().try_for_each(|column| {
                match column {
                    Column::I64(values) => bound.add(values),
                    Column::Text(values) => bound.add(values),
                    Column::Uuid(values) => bound.add(values),
                    Column::Bool(values) => bound.add(values),
                    Column::Bytes(values) => bound.add(values),
                }
                .map_err(|e| Error::Internal(format!("argument: {e}")))
            }),
        }
    }
}

/// One write with how many rows it must touch, when that matters.
pub(crate) struct Write {
    pub text: Cow<'static, str>,
    pub values: Values,
    pub rows: Option<u64>,
}

/// Where a write goes.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    table: String,
    /// It adds rows and looks at no other.
    appends: bool,
}

/// The target of a plain write; none when the statement reads rows, answers with rows, or writes nothing.
fn target(text: &str) -> Option<Target> {
    let mut words = text.split([' ', '(']).filter(|word| !word.is_empty());
    let (table, appends) = match (words.next()?, words.next()?) {
        ("INSERT", "INTO") => (words.next()?, !text.contains(" ON CONFLICT ")),
        ("DELETE", "FROM") => (words.next()?, false),
        ("UPDATE", table) => (table, false),
        _ => return None,
    };
    let reads = text.contains(" RETURNING ")
        || text.match_indices("SELECT ").any(|(at, _)| !text[at..].starts_with(Dialect::FROM_ARRAYS));
    (!reads).then(|| Target { table: table.to_owned(), appends })
}

/// The writes held back by a transaction.
#[derive(Default)]
pub(crate) struct Held {
    writes: Vec<Write>,
    targets: Vec<Target>,
    weight: usize,
}

impl Write {
    /// A statement with its values, its places numbered.
    pub(crate) fn row(text: Cow<'static, str>, args: Args, rows: Option<u64>) -> Self {
        let text = if text.contains('?') { number_placeholders(&text, &mut 0) } else { text };
        Self { text, values: Values::Row(args), rows }
    }
}

/// A statement ready to be sent, and how many rows its counted parts must touch.
pub(crate) struct Together {
    pub text: Cow<'static, str>,
    pub bound: PgArguments,
    /// The single write, which answers with its own count, or the parts whose counts are the answer's columns.
    pub single: bool,
    pub expected: Vec<u64>,
}

impl Held {
    /// Whether a write may join those held; `None` when it can never be held.
    pub(crate) fn takes(&self, write: &Write) -> Option<bool> {
        let wanted = target(&write.text)?;
        let apart = |held: &Target| held.table != wanted.table || (held.appends && wanted.appends);
        Some(self.targets.iter().all(apart) && self.weight + write.values.weight() <= MOST)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    pub(crate) fn hold(&mut self, write: Write) {
        self.weight += write.values.weight();
        self.targets.extend(target(&write.text));
        self.writes.push(write);
    }

    /// Everything held as one statement, for PostgreSQL; none when nothing is.
    pub(crate) fn take(&mut self) -> Result<Option<Together>> {
        let Self { writes, .. } = std::mem::take(self);
        let expected: Vec<u64> = writes.iter().filter_map(|write| write.rows).collect();
        let text = match writes.as_slice() {
            [] => return Ok(None),
            [write] => write.text.clone(),
            _ => {
                let part =
                    |w: &Write| Part { text: w.text.clone(), places: w.values.places(), counted: w.rows.is_some() };
                Dialect::together(&writes.iter().map(part).collect::<Vec<_>>()).into()
            }
        };
        let (single, mut bound) = (writes.len() == 1, PgArguments::default());
        writes.into_iter().try_for_each(|write| write.values.add_to(&mut bound))?;
        Ok(Some(Together { text, bound, single, expected }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    fn write(text: &'static str, rows: Option<u64>) -> Write {
        Write { text: text.into(), values: Values::Row(args![1_i64, "a"]), rows }
    }

    const CASE: &str = "UPDATE cases SET version = $1 WHERE id = $2";
    const LOG: &str = "INSERT INTO log (at, words) VALUES ($1, $2)";

    #[test]
    fn only_plain_writes_are_held() {
        let of = |text| target(text).map(|t| (t.table, t.appends));
        assert_eq!(of(LOG), Some(("log".into(), true)));
        assert_eq!(of(CASE), Some(("cases".into(), false)));
        assert_eq!(of("DELETE FROM log WHERE at = $1"), Some(("log".into(), false)));
        assert_eq!(of("INSERT INTO log(at) VALUES ($1) ON CONFLICT DO NOTHING"), Some(("log".into(), false)));
        assert_eq!(of("INSERT INTO log (at) VALUES ($1) RETURNING at"), None);
        assert_eq!(of("INSERT INTO log (at) SELECT max(at) FROM log"), None);
        assert_eq!(of("UPDATE log SET at = (SELECT max(at) FROM log)"), None);
        assert_eq!(of("SELECT 1"), None);
        let many = Dialect::insert_from_arrays("log", &["at"], &["bigint[]"]);
        assert_eq!(of(&many), Some(("log".into(), true)));
    }

    #[test]
    fn a_table_is_changed_once_and_appended_to_often() {
        let mut held = Held::default();
        held.hold(write(CASE, Some(1)));
        assert_eq!(held.takes(&write(LOG, None)), Some(true));
        held.hold(write(LOG, None));
        assert_eq!(held.takes(&write(LOG, None)), Some(true));
        assert_eq!(held.takes(&write(CASE, None)), Some(false));
        assert_eq!(held.takes(&write("DELETE FROM log WHERE at = $1 AND words = $2", None)), Some(false));
        assert_eq!(held.takes(&write("SELECT 1", None)), None);
    }

    #[test]
    fn parts_keep_their_places_and_those_that_matter_are_counted() {
        let mut held = Held::default();
        held.hold(write(LOG, None));
        held.hold(write(CASE, Some(1)));
        let sent = held.take().ok().flatten().expect("two writes");
        assert_eq!(
            sent.text,
            "WITH w0 AS (INSERT INTO log (at, words) VALUES ($1, $2)), \
             w1 AS (UPDATE cases SET version = $3 WHERE id = $4 RETURNING 1) SELECT (SELECT count(*) FROM w1)"
        );
        assert!(!sent.single && sent.expected == [1]);
        assert!(held.take().is_ok_and(|left| left.is_none()));
    }
}

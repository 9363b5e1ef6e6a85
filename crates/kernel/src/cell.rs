//! What a database hands back – rows of cells – and how Rust values read themselves from it. Neither knows which database
//! it was.

use std::fmt;

use uuid::Uuid;

use crate::{
    money::{Area, Money, Rate},
    time::Instant,
};

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// NULL.
    Null,
    /// BIGINT, and BOOLEAN as 0 or 1.
    I64(i64),
    /// TEXT.
    Text(&'a str),
    /// BYTEA, and UUID as its 16 bytes.
    Bytes(&'a [u8]),
}

/// A cell that is not what the Rust type takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit(String);

impl Misfit {
    /// It is said in English: no user is meant to meet it.
    pub fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }

    fn wanted(what: &str, found: Cell<'_>) -> Self {
        let found = match found {
            Cell::Null => "NULL",
            Cell::I64(_) => "a number",
            Cell::Text(_) => "a text",
            Cell::Bytes(_) => "bytes",
        };
        Self(format!("{what} was expected and {found} was found"))
    }

    /// The same with the name of the column.
    #[must_use]
    fn at(self, column: impl fmt::Display) -> Self {
        Self(format!("column {column}: {}", self.0))
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Misfit {}

/// A value that is one cell.
pub trait Stored: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// [`Misfit`] when the cell is of another type or its content is none of this type's.
    fn read(cell: Cell<'_>) -> Result<Self, Misfit>;
}

/// A row of the database.
pub trait Row {
    /// How many cells it has.
    fn len(&self) -> usize;

    /// Whether it has none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the column of this name stands; `near` is where it most likely does.
    fn position(&self, name: &str, near: usize) -> Option<usize>;

    /// The cell at a place.
    ///
    /// # Errors
    /// [`Misfit`] when there is none, or it is of a type that is never stored.
    fn cell(&self, at: usize) -> Result<Cell<'_>, Misfit>;
}

/// A value that is a whole row: `#[derive(store::Record)]`, or a tuple that takes the cells in their order.
pub trait Record: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// [`Misfit`] naming the column.
    fn read(row: &dyn Row) -> Result<Self, Misfit>;
}

/// The cell of this column.
///
/// # Errors
/// [`Misfit`] when there is no such column or its cell does not fit.
pub fn get<T: Stored>(row: &dyn Row, name: &str, near: usize) -> Result<T, Misfit> {
    let at = row.position(name, near).ok_or_else(|| Misfit::new("it is not in the row").at(name))?;
    T::read(row.cell(at)?).map_err(|misfit| misfit.at(name))
}

/// The cell of this column, or the default when the row has no such column.
///
/// # Errors
/// [`Misfit`] when the cell does not fit.
pub fn get_or_default<T: Stored + Default>(row: &dyn Row, name: &str, near: usize) -> Result<T, Misfit> {
    if row.position(name, near).is_none() { Ok(T::default()) } else { get(row, name, near) }
}

/// The cell at this place.
///
/// # Errors
/// [`Misfit`] when there is none or it does not fit.
pub fn nth<T: Stored>(row: &dyn Row, at: usize) -> Result<T, Misfit> {
    T::read(row.cell(at)?).map_err(|misfit| misfit.at(at))
}

impl<T: Stored> Stored for Option<T> {
    fn read(cell: Cell<'_>) -> Result<Self, Misfit> {
        if cell == Cell::Null { Ok(None) } else { T::read(cell).map(Some) }
    }
}

impl Stored for i64 {
    fn read(cell: Cell<'_>) -> Result<Self, Misfit> {
        if let Cell::I64(number) = cell { Ok(number) } else { Err(Misfit::wanted("a number", cell)) }
    }
}

impl Stored for bool {
    fn read(cell: Cell<'_>) -> Result<Self, Misfit> {
        i64::read(cell).map(|number| number != 0)
    }
}

impl Stored for String {
    fn read(cell: Cell<'_>) -> Result<Self, Misfit> {
        text(cell).map(str::to_owned)
    }
}

impl Stored for Vec<u8> {
    fn read(cell: Cell<'_>) -> Result<Self, Misfit> {
        if let Cell::Bytes(bytes) = cell { Ok(bytes.to_vec()) } else { Err(Misfit::wanted("bytes", cell)) }
    }
}

impl Stored for Uuid {
    fn read(cell: Cell<'_>) -> Result<Self, Misfit> {
        let Cell::Bytes(bytes) = cell else { return Err(Misfit::wanted("a UUID", cell)) };
        Self::from_slice(bytes).map_err(|error| Misfit::new(error.to_string()))
    }
}

/// The text of a cell, for what is kept as text.
///
/// # Errors
/// [`Misfit`] when it is none.
pub fn text(cell: Cell<'_>) -> Result<&str, Misfit> {
    if let Cell::Text(text) = cell { Ok(text) } else { Err(Misfit::wanted("a text", cell)) }
}

macro_rules! kept_as_number {
    ($($kind:ident),*) => { $(
        impl Stored for $kind {
            fn read(cell: Cell<'_>) -> Result<Self, Misfit> {
                i64::read(cell).map(Self)
            }
        }
    )* };
}
kept_as_number!(Instant, Money, Rate, Area);

macro_rules! tuple {
    ($($value:ident $at:tt),*) => {
        impl<$($value: Stored),*> Record for ($($value,)*) {
            fn read(row: &dyn Row) -> Result<Self, Misfit> {
                Ok(($(nth::<$value>(row, $at)?,)*))
            }
        }
    };
}
tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);

#[cfg(test)]
mod tests {
    use super::*;

    struct Two;
    impl Row for Two {
        fn len(&self) -> usize {
            2
        }
        fn position(&self, name: &str, _: usize) -> Option<usize> {
            ["floor", "name"].iter().position(|column| *column == name)
        }
        fn cell(&self, at: usize) -> Result<Cell<'_>, Misfit> {
            [Cell::I64(3), Cell::Text("大堂")].get(at).copied().ok_or_else(|| Misfit::new("no such column"))
        }
    }

    #[test]
    fn a_row_reads_as_a_tuple_and_by_name() {
        assert_eq!(<(i64, String)>::read(&Two), Ok((3, "大堂".to_owned())));
        assert_eq!(get(&Two, "name", 0), Ok("大堂".to_owned()));
        assert_eq!(get::<Option<bool>>(&Two, "floor", 0), Ok(Some(true)));
        assert_eq!(get_or_default::<i64>(&Two, "ceiling", 0), Ok(0));
    }

    #[test]
    fn a_misfit_names_the_column_and_what_was_found() {
        let said = |misfit: Misfit| misfit.to_string();
        assert_eq!(
            get::<i64>(&Two, "name", 1).map_err(said),
            Err("column name: a number was expected and a text was found".to_owned())
        );
        assert_eq!(
            get::<i64>(&Two, "ceiling", 1).map_err(said),
            Err("column ceiling: it is not in the row".to_owned())
        );
        assert!(Uuid::read(Cell::Bytes(&[1, 2])).is_err());
        assert!(String::read(Cell::Null).is_err());
        assert_eq!(Option::<String>::read(Cell::Null), Ok(None));
    }
}

//! Rows of PostgreSQL as everybody reads them.

use kernel::cell::{Cell, Misfit, Row};
use sqlx::{Column, Row as _, TypeInfo, ValueRef, postgres::PgRow};

/// A row from the server.
pub(crate) struct Read<'a>(pub &'a PgRow);

impl Row for Read<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn position(&self, name: &str, near: usize) -> Option<usize> {
        let columns = self.0.columns();
        let is_near = columns.get(near).is_some_and(|column| column.name() == name);
        if is_near { Some(near) } else { columns.iter().position(|column| column.name() == name) }
    }

    fn cell(&self, at: usize) -> Result<Cell<'_>, Misfit> {
        let said = |error: &dyn std::fmt::Display| Misfit::new(format!("column {at}: {error}"));
        let value = self.0.try_get_raw(at).map_err(|error| said(&error))?;
        if value.is_null() {
            return Ok(Cell::Null);
        }
        let kind = value.type_info();
        match kind.name() {
            "INT8" | "INT4" | "INT2" | "BOOL" => {
                let bytes = value.as_bytes().map_err(|error| said(&error))?;
                whole(bytes).map(Cell::I64).ok_or_else(|| said(&"a number of an unknown length"))
            }
            "TEXT" | "VARCHAR" | "NAME" => value.as_str().map(Cell::Text).map_err(|error| said(&error)),
            "UUID" | "BYTEA" => value.as_bytes().map(Cell::Bytes).map_err(|error| said(&error)),
            other => Err(said(&format_args!("{other} is never stored"))),
        }
    }
}

/// A number as the server sends it: its bytes, the largest first; a BOOLEAN is one byte.
fn whole(bytes: &[u8]) -> Option<i64> {
    Some(match *bytes {
        [byte] => i64::from(byte),
        [a, b] => i64::from(i16::from_be_bytes([a, b])),
        [a, b, c, d] => i64::from(i32::from_be_bytes([a, b, c, d])),
        _ => i64::from_be_bytes(bytes.try_into().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn numbers_of_every_length_keep_their_sign() {
        assert_eq!(whole(&[1]), Some(1));
        assert_eq!(whole(&(-2_i16).to_be_bytes()), Some(-2));
        assert_eq!(whole(&(-70_000_i32).to_be_bytes()), Some(-70_000));
        assert_eq!(whole(&i64::MIN.to_be_bytes()), Some(i64::MIN));
        assert_eq!(whole(&[1, 2, 3]), None);
    }
}

//! Rust values kept as TEXT: words of an enumeration, and JSON.

use kernel::cell::{Cell, Misfit, Stored, text};
use serde::{Serialize, de::DeserializeOwned};

use crate::args::Arg;

/// Keeps enumerations as the word serde writes for them, so that table, JSON and URL say the same:
/// `stored_as_text!(Stage, Priority);` – what may be NULL is bound as `value.as_ref().and_then(word_of)`.
#[macro_export]
macro_rules! stored_as_text {
    ($($kind:ty),* $(,)?) => { $(
        impl ::core::convert::From<$kind> for $crate::Arg {
            fn from(value: $kind) -> Self {
                $crate::Arg::from(&value)
            }
        }
        impl ::core::convert::From<&$kind> for $crate::Arg {
            fn from(value: &$kind) -> Self {
                $crate::Arg::Text($crate::word_of(value))
            }
        }
        impl $crate::Stored for $kind {
            fn read(cell: $crate::Cell<'_>) -> ::core::result::Result<Self, $crate::Misfit> {
                $crate::of_word(<::std::string::String as $crate::Stored>::read(cell)?)
            }
        }
    )* };
}

/// The word serde writes for a value; `None` for what is not written as one word.
pub fn word_of<T: Serialize>(value: &T) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Some(word),
        _ => None,
    }
}

/// The value serde reads from a word. Used by [`stored_as_text!`].
#[doc(hidden)]
pub fn of_word<T: DeserializeOwned>(word: String) -> Result<T, Misfit> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|error| Misfit::new(error.to_string()))
}

/// A value kept as JSON in a TEXT column; read in Rust, never in SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Json<T>(pub T);

impl<T: Serialize> Json<T> {
    /// The value as an argument.
    pub fn arg(value: &T) -> kernel::Result<Arg> {
        Ok(Arg::Text(Some(serde_json::to_string(value)?)))
    }
}

impl<T: DeserializeOwned> Stored for Json<T> {
    fn read(cell: Cell<'_>) -> Result<Self, Misfit> {
        serde_json::from_str(text(cell)?).map(Self).map_err(|error| Misfit::new(error.to_string()))
    }
}

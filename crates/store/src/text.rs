//! Rust values kept as TEXT: words of an enumeration, and JSON.

use kernel::Result;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Database, Decode, Type, error::BoxDynError};

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
        impl<DB: $crate::sqlx::Database> $crate::sqlx::Type<DB> for $kind
        where
            ::std::string::String: $crate::sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <::std::string::String as $crate::sqlx::Type<DB>>::type_info()
            }
            fn compatible(kind: &DB::TypeInfo) -> bool {
                <::std::string::String as $crate::sqlx::Type<DB>>::compatible(kind)
            }
        }
        impl<'r, DB: $crate::sqlx::Database> $crate::sqlx::Decode<'r, DB> for $kind
        where
            ::std::string::String: $crate::sqlx::Decode<'r, DB>,
        {
            fn decode(
                value: DB::ValueRef<'r>,
            ) -> ::core::result::Result<Self, $crate::sqlx::error::BoxDynError> {
                $crate::of_word(<::std::string::String as $crate::sqlx::Decode<'r, DB>>::decode(value)?)
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
pub fn of_word<T: DeserializeOwned>(word: String) -> Result<T, BoxDynError> {
    Ok(serde_json::from_value(serde_json::Value::String(word))?)
}

/// A value kept as JSON in a TEXT column; read in Rust, never in SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Json<T>(pub T);

impl<T: Serialize> Json<T> {
    /// The value as an argument.
    pub fn arg(value: &T) -> Result<Arg> {
        Ok(Arg::Text(Some(serde_json::to_string(value)?)))
    }
}

impl<T, DB: Database> Type<DB> for Json<T>
where
    String: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        String::type_info()
    }
    fn compatible(kind: &DB::TypeInfo) -> bool {
        String::compatible(kind)
    }
}

impl<'r, T: DeserializeOwned, DB: Database> Decode<'r, DB> for Json<T>
where
    String: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(serde_json::from_str(&String::decode(value)?)?))
    }
}

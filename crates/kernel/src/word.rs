//! Fixed alternatives: an enum that is a word in JSON, table, form and catalogue.

/// A stored word that no version of the product has written.
#[derive(Debug)]
pub struct UnknownWord(pub String);

impl std::fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "unknown word `{}`", self.0)
    }
}
impl std::error::Error for UnknownWord {}

/// Makes an enum of fixed words: `words! { /// 房态 State { /// 空置 Vacant = "vacant", } }`.
///
/// It reads and writes itself as its word in JSON and in TEXT columns; a form shows it as a choice. The crate that uses it
/// depends on serde, schemars and sqlx.
#[macro_export]
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$said:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema,
        )]
        pub enum $name {
            $($(#[$said])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// All of them, in the order people list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stored word.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The one with this stored word.
            pub fn of(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl<DB: ::sqlx::Database> ::sqlx::Type<DB> for $name
        where
            ::std::string::String: ::sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <::std::string::String as ::sqlx::Type<DB>>::type_info()
            }
            fn compatible(ty: &DB::TypeInfo) -> bool {
                <::std::string::String as ::sqlx::Type<DB>>::compatible(ty)
            }
        }
        impl<'r, DB: ::sqlx::Database> ::sqlx::Decode<'r, DB> for $name
        where
            ::std::string::String: ::sqlx::Decode<'r, DB>,
        {
            fn decode(
                value: DB::ValueRef<'r>,
            ) -> ::std::result::Result<Self, ::sqlx::error::BoxDynError> {
                let word = <::std::string::String as ::sqlx::Decode<'r, DB>>::decode(value)?;
                Self::of(&word).ok_or_else(|| $crate::word::UnknownWord(word).into())
            }
        }
    };
}

#[cfg(test)]
mod tests {
    words! {
        /// How a door stands.
        Door {
            /// Open.
            Open = "open",
            /// Shut.
            Shut = "shut",
        }
    }

    #[test]
    fn a_word_is_the_same_in_json_and_table() {
        for door in Door::ALL {
            assert_eq!(Door::of(door.word()), Some(*door));
            assert_eq!(serde_json::to_value(door).ok(), Some(door.word().into()));
        }
        assert_eq!(Door::of("ajar"), None);
    }
}

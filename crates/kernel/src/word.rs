//! Fixed alternatives: an enum that is a word in JSON, table, form and catalogue.

/// Makes an enum of fixed words: `words! { /// 房态 State { /// 空置 Vacant = "vacant", } }`.
///
/// It reads and writes itself as its word in JSON and in TEXT columns; a form shows it as a choice. The crate that uses it
/// depends on serde and schemars.
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

        impl $crate::cell::Stored for $name {
            fn read(cell: $crate::cell::Cell<'_>) -> ::std::result::Result<Self, $crate::cell::Misfit> {
                let word = $crate::cell::text(cell)?;
                Self::of(word).ok_or_else(|| $crate::cell::Misfit::new(::std::format!("unknown word `{word}`")))
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

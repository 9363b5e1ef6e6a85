//! What makes a text a version of a procedure – pure.

use round::procedure::{Finding, NotProcedures, Procedure, read};

/// Why a text is no version of a procedure.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It cannot be read; line, column and why.
    Unreadable(String),
    /// It can be read, but would not work.
    Unfit(Vec<Finding>),
    /// It is about another one.
    OtherKey(String),
    /// It holds none, or several.
    NotOne,
}

/// The one procedure a text holds, as the next version of what it replaces.
pub(crate) fn next_version(text: &str, key: &str, version: u32) -> Result<Procedure, Wrong> {
    let mut read = read(text).map_err(|why| match why {
        NotProcedures::Unreadable(words) => Wrong::Unreadable(words),
        NotProcedures::Unfit(findings) => Wrong::Unfit(findings),
    })?;
    match (read.pop(), read.is_empty()) {
        (Some(mut one), true) if one.key == key => {
            one.version = version;
            Ok(one)
        }
        (Some(other), true) => Err(Wrong::OtherKey(other.key)),
        _ => Err(Wrong::NotOne),
    }
}

#[cfg(test)]
mod tests {
    use round::procedure::shipped_texts;

    use super::*;

    #[test]
    fn a_text_is_the_next_version_when_it_is_fit_and_about_the_same() {
        let text = &shipped_texts()["lift_daily"];
        let read = |text: &str| next_version(text, "lift_daily", 2);
        let next = read(&text.replace("minutes = 10", "minutes = 15")).expect("is fit");
        assert_eq!((next.version, next.minutes), (2, Some(15)));
        assert!(matches!(read("key = "), Err(Wrong::Unreadable(words)) if words.contains("line 1")));
        let other = read(&text.replace("key = \"lift_daily\"", "key = \"lift_dayly\""));
        assert_eq!(other, Err(Wrong::OtherKey("lift_dayly".into())));
        let unfit = read(&text.replace("unit = \"mm\", ", ""));
        assert!(matches!(unfit, Err(Wrong::Unfit(found)) if found[0].message.key == "procedure-unit"));
    }
}

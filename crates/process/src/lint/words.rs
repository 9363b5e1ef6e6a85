//! A finding in English.

use kernel::Message;

const ENGLISH: &str = include_str!("../../texts/en.ftl");

/// The sentence of a message of this crate; its key when it has none.
pub(super) fn english(message: &Message) -> String {
    message.english(ENGLISH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_whole_sentence() {
        let said = english(&Message::of("proof-no-stage").with("a", "nowhere"));
        assert!(said.starts_with("there is no stage \"nowhere\""), "{said}");
        assert!(!said.contains('$'), "{said}");
    }

    #[test]
    fn every_finding_has_its_sentence() {
        let sources = [
            include_str!("mod.rs"),
            include_str!("graph.rs"),
            include_str!("texts.rs"),
            include_str!("roles.rs"),
            include_str!("../runtime/engine.rs"),
            include_str!("../runtime/calling.rs"),
        ];
        let texts = sources.iter().flat_map(|s| s.split('"').skip(1).step_by(2));
        let keys: Vec<&str> = texts.filter(|text| text.starts_with("proof-")).collect();
        assert!(keys.len() > 60, "{}", keys.len());
        let unsaid: Vec<&str> = keys.into_iter().filter(|key| english(&Message::of(*key)) == **key).collect();
        assert!(unsaid.is_empty(), "{unsaid:?}");
    }
}

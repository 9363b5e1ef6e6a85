//! A finding in English.

use kernel::Message;

/// The sentence of a message of this crate; its key when it has none.
pub(super) fn english(message: &Message) -> String {
    message.english(crate::WORDS.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_and_every_verdict_has_its_sentence() {
        let sources = [include_str!("lint.rs"), include_str!("reading.rs"), include_str!("judge.rs")];
        let texts = sources.iter().flat_map(|source| source.split('"').skip(1).step_by(2));
        let keys: Vec<&str> = texts.filter(|text| text.starts_with("procedure-")).collect();
        assert!(keys.len() > 25, "{}", keys.len());
        let unsaid: Vec<&str> = keys.into_iter().filter(|key| english(&Message::of(*key)) == **key).collect();
        assert!(unsaid.is_empty(), "{unsaid:?}");
    }
}

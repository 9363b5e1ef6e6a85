//! What may be done with a draft, and what two versions do otherwise – pure.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Error, Message, Result};
use process::Definition;
use uuid::Uuid;

use super::model::{DraftRow, DraftState};

/// Refuses what a draft is not far enough, or too far, for.
pub(crate) fn stands(draft: &DraftRow, wanted: DraftState) -> Result<()> {
    if draft.state == wanted { Ok(()) } else { Err(Error::Broken(Message::of("desk-draft-elsewhere"))) }
}

/// The draft with one more hand in its text.
pub(crate) fn by_hand_of(draft: DraftRow, who: Uuid) -> DraftRow {
    let mut hands = hands(&draft);
    hands.insert(who);
    let editors = serde_json::to_string(&hands).unwrap_or(draft.editors);
    DraftRow { editors, ..draft }
}

/// Whoever began it and whoever changed its text since.
fn hands(draft: &DraftRow) -> BTreeSet<Uuid> {
    let mut hands: BTreeSet<Uuid> = serde_json::from_str(&draft.editors).unwrap_or_default();
    hands.insert(draft.author_id);
    hands
}

/// Two pairs of eyes: whoever wrote in it does not publish it, nor does anybody in his name.
pub(crate) fn is_reviewer(draft: &DraftRow, who: &[Uuid]) -> Result<()> {
    let hands = hands(draft);
    let own = who.iter().any(|one| hands.contains(one));
    if own { Err(Error::Broken(Message::of("desk-draft-own"))) } else { Ok(()) }
}

/// The longest text of a draft, in characters.
const LONGEST: usize = 400_000;

/// Refuses a text nobody could read any more.
pub(crate) fn fits(body: String) -> Result<String> {
    if body.chars().count() > LONGEST { Err(Error::Broken(Message::of("desk-draft-too-long"))) } else { Ok(body) }
}

/// `old=new, other=another` as a map.
pub(crate) fn stage_map(text: &str) -> Result<BTreeMap<String, String>> {
    let wrong = || Error::field("stages", Message::of("desk-stages-wrong"));
    let pair = |part: &str| {
        let (from, to) = part.split_once('=').ok_or_else(wrong)?;
        Ok((from.trim().to_owned(), to.trim().to_owned()))
    };
    text.split([',', '\n', ';']).map(str::trim).filter(|part| !part.is_empty()).map(pair).collect()
}

/// What one version does otherwise than another, part by part: `+ action approve`, `- stage paused`, `~ clock response`.
pub(crate) fn changes(before: &Definition, after: &Definition) -> Vec<String> {
    let parts = |def: &Definition| -> BTreeMap<String, String> {
        let json = serde_json::to_value(def).unwrap_or_default();
        let mut found = BTreeMap::new();
        for (name, value) in json.as_object().into_iter().flatten() {
            match value.as_array() {
                Some(list) => {
                    for (nth, one) in list.iter().enumerate() {
                        let id = one.get("id").or_else(|| one.get("name")).and_then(|v| v.as_str());
                        let id = id.map_or_else(|| (nth + 1).to_string(), str::to_owned);
                        found.insert(format!("{name} {id}"), one.to_string());
                    }
                }
                None => drop(found.insert(name.clone(), value.to_string())),
            }
        }
        found
    };
    let (was, is) = (parts(before), parts(after));
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let change = |name: &&String| match (was.get(*name), is.get(*name)) {
        (None, Some(_)) => Some(format!("+ {name}")),
        (Some(_), None) => Some(format!("- {name}")),
        (Some(a), Some(b)) if a != b => Some(format!("~ {name}")),
        _ => None,
    };
    names.iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_versions_are_compared_part_by_part() {
        let text = crate::PROCESSES.iter().find(|t| t.contains("key = \"repair\"")).expect("ships");
        let before = Definition::from_toml(text).expect("reads");
        let after = text.replace("budget = \"1 workday\"", "budget = \"2 workdays\"");
        let after = Definition::from_toml(&after).expect("reads");
        assert_eq!(changes(&before, &after), ["~ clock call_back"]);
        assert_eq!(changes(&before, &before), Vec::<String>::new());
    }

    #[test]
    fn a_stage_map_is_written_in_a_line() {
        let map = stage_map("checking = reviewing, old=new").expect("reads");
        assert_eq!(map["checking"], "reviewing");
        assert_eq!(map.len(), 2);
        assert!(stage_map("checking").is_err());
    }
}

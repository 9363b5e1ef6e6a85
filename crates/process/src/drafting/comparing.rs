//! What two versions do otherwise, part by part and line by line.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::definition::{Definition, Words};

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Only the later version has it.
    Added,
    /// Only the earlier one has it.
    Removed,
    /// Both have it.
    Both,
}

/// A part that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The kind of part, as in `action`; `process` for what stands at the head.
    pub kind: String,
    /// What it is called in the definition, as in `accept`.
    pub id: String,
    /// What people call it.
    pub label: Option<Words>,
    /// Which version has it.
    pub side: Side,
    /// What it says otherwise.
    pub changes: Vec<Change>,
}

/// One thing a part says otherwise; nothing stands for what is not said.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What about, as in `budget` or `rungs 50%`.
    pub key: String,
    /// What the earlier version says.
    pub was: Json,
    /// What the later one says.
    pub is: Json,
}

/// Everything the later version does otherwise than the earlier one, in the order in which a definition is written.
pub fn compare(earlier: &Definition, later: &Definition) -> Vec<Difference> {
    let (was, is) = (parts(earlier), parts(later));
    let mut keys: Vec<&(usize, String, String)> =
        was.keys().chain(is.keys().filter(|k| !was.contains_key(*k))).collect();
    keys.sort_by_key(|key| (key.0, is.get(*key).or(was.get(*key)).map_or(0, |p| p.nth)));
    let difference = |key: &(usize, String, String)| {
        let (was, is) = (was.get(key), is.get(key));
        let (side, changes) = match (was, is) {
            (None, Some(is)) => (Side::Added, changes(&Json::Null, &is.json)),
            (Some(was), None) => (Side::Removed, changes(&was.json, &Json::Null)),
            (Some(was), Some(is)) if was.json != is.json => (Side::Both, changes(&was.json, &is.json)),
            _ => return None,
        };
        let label = is.or(was).and_then(|p| serde_json::from_value(p.json.get("label")?.clone()).ok());
        Some(Difference { kind: key.1.clone(), id: key.2.clone(), label, side, changes })
    };
    keys.into_iter().filter_map(difference).collect()
}

struct PartOf {
    nth: usize,
    json: Json,
}

/// The order in which the kinds of parts are told.
const KINDS: [&str; 8] = ["process", "stage", "action", "clock", "table", "field", "work_item", "join"];

/// Every part by kind and name; what is no list of parts is said of the process itself.
fn parts(def: &Definition) -> BTreeMap<(usize, String, String), PartOf> {
    let json = serde_json::to_value(def).unwrap_or_default();
    let mut found = BTreeMap::new();
    let mut head = serde_json::Map::new();
    for (kind, value) in json.as_object().into_iter().flatten() {
        let rank = KINDS.iter().position(|known| known == kind);
        match (rank, value.as_array()) {
            (Some(rank), Some(list)) => {
                for (nth, one) in list.iter().enumerate() {
                    let name = ["id", "name", "link"].iter().find_map(|key| one.get(*key)).and_then(Json::as_str);
                    let name = name.map_or_else(|| (nth + 1).to_string(), str::to_owned);
                    found.insert((rank, kind.clone(), name), PartOf { nth, json: one.clone() });
                }
            }
            _ => drop(head.insert(kind.clone(), value.clone())),
        }
    }
    found.insert((0, "process".into(), def.key.clone()), PartOf { nth: 0, json: Json::Object(head) });
    found
}

/// Key by key, and row by row where a key holds rows.
fn changes(was: &Json, is: &Json) -> Vec<Change> {
    let none = serde_json::Map::new();
    let (was, is) = (was.as_object().unwrap_or(&none), is.as_object().unwrap_or(&none));
    let mut keys: Vec<&String> = was.keys().chain(is.keys().filter(|k| !was.contains_key(*k))).collect();
    keys.retain(|key| !matches!(key.as_str(), "id" | "name"));
    let mut found = Vec::new();
    for key in keys {
        let side = |map: &serde_json::Map<String, Json>| map.get(key).cloned().unwrap_or_default();
        let (was, is) = (side(was), side(is));
        if was == is || (is_nothing(&was) && is_nothing(&is)) {
            continue;
        }
        match (rows(&was), rows(&is)) {
            (Some(was), Some(is)) => {
                let mut names: Vec<&String> = was.iter().chain(&is).map(|(name, _)| name).collect();
                let mut seen = std::collections::BTreeSet::new();
                names.retain(|name| seen.insert(*name));
                let of = |list: &[(String, Json)], name: &String| {
                    list.iter().find(|(n, _)| n == name).map(|(_, json)| json.clone()).unwrap_or_default()
                };
                let change =
                    |name: &String| Change { key: format!("{key} {name}"), was: of(&was, name), is: of(&is, name) };
                found.extend(names.into_iter().map(change).filter(|c| c.was != c.is));
            }
            _ => found.push(Change { key: key.clone(), was, is }),
        }
    }
    found
}

fn is_nothing(json: &Json) -> bool {
    match json {
        Json::Null | Json::Bool(false) => true,
        Json::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// The rows of a list of tables by what tells them apart; an empty list and nothing are rows too.
fn rows(json: &Json) -> Option<Vec<(String, Json)>> {
    let Json::Array(list) = json else { return json.is_null().then(Vec::new) };
    let name = |(nth, one): (usize, &Json)| {
        let said = ["at", "value", "name"].iter().find_map(|key| one.get(*key)).and_then(Json::as_str);
        Some((said.map_or_else(|| (nth + 1).to_string(), str::to_owned), one.is_object().then(|| one.clone())?))
    };
    list.iter().enumerate().map(name).collect()
}

/// Lines compared at most in each text after what is the same at both ends; longer stretches are told as changed whole.
const MOST_LINES: usize = 3_000;

/// Two texts line by line.
pub fn lines<'a>(earlier: &'a str, later: &'a str) -> Vec<(Side, &'a str)> {
    let (was, is): (Vec<&str>, Vec<&str>) = (earlier.lines().collect(), later.lines().collect());
    let head = was.iter().zip(&is).take_while(|(a, b)| a == b).count();
    let tail = was[head..].iter().rev().zip(is[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&was[head..was.len() - tail], &is[head..is.len() - tail]);
    let mut told: Vec<(Side, &str)> = was[..head].iter().map(|l| (Side::Both, *l)).collect();
    if old.len() > MOST_LINES || new.len() > MOST_LINES {
        told.extend(old.iter().map(|l| (Side::Removed, *l)).chain(new.iter().map(|l| (Side::Added, *l))));
    } else {
        middle(old, new, &mut told);
    }
    told.extend(was[was.len() - tail..].iter().map(|l| (Side::Both, *l)));
    told
}

/// The longest common subsequence tells what stayed.
fn middle<'a>(old: &[&'a str], new: &[&'a str], told: &mut Vec<(Side, &'a str)>) {
    let width = new.len() + 1;
    let mut longest = vec![0u16; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if old[i] == new[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            told.push((Side::Both, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            told.push((Side::Removed, old[i]));
            i += 1;
        } else {
            told.push((Side::Added, new[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_texts_are_told_apart_line_by_line() {
        let said = lines("a\nb\nc\nd\n", "a\nc\nx\nd\n");
        let marks: String = said
            .iter()
            .map(|(side, l)| {
                format!(
                    "{}{l} ",
                    match side {
                        Side::Added => '+',
                        Side::Removed => '-',
                        Side::Both => '=',
                    }
                )
            })
            .collect();
        assert_eq!(marks, "=a -b =c +x =d ");
        assert!(lines("", "").is_empty());
    }

    #[test]
    fn a_part_says_what_it_says_otherwise() {
        let text = include_str!("../../../../modules/desk/processes/repair.toml");
        let before = Definition::from_toml(text).expect("reads");
        let after = text.replace("budget = \"1 workday\"", "budget = \"2 workdays\"");
        let after = after.replace(
            "{ at = \"-15 minutes\", effects = [{ notify = { to = [\"assignee\"]",
            "{ at = \"-10 minutes\", effects = [{ notify = { to = [\"assignee\"]",
        );
        let after = Definition::from_toml(&after).expect("reads");
        let told = compare(&before, &after);
        let names: Vec<String> = told.iter().map(|d| format!("{} {}", d.kind, d.id)).collect();
        assert_eq!(names, ["clock arrival", "clock call_back"]);
        let keys: Vec<&str> = told[0].changes.iter().map(|c| c.key.as_str()).collect();
        assert_eq!(keys, ["rungs -15 minutes", "rungs -10 minutes"]);
        let budget = &told[1].changes[0];
        assert_eq!(
            (budget.key.as_str(), &budget.was, &budget.is),
            ("budget", &"1 workday".into(), &"2 workdays".into())
        );
        assert!(compare(&before, &before).is_empty());
    }
}

//! Finding anything from one box: every record leaves the terms it is known by, and a look-up is a prefix range over them.
//!
//! One table and one statement on both databases; see the decision record on search.

use std::collections::BTreeSet;

use kernel::{OrgId, Result};
use pinyin::ToPinyin;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Args, Migration, Migrations, Select, Tx, args};
use uuid::Uuid;

use crate::{context::Context, fence, importing::Undo, vault::Vault};

/// The tables of the search box.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "search",
    files: &[
        Migration::portable("0001_search", include_str!("../migrations/0001_search.sql")),
        Migration::portable("0002_unfinished_imports", include_str!("../migrations/0002_unfinished_imports.sql")),
        Migration::portable("0003_import_changes", include_str!("../migrations/0003_import_changes.sql")),
    ],
};

/// Hits shown at most.
const HITS: usize = 20;
/// Candidates looked at for each word.
const CANDIDATES: i64 = 200;
/// The greatest code point, closing a prefix range.
const LAST: char = '\u{10FFFF}';

/// How a record is found and shown in the box.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The community whose people may find it.
    pub org: OrgId,
    /// The record.
    pub id: Uuid,
    /// The noun, as in `room`.
    pub kind: &'static str,
    /// The first line.
    pub title: String,
    /// The second line; nothing personal that is masked elsewhere.
    pub subtitle: String,
    /// Where it leads.
    pub path: String,
    /// What it is known by; see [`name_terms`], [`room_terms`], [`phone_terms`].
    pub terms: Vec<String>,
}

/// One hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct Hit {
    /// The record.
    #[schemars(with = "String")]
    pub id: Uuid,
    /// The noun.
    pub kind: String,
    /// The first line.
    pub title: String,
    /// The second line.
    pub subtitle: String,
    /// Where it leads.
    pub path: String,
}

const ENTRY: &[&str] = &["org_id", "id", "kind", "title", "subtitle", "path", "import_id"];

/// Makes records findable that were not before.
pub async fn add(tx: &mut Tx, entries: &[Entry]) -> Result<()> {
    add_for(tx, entries, None).await
}

/// The same for new records; those an import brings are found when they are seen.
pub async fn bring(cx: &mut Context, entries: &[Entry]) -> Result<()> {
    let import = cx.importing();
    add_for(cx.tx(), entries, import).await
}

async fn add_for(tx: &mut Tx, entries: &[Entry], import: Option<Uuid>) -> Result<()> {
    let rows = entries.iter().map(|e| args![e.org, e.id, e.kind, &e.title, &e.subtitle, &e.path, import]).collect();
    tx.insert_many("search_entries", ENTRY, rows).await?;
    // In the order of the key, so that neighbours are written together.
    let terms: BTreeSet<(OrgId, &String, Uuid)> =
        entries.iter().flat_map(|e| e.terms.iter().filter(|t| !t.is_empty()).map(|t| (e.org, t, e.id))).collect();
    let terms: Vec<Args> = terms.into_iter().map(|(org, term, id)| args![org, term, id]).collect();
    tx.insert_many("search_terms", &["org_id", "term", "entry_id"], terms).await
}

/// Takes back the entries of an import that was never shown, some at a time; how many.
pub(crate) async fn undo(tx: &mut Tx, undo: Undo) -> Result<u64> {
    let some = "SELECT id FROM search_entries WHERE org_id = $1 AND import_id = $2 AND id >= $3 ORDER BY id LIMIT $4";
    let ids: Vec<Uuid> = tx.fetch_values(some, args![undo.org, undo.import, undo.least, undo.most]).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(0) };
    let range = args![undo.org, undo.import, *first, *last];
    let terms = "DELETE FROM search_terms WHERE org_id = $1 AND entry_id IN (SELECT e.id FROM search_entries e \
                 WHERE e.org_id = $1 AND e.import_id = $2 AND e.id >= $3 AND e.id <= $4)";
    tx.execute(terms, range.clone()).await?;
    let entries = "DELETE FROM search_entries WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND id <= $4";
    tx.execute(entries, range).await
}

/// Makes a record findable by its present terms, whatever it was found by before.
pub async fn put(tx: &mut Tx, entry: Entry) -> Result<()> {
    remove(tx, entry.org, entry.id).await?;
    add(tx, &[entry]).await
}

/// Changes the second line of a record that is findable already, and nothing else.
pub async fn describe(tx: &mut Tx, org: OrgId, id: Uuid, subtitle: &str) -> Result<()> {
    let sql = "UPDATE search_entries SET subtitle = $1 WHERE org_id = $2 AND id = $3";
    tx.write(sql, args![subtitle, org, id]).await
}

/// Changes the second lines of records that an import has made findable.
pub async fn describe_many(cx: &mut Context, entries: Vec<Entry>) -> Result<()> {
    let import = cx.importing();
    let row = |e: Entry| args![e.org, e.id, e.kind, e.title, e.subtitle, e.path, import];
    let rows = entries.into_iter().map(row).collect();
    cx.tx().insert_or_set("search_entries", ENTRY, "subtitle", rows).await
}

/// Makes a record unfindable.
pub async fn remove(tx: &mut Tx, org: OrgId, id: Uuid) -> Result<()> {
    tx.write("DELETE FROM search_terms WHERE org_id = $1 AND entry_id = $2", args![org, id]).await?;
    tx.write("DELETE FROM search_entries WHERE org_id = $1 AND id = $2", args![org, id]).await
}

/// The records that every word of the text leads to, within the scope of the context; of one `kind` when given.
pub async fn find(cx: &mut Context, text: &str, kind: Option<&str>) -> Result<Vec<Hit>> {
    let words: Vec<String> = text.split_whitespace().take(4).map(key).filter(|w| !w.is_empty()).collect();
    let mut hits: Option<Vec<Hit>> = None;
    for word in words {
        let found = by_word(cx, &word, kind).await?;
        hits = Some(match hits {
            None => found,
            Some(before) => before.into_iter().filter(|hit| found.iter().any(|f| f.id == hit.id)).collect(),
        });
    }
    let mut hits = hits.unwrap_or_default();
    for noun in hits.iter().map(|hit| hit.kind.clone()).collect::<BTreeSet<String>>() {
        let ids = hits.iter().filter(|hit| hit.kind == noun).map(|hit| hit.id).collect();
        let known = fence::known(cx, &noun, ids).await?;
        hits.retain(|hit| hit.kind != noun || known.contains(&hit.id));
    }
    hits.truncate(HITS);
    Ok(hits)
}

async fn by_word(cx: &mut Context, word: &str, kind: Option<&str>) -> Result<Vec<Hit>> {
    let mut found = Vec::new();
    for term in digest_terms(&cx.platform().vault, word) {
        found.extend(range(cx, &term, &term, kind).await?);
    }
    found.extend(range(cx, word, &format!("{word}{LAST}"), kind).await?);
    let mut seen = BTreeSet::new();
    found.retain(|hit| seen.insert(hit.id));
    Ok(found)
}

async fn range(cx: &mut Context, from: &str, to: &str, kind: Option<&str>) -> Result<Vec<Hit>> {
    let scope = cx.scope().clone();
    let (sql, args) = Select::from("search_terms t JOIN search_entries e ON e.org_id = t.org_id AND e.id = t.entry_id")
        .columns("e.id, e.kind, e.title, e.subtitle, e.path")
        .scope("t.org_id", &scope)
        .filter("t.term >= ? AND t.term <= ?", args![from, to])
        .filter_if("e.kind = ?", kind)
        .shown("e.import_id")
        .order_by("t.term, e.title")
        .limit(CANDIDATES)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The form in which terms are kept and looked up: lower case, half width, one notation for rooms, no spaces.
/// `3栋1单元502室`, `３－１－５０２` and `3-1-502` are one.
pub fn key(text: &str) -> String {
    let half: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let mut key = half.to_lowercase();
    for mark in ["号楼", "栋", "幢", "座", "单元", "层", "楼"] {
        key = after_digit(&key, mark, "-");
    }
    for mark in ["室", "号", "房"] {
        key = after_digit(&key, mark, "");
    }
    key.trim_matches('-').replace("--", "-")
}

/// Replaces a mark that stands directly behind a digit or a letter; elsewhere (in a name, a street) it stays.
fn after_digit(text: &str, mark: &str, with: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        let (before, behind) = (&rest[..at], &rest[at + mark.len()..]);
        out.push_str(before);
        let counted = before.chars().last().is_some_and(|c| c.is_ascii_alphanumeric());
        out.push_str(if counted { with } else { mark });
        rest = behind;
    }
    out.push_str(rest);
    out
}

fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '－' | '—' | '–' | '_' | '/' => '-',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// A person's name, each tail of it, its pinyin and the initials of its pinyin.
pub fn name_terms(name: &str) -> Vec<String> {
    let name = key(name);
    let mut terms: Vec<String> = name.char_indices().take(8).map(|(at, _)| name[at..].to_owned()).collect();
    let (mut whole, mut initials) = (String::new(), String::new());
    for (c, sound) in name.chars().zip(name.as_str().to_pinyin()) {
        match sound {
            Some(sound) => {
                whole.push_str(sound.plain());
                initials.push_str(sound.first_letter());
            }
            None => {
                whole.push(c);
                initials.push(c);
            }
        }
    }
    terms.extend([whole, initials]);
    terms
}

/// A place's code and each tail of it: `3-1-502`, `1-502`, `502`.
pub fn room_terms(code: &str) -> Vec<String> {
    let code = key(code);
    let mut terms = vec![code.clone()];
    terms.extend(code.match_indices('-').map(|(at, _)| code[at + 1..].to_owned()));
    terms
}

/// A telephone number as two keyed digests: whole, and its last four digits.
pub fn phone_terms(vault: &Vault, phone: &str) -> Vec<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let tail = digits.len().checked_sub(4).map(|at| &digits[at..]);
    let mut terms = vec![digest_term(vault, "phone", &digits)];
    terms.extend(tail.map(|t| digest_term(vault, "phone_tail", t)));
    terms
}

/// The digests a typed word may stand for.
fn digest_terms(vault: &Vault, word: &str) -> Vec<String> {
    if !word.chars().all(|c| c.is_ascii_digit()) {
        return Vec::new();
    }
    match word.len() {
        4 => vec![digest_term(vault, "phone_tail", word)],
        7..=13 => vec![digest_term(vault, "phone", word)],
        _ => Vec::new(),
    }
}

fn digest_term(vault: &Vault, kind: &str, digits: &str) -> String {
    format!("#{}", data_encoding::HEXLOWER.encode(&vault.digest(kind, digits)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_one_in_every_notation() {
        for text in ["3-1-502", "3栋1单元502", "3栋1单元502室", "３－１－５０２", "3号楼1单元502号", "3幢 1单元 502"]
        {
            assert_eq!(key(text), "3-1-502", "{text}");
        }
        assert_eq!(key("单元楼"), "单元楼");
        assert_eq!(room_terms("3-1-502"), ["3-1-502", "1-502", "502"]);
    }

    #[test]
    fn a_name_is_known_by_its_sound() {
        let terms = name_terms("张小明");
        for wanted in ["张小明", "小明", "明", "zhangxiaoming", "zxm"] {
            assert!(terms.iter().any(|t| t == wanted), "{wanted} in {terms:?}");
        }
    }
}

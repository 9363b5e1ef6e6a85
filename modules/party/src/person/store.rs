//! Every statement over persons, their keys, phones, memberships, reveals and consents.
//!
//! The row of a person belongs to the company; the fence is `memberships`: who looks must reach a community that knows him.

use std::collections::BTreeMap;

use kernel::{COMPANY, Instant, OrgId, Result, Scope, Span};
use module::{Context, PersonKey, Settle, Undo, importing, search};
use store::{Arg, Args, Edition, Order, Seek, Select, args};
use uuid::Uuid;

use super::model::{Consent, Person, PersonId, PersonRow, Personal, PersonalField, Purpose};
use super::rules;

const COLUMNS: &str = "p.id, p.kind, p.name, p.gender, p.born_on, p.note, p.state, p.version, \
     p.created_at, p.edition, p.until_import, k.wrapped, p.identity_sealed, p.email_sealed, f.sealed AS phone_sealed, \
     s.sealed AS second_sealed";
const KEYS: &str = "LEFT JOIN person_keys k ON k.org_id = p.org_id AND k.person_id = p.id";
const FIRST: &str = "LEFT JOIN phones f ON f.org_id = p.org_id AND f.person_id = p.id AND f.rank = 1 \
     AND f.edition = p.edition";
const SECOND: &str = "LEFT JOIN phones s ON s.org_id = p.org_id AND s.person_id = p.id AND s.rank = 2 \
     AND s.edition = p.edition";
/// How long a page shows a revealed field to him who asked.
const SHOWN_FOR: Span = Span::minutes(5);
/// Persons looked at for one word of a list's search.
const FOUND: i64 = 512;

/// What the table keeps of a person besides what is sealed.
#[derive(Debug, Clone)]
pub(crate) struct Plain {
    pub kind: super::model::PersonKind,
    pub name: String,
    pub gender: Option<super::model::Gender>,
    pub born_on: Option<kernel::Date>,
    pub note: Option<String>,
}

/// A person ready to be written.
#[derive(Clone)]
pub(crate) struct NewPerson {
    pub id: PersonId,
    pub plain: Plain,
    pub personal: Personal,
    /// His number in the register the community brought along.
    pub external_no: Option<String>,
}

/// The person, if a community of this scope knows him.
pub(crate) async fn find(cx: &mut Context, scope: &Scope, id: PersonId) -> Result<Option<PersonRow>> {
    let select = Select::from("persons p JOIN memberships m ON m.person_id = p.id")
        .columns(COLUMNS)
        .join(KEYS)
        .join(FIRST)
        .join(SECOND)
        .scope("m.org_id", scope)
        .shown("m.import_id")
        .filter("p.org_id = ? AND p.id = ?", args![COMPANY, id])
        .limit(1);
    let (sql, args) = cx.standing(select, "p").build();
    cx.tx().fetch_optional(sql, args).await
}

/// These persons of the company; the caller has come to their ids through rows of his scope.
pub(crate) async fn several(cx: &mut Context, ids: &[PersonId]) -> Result<Vec<PersonRow>> {
    let mut rows = Vec::with_capacity(ids.len());
    for some in ids.chunks(512) {
        let select = Select::from("persons p")
            .columns(COLUMNS)
            .join(KEYS)
            .join(FIRST)
            .join(SECOND)
            .filter("p.org_id = ?", args![COMPANY])
            .among("p.id", some.iter().map(Arg::from).collect());
        let (sql, args) = cx.standing(select, "p").build();
        rows.extend(cx.tx().fetch_all::<PersonRow>(sql, args).await?);
    }
    Ok(rows)
}

/// Holds the person's row until the transaction ends; his version.
///
/// # Errors
/// [`kernel::Error::Broken`] while an import is changing him.
pub(crate) async fn lock(cx: &mut Context, id: PersonId) -> Result<i64> {
    let select = Select::from("persons p")
        .columns("p.version, p.edition, p.until_import")
        .filter("p.org_id = ? AND p.id = ?", args![COMPANY, id]);
    let (sql, args) = cx.standing(select, "p").build();
    let (version, edition, until_import) = cx.tx().fetch_one(sql.for_update(), args).await?;
    importing::refuse_replaced(Edition { edition, until_import })?;
    Ok(version)
}

/// The person with this identity number, wherever he is known.
pub(crate) async fn by_identity(cx: &mut Context, number: &str) -> Result<Option<(PersonId, String)>> {
    let digest = cx.platform().vault.digest("identity", number);
    let sql = "SELECT id, name FROM persons WHERE org_id = $1 AND identity_digest = $2 AND replaced = 0";
    cx.tx().fetch_optional(sql, args![COMPANY, digest]).await
}

/// Opens what belongs to a person.
pub(crate) fn open(cx: &Context, row: &PersonRow) -> Result<Personal> {
    let Some(wrapped) = &row.wrapped else { return Ok(Personal::default()) };
    let vault = &cx.platform().vault;
    let key = vault.unwrap_key(wrapped)?;
    let text = |sealed: &Option<Vec<u8>>| sealed.as_deref().map(|sealed| vault.open(&key, sealed)).transpose();
    Ok(Personal {
        phone: text(&row.phone_sealed)?,
        second_phone: text(&row.second_sealed)?,
        identity_number: text(&row.identity_sealed)?,
        email: text(&row.email_sealed)?,
    })
}

/// Writes new persons, each under a key of his own.
pub(crate) async fn insert(cx: &mut Context, persons: &[NewPerson]) -> Result<()> {
    let (now, vault) = (cx.now(), cx.platform().vault.clone());
    let (mut rows, mut keys, mut phones) = (Vec::new(), Vec::new(), Vec::new());
    for NewPerson { id, plain, personal, .. } in persons {
        let (key, wrapped) = vault.new_key()?;
        keys.push(args![COMPANY, id, wrapped]);
        let front = Front { id: *id, created_at: now, version: 1, edition: 0, import: None };
        rows.push(person_row(cx, &front, &key, plain, personal)?);
        phones.extend(phone_rows(cx, (*id, 0), &key, personal)?);
    }
    cx.tx().insert_many("persons", PERSON, rows).await?;
    cx.tx().insert_many("person_keys", &["org_id", "person_id", "wrapped"], keys).await?;
    cx.tx().insert_many("phones", PHONE, phones).await
}

/// Puts the next editions of persons beside those in use; each is sealed under the key he has.
pub(crate) async fn replace(cx: &mut Context, changed: &[(PersonRow, Plain, Personal)]) -> Result<()> {
    let (vault, import) = (cx.platform().vault.clone(), cx.importing());
    let (mut rows, mut phones) = (Vec::new(), Vec::new());
    for (was, plain, personal) in changed {
        let key = vault.unwrap_key(was.wrapped.as_deref().unwrap_or_default())?;
        let edition = was.edition.next().edition;
        let (id, created_at, version) = (was.id, was.created_at, was.version + 1);
        rows.push(person_row(cx, &Front { id, created_at, version, edition, import }, &key, plain, personal)?);
        phones.extend(phone_rows(cx, (was.id, edition), &key, personal)?);
    }
    cx.tx().replace_many("persons", PERSON, rows).await?;
    cx.tx().insert_many("phones", PHONE, phones).await
}

/// What a row of the table has besides what is said of the person.
struct Front {
    id: PersonId,
    created_at: Instant,
    version: i64,
    edition: i64,
    import: Option<Uuid>,
}

const PERSON: &[&str] = &[
    "org_id",
    "id",
    "kind",
    "name",
    "name_key",
    "gender",
    "born_on",
    "note",
    "identity_sealed",
    "identity_digest",
    "email_sealed",
    "state",
    "created_at",
    "version",
    "edition",
    "import_id",
];

fn person_row(cx: &Context, front: &Front, key: &PersonKey, plain: &Plain, personal: &Personal) -> Result<Args> {
    let vault = &cx.platform().vault;
    let seal = |text: &Option<String>| text.as_deref().map(|text| vault.seal(key, text)).transpose();
    let number = personal.identity_number.as_deref().map(|number| vault.digest("identity", number));
    Ok(args![
        COMPANY,
        front.id,
        plain.kind.word(),
        &plain.name,
        rules::name_key(&plain.name),
        plain.gender.map(|g| g.word()),
        plain.born_on,
        &plain.note,
        seal(&personal.identity_number)?,
        number,
        seal(&personal.email)?,
        "active",
        front.created_at,
        front.version,
        front.edition,
        front.import,
    ])
}

const PHONE: &[&str] = &["org_id", "person_id", "rank", "edition", "sealed", "digest", "tail"];

fn numbers(personal: &Personal) -> impl Iterator<Item = (i64, &String)> {
    [(1, &personal.phone), (2, &personal.second_phone)]
        .into_iter()
        .filter_map(|(rank, n)| n.as_ref().map(|n| (rank, n)))
}

fn phone_rows(cx: &Context, (id, edition): (PersonId, i64), key: &PersonKey, personal: &Personal) -> Result<Vec<Args>> {
    let vault = &cx.platform().vault;
    let row = |(rank, number): (i64, &String)| {
        let tail = &number[number.len().saturating_sub(4)..];
        let (digest, tail) = (vault.digest("phone", number), vault.digest("phone_tail", tail));
        Ok(args![COMPANY, id, rank, edition, vault.seal(key, number)?, digest, tail])
    };
    numbers(personal).map(row).collect()
}

/// Writes a person anew, with what is sealed; the name in his memberships follows.
pub(crate) async fn update(cx: &mut Context, id: PersonId, plain: &Plain, personal: &Personal) -> Result<()> {
    let vault = cx.platform().vault.clone();
    let standing = "SELECT k.wrapped, p.edition FROM person_keys k JOIN persons p ON p.org_id = k.org_id \
                    AND p.id = k.person_id WHERE k.org_id = $1 AND k.person_id = $2 AND p.replaced = 0";
    let (wrapped, edition): (Vec<u8>, i64) = cx.tx().fetch_one(standing, args![COMPANY, id]).await?;
    let key = vault.unwrap_key(&wrapped)?;
    let seal = |text: &Option<String>| text.as_deref().map(|text| vault.seal(&key, text)).transpose();
    let number = personal.identity_number.as_deref().map(|number| vault.digest("identity", number));
    let name_key = rules::name_key(&plain.name);
    cx.tx()
        .execute(
            "UPDATE persons SET kind = $1, name = $2, name_key = $3, gender = $4, born_on = $5, note = $6, \
             identity_sealed = $7, identity_digest = $8, email_sealed = $9, version = version + 1 \
             WHERE org_id = $10 AND id = $11 AND replaced = 0",
            args![
                plain.kind.word(),
                &plain.name,
                &name_key,
                plain.gender.map(|g| g.word()),
                plain.born_on,
                &plain.note,
                seal(&personal.identity_number)?,
                number,
                seal(&personal.email)?,
                COMPANY,
                id,
            ],
        )
        .await?;
    cx.tx().execute("UPDATE memberships SET name_key = $1 WHERE person_id = $2", args![name_key, id]).await?;
    cx.tx().execute("DELETE FROM phones WHERE org_id = $1 AND person_id = $2", args![COMPANY, id]).await?;
    let phones = phone_rows(cx, (id, edition), &key, personal)?;
    cx.tx().insert_many("phones", PHONE, phones).await
}

/// Destroys the key and everything that names the person; the row itself stays, for what points at it.
pub(crate) async fn erase(cx: &mut Context, id: PersonId) -> Result<()> {
    cx.tx().execute("DELETE FROM person_keys WHERE org_id = $1 AND person_id = $2", args![COMPANY, id]).await?;
    cx.tx().execute("DELETE FROM phones WHERE org_id = $1 AND person_id = $2", args![COMPANY, id]).await?;
    cx.tx().execute("DELETE FROM reveals WHERE org_id = $1 AND person_id = $2", args![COMPANY, id]).await?;
    cx.tx()
        .execute(
            "UPDATE persons SET name = '', name_key = '', gender = NULL, born_on = NULL, note = NULL, \
             identity_sealed = NULL, identity_digest = NULL, email_sealed = NULL, \
             state = 'erased', version = version + 1 WHERE org_id = $1 AND id = $2",
            args![COMPANY, id],
        )
        .await?;
    cx.tx().execute("UPDATE memberships SET name_key = '', external_no = NULL WHERE person_id = $1", args![id]).await?;
    Ok(())
}

/// Takes back persons of an import that was never shown, some at a time; how many.
pub(crate) async fn undo(cx: &mut Context, undo: Undo) -> Result<u64> {
    let some = "SELECT person_id FROM memberships WHERE org_id = $1 AND import_id = $2 AND person_id >= $3 \
                ORDER BY person_id LIMIT $4";
    let wanted = args![undo.org, undo.import, undo.least, undo.most];
    let ids: Vec<PersonId> = cx.tx().fetch_values(some, wanted).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else {
        // What is left are persons whom others knew before.
        let sql = "DELETE FROM memberships WHERE org_id = $1 AND import_id = $2";
        return cx.tx().execute(sql, args![undo.org, undo.import]).await;
    };
    let sql = "DELETE FROM memberships WHERE org_id = $1 AND import_id = $2 AND person_id >= $3 AND person_id <= $4";
    let removed = cx.tx().execute(sql, args![undo.org, undo.import, first, last]).await?;
    // Somebody whom another community has come to know meanwhile stays.
    for sql in [
        "DELETE FROM phones WHERE org_id = $1 AND person_id >= $2 AND person_id <= $3 \
         AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = phones.person_id)",
        "DELETE FROM person_keys WHERE org_id = $1 AND person_id >= $2 AND person_id <= $3 \
         AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = person_keys.person_id)",
        "DELETE FROM persons WHERE org_id = $1 AND id >= $2 AND id <= $3 \
         AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = persons.id)",
    ] {
        cx.tx().execute(sql, args![COMPANY, first, last]).await?;
    }
    Ok(removed)
}

/// Settles the rows of persons an import has changed; those who were.
pub(crate) async fn settle(cx: &mut Context, settle: &Settle) -> Result<Vec<PersonId>> {
    let wanted: Args = settle.ids.iter().map(Arg::from).collect();
    let (sql, args) = Select::from("persons p")
        .columns("p.id")
        .filter("p.org_id = ? AND p.until_import = ?", args![COMPANY, settle.import])
        .among("p.id", wanted.clone())
        .build();
    let changed: Vec<PersonId> = cx.tx().fetch_values(sql, args).await?;
    cx.tx().settle_replaced("persons", (COMPANY, settle.import), &settle.ids, settle.kept).await?;
    let gone = "DELETE FROM phones WHERE org_id = $1 AND person_id = $2 AND NOT EXISTS (SELECT 1 FROM persons p \
                WHERE p.org_id = phones.org_id AND p.id = phones.person_id AND p.edition = phones.edition)";
    for id in &changed {
        cx.tx().write(gone, args![COMPANY, *id]).await?;
    }
    Ok(changed)
}

/// The persons with these identity numbers, wherever they are known.
pub(crate) async fn by_identities(
    cx: &mut Context,
    numbers: &[&String],
) -> Result<BTreeMap<String, (PersonId, String)>> {
    let vault = cx.platform().vault.clone();
    let digests: BTreeMap<Vec<u8>, &String> = numbers.iter().map(|n| (vault.digest("identity", n), *n)).collect();
    let keys: Vec<&Vec<u8>> = digests.keys().collect();
    let mut found = BTreeMap::new();
    for some in keys.chunks(512) {
        let (sql, args) = Select::from("persons p")
            .columns("p.identity_digest, p.id, p.name")
            .filter("p.org_id = ? AND p.replaced = 0", args![COMPANY])
            .among("p.identity_digest", some.iter().map(|digest| Arg::from(*digest)).collect())
            .build();
        let rows: Vec<(Vec<u8>, PersonId, String)> = cx.tx().fetch_all(sql, args).await?;
        let number = |digest: &Vec<u8>| digests.get(digest).map(|number| (*number).clone());
        found.extend(rows.into_iter().filter_map(|(digest, id, name)| Some((number(&digest)?, (id, name)))));
    }
    Ok(found)
}

/// Notes that a field was revealed to the actor.
pub(crate) async fn reveal(cx: &mut Context, id: PersonId, field: PersonalField) -> Result<()> {
    let row = args![COMPANY, id, cx.actor().id, field.word(), cx.now() + SHOWN_FOR];
    let sql = "INSERT INTO reveals (org_id, person_id, actor_id, field, until_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (org_id, person_id, actor_id, field) DO UPDATE SET until_at = excluded.until_at";
    cx.tx().execute(sql, row).await.map(|_| ())
}

/// The fields that are still shown to the actor.
pub(crate) async fn revealed(cx: &mut Context, id: PersonId) -> Result<Vec<PersonalField>> {
    let row = args![COMPANY, id, cx.actor().id, cx.now()];
    let sql = "SELECT field FROM reveals WHERE org_id = $1 AND person_id = $2 AND actor_id = $3 AND until_at > $4";
    let words: Vec<String> = cx.tx().fetch_values(sql, row).await?;
    Ok(words.iter().filter_map(|word| PersonalField::of(word)).collect())
}

/// Writes down what a person allowed or refused.
pub(crate) async fn consent(cx: &mut Context, id: PersonId, purpose: Purpose, given: bool) -> Result<()> {
    let row = args![COMPANY, cx.new_id::<Consent>(), id, purpose.word(), given, cx.now()];
    let sql = "INSERT INTO consents (org_id, id, person_id, purpose, given, at) VALUES ($1, $2, $3, $4, $5, $6)";
    cx.tx().execute(sql, row).await.map(|_| ())
}

/// What the person said last, for each purpose he was asked about.
pub(crate) async fn consents(cx: &mut Context, id: PersonId) -> Result<Vec<(Purpose, bool, Instant)>> {
    let sql = "SELECT c.purpose, c.given, c.at FROM consents c WHERE c.org_id = $1 AND c.person_id = $2 AND c.at = \
               (SELECT MAX(l.at) FROM consents l WHERE l.org_id = c.org_id AND l.person_id = c.person_id \
               AND l.purpose = c.purpose) ORDER BY c.purpose, c.id";
    cx.tx().fetch_all(sql, args![COMPANY, id]).await
}

/// A line of the list: the person and the community that knows him.
#[derive(Debug, store::Record)]
pub(crate) struct Listed {
    pub community: OrgId,
    pub name_key: String,
    pub since_at: kernel::Instant,
    #[record(flatten)]
    pub person: PersonRow,
}

/// What a list of persons is narrowed by.
pub(crate) struct Wanted<'a> {
    pub scope: &'a Scope,
    pub person: Option<PersonId>,
    pub found: Option<Vec<Uuid>>,
    pub kind: Option<&'static str>,
    pub role: Option<(&'static str, kernel::Date)>,
}

/// A page of persons in one of two orders, and how many there are up to the limit.
pub(crate) async fn list(
    cx: &mut Context,
    wanted: Wanted<'_>,
    by_age: bool,
    order: Order,
    seek: Seek,
    limit: i64,
) -> Result<(Vec<Listed>, i64)> {
    let mut select = Select::from("memberships m")
        .columns("m.person_id")
        .scope("m.org_id", wanted.scope)
        .shown("m.import_id")
        .filter_if("m.person_id = ?", wanted.person);
    if let Some(ids) = wanted.found {
        select = select.among("m.person_id", ids.iter().map(Arg::from).collect());
    }
    if let Some(kind) = wanted.kind {
        let holds = "EXISTS (SELECT 1 FROM persons q WHERE q.org_id = ? AND q.id = m.person_id AND q.kind = ? \
                     AND (q.import_id IS NULL OR q.import_id NOT IN (SELECT u.id FROM unfinished_imports u)) \
                     AND (q.replaced = 0 OR q.until_import IN (SELECT u.id FROM unfinished_imports u)))";
        select = select.filter(holds, args![COMPANY, kind]);
    }
    if let Some((role, today)) = wanted.role {
        let holds = "EXISTS (SELECT 1 FROM occupancies o WHERE o.person_id = m.person_id AND o.org_id = m.org_id \
                     AND o.role = ? AND o.from_on <= ? AND (o.to_on IS NULL OR o.to_on >= ?) AND (o.import_id IS NULL \
                     OR o.import_id NOT IN (SELECT u.id FROM unfinished_imports u)))";
        select = select.filter(holds, args![role, today, today]);
    }
    let (sql, args) = select.count_up_to(module::COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let keys: &[&'static str] =
        if by_age { &["m.since_at", "m.person_id", "m.org_id"] } else { &["m.name_key", "m.person_id", "m.org_id"] };
    let (sql, args) = select
        .columns(LISTED)
        .join("JOIN persons p ON p.id = m.person_id")
        .filter("p.org_id = ?", args![COMPANY])
        .standing("p", None)
        .join(KEYS)
        .join(FIRST)
        .join(SECOND)
        .after(keys, order, seek)
        .limit(limit + 1)
        .build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

const LISTED: &str = "m.org_id AS community, m.name_key, m.since_at, p.id, p.kind, p.name, p.gender, p.born_on, p.note, \
     p.state, p.version, p.created_at, p.edition, p.until_import, k.wrapped, p.identity_sealed, p.email_sealed, \
     f.sealed AS phone_sealed, s.sealed AS second_sealed";

/// The persons a typed word may mean: by name, sound, phone or the last four digits of it.
pub(crate) async fn by_word(cx: &mut Context, scope: &Scope, word: &str) -> Result<Vec<Uuid>> {
    let key = search::key(word);
    if !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit()) {
        let vault = cx.platform().vault.clone();
        let (tail, whole) = (vault.digest("phone_tail", &key), vault.digest("phone", &key));
        let (sql, args) = Select::from("phones f JOIN persons p ON p.org_id = f.org_id AND p.id = f.person_id")
            .columns("DISTINCT f.person_id")
            .filter(
                "p.edition = f.edition AND f.org_id = ? AND (f.tail = ? OR f.digest = ?)",
                args![COMPANY, tail, whole],
            )
            .standing("p", None)
            .order_by("f.person_id")
            .limit(FOUND)
            .build();
        return cx.tx().fetch_values(sql, args).await;
    }
    let (sql, args) = Select::from("search_terms t JOIN search_entries e ON e.org_id = t.org_id AND e.id = t.entry_id")
        .columns("DISTINCT e.id")
        .scope("t.org_id", scope)
        .filter("t.term >= ? AND t.term <= ? AND e.kind = ?", args![&key, format!("{key}\u{10FFFF}"), PERSON_KIND])
        .limit(FOUND)
        .build();
    cx.tx().fetch_values(sql, args).await
}

const PERSON_KIND: &str = <Person as kernel::Noun>::PREFIX;

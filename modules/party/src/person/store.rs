//! Every statement over persons, their keys, phones, memberships, reveals and consents.
//!
//! The row of a person belongs to the company; the fence is `memberships`: who looks must reach a community that knows him.

use std::collections::BTreeMap;

use kernel::{COMPANY, Instant, OrgId, Result, Scope, Span};
use module::{Context, Undo, search};
use store::{Arg, Args, Order, Seek, Select, Sql, args};
use uuid::Uuid;

use super::model::{Consent, Person, PersonId, PersonRow, Personal, PersonalField, Purpose};
use super::rules;

const COLUMNS: &str = "p.id, p.kind, p.name, p.gender, p.born_on, p.note, p.state, p.version, k.wrapped, \
     p.identity_sealed, p.email_sealed, f.sealed AS phone_sealed, s.sealed AS second_sealed";
const KEYS: &str = "LEFT JOIN person_keys k ON k.org_id = p.org_id AND k.person_id = p.id";
const FIRST: &str = "LEFT JOIN phones f ON f.org_id = p.org_id AND f.person_id = p.id AND f.rank = 1";
const SECOND: &str = "LEFT JOIN phones s ON s.org_id = p.org_id AND s.person_id = p.id AND s.rank = 2";
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
    let (sql, args) = Select::from("persons p JOIN memberships m ON m.person_id = p.id")
        .columns(COLUMNS)
        .join(KEYS)
        .join(FIRST)
        .join(SECOND)
        .scope("m.org_id", scope)
        .shown("m.import_id")
        .filter("p.org_id = ? AND p.id = ?", args![COMPANY, id])
        .limit(1)
        .build();
    cx.tx().fetch_optional(sql, args).await
}

/// These persons of the company; the caller has come to their ids through rows of his scope.
pub(crate) async fn several(cx: &mut Context, ids: &[PersonId]) -> Result<Vec<PersonRow>> {
    let mut rows = Vec::with_capacity(ids.len());
    for some in ids.chunks(512) {
        let (sql, args) = Select::from("persons p")
            .columns(COLUMNS)
            .join(KEYS)
            .join(FIRST)
            .join(SECOND)
            .filter("p.org_id = ?", args![COMPANY])
            .among("p.id", some.iter().map(Arg::from).collect())
            .build();
        rows.extend(cx.tx().fetch_all::<PersonRow>(sql, args).await?);
    }
    Ok(rows)
}

/// Holds the person's row until the transaction ends; his version.
pub(crate) async fn lock(cx: &mut Context, id: PersonId) -> Result<i64> {
    let sql = Sql::from("SELECT version FROM persons WHERE org_id = $1 AND id = $2").for_update();
    cx.tx().fetch_value(sql, args![COMPANY, id]).await
}

/// The person with this identity number, wherever he is known.
pub(crate) async fn by_identity(cx: &mut Context, number: &str) -> Result<Option<(PersonId, String)>> {
    let digest = cx.platform().vault.digest("identity", number);
    let sql = "SELECT id, name FROM persons WHERE org_id = $1 AND identity_digest = $2";
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
        let seal = |text: &Option<String>| text.as_deref().map(|text| vault.seal(&key, text)).transpose();
        let number = personal.identity_number.as_deref().map(|number| vault.digest("identity", number));
        rows.push(args![
            COMPANY,
            id,
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
            now,
            1_i64,
        ]);
        for (rank, number) in numbers(personal) {
            phones.push(phone_row(cx, *id, rank, number, vault.seal(&key, number)?));
        }
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
    ];
    cx.tx().insert_many("persons", PERSON, rows).await?;
    cx.tx().insert_many("person_keys", &["org_id", "person_id", "wrapped"], keys).await?;
    cx.tx().insert_many("phones", PHONE, phones).await?;
    Ok(())
}

const PHONE: &[&str] = &["org_id", "person_id", "rank", "sealed", "digest", "tail"];

fn numbers(personal: &Personal) -> impl Iterator<Item = (i64, &String)> {
    [(1, &personal.phone), (2, &personal.second_phone)]
        .into_iter()
        .filter_map(|(rank, n)| n.as_ref().map(|n| (rank, n)))
}

fn phone_row(cx: &Context, id: PersonId, rank: i64, number: &str, sealed: Vec<u8>) -> Args {
    let vault = &cx.platform().vault;
    let tail = &number[number.len().saturating_sub(4)..];
    let (digest, tail) = (vault.digest("phone", number), vault.digest("phone_tail", tail));
    args![COMPANY, id, rank, sealed, digest, tail]
}

/// Writes a person anew, with what is sealed; the name in his memberships follows.
pub(crate) async fn update(cx: &mut Context, id: PersonId, plain: &Plain, personal: &Personal) -> Result<()> {
    let vault = cx.platform().vault.clone();
    let wrapped: Vec<u8> = cx
        .tx()
        .fetch_value("SELECT wrapped FROM person_keys WHERE org_id = $1 AND person_id = $2", args![COMPANY, id])
        .await?;
    let key = vault.unwrap_key(&wrapped)?;
    let seal = |text: &Option<String>| text.as_deref().map(|text| vault.seal(&key, text)).transpose();
    let number = personal.identity_number.as_deref().map(|number| vault.digest("identity", number));
    let name_key = rules::name_key(&plain.name);
    cx.tx()
        .execute(
            "UPDATE persons SET kind = $1, name = $2, name_key = $3, gender = $4, born_on = $5, note = $6, \
             identity_sealed = $7, identity_digest = $8, email_sealed = $9, version = version + 1 \
             WHERE org_id = $10 AND id = $11",
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
    let mut phones = Vec::new();
    for (rank, number) in numbers(personal) {
        let sealed = vault.seal(&key, number)?;
        phones.push(phone_row(cx, id, rank, number, sealed));
    }
    cx.tx().insert_many("phones", PHONE, phones).await?;
    Ok(())
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

/// Makes a community know persons; once one does, the company's own line of him is no longer needed.
pub(crate) async fn join(cx: &mut Context, org: OrgId, persons: &[(PersonId, String)]) -> Result<()> {
    let now = cx.now();
    for (id, name) in persons {
        let row = args![org, id, rules::name_key(name), now];
        let sql = "INSERT INTO memberships (org_id, person_id, name_key, since_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (org_id, person_id) DO NOTHING";
        cx.tx().execute(sql, row).await?;
        if org != COMPANY {
            let sql = "DELETE FROM memberships WHERE org_id = $1 AND person_id = $2";
            if cx.tx().execute(sql, args![COMPANY, id]).await? > 0 {
                search::remove(cx.tx(), COMPANY, id.uuid()).await?;
            }
        }
    }
    Ok(())
}

const MEMBERSHIP: &[&str] = &["org_id", "person_id", "name_key", "since_at", "external_no", "import_id"];

/// Makes a community know persons nobody knew before.
pub(crate) async fn join_new(cx: &mut Context, org: OrgId, persons: &[NewPerson]) -> Result<()> {
    let (now, import) = (cx.now(), cx.importing());
    let row = |p: &NewPerson| args![org, p.id, rules::name_key(&p.plain.name), now, &p.external_no, import];
    let rows = persons.iter().map(row).collect();
    cx.tx().insert_many("memberships", MEMBERSHIP, rows).await
}

/// Makes a community know persons somebody else knows, under their numbers in the register it brought along.
pub(crate) async fn join_as(cx: &mut Context, org: OrgId, persons: &[(PersonId, String, String)]) -> Result<()> {
    let (now, import) = (cx.now(), cx.importing());
    let rows = persons.iter().map(|(id, name, no)| args![org, id, rules::name_key(name), now, no, import]);
    cx.tx().insert_many("memberships", MEMBERSHIP, rows.collect()).await
}

/// Those of these persons whom the company itself knows.
pub(crate) async fn of_company(cx: &mut Context, ids: &[PersonId]) -> Result<Vec<PersonId>> {
    let mut found = Vec::new();
    for some in ids.chunks(512) {
        let (sql, args) = Select::from("memberships m")
            .columns("m.person_id")
            .filter("m.org_id = ?", args![COMPANY])
            .among("m.person_id", some.iter().map(Arg::from).collect())
            .build();
        found.extend(cx.tx().fetch_values::<PersonId>(sql, args).await?);
    }
    Ok(found)
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

/// Gives a person his number in the register a community brought along.
pub(crate) async fn number(cx: &mut Context, org: OrgId, id: PersonId, external_no: &str) -> Result<()> {
    let sql = "UPDATE memberships SET external_no = $1 WHERE org_id = $2 AND person_id = $3";
    cx.tx().execute(sql, args![external_no, org, id]).await.map(|_| ())
}

/// Somebody known by his number in the register a community brought along.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbered {
    pub id: PersonId,
    /// The import he came by.
    pub import: Option<Uuid>,
}

/// The persons with these numbers in the register a community brought along.
pub(crate) async fn by_external_no(
    cx: &mut Context,
    org: OrgId,
    numbers: &[String],
) -> Result<BTreeMap<String, Numbered>> {
    let mut found = BTreeMap::new();
    for some in numbers.chunks(512) {
        let select = Select::from("memberships m")
            .columns("m.external_no, m.person_id, m.import_id")
            .filter("m.org_id = ?", args![org])
            .among("m.external_no", some.iter().map(Arg::from).collect());
        let (sql, args) = cx.shown(select, "m.import_id").build();
        let rows: Vec<(String, PersonId, Option<Uuid>)> = cx.tx().fetch_all(sql, args).await?;
        found.extend(rows.into_iter().map(|(number, id, import)| (number, Numbered { id, import })));
    }
    Ok(found)
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
            .filter("p.org_id = ?", args![COMPANY])
            .among("p.identity_digest", some.iter().map(|digest| Arg::from(*digest)).collect())
            .build();
        let rows: Vec<(Vec<u8>, PersonId, String)> = cx.tx().fetch_all(sql, args).await?;
        let number = |digest: &Vec<u8>| digests.get(digest).map(|number| (*number).clone());
        found.extend(rows.into_iter().filter_map(|(digest, id, name)| Some((number(&digest)?, (id, name)))));
    }
    Ok(found)
}

/// The communities within the scope that know the person.
pub(crate) async fn communities(cx: &mut Context, scope: &Scope, id: PersonId) -> Result<Vec<OrgId>> {
    let (sql, args) = Select::from("memberships m")
        .columns("m.org_id")
        .scope("m.org_id", scope)
        .shown("m.import_id")
        .filter("m.person_id = ?", args![id])
        .order_by("m.org_id")
        .build();
    cx.tx().fetch_values(sql, args).await
}

/// Every community that knows the person, for keeping the search box true.
pub(crate) async fn all_communities(cx: &mut Context, id: PersonId) -> Result<Vec<OrgId>> {
    let all = Select::from("memberships m").columns("m.org_id").filter("m.person_id = ?", args![id]);
    let (sql, args) = all.shown("m.import_id").build();
    cx.tx().fetch_values(sql, args).await
}

/// Carries the name's key into every membership; the row it stands in may lie beyond the sight of who changed it.
pub(crate) async fn rename_memberships(cx: &mut Context, id: PersonId) -> Result<()> {
    let sql = "UPDATE memberships SET name_key = (SELECT p.name_key FROM persons p WHERE p.org_id = $1 AND p.id = $2) \
               WHERE person_id = $2";
    cx.tx().execute(sql, args![COMPANY, id]).await.map(|_| ())
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
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Listed {
    pub community: OrgId,
    pub name_key: String,
    pub since_at: kernel::Instant,
    #[sqlx(flatten)]
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
        let holds = "EXISTS (SELECT 1 FROM persons q WHERE q.org_id = ? AND q.id = m.person_id AND q.kind = ?)";
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
        .join(KEYS)
        .join(FIRST)
        .join(SECOND)
        .after(keys, order, seek)
        .limit(limit + 1)
        .build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

const LISTED: &str = "m.org_id AS community, m.name_key, m.since_at, p.id, p.kind, p.name, p.gender, p.born_on, p.note, \
     p.state, p.version, k.wrapped, p.identity_sealed, p.email_sealed, f.sealed AS phone_sealed, \
     s.sealed AS second_sealed";

/// The persons a typed word may mean: by name, sound, phone or the last four digits of it.
pub(crate) async fn by_word(cx: &mut Context, scope: &Scope, word: &str) -> Result<Vec<Uuid>> {
    let key = search::key(word);
    if !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit()) {
        let vault = cx.platform().vault.clone();
        let (tail, whole) = (vault.digest("phone_tail", &key), vault.digest("phone", &key));
        let sql = "SELECT DISTINCT f.person_id FROM phones f WHERE f.org_id = $1 AND (f.tail = $2 OR f.digest = $3) \
                   ORDER BY f.person_id LIMIT 512";
        return cx.tx().fetch_values(sql, args![COMPANY, tail, whole]).await;
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

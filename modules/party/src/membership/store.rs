//! Every statement over memberships: which community knows a person, and under which number of its own.

use std::collections::BTreeMap;

use kernel::{COMPANY, OrgId, Result, Scope};
use module::{Context, search};
use store::{Arg, Select, args};
use uuid::Uuid;

use crate::person::{self, model::PersonId, rules, store::NewPerson};

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
    let Some(row) = person::store::several(cx, &[id]).await?.pop() else { return Ok(()) };
    let sql = "UPDATE memberships SET name_key = $1 WHERE person_id = $2";
    cx.tx().execute(sql, args![rules::name_key(&row.name), id]).await.map(|_| ())
}

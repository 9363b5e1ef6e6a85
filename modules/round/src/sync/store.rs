//! Every statement over what phones have recorded.

use kernel::{COMPANY, Instant, OrgId, Result};
use module::Context;
use store::{Arg, Args, Select, args};
use uuid::Uuid;

use super::model::{Entry, EntryRow};
use crate::occurrence::{
    model::{OccurrenceId, OccurrenceRow},
    store as rows,
};

const COLUMNS: &str = "e.id, e.device_id, e.seq, e.kind, e.step, e.answer, e.reason, e.words, e.at";
/// The columns of an entry; `about` names the one that says what it is about.
const fn names(about: &'static str) -> [&'static str; 17] {
    [
        "org_id",
        "id",
        about,
        "device_id",
        "seq",
        "kind",
        "step",
        "said",
        "answer",
        "reason",
        "words",
        "by_id",
        "by_name",
        "at",
        "device_at",
        "clock_error",
        "received_at",
    ]
}
const OF_TASKS: &[&str] = &names("occurrence_id");
const OF_CASES: &[&str] = &names("case_id");
/// The most tasks a phone carries.
const MOST: i64 = 300;

/// What has come for a task.
pub(super) async fn of_occurrence(cx: &mut Context, org: OrgId, id: OccurrenceId) -> Result<Vec<EntryRow>> {
    let (sql, args) = Select::from("field_entries e")
        .columns(COLUMNS)
        .filter("e.org_id = ? AND e.occurrence_id = ?", args![org, id])
        .order_by("e.seq, e.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Those of these entries that are here, wherever they belong.
pub(super) async fn here(cx: &mut Context, ids: &[Uuid]) -> Result<Vec<EntryRow>> {
    let scope = cx.actor().scope(kernel::SIGNED_IN);
    let (sql, args) = Select::from("field_entries e")
        .columns(COLUMNS)
        .scope("e.org_id", &scope)
        .among("e.id", ids.iter().map(|id| (*id).into()).collect())
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Those of these entries about cases that are here.
pub(super) async fn of_cases(cx: &mut Context, ids: &[Uuid]) -> Result<Vec<EntryRow>> {
    let (sql, args) = Select::from("case_entries e")
        .columns(COLUMNS)
        .filter("e.org_id = ?", args![COMPANY])
        .among("e.id", ids.iter().map(|id| (*id).into()).collect())
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Keeps entries with what became of them.
pub(super) async fn keep(cx: &mut Context, org: OrgId, device: Uuid, rows: Vec<(&Entry, &EntryRow)>) -> Result<()> {
    let values = |(entry, row): (&Entry, &EntryRow)| values(cx, (org, entry.occurrence_id.into()), device, entry, row);
    let rows = rows.into_iter().map(values).collect();
    cx.tx().insert_many("field_entries", OF_TASKS, rows).await
}

/// Keeps entries about cases with what became of them; by the company, since a case that is gone has no community any more.
pub(super) async fn keep_of_cases(cx: &mut Context, device: Uuid, rows: Vec<(&Entry, &EntryRow)>) -> Result<()> {
    let values = |(entry, row): (&Entry, &EntryRow)| values(cx, (COMPANY, entry.case_id.into()), device, entry, row);
    let rows = rows.into_iter().map(values).collect();
    cx.tx().insert_many("case_entries", OF_CASES, rows).await
}

fn values(cx: &Context, (org, about): (OrgId, Arg), device: Uuid, entry: &Entry, row: &EntryRow) -> Args {
    let said = entry.said.as_ref().and_then(|said| serde_json::to_string(said).ok()).unwrap_or_default();
    args![
        org,
        entry.id,
        about,
        device,
        entry.seq,
        entry.kind.word(),
        &entry.step,
        said,
        row.answer.word(),
        row.reason.map(|reason| reason.word()),
        &row.words,
        cx.actor().id,
        &cx.actor().name,
        row.at,
        entry.device_at,
        entry.clock_error.map(|error| error.saturating_mul(1_000)),
        cx.now(),
    ]
}

/// What may be carried along in a community: what is due until then, what was missed since, and what he has finished since.
pub(super) async fn carried(
    cx: &mut Context,
    org: OrgId,
    free: &rows::Free,
    (since, until): (Instant, Instant),
) -> Result<Vec<OccurrenceRow>> {
    let own = cx.actor().id;
    let of = |select: Select| {
        let ended = "(o.state IN ('planned', 'released', 'in_progress') OR (o.state = 'missed' AND o.ended_at IS NULL AND o.closes_at > ?) \
                     OR (o.state = 'done' AND o.staff_id = ? AND o.ended_at > ?))";
        select
            .columns(rows::COLUMNS)
            .filter("o.org_id = ? AND o.opens_at < ?", args![org, until])
            .filter(ended, args![since, own, since])
            .order_by(rows::BY_PERSON)
            .limit(MOST)
    };
    let (sql, args) = of(Select::from("occurrences o").filter("o.staff_id = ?", args![own])).build();
    let mut found: Vec<OccurrenceRow> = cx.tx().fetch_all(sql, args).await?;
    let (sql, args) = of(rows::free(Select::from("occurrences o"), free)).build();
    found.extend(cx.tx().fetch_all::<OccurrenceRow>(sql, args).await?);
    Ok(found)
}

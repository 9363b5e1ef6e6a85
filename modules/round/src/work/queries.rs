//! What the phone shows.

use std::collections::BTreeMap;

use kernel::{
    ActorKind, Error, Label, OrgId, Result, Span,
    form::{Field, Form, Kind},
};
use module::{Context, Shape, Waiting, Waits};
use serde_json::json;

use super::{
    model::{Nothing, SkipWork, TaskLine, TaskLines},
    rules,
};
use crate::{
    OCCURRENCE_EDIT, WORK_VIEW,
    occurrence::{
        model::{OccurrenceRow, Standing, WhichOccurrence},
        queries::{Sheet, sheet, tonight, topics},
        store::{self, Free},
    },
    plan,
    vendor_worker::{self, rules::is_same_firm},
};

/// What of the next day is the end of this day's night: lifts are looked after before five.
const NIGHT: Span = Span::hours(6);

/// What the actor has to do today, the most urgent first.
pub(crate) async fn tasks(cx: &mut Context) -> Result<Vec<OccurrenceRow>> {
    let midnight = tonight(cx);
    let mut rows = Vec::new();
    for (org, free) in posts(cx).await? {
        rows.extend(store::today(cx, org, &free, (midnight, midnight + NIGHT)).await?);
    }
    rows.sort_by_key(|row| (row.closes_at, row.id));
    Ok(rows)
}

/// In which communities the actor does what: the tasks of his posts, or those of his firm when he takes part by a link.
pub(crate) async fn posts(cx: &mut Context) -> Result<Vec<(OrgId, Free)>> {
    if cx.actor().kind != ActorKind::Staff {
        return Ok(Vec::new());
    }
    let firm = vendor_worker::queries::firm(cx).await?;
    let orgs = cx.actor().scope(WORK_VIEW).0.iter().copied().filter(|org| *org != kernel::COMPANY).collect::<Vec<_>>();
    let mut posts = Vec::with_capacity(orgs.len());
    for org in orgs {
        let free = match &firm {
            Some(firm) => {
                let written = plan::store::vendors(cx, org).await?;
                Free::Vendor(written.into_iter().filter(|one| is_same_firm(one, firm)).collect())
            }
            None => Free::Posts(cx.actor().roles_in(org).map(str::to_owned).collect()),
        };
        posts.push((org, free));
    }
    Ok(posts)
}

/// The same for programs.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<TaskLines> {
    let line = |row: OccurrenceRow| TaskLine {
        own: row.staff_id.is_some(),
        id: row.id,
        org_id: row.org_id,
        title: row.title,
        thing: row.thing_name,
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        state: row.state,
    };
    Ok(TaskLines { rows: tasks(cx).await?.into_iter().map(line).collect() })
}

/// How many wait, beside the tab.
pub(crate) async fn waiting(cx: &mut Context, (): ()) -> Result<Waits> {
    let rows = tasks(cx).await?;
    let now = cx.now();
    let open = rows.iter().filter(|row| row.opens_at <= now).count();
    let count = i64::try_from(open).unwrap_or(i64::MAX);
    Ok(Waits { entries: vec![Waiting { path: "/field/occurrences", count, alarm: false }], topics: topics(cx) })
}

/// One task with its steps, for whoever may do it: his own, one of his post's, or anybody's for who gives them out.
pub(crate) async fn task(cx: &mut Context, row: OccurrenceRow) -> Result<Sheet> {
    if is_for(cx, &row).await? { sheet(cx, row).await } else { Err(Error::NotFound) }
}

/// Whether the actor may do it: his own, one of his post's or his firm's, or anybody's for who gives them out – but never the second look at what
/// he did himself.
pub(crate) async fn is_for(cx: &mut Context, row: &OccurrenceRow) -> Result<bool> {
    let firm = vendor_worker::queries::firm(cx).await?;
    let actor = cx.actor();
    if row.checked_staff_id.is_some_and(|first| first.uuid() == actor.id) {
        return Ok(false);
    }
    let own = row.staff_id.is_some_and(|id| id.uuid() == actor.id);
    let named = row.vendor.as_deref().zip(firm.as_deref());
    let of_firm = row.staff_id.is_none() && named.is_some_and(|(vendor, firm)| is_same_firm(vendor, firm));
    let of_post = row.staff_id.is_none() && row.role.is_some_and(|role| actor.holds(role.word(), row.org_id));
    Ok(own || of_firm || of_post || actor.may_in(OCCURRENCE_EDIT, row.org_id))
}

/// Whether something can still be recorded: given out, or missed and not made up for yet.
pub(crate) fn is_open(row: &OccurrenceRow) -> bool {
    match row.state {
        Standing::Released | Standing::InProgress => true,
        Standing::Missed => row.ended_at.is_none(),
        Standing::Planned | Standing::Done | Standing::Skipped => false,
    }
}

/// The form in which a task is left out, with the reasons of its procedure.
pub(crate) async fn skip_form(cx: &mut Context, which: WhichOccurrence) -> Result<Shape> {
    let row = store::one(cx, which.id).await?;
    let sheet = task(cx, row).await?;
    let mut form = kernel::form::form_of::<SkipWork>();
    for field in form.fields.iter_mut().filter(|field| field.name == "reason") {
        field.kind = Kind::Choice { choices: rules::reasons(&sheet.procedure.skip_reasons) };
    }
    let title = format!("{} {}", cx.speech().say("round-work-skip"), sheet.row.thing_name);
    Ok(Shape { title: Some(title), form, values: json!({ "id": which.id }), known: BTreeMap::new() })
}

/// What the actor's posts missed lately and nobody has made up for.
pub(crate) async fn missed(cx: &mut Context) -> Result<Vec<OccurrenceRow>> {
    let mut rows = Vec::new();
    for (org, free) in posts(cx).await? {
        rows.extend(store::missed(cx, org, &free).await?);
    }
    rows.sort_by_key(|row| (std::cmp::Reverse(row.closes_at), row.id));
    Ok(rows)
}

/// The steps as a form, with what is recorded already.
pub(crate) async fn form(cx: &mut Context, which: WhichOccurrence) -> Result<Shape> {
    let row = store::one(cx, which.id).await?;
    let sheet = task(cx, row).await?;
    let groups: Vec<Field> =
        sheet.procedure.steps().map(|step| rules::group(step, &sheet.procedure.skip_reasons)).collect();
    let label = Label::Both { zh: sheet.procedure.title.zh.clone(), en: sheet.procedure.title.en.clone() };
    let steps = Field { label: Some(label), ..Field::new("input", Kind::Group { fields: groups }) };
    let id = Field::new("id", Kind::Ref { to: "occurrence".into() }).required();
    let values = json!({ "id": which.id, "input": rules::values(&sheet.given) });
    Ok(Shape {
        title: Some(format!("{} {}", sheet.row.title, sheet.row.thing_name)),
        form: Form { fields: vec![id, steps] },
        values,
        known: BTreeMap::new(),
    })
}

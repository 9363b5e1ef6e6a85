//! Handing open work over: each case by itself, with its own result.

use std::collections::BTreeMap;

use kernel::{Error, Message, Result};
use module::{Change, Context, Shape};
use org::{StaffId, StaffName};
use process::{
    Command, State,
    runtime::{self, CaseId, Done, Standing},
};
use serde::Deserialize;
use serde_json::json;
use ui::form::Known;

use super::{
    model::{AddHandOver, HandOverCase, HandOverLine, HandOverRow, HandedOver},
    rules::{Taker, next},
    store,
};
use crate::{
    case::{
        model::CaseRow,
        queries::{is_requester, load},
        store as cases,
    },
    deputy::{self, queries::colleague},
    dispatch, notification,
};

/// Cases handed over at once.
const MOST: i64 = 300;

/// Whose work.
#[derive(Debug, Deserialize)]
pub(crate) struct Whose {
    staff_id: Option<StaffId>,
}

/// The form with the colleagues and what each has to do.
pub(crate) async fn shape(cx: &mut Context, whose: Whose) -> Result<Shape> {
    let line = cx.platform().registry.action("desk.hand_over.create").map(|a| a.form.clone()).unwrap_or_default();
    let mut known = BTreeMap::new();
    let mut title = None;
    if let Some(id) = whose.staff_id {
        let unit = org::unit_of(cx, id).await?;
        let name = org::staff_names(cx, &[id]).await?.remove(&id).map(|s| s.name).unwrap_or_default();
        let open = cases::pressing_of(cx, &[id.uuid()], MOST).await?.len().to_string();
        title = Some(cx.speech().say_with("desk-hand-over-of", &[("name", &name), ("count", &open)]));
        let loads = dispatch::queries::loads(cx, None).await?;
        let mut colleagues = org::staff_of(cx, unit, None, None).await?;
        colleagues.retain(|s| s.id != id);
        colleagues.dedup_by_key(|s| s.id);
        let speech = cx.speech();
        let words = |s: &StaffName| {
            let load = loads.get(&s.id).copied().unwrap_or(0).to_string();
            (s.id.to_string(), speech.say_with("desk-hand", &[("name", &s.name), ("count", &load)]))
        };
        let options = colleagues.iter().map(words).collect();
        known.insert("takers".to_owned(), Known { options, search: Some("/lookup/staff".into()) });
    }
    Ok(Shape { title, form: line, values: json!({ "staff_id": whose.staff_id }), known })
}

/// Hands all open work of somebody over, and what he stays answerable for; each case has its own result.
pub async fn create(cx: &mut Context, input: AddHandOver) -> Result<HandedOver> {
    let unit = org::unit_of(cx, input.staff_id).await?;
    if input.takers.contains(&input.staff_id) {
        return Err(Error::field("takers", Message::of("desk-hand-over-himself")));
    }
    let mut takers = takers(cx, &input.takers).await?;
    let Some(of) = org::staff_names(cx, &[input.staff_id]).await?.remove(&input.staff_id) else {
        return Err(Error::NotFound);
    };
    let by = deputy::queries::signing(cx, crate::HAND_OVER, unit).await?;
    let standing = deputy::queries::standing(cx, crate::HAND_OVER, unit).await?;
    let mut lines = Vec::new();
    for row in cases::pressing_of(cx, &[of.id.uuid()], MOST).await? {
        lines.extend(hand(cx, &row, &mut takers, (&standing, input.reason.as_deref())).await?);
    }
    for row in cases::opened_by(cx, of.id.uuid(), MOST).await? {
        lines.extend(answer(cx, &row, &of, &mut takers, &standing).await?);
    }
    let stayed = i64::try_from(lines.iter().filter(|l| l.refusal.is_some()).count()).unwrap_or(i64::MAX);
    let went = i64::try_from(lines.len()).unwrap_or(i64::MAX) - stayed;
    let row = HandOverRow {
        id: cx.new_id(),
        org_id: unit,
        staff_id: of.id,
        staff: of.name,
        by,
        at: cx.now(),
        reason: input.reason,
        went,
        stayed,
    };
    store::insert(cx, &row, &lines).await?;
    cx.record(Change::to(unit, row.id).after(&row));
    cx.touch(format!("staff:{}", row.staff_id));
    Ok(HandedOver { id: row.id, went, stayed })
}

/// Hands one case over.
pub async fn one(cx: &mut Context, input: HandOverCase) -> Result<Done> {
    let case = load(cx, input.id).await?;
    if is_requester(cx, &case.state) {
        return Err(Error::NotFound);
    }
    let mut takers = takers(cx, &input.takers).await?;
    let to = next(&mut takers).ok_or_else(|| Error::field("takers", Message::of("invalid-required")))?;
    let command = Command::Give { to: colleague(&to), instead_of: None, reason: input.reason };
    let standing = deputy::queries::standing(cx, crate::HAND_OVER, case.org).await?;
    let done = runtime::apply(cx, input.id, &command, standing).await?;
    tell(cx, &case.number, case.id, case.org, &to).await?;
    Ok(done)
}

async fn takers(cx: &mut Context, to: &[StaffId]) -> Result<Vec<Taker>> {
    let mut names = org::staff_names(cx, to).await?;
    let loads = dispatch::queries::loads(cx, None).await?;
    let load = |id: &StaffId| loads.get(id).copied().unwrap_or(0);
    let takers: Vec<Taker> =
        to.iter().filter_map(|id| names.remove(id)).map(|staff| Taker { load: load(&staff.id), staff }).collect();
    if takers.len() == to.len() { Ok(takers) } else { Err(Error::field("takers", Message::of("invalid-ref"))) }
}

/// One case to the next of them. What the case refuses is its result, and the others go on.
async fn hand(
    cx: &mut Context,
    row: &CaseRow,
    takers: &mut [Taker],
    (standing, reason): (&Standing, Option<&str>),
) -> Result<Option<HandOverLine>> {
    let Some(to) = next(takers) else { return Ok(None) };
    let command = Command::Give { to: colleague(&to), instead_of: None, reason: reason.map(str::to_owned) };
    let line = result(cx, row, &to, (&command, standing), false).await?;
    if line.refusal.is_none() {
        tell(cx, &row.number, row.id, row.org_id, &to).await?;
    }
    Ok(Some(line))
}

/// One case for which he stays answerable to the next of them.
async fn answer(
    cx: &mut Context,
    row: &CaseRow,
    of: &StaffName,
    takers: &mut [Taker],
    standing: &Standing,
) -> Result<Option<HandOverLine>> {
    let state: State = serde_json::from_str(&row.state)?;
    if state.first_asked.is_none_or(|p| p.id != of.id.uuid()) {
        return Ok(None);
    }
    let Some(to) = next(takers) else { return Ok(None) };
    result(cx, row, &to, (&Command::Answer { to: colleague(&to) }, standing), true).await.map(Some)
}

async fn result(
    cx: &mut Context,
    row: &CaseRow,
    to: &StaffName,
    (command, standing): (&Command, &Standing),
    answerable: bool,
) -> Result<HandOverLine> {
    let refusal = match runtime::apply(cx, row.id, command, standing.clone()).await {
        Ok(_) => None,
        Err(Error::Broken(message)) => Some(cx.speech().message(&message)),
        Err(other) => return Err(other),
    };
    Ok(HandOverLine {
        case_id: row.id,
        number: row.number.clone(),
        title: row.title.clone(),
        to: to.name.clone(),
        answerable,
        refusal,
    })
}

/// Tells whoever took a case over.
async fn tell(cx: &mut Context, number: &str, case: CaseId, org: kernel::OrgId, to: &StaffName) -> Result<()> {
    let title = cases::one(cx, case).await?.title;
    let key = format!("hand_over/{}", cx.new_uuid());
    let about = notification::events::About {
        org,
        case,
        number: number.to_owned(),
        title,
        kind: notification::model::NoticeKind::HandOver,
    };
    notification::events::tell(cx, &key, &about, &[to.id.uuid()], "desk-told-handed-over").await
}

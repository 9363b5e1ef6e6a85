//! Beginning an opening, typing what the old program says, approving, cancelling, voiding. What it posts, its job posts.

use kernel::{Message, Result};
use module::{Change, Context};
use serde_json::json;
use ui::Speech;

use super::{
    jobs::GO_ON,
    model::{
        Compared, ControlTotalRow, CreateOpening, EnterTotal, OpeningRow, OpeningState, VoidOpening, WhichOpening,
    },
    queries, rules, store,
};
use crate::line::{self, model::LineState};

/// Rows looked at together before an opening is voided.
const SOME: i64 = 500;

/// Begins an opening: what the import brings lies in it.
pub async fn create(cx: &mut Context, input: CreateOpening) -> Result<WhichOpening> {
    let org_id = cx.community(input.org_id)?;
    rules::begin(input.opened_on, cx.now().date(cx.zone()))?;
    if store::is_under_way(cx, org_id).await? {
        return cx.refuse(Message::of("opening-under-way"));
    }
    let row = OpeningRow {
        org_id,
        id: cx.new_id(),
        opened_on: input.opened_on,
        source: input.came_from.trim().to_owned(),
        state: OpeningState::Draft,
        began_by: cx.actor().id,
        began_name: cx.actor().name.clone(),
        began_at: cx.now(),
        approved_by: None,
        approved_name: None,
        approved_at: None,
        voided_by: None,
        voided_name: None,
        voided_at: None,
        void_reason: None,
        done_at: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(org_id, row.id).after(&row));
    touched(cx, &row);
    Ok(WhichOpening { id: row.id })
}

/// Types what the old program says of a kind, and of bills of a fee item; typed again it is replaced.
pub async fn enter_total(cx: &mut Context, input: EnterTotal) -> Result<WhichOpening> {
    let opening = store::to_change(cx, input.id).await?;
    rules::draft(&opening)?;
    let item_id = rules::total(&input)?;
    let totals = store::totals(cx, &opening).await?;
    let was = totals.into_iter().find(|one| one.kind == input.opening_kind && one.item_id == item_id);
    let is = ControlTotalRow {
        org_id: opening.org_id,
        id: was.as_ref().map_or_else(|| cx.new_id(), |was| was.id),
        opening_id: opening.id,
        kind: input.opening_kind,
        item_id,
        rows_there: input.rows_there,
        total_fen: input.total_there,
        entered_name: cx.actor().name.clone(),
        entered_at: cx.now(),
        version: was.as_ref().map_or(1, |was| was.version + 1),
    };
    store::enter_total(cx, &is).await?;
    let change = Change::to(is.org_id, is.id);
    cx.record(match &was {
        Some(was) => change.before(was).after(&is),
        None => change.after(&is),
    });
    touched(cx, &opening);
    Ok(WhichOpening { id: opening.id })
}

/// Approves an opening whose rows are what the old program says; all of them are posted.
pub async fn approve(cx: &mut Context, which: WhichOpening) -> Result<WhichOpening> {
    let was = store::to_change(cx, which.id).await?;
    let compared = queries::compared(cx, &was).await?;
    let closed = ledgers::closed_until(cx, was.org_id).await?;
    rules::approve(&was, &compared, cx.actor().id, closed)?;
    let wrong: Vec<String> =
        compared.iter().filter(|group| !group.agrees()).map(|g| differs(&cx.speech(), g)).collect();
    if !wrong.is_empty() {
        return cx.refuse(Message::of("opening-totals-differ").with("groups", wrong.join("；")));
    }
    let is = OpeningRow {
        state: OpeningState::Approved,
        approved_by: Some(cx.actor().id),
        approved_name: Some(cx.actor().name.clone()),
        approved_at: Some(cx.now()),
        version: was.version + 1,
        ..was.clone()
    };
    kept(cx, &was, &is).await?;
    go_on(cx, &is).await?;
    Ok(WhichOpening { id: is.id })
}

/// What of a group differs from what the old program says, in words.
pub(crate) fn differs(speech: &Speech, group: &Compared) -> String {
    let name = name(speech, group);
    match (group.rows_there, group.total_there) {
        (Some(rows), Some(total)) => {
            let rows = (group.rows - rows).to_string();
            let amount = speech.money(group.amount - total);
            speech.say_with("opening-group-differs", &[("group", &name), ("rows", &rows), ("amount", &amount)])
        }
        _ => speech.say_with("opening-group-unknown", &[("group", &name)]),
    }
}

/// What a group is called.
pub(crate) fn name(speech: &Speech, group: &Compared) -> String {
    let kind = speech.say(&format!("choice-opening-kind-{}", group.opening_kind.word()));
    if group.fee_item.is_empty() { kind } else { format!("{kind} {}", group.fee_item) }
}

/// Cancels a draft: nothing of it was ever posted.
pub async fn cancel(cx: &mut Context, which: WhichOpening) -> Result<WhichOpening> {
    let was = store::to_change(cx, which.id).await?;
    rules::draft(&was)?;
    let is =
        OpeningRow { state: OpeningState::Cancelled, done_at: Some(cx.now()), version: was.version + 1, ..was.clone() };
    kept(cx, &was, &is).await?;
    Ok(WhichOpening { id: is.id })
}

/// Voids a posted opening on which nothing has moved; all of it is taken back.
pub async fn void(cx: &mut Context, input: VoidOpening) -> Result<WhichOpening> {
    let was = store::to_change(cx, input.id).await?;
    rules::void(&was, cx.actor().id)?;
    let (opened, mut last) = (was.opened(), None);
    loop {
        let rows = line::store::of_opening(cx, &was, LineState::Posted, last, SOME).await?;
        let moved = line::actions::moved(cx, &opened, &rows).await?;
        if let Some(row) = rows.iter().find(|row| moved.contains(&row.id)) {
            return cx.refuse(Message::of("opening-has-moved").with("title", &row.title));
        }
        let Some(row) = rows.last() else { break };
        last = Some(row.id);
    }
    let is = OpeningRow {
        state: OpeningState::Voiding,
        voided_by: Some(cx.actor().id),
        voided_name: Some(cx.actor().name.clone()),
        voided_at: Some(cx.now()),
        void_reason: Some(input.reason),
        done_at: None,
        version: was.version + 1,
        ..was.clone()
    };
    kept(cx, &was, &is).await?;
    go_on(cx, &is).await?;
    Ok(WhichOpening { id: is.id })
}

async fn kept(cx: &mut Context, was: &OpeningRow, is: &OpeningRow) -> Result<()> {
    store::update(cx, is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(is));
    touched(cx, is);
    Ok(())
}

/// Queues the next part of the work.
pub(crate) async fn go_on(cx: &mut Context, opening: &OpeningRow) -> Result<()> {
    let now = cx.now();
    cx.later(opening.org_id, GO_ON, json!({ "id": opening.id }), now, None).await?;
    touched(cx, opening);
    Ok(())
}

pub(crate) fn touched(cx: &mut Context, opening: &OpeningRow) {
    cx.touch(format!("opening:{}", opening.id));
    cx.touch(format!("openings:{}", opening.org_id));
}

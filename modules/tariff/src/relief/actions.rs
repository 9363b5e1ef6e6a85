//! Asking for a relief, and deciding about it.

use kernel::{Error, Message, Money, Result};
use module::{Change, Context};
use property::PlaceKind;

use super::{
    model::{AskRelief, DecideRelief, ReliefRow, ReliefState, WhichRelief},
    rules, store,
};

/// The whole, in percent.
const WHOLE: i64 = 100;

/// Asks for a relief.
pub async fn create(cx: &mut Context, input: AskRelief) -> Result<WhichRelief> {
    let place = property::place_line(cx, input.place_id).await?;
    property::expect_kind(&place, &[PlaceKind::Room, PlaceKind::ParkingSpace], "place_id")?;
    if input.to_on < input.from_on {
        return Err(Error::field("to_on", Message::of("tariff-ends-before-it-begins")));
    }
    let (percent, off) = (input.still_pays.unwrap_or(WHOLE), input.off.unwrap_or_default());
    if percent == WHOLE && off <= Money::ZERO {
        return Err(Error::field("still_pays", Message::of("tariff-relief-of-nothing")));
    }
    if off < Money::ZERO {
        return Err(Error::field("off", Message::of("tariff-not-a-number")));
    }
    let row = ReliefRow {
        org_id: place.org_id,
        id: cx.new_id(),
        place_id: place.id,
        relieved: input.relieved,
        fee_class: input.fee_class,
        from_on: input.from_on,
        to_on: input.to_on,
        pays: percent * WHOLE,
        off_fen: off,
        reason: input.reason,
        state: ReliefState::Waiting,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        decided_name: None,
        decided_at: None,
        answer: None,
        version: 1,
        gift_rule_id: None,
        paper: None,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    cx.touch(format!("reliefs:{}", row.org_id));
    Ok(WhichRelief { id: row.id })
}

/// Approves it.
pub async fn approve(cx: &mut Context, input: DecideRelief) -> Result<WhichRelief> {
    let by = cx.actor().id;
    let was = store::to_change(cx, input.id).await?;
    rules::decide(&was, by)?;
    decided(cx, was, ReliefState::Approved, input.remark).await
}

/// Refuses it.
pub async fn refuse(cx: &mut Context, input: DecideRelief) -> Result<WhichRelief> {
    let by = cx.actor().id;
    let was = store::to_change(cx, input.id).await?;
    rules::decide(&was, by)?;
    decided(cx, was, ReliefState::Refused, input.remark).await
}

/// Takes it back, before or after it was approved: it counts no more for bills to come.
pub async fn cancel(cx: &mut Context, input: DecideRelief) -> Result<WhichRelief> {
    let was = store::to_change(cx, input.id).await?;
    if !matches!(was.state, ReliefState::Waiting | ReliefState::Approved) {
        return cx.refuse(Message::of("tariff-relief-decided"));
    }
    decided(cx, was, ReliefState::Withdrawn, input.remark).await
}

/// Keeps what became of a relief.
pub(crate) async fn decided(
    cx: &mut Context,
    was: ReliefRow,
    state: ReliefState,
    answer: Option<String>,
) -> Result<WhichRelief> {
    let by = cx.actor().id;
    let is = ReliefRow {
        state,
        decided_name: Some(cx.actor().name.clone()),
        decided_at: Some(cx.now()),
        answer,
        version: was.version + 1,
        ..was.clone()
    };
    store::decide(cx, &is, by).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(format!("relief:{}", is.id));
    cx.touch(format!("reliefs:{}", is.org_id));
    Ok(WhichRelief { id: is.id })
}

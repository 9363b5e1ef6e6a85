//! Taking months paid ahead, and ending them when the money goes back.

use kernel::{Message, Result};
use module::{Change, Context};
use tariff::{Gift, GiveMonths};

use super::{
    model::{AdvanceRow, CreateAdvance},
    queries, rules, store,
};
use crate::{
    payment::{self, model::WhichPayment},
    prepayment::model::Purpose,
    shift,
};

/// Takes months paid ahead in the cashier's own open shift: receipt, prepayment and what is given for them in one transaction.
pub async fn create(cx: &mut Context, input: CreateAdvance) -> Result<WhichPayment> {
    let by = cx.actor().id;
    let Some(open) = shift::store::open_of(cx, by).await? else {
        return cx.refuse(Message::of("payment-open-a-shift"));
    };
    let quote = queries::quote(cx, input.place_id, input.fee_class, input.advance_months).await?;
    rules::take(&quote, input.amount, open.org_id)?;
    let plan = payment::rules::prepaid(quote.amount, &input.methods, input.tendered)?;
    let purpose = Purpose::ahead_of(input.fee_class.class());
    let taken = payment::actions::prepay(cx, &open, &quote.place, (purpose, input.note), &plan).await?;
    let rule = match &quote.gift {
        Gift::Given { rule, .. } => Some(rule),
        _ => None,
    };
    let row = AdvanceRow {
        org_id: taken.org_id,
        id: cx.new_id(),
        payment_id: taken.id,
        place_id: quote.place.id,
        fee_class: input.fee_class,
        purpose,
        months: i64::from(input.advance_months),
        from_on: quote.days.from,
        to_on: quote.days.last(),
        amount_fen: quote.amount,
        gift_rule_id: rule.map(|rule| rule.id),
        given_from_on: quote.given.map(|days| days.from),
        given_to_on: quote.given.map(charge::Period::last),
        ended_at: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    if let (Some(rule), Some(days)) = (rule, quote.given) {
        let (paper, number) = (taken.id.to_string(), taken.number);
        tariff::give(cx, GiveMonths { place_id: row.place_id, rule, days, paper, number }).await?;
    }
    Ok(WhichPayment { id: taken.id })
}

/// The money of these months has gone back: they are not paid any more, and what was given for them ends.
pub(crate) async fn end(cx: &mut Context, rows: Vec<AdvanceRow>) -> Result<()> {
    for was in rows.into_iter().filter(|row| row.ended_at.is_none()) {
        let is = AdvanceRow { ended_at: Some(cx.now()), version: was.version + 1, ..was.clone() };
        store::end(cx, &is).await?;
        cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
        tariff::take_back(cx, is.org_id, &is.payment_id.to_string()).await?;
        cx.touch(format!("payment:{}", is.payment_id));
    }
    Ok(())
}

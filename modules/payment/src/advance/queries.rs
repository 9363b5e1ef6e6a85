//! What months paid ahead come to, and what is given for them.

use billing::AskAhead;
use charge::Billing;
use kernel::{Date, Error, Message, Money, OrgId, Result};
use module::Context;
use property::{PlaceId, PlaceKind};
use tariff::{Fee, Gift};

use super::{
    model::{AdvanceQuote, AdvanceRow, AskAdvance, Quote},
    rules, store,
};
use crate::prepayment::model::Purpose;

/// Months quoted when nobody says how many.
pub(crate) const A_YEAR: u32 = 12;

/// What so many months of a room come to today. Arrears are bills that are due and not paid.
pub(crate) async fn quote(cx: &mut Context, place_id: PlaceId, fee_class: Fee, months: u32) -> Result<Quote> {
    let place = property::place_line(cx, place_id).await?;
    property::expect_kind(&place, &[PlaceKind::Room, PlaceKind::ParkingSpace], "place_id")?;
    let (org_id, on): (OrgId, Date) = (place.org_id, cx.now().date(cx.zone()));
    let mut standing = store::standing(cx, org_id, place_id, on).await?;
    standing.retain(|row| row.fee_class == fee_class);
    let ask = AskAhead { place_id, kind: fee_class, months, from: rules::reached(&standing) };
    let ahead = billing::ahead(cx, org_id, ask).await?;
    let owes = billing::open_bills(cx, org_id, &[place_id]).await?.iter().any(|bill| bill.due_on < on);
    let gift = tariff::gift(cx, org_id, fee_class, on, (months, owes)).await?;
    let given = match &gift {
        Gift::Given { months, .. } => Some(ahead.behind(*months)),
        _ => None,
    };
    let amount = ahead.total();
    Ok(Quote { org_id, place, fee_class, months, days: ahead.days, lines: ahead.lines, amount, gift, given })
}

/// The same for programs.
pub async fn view(cx: &mut Context, ask: AskAdvance) -> Result<AdvanceQuote> {
    let required = || Error::field("place_id", Message::of("invalid-required"));
    let place_id = ask.place_id.ok_or_else(required)?;
    let (kind, months) = (ask.fee_class.unwrap_or(Fee::Management), ask.advance_months.unwrap_or(A_YEAR));
    let quote = quote(cx, place_id, kind, months).await?;
    Ok(AdvanceQuote {
        gift_told: cx.speech().message(&rules::told(&quote.gift, quote.given)),
        place: quote.place.name,
        fee_class: quote.fee_class,
        months: quote.months,
        from_on: quote.days.from,
        to_on: quote.days.last(),
        amount: quote.amount,
        lines: quote.lines,
        given_from_on: quote.given.map(|days| days.from),
        given_to_on: quote.given.map(charge::Period::last),
    })
}

/// The kinds of fee that are charged by months in a community.
pub(crate) async fn kinds(cx: &mut Context, org: OrgId) -> Result<Vec<Fee>> {
    let tariffs = tariff::in_force(cx, org).await?;
    let charged = |kind: &Fee| {
        let of = |one: &charge::Tariff| one.class == kind.class() && matches!(one.billing, Billing::Periodic { .. });
        tariffs.iter().any(|one| of(&one.tariff))
    };
    Ok(Fee::ALL.iter().copied().filter(charged).collect())
}

/// What ends when money of a prepayment goes back: months to come that what is `left` of it no longer pays.
pub(crate) async fn at_stake(
    cx: &mut Context,
    (org, place, purpose): (OrgId, PlaceId, Purpose),
    left: Money,
) -> Result<Vec<AdvanceRow>> {
    let on = cx.now().date(cx.zone());
    let mut rows = store::standing(cx, org, place, on).await?;
    rows.retain(|row| row.purpose == purpose);
    Ok(rules::unpaid(rows, on, left))
}

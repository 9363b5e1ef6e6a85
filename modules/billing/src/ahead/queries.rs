//! Reckons months that come by the same rules as a run, and writes nothing.

use charge::Billing;
use kernel::{Error, OrgId, Result};
use module::Context;
use tariff::{Enforced, FeeItemId};

use super::{
    model::{Ahead, AheadLine, AskAhead},
    rules::{self, Under},
};
use crate::bill;

/// What so many months of a room that come will be billed at: prices and reliefs as they are approved by now.
///
/// # Errors
/// A field error at `advance_months` when nothing of the kind is charged by months, a period would be cut or something stands in the way;
/// [`Error::NotFound`] outside the scope.
pub async fn ahead(cx: &mut Context, org: OrgId, ask: AskAhead) -> Result<Ahead> {
    cx.within(org)?;
    let places = property::places_by_ids(cx, &[ask.place_id]).await?;
    let place = places.first().filter(|place| place.org_id == org).ok_or(Error::NotFound)?;
    let wanted =
        |one: &Enforced| one.tariff.class == ask.kind.class() && matches!(one.tariff.billing, Billing::Periodic { .. });
    let tariffs: Vec<Enforced> = tariff::in_force(cx, org).await?.into_iter().filter(wanted).collect();
    let reckoned: Vec<&charge::Tariff> = tariffs.iter().map(|one| &one.tariff).collect();
    let known = tariff::known(cx, org, &[place.id], &reckoned).await?;
    let items: Vec<FeeItemId> = tariffs.iter().map(|one| one.item_id).collect();
    let names = tariff::item_names(cx, &items).await?;
    let there = bill::store::standing(cx, org, &[place.id]).await?.remove(&place.id).unwrap_or_default();
    let mut under = Vec::new();
    for row in tariff::applied(cx, org, &[place.id]).await? {
        let Some(one) = tariffs.iter().find(|one| one.id == row.tariff_id) else { continue };
        // One bill for an item, an object and a period: the item names the line.
        let tariff = charge::Tariff { key: one.item_id.to_string(), ..one.tariff.clone() };
        let fee_item = names.get(&one.item_id).cloned().unwrap_or_default();
        under.push(Under { tariff, fee_item, subject: known.subject(place, &row, one.ends_on) });
    }
    let on = cx.now().date(cx.zone());
    let (days, lines) = rules::ahead(&under, &there, (on, ask.from), ask.months)?;
    let line = |(line, fee_item): (charge::Line, String)| AheadLine {
        fee_item,
        from_on: line.period.from,
        to_on: line.period.last(),
        amount: line.amount,
    };
    Ok(Ahead { days, lines: lines.into_iter().map(line).collect() })
}

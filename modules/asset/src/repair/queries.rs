//! Read models of what repairs cost.

use kernel::Result;
use module::{Ask, Context, Listing};

use super::{
    model::{LabourRateFilter, LabourRateRow, RepairTold, Repaired, Repairs},
    rules, store,
};
use crate::model::Asset;

/// The list of labour rates, the latest first.
pub async fn rates(cx: &mut Context, ask: Ask<LabourRateFilter>) -> Result<Listing<LabourRateRow>> {
    store::list(cx, &ask.page, &ask.filter).await
}

/// What the repairs of a piece of equipment came to, as far as the reader may see their cases.
pub(crate) async fn of_asset(cx: &mut Context, asset: &Asset) -> Result<Repaired> {
    let cases = store::sources(cx, asset).await?;
    let Some(repairs) = cx.platform().service::<Repairs>().filter(|_| !cases.is_empty()) else {
        return Ok(Repaired::default());
    };
    let count = cases.len();
    let told = repairs.0.told(cx, cases).await?;
    let hidden = i64::try_from(count - told.len()).unwrap_or(i64::MAX);
    let (rates, zone) = (store::of_org(cx, asset.org_id).await?, cx.zone());
    let cost = |told: RepairTold| {
        let day = told.opened_at.date(zone);
        rules::cost(told, day, &rates)
    };
    let mut list: Vec<_> = told.into_iter().filter(rules::says_of_cost).map(cost).collect();
    list.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| b.number.cmp(&a.number)));
    Ok(Repaired { list, hidden })
}

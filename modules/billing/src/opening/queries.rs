//! What the module `opening` asks about bills before it brings some or takes them back.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Money, OrgId, Result};
use module::Context;
use property::PlaceId;
use tariff::FeeItemId;

use super::rules;
use crate::{
    bill::{self, model::BillId},
    penalty, settlement,
};

/// Which of these periods – place, fee item, first day, first day after – touch one that is billed, in their order.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn overlaps(cx: &mut Context, org: OrgId, periods: &[(PlaceId, FeeItemId, Date, Date)]) -> Result<Vec<bool>> {
    cx.within(org)?;
    let places: BTreeSet<PlaceId> = periods.iter().map(|one| one.0).collect();
    let standing = bill::store::standing(cx, org, &places.into_iter().collect::<Vec<_>>()).await?;
    let touches = |(place, item, from, to): &(PlaceId, FeeItemId, Date, Date)| {
        let item = item.to_string();
        let bills = standing.get(place).map(Vec::as_slice).unwrap_or_default();
        bills.iter().any(|bill| bill.item == item && bill.from_on < *to && bill.to_on > *from)
    };
    Ok(periods.iter().map(touches).collect())
}

/// Those of these opening bills, each with what was paid of it before, on which papers have moved since.
///
/// # Errors
/// Those of the database.
pub async fn moved(cx: &mut Context, bills: &[(BillId, Money)]) -> Result<BTreeSet<BillId>> {
    let paid: BTreeMap<BillId, Money> = bills.iter().copied().collect();
    let mut found = BTreeSet::new();
    for some in bills.chunks(500) {
        let ids: Vec<BillId> = some.iter().map(|one| one.0).collect();
        let moves = settlement::store::moves(cx, &ids).await?;
        let charged: BTreeSet<BillId> =
            penalty::store::charged(cx, &ids).await?.into_iter().map(|one| one.late_bill_id).collect();
        for row in bill::store::by_ids(cx, &ids).await? {
            let moves = moves.get(&row.id).copied().unwrap_or_default();
            let paid = paid.get(&row.id).copied().unwrap_or_default();
            if rules::has_moved(row.state, paid, &moves, charged.contains(&row.id)) {
                found.insert(row.id);
            }
        }
    }
    Ok(found)
}

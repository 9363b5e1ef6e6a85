//! Up to where what was measured is billed, and whether bills and readings agree.

use std::collections::BTreeMap;

use ::store::Db;
use charge::{Billing, FeeClass, Line};
use kernel::{OrgId, Result, Scope};
use meter::{BilledUntil, BilledUse, KnowsBills};
use module::{Boxed, Context};
use property::PlaceId;
use tariff::{Enforced, TariffId};

use super::store;

/// The service that tells those who read meters what is billed.
pub struct MeteredBills;

impl KnowsBills for MeteredBills {
    fn billed_until<'a>(
        &'a self,
        cx: &'a mut Context,
        org: OrgId,
        places: &'a [PlaceId],
    ) -> Boxed<'a, Result<BilledUntil>> {
        Box::pin(async move {
            let in_force = tariff::in_force(cx, org).await?.into_iter();
            let read = |one: &Enforced| one.tariff.billing == Billing::Metered && one.tariff.class != FeeClass::Shared;
            let metered = in_force.filter(read);
            let classes: BTreeMap<TariffId, FeeClass> = metered.map(|one| (one.id, one.tariff.class)).collect();
            let ids: Vec<TariffId> = classes.keys().copied().collect();
            let mut until = BilledUntil::new();
            for (place, tariff, day) in store::billed_until(cx, org, places, &ids).await? {
                if let Some(class) = classes.get(&tariff) {
                    let latest = until.entry((place, *class)).or_insert(day);
                    *latest = day.max(*latest);
                }
            }
            Ok(until)
        })
    }
}

/// Holds the bills of what was measured against the readings; what differs, told in a line each.
///
/// # Errors
/// Those of the database.
pub async fn findings(db: &Db) -> Result<Vec<String>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let mut bills = Vec::new();
    for (org, id, place, line) in store::metered(&mut tx).await? {
        let line: Line = serde_json::from_str(&line)?;
        let Some(usage) = line.usage else { continue };
        bills.push(BilledUse { org, bill: id.to_string(), place, class: line.class, usage });
    }
    meter::findings(db, &bills).await
}

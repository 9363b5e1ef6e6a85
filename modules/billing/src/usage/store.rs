//! Every statement over bills of what was measured.

use kernel::{Date, OrgId, Result};
use module::Context;
use property::PlaceId;
use store::{Arg, Select, Tx, args};
use tariff::TariffId;

use crate::bill::model::BillId;

/// Up to which day each of these places was billed under each of these tariffs, drafts counted.
pub(super) async fn billed_until(
    cx: &mut Context,
    org: OrgId,
    places: &[PlaceId],
    tariffs: &[TariffId],
) -> Result<Vec<(PlaceId, TariffId, Date)>> {
    let mut found = Vec::new();
    for some in places.chunks(500) {
        let (sql, args) = Select::from("bills b")
            .columns("b.place_id, b.tariff_id, MAX(b.to_on) AS until")
            .filter("b.org_id = ? AND b.state <> 'voided'", args![org])
            .among("b.place_id", some.iter().map(Arg::from).collect())
            .among("b.tariff_id", tariffs.iter().map(Arg::from).collect())
            .group_by("b.place_id, b.tariff_id")
            .build();
        found.extend(cx.tx().fetch_all::<(PlaceId, TariffId, Date)>(sql, args).await?);
    }
    Ok(found)
}

/// The lines of the bills that stand, of what meters showed; for the owner of the database, who sees all units.
pub(super) async fn metered(tx: &mut Tx) -> Result<Vec<(OrgId, BillId, PlaceId, String)>> {
    let sql = "SELECT org_id, id, place_id, line FROM bills WHERE state = 'published' AND line LIKE '%\"usage\":{%'";
    tx.fetch_all(sql, Vec::new()).await
}

//! Every statement over rooms and parking spaces under tariffs, and over the developers.

use std::collections::BTreeSet;

use kernel::{Date, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use party::PersonId;
use property::PlaceId;
use store::{Arg, Order, Select, args};

use super::model::{TariffPlaceFilter, TariffPlaceId, TariffPlaceRow};
use crate::tariff::model::TariffId;

const COLUMNS: &str = "o.org_id, o.id, o.tariff_id, o.place_id, o.from_on, o.to_on, o.factor, o.created_at";

fn objects(cx: &Context) -> Select {
    Select::from("tariff_places o").columns(COLUMNS).scope("o.org_id", cx.scope())
}

/// A page of them in the order they came, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &TariffPlaceFilter,
    found: Option<Vec<PlaceId>>,
) -> Result<(Vec<TariffPlaceRow>, i64)> {
    let mut select = objects(cx)
        .filter_if("o.id = ?", filter.id)
        .filter_if("o.org_id = ?", filter.org_id)
        .filter_if("o.tariff_id = ?", filter.tariff_id)
        .filter_if("o.place_id = ?", filter.place_id);
    if let Some(places) = found {
        select = select.among("o.place_id", places.iter().map(Arg::from).collect());
    }
    if filter.id.is_none() && filter.over != Some(true) {
        let today = cx.now().date(cx.zone());
        select = select.filter("(o.to_on IS NULL OR o.to_on >= ?)", args![today]);
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let (sql, args) = select.after(&["o.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One of them, held until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: TariffPlaceId) -> Result<TariffPlaceRow> {
    let (sql, args) = objects(cx).filter("o.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// What stands under a tariff on a day or later, so many at most.
pub(crate) async fn of_tariff(cx: &mut Context, tariff: TariffId, on: Date, most: i64) -> Result<Vec<TariffPlaceRow>> {
    let (sql, args) = objects(cx)
        .filter("o.tariff_id = ? AND (o.to_on IS NULL OR o.to_on >= ?)", args![tariff, on])
        .order_by("o.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Everything these places of a community ever stood under, oldest first.
pub(crate) async fn of_places(cx: &mut Context, org: OrgId, places: &[PlaceId]) -> Result<Vec<TariffPlaceRow>> {
    let mut rows = Vec::new();
    for some in places.chunks(512) {
        let (sql, args) = objects(cx)
            .filter("o.org_id = ?", args![org])
            .among("o.place_id", some.iter().map(Arg::from).collect())
            .order_by("o.from_on, o.id")
            .build();
        rows.extend(cx.tx().fetch_all::<TariffPlaceRow>(sql, args).await?);
    }
    Ok(rows)
}

/// The places that stand under a tariff with no end yet.
pub(crate) async fn open_places(cx: &mut Context, org: OrgId, tariff: TariffId) -> Result<BTreeSet<PlaceId>> {
    let sql = "SELECT place_id FROM tariff_places WHERE org_id = $1 AND tariff_id = $2 AND to_on IS NULL";
    Ok(cx.tx().fetch_values(sql, args![org, tariff]).await?.into_iter().collect())
}

/// Enters rows, and counts them at their tariff.
pub(crate) async fn insert(cx: &mut Context, org: OrgId, tariff: TariffId, rows: &[TariffPlaceRow]) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "id", "tariff_id", "place_id", "from_on", "to_on", "factor", "created_at"];
    let values =
        |o: &TariffPlaceRow| args![o.org_id, o.id, o.tariff_id, o.place_id, o.from_on, o.to_on, o.factor, o.created_at];
    cx.tx().insert_many("tariff_places", NAMES, rows.iter().map(values).collect()).await?;
    count(cx, org, tariff).await
}

/// Ends one of them.
pub(crate) async fn end(cx: &mut Context, row: &TariffPlaceRow) -> Result<()> {
    let sql = "UPDATE tariff_places SET to_on = $1 WHERE org_id = $2 AND id = $3";
    cx.tx().execute(sql, args![row.to_on, row.org_id, row.id]).await?;
    count(cx, row.org_id, row.tariff_id).await
}

async fn count(cx: &mut Context, org: OrgId, tariff: TariffId) -> Result<()> {
    let sql = "UPDATE tariffs SET places = (SELECT count(*) FROM tariff_places o WHERE o.org_id = $1 AND o.tariff_id = $2 \
               AND o.to_on IS NULL) WHERE org_id = $1 AND id = $2";
    cx.tx().execute(sql, args![org, tariff]).await.map(|_| ())
}

/// Who pays in a community for what is not sold yet.
pub(crate) async fn developer(cx: &mut Context, org: OrgId) -> Result<Option<PersonId>> {
    let sql = "SELECT person_id FROM developers WHERE org_id = $1";
    cx.tx().fetch_value_optional(sql, args![org]).await
}

/// Keeps him.
pub(crate) async fn choose_developer(cx: &mut Context, org: OrgId, person: PersonId) -> Result<()> {
    let now = cx.now();
    let sql = "INSERT INTO developers (org_id, person_id, changed_at) VALUES ($1, $2, $3) \
               ON CONFLICT (org_id) DO UPDATE SET person_id = $2, changed_at = $3";
    cx.tx().execute(sql, args![org, person, now]).await.map(|_| ())
}

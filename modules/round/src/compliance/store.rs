//! The statements over what was due.

use asset::AssetLine;
use kernel::{Date, Result};
use module::Context;
use store::{Select, args};

use super::model::{AssetTime, PlaceDay, WhichCompliance};

/// How many occurrences came to an end by place and day: all, or those done in time.
pub(crate) async fn counted(
    cx: &mut Context,
    which: &WhichCompliance,
    from: Date,
    in_time: bool,
) -> Result<Vec<PlaceDay>> {
    let select = Select::from("occurrences o")
        .columns("o.org_id, o.place_id, o.day, count(*) AS count")
        .scope("o.org_id", cx.scope())
        .filter("o.day >= ? AND o.closes_at <= ? AND o.checks_id IS NULL", args![from.to_string(), cx.now()])
        .filter_if("o.org_id = ?", which.org_id)
        .filter_if("o.system = ?", which.system.map(|system| system.word()));
    let select = if in_time {
        select.filter("o.state = ? AND o.ended_at <= o.closes_at", args!["done"])
    } else {
        select.among("o.state", args!["done", "missed", "released", "in_progress"])
    };
    let (sql, args) = select.group_by("o.org_id, o.place_id, o.day").build();
    cx.tx().fetch_all(sql, args).await
}

/// What was due on a piece of equipment since a day and has ended, the latest first.
pub(crate) async fn of_asset(cx: &mut Context, asset: &AssetLine, since: Date) -> Result<Vec<AssetTime>> {
    let (sql, args) = Select::from("occurrences o")
        .columns("o.id, o.title, o.day, o.state, o.ended_at, o.closes_at, o.by_name")
        .filter("o.org_id = ? AND o.asset_id = ? AND o.checks_id IS NULL", args![asset.org_id, asset.id])
        .filter("o.closes_at >= ? AND o.closes_at <= ?", args![since.start(cx.zone()), cx.now()])
        .among("o.state", args!["done", "missed", "released", "in_progress", "skipped"])
        .order_by("o.closes_at DESC, o.id DESC")
        .build();
    cx.tx().fetch_all(sql, args).await
}

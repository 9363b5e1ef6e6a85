//! Read models of the file of a piece of equipment.

use std::collections::BTreeMap;

use ::store::{Cursor, args};
use kernel::{Instant, Result};
use module::{Ask, Context, Listing};

use super::{
    model::{History, LogEntryFilter, LogEntryLine, LogEntryRow, Meters, Rounds, Worth},
    rules, store,
};
use crate::{
    certificate::model::Paper,
    model::{Asset, AssetId, AssetLine, Fault},
    queries::Which,
    repair::{
        self,
        model::{Repaired, Repairs},
    },
};

/// How many days the figures look back.
const DAYS: i64 = 365;
/// The most lines of the log on the page of a piece of equipment.
const LATEST: i64 = 8;

/// The list of lines of all logs, the latest first.
pub async fn list(cx: &mut Context, ask: Ask<LogEntryFilter>) -> Result<Listing<LogEntryLine>> {
    let (rows, count) = store::list(cx, &ask.page, &ask.filter).await?;
    let ids: Vec<AssetId> = rows.iter().map(|row| row.asset_id).collect();
    let names = crate::queries::asset_lines(cx, &ids).await?;
    let listing = Listing::cut(rows, &ask.page, count, |row| Cursor(args![row.logged_on, row.id]).to_string());
    Ok(listing.map(|row| line(&names, row)))
}

fn line(names: &BTreeMap<AssetId, AssetLine>, row: LogEntryRow) -> LogEntryLine {
    let files: Vec<Paper> = serde_json::from_str(&row.files).unwrap_or_default();
    LogEntryLine {
        id: row.id,
        org_id: row.org_id,
        asset_id: row.asset_id,
        asset: names.get(&row.asset_id).map(|asset| format!("{} {}", asset.code, asset.name)).unwrap_or_default(),
        log_kind: row.kind,
        logged_on: row.logged_on,
        note: row.note,
        spent: row.cost_fen,
        files: files.into_iter().map(|paper| paper.0).collect(),
        by_name: row.by_name,
        void_reason: row.void_reason,
    }
}

/// The file of a piece of equipment over the last year, or since it came into use when that is later.
pub async fn history(cx: &mut Context, which: Which) -> Result<History> {
    let asset = crate::store::by_id(cx, which.id).await?;
    of_asset(cx, &asset).await
}

/// The same of one that was read already.
pub(crate) async fn of_asset(cx: &mut Context, asset: &Asset) -> Result<History> {
    let (now, zone) = (cx.now(), cx.zone());
    let year = now.date(zone).plus_days(-DAYS);
    let since = asset.installed_on.map_or(year, |first| first.max(year)).min(now.date(zone));
    let from = since.start(zone);
    let until = asset.retired_on.map_or(now, |last| last.plus_days(1).start(zone).min(now));
    let faults = store::faults_since(cx, asset, from).await?;
    let taken_up = taken_up(cx, asset, &faults).await?;
    let service = rules::service((from, until), &faults, &taken_up);
    let brief = AssetLine::from(asset.clone());
    let upkeep = match cx.platform().service::<Rounds>() {
        Some(rounds) => rounds.0.upkeep(cx, &brief, since).await?,
        None => None,
    };
    let meters = match cx.platform().service::<Meters>() {
        Some(meters) => meters.0.meters(cx, &brief).await?,
        None => None,
    };
    let rows = store::latest(cx, asset.id, LATEST).await?;
    let names = BTreeMap::from([(asset.id, brief)]);
    let log = rows.into_iter().map(|row| line(&names, row)).collect();
    let repaired = repair::queries::of_asset(cx, asset).await?;
    let worth = worth(cx, asset, &repaired, since).await?;
    Ok(History { since, service, upkeep, worth, repaired, log, meters })
}

async fn taken_up(cx: &mut Context, asset: &Asset, faults: &[Fault]) -> Result<BTreeMap<String, Instant>> {
    let cases: Vec<String> = faults.iter().map(|fault| fault.source.clone()).filter(|s| !s.is_empty()).collect();
    match cx.platform().service::<Repairs>() {
        Some(repairs) if !cases.is_empty() => repairs.0.taken_up(cx, asset.org_id, cases).await,
        _ => Ok(BTreeMap::new()),
    }
}

async fn worth(cx: &mut Context, asset: &Asset, repaired: &Repaired, since: kernel::Date) -> Result<Worth> {
    let (log, log_ever) = store::spent(cx, asset, since).await?;
    let repairs = repair::rules::sum(repaired.list.iter().filter(|repair| repair.day >= since));
    let repairs_ever = repair::rules::sum(repaired.list.iter());
    let spent = rules::spent(log, &repairs);
    let today = cx.now().date(cx.zone());
    let life = asset.installed_on.zip(crate::rules::life_ends(asset));
    let net = asset.cost_fen.zip(life).map(|(cost, life)| rules::net_value(cost, life, today));
    let over = life.is_some_and(|(_, last)| last <= today);
    let said = net.map(|net| rules::advice(spent, net, over));
    Ok(Worth {
        spent,
        log,
        repairs,
        spent_ever: rules::spent(log_ever, &repairs_ever),
        log_ever,
        repairs_ever,
        net,
        share: said.map(|(share, _)| share),
        advice: said.map(|(_, advice)| advice),
    })
}

//! Read models of meters, and what was used between their readings for those who charge by it.

use std::collections::BTreeMap;

use asset::{AssetId, AssetLine, AssetMeter, KnowsMeters};
use charge::{FeeClass, Finding, Given, Period, meter::Usage, sharing::CostShare};
use kernel::{Date, Instant, OrgId, Result, Scope};
use module::{Ask, Boxed, Context, Listing};
use property::PlaceId;
use store::{Cursor, Db, args};
use tariff::TariffId;

use super::{
    model::{MeterFilter, MeterId, MeterKind, MeterLine, MeterRecord, MeterRow, MeterState, WhichMeter},
    rules::{self, Read, shown},
    store as rows,
};
use crate::{
    reading::{
        model::{ReadingLine, ReadingRow},
        store as readings,
    },
    sharing::store as sharings,
};

/// The list of meters, in the order of walking.
pub async fn list(cx: &mut Context, ask: Ask<MeterFilter>) -> Result<Listing<MeterLine>> {
    let found = by_words(cx, ask.page.q.as_deref()).await?;
    let (found, count) = rows::list(cx, &ask.page, &ask.filter, found).await?;
    let mut lines: BTreeMap<MeterId, MeterLine> =
        lines(cx, &found).await?.into_iter().map(|line| (line.id, line)).collect();
    let listing = Listing::cut(found, &ask.page, count, |m: &MeterRow| Cursor(args![&m.sort_key, m.id]).to_string());
    let Listing { rows, next, prev, count } = listing;
    Ok(Listing { rows: rows.iter().filter_map(|row| lines.remove(&row.id)).collect(), next, prev, count })
}

/// The places that words mean; nothing when they mean none, and the number of a meter is sought.
pub(crate) async fn by_words(cx: &mut Context, words: Option<&str>) -> Result<Option<Vec<PlaceId>>> {
    let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) else { return Ok(None) };
    let hits = module::search::find(cx, words, None).await?;
    let places = hits.iter().filter(|hit| hit.path.starts_with("/property/places/"));
    let places: Vec<PlaceId> = places.map(|hit| PlaceId::from_uuid(hit.id)).collect();
    Ok((!places.is_empty()).then_some(places))
}

/// Meters as lists show them.
pub(crate) async fn lines(cx: &mut Context, list: &[MeterRow]) -> Result<Vec<MeterLine>> {
    let ids: Vec<MeterId> = list.iter().map(|meter| meter.id).collect();
    let places: Vec<PlaceId> = list.iter().filter_map(|meter| meter.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let assets: Vec<AssetId> = list.iter().filter_map(|meter| meter.asset_id).collect();
    let assets = asset::asset_lines(cx, &assets).await?;
    let parents: Vec<MeterId> = list.iter().filter_map(|meter| meter.parent_id).collect();
    let parents = rows::by_ids(cx, &parents).await?;
    let latest: BTreeMap<MeterId, ReadingRow> =
        readings::latest(cx, &ids).await?.into_iter().map(|reading| (reading.meter_id, reading)).collect();
    let line = |meter: &MeterRow| MeterLine {
        id: meter.id,
        number: meter.number.clone(),
        meter_kind: meter.kind,
        place: meter.place_id.and_then(|id| places.get(&id)).map(|place| place.name.clone()),
        asset: meter.asset_id.and_then(|id| assets.get(&id)).map(|asset| asset.name.clone()),
        parent: meter.parent_id.and_then(|id| parents.get(&id)).map(|above| above.number.clone()),
        multiplier: shown(meter.multiplier).to_string(),
        figure: latest.get(&meter.id).map(|reading| shown(reading.figure).to_string()),
        read_on: latest.get(&meter.id).map(|reading| reading.read_on),
        meter_state: if meter.ended_on.is_some() { MeterState::Ended } else { MeterState::InUse },
        community: meter.org_id,
    };
    Ok(list.iter().map(line).collect())
}

/// One meter with what it showed.
pub async fn view(cx: &mut Context, which: WhichMeter) -> Result<MeterRecord> {
    let meter = rows::one(cx, which.id).await?;
    let read = read(cx, meter).await?;
    record(cx, read).await
}

/// The same of one that was read already.
pub(crate) async fn record(cx: &mut Context, read: Read) -> Result<MeterRecord> {
    let line = lines(cx, std::slice::from_ref(&read.meter)).await?.pop().ok_or(kernel::Error::NotFound)?;
    let below = rows::below(cx, read.meter.id).await?;
    let below = lines(cx, &below).await?;
    let used: BTreeMap<kernel::Date, String> =
        read.usages().0.into_iter().map(|usage| (usage.days.to, usage.quantity.to_string())).collect();
    let reading = |row: &ReadingRow| ReadingLine {
        id: row.id,
        meter_id: row.meter_id,
        number: line.number.clone(),
        place: line.place.clone(),
        meter_kind: Some(line.meter_kind),
        read_on: row.read_on,
        figure: shown(row.figure).to_string(),
        used: used.get(&row.read_on).cloned(),
        reading_source: row.source,
        estimated: row.estimated,
        reason: row.reason.clone(),
        by_name: row.by_name.clone(),
        superseded: row.superseded_by.is_some(),
        community: row.org_id,
    };
    let readings = read.readings.iter().rev().map(reading).collect();
    Ok(MeterRecord { readings, replacements: read.replacements, below, meter: read.meter, line })
}

/// A meter with all it showed.
pub(crate) async fn read(cx: &mut Context, meter: MeterRow) -> Result<Read> {
    let mut all = reads(cx, vec![meter]).await?;
    all.pop().ok_or(kernel::Error::NotFound)
}

/// The same of many, in their order.
pub(crate) async fn reads(cx: &mut Context, meters: Vec<MeterRow>) -> Result<Vec<Read>> {
    let ids: Vec<MeterId> = meters.iter().map(|meter| meter.id).collect();
    let readings = readings::of_meters(cx, &ids).await?;
    let replacements = rows::replacements(cx, &ids).await?;
    Ok(rules::together(meters, readings, replacements))
}

/// Tells the file of equipment which meters it has.
pub struct AssetMeters;

impl KnowsMeters for AssetMeters {
    fn meters<'a>(&'a self, cx: &'a mut Context, asset: &'a AssetLine) -> Boxed<'a, Result<Option<Vec<AssetMeter>>>> {
        Box::pin(async move {
            if !cx.actor().may_in(crate::METER_VIEW, asset.org_id) {
                return Ok(None);
            }
            let meters = rows::of_asset(cx, asset.id).await?;
            let speech = cx.speech();
            let told = |line: MeterLine| AssetMeter {
                kind: speech.say(&format!("choice-meter-kind-{}", line.meter_kind.word())),
                figure: line.figure.map(|figure| format!("{figure} {}", line.meter_kind.unit()).trim().to_owned()),
                read_on: line.read_on,
                href: format!("/meter/meters/{}", line.id),
                number: line.number,
            };
            Ok(Some(lines(cx, &meters).await?.into_iter().map(told).collect()))
        })
    }
}

/// What a meter of equipment has counted in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The meter.
    pub id: MeterId,
    /// Its number.
    pub number: String,
    /// What it measures.
    pub kind: MeterKind,
    /// What it had counted by each reading, the earliest first.
    pub totals: Vec<CountedOn>,
}

/// What a meter had counted by a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedOn {
    /// The day of the reading.
    pub day: Date,
    /// When it was entered.
    pub taken_at: Instant,
    /// What it had counted, in thousandths of its unit.
    pub total: i64,
}

/// What the meters in use of a piece of equipment have counted, by number.
///
/// # Errors
/// Those of the database.
pub async fn counted(cx: &mut Context, asset: AssetId) -> Result<Vec<Counted>> {
    let meters = rows::of_asset(cx, asset).await?;
    let by =
        |(reading, total): (&ReadingRow, i64)| CountedOn { day: reading.read_on, taken_at: reading.taken_at, total };
    let one = |read: Read| Counted {
        totals: read.totals().into_iter().map(by).collect(),
        id: read.meter.id,
        number: read.meter.number,
        kind: read.meter.kind,
    };
    Ok(reads(cx, meters).await?.into_iter().map(one).collect())
}

/// What the meters at some places of a community showed, and what these places share: from it follows what is billed there.
#[derive(Debug, Default)]
pub struct Metered {
    reads: BTreeMap<(PlaceId, MeterKind), Vec<Read>>,
    portions: BTreeMap<(PlaceId, TariffId), Vec<(Period, CostShare)>>,
}

impl Metered {
    /// What was used at a place of what a fee of this kind is charged by, of the readings after a day and up to another, and
    /// what stands in the way of more; of what is shared under the tariff, the parts that were approved.
    pub fn used(
        &self,
        place: PlaceId,
        (tariff, class): (TariffId, FeeClass),
        (since, until): (Date, Date),
    ) -> (Vec<(Period, Given)>, Vec<Finding>) {
        if class == FeeClass::Shared {
            let portions = self.portions.get(&(place, tariff)).into_iter().flatten();
            let given =
                |(days, shared): &(Period, CostShare)| (*days, Given { usage: None, shared: Some(shared.clone()) });
            return (portions.filter(|(days, _)| since < days.to).map(given).collect(), Vec::new());
        }
        let reads = self.reads.get(&(place, MeterKind::charged_by(class)));
        let billable = rules::billable(reads.into_iter().flatten(), since, until);
        let given = |usage: Usage| (usage.days, Given { usage: Some(usage), shared: None });
        (billable.usages.into_iter().map(given).collect(), billable.findings)
    }
}

/// Reads the meters at these places of a community.
///
/// # Errors
/// Those of the database.
pub async fn metered(cx: &mut Context, org: OrgId, places: &[PlaceId]) -> Result<Metered> {
    let meters = rows::at_places(cx, org, places).await?;
    let mut found = Metered::default();
    for read in reads(cx, meters).await? {
        if let Some(place) = read.meter.place_id {
            found.reads.entry((place, read.meter.kind)).or_default().push(read);
        }
    }
    for portion in sharings::approved(cx, org, places).await? {
        let days = Period::of(portion.from_on, portion.to_on.plus_days(1));
        let shared = serde_json::from_str(&portion.came_from)?;
        found.portions.entry((portion.place_id, portion.tariff_id)).or_default().push((days, shared));
    }
    Ok(found)
}

/// A bill of what was measured, to be held against the readings.
#[derive(Debug, Clone, PartialEq)]
pub struct BilledUse {
    /// The community.
    pub org: OrgId,
    /// The bill, as it is named.
    pub bill: String,
    /// The room or other place.
    pub place: PlaceId,
    /// The kind of fee.
    pub class: FeeClass,
    /// What it says was used.
    pub usage: Usage,
}

/// Holds what was billed against the readings between which it lies; what differs, told in a line each.
///
/// # Errors
/// Those of the database.
pub async fn findings(db: &Db, bills: &[BilledUse]) -> Result<Vec<String>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let mut found: BTreeMap<(OrgId, PlaceId, MeterKind), Vec<Usage>> = BTreeMap::new();
    for read in rows::all(&mut tx).await? {
        if let Some(place) = read.meter.place_id {
            found.entry((read.meter.org_id, place, read.meter.kind)).or_default().extend(read.usages().0);
        }
    }
    let told = |bill: &&BilledUse| {
        let used = found.get(&(bill.org, bill.place, MeterKind::charged_by(bill.class)));
        let same = |read: &&Usage| read.days == bill.usage.days && read.quantity == bill.usage.quantity;
        used.into_iter().flatten().find(same).is_none()
    };
    let line = |bill: &BilledUse| {
        let Usage { days, quantity, .. } = &bill.usage;
        format!("{} bills {quantity} from {} to {}, and no readings say so", bill.bill, days.from, days.to)
    };
    Ok(bills.iter().filter(told).map(line).collect())
}

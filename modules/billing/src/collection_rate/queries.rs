//! Receivable, received and outstanding, by fee item, building or month.

use std::collections::BTreeMap;

use kernel::{Date, Money, Result, form::Kind};
use module::{Context, Download};
use property::PlaceId;
use serde_json::json;
use sheet::write::{Export, ExportColumn};
use tariff::FeeItemId;

use super::{
    model::{AskCollectionRate, CollectionLine, CollectionRate, Grouping},
    rules::{Sums, percent},
    store::{self, BY_ITEM, BY_MONTH, BY_PLACE, Begins, Narrowed},
};

/// Lines by their key: what they are called, the sums of the time that is looked at and of arrears.
type Lines = BTreeMap<String, (String, Sums, Sums)>;

/// What of what was billed has come in.
pub async fn rate(cx: &mut Context, ask: AskCollectionRate) -> Result<CollectionRate> {
    let org = org::chosen_community(cx, ask.org_id).await?;
    let today = cx.now().date(cx.zone());
    let last = ask.last_on.unwrap_or(today);
    let first = ask.first_on.unwrap_or(Date::of(last.year(), 1, 1).unwrap_or(last));
    let places = match ask.building_id {
        Some(building) => Some(property::in_building(cx, building).await?),
        None => None,
    };
    let whole = ask.item_id.is_none() && places.is_none() && ask.day.is_none();
    let narrowed = Narrowed { org, item: ask.item_id, places, as_of: ask.day };
    let (within, before) = (Begins::Within(first, last), Begins::Before(first));
    let lines_by = ask.lines_by.unwrap_or(Grouping::Item);
    let lines = match lines_by {
        Grouping::Item => by_item(cx, &narrowed, within, before).await?,
        Grouping::Building => by_building(cx, &narrowed, within, before).await?,
        Grouping::Month => by_month(cx, &narrowed, within, before).await?,
    };
    let later = store::sums::<FeeItemId>(cx, &BY_ITEM, &narrowed, Begins::After(last)).await?;
    let book = if whole { Some(ledgers::standing(cx, org, ledger::chart::RECEIVABLE).await?) } else { None };
    let all = |of: fn(&(String, Sums, Sums)) -> Sums| lines.values().map(of).fold(Sums::default(), Sums::and);
    let (current, prior) = (all(|line| line.1).collected(), all(|line| line.2).collected());
    let line = |(key, (name, current, prior)): (String, (String, Sums, Sums))| CollectionLine {
        key,
        name,
        current: current.collected(),
        prior: prior.collected(),
    };
    Ok(CollectionRate {
        org_id: org,
        community: org::unit(cx, org).await?.name,
        only: only(cx, &ask).await?,
        first_on: first,
        last_on: last,
        day: ask.day,
        lines_by,
        lines: lines.into_iter().map(line).collect(),
        current,
        prior,
        later: later.into_values().fold(Sums::default(), Sums::and).collected().outstanding,
        book,
    })
}

/// What the report is narrowed to, by name.
async fn only(cx: &mut Context, ask: &AskCollectionRate) -> Result<Vec<String>> {
    let items = tariff::item_names(cx, &ask.item_id.into_iter().collect::<Vec<_>>()).await?;
    let buildings = property::place_lines(cx, &ask.building_id.into_iter().collect::<Vec<_>>()).await?;
    Ok(items.into_values().chain(buildings.into_values().map(|building| building.name)).collect())
}

async fn by_item(cx: &mut Context, narrowed: &Narrowed, within: Begins, before: Begins) -> Result<Lines> {
    let current: BTreeMap<FeeItemId, Sums> = store::sums(cx, &BY_ITEM, narrowed, within).await?;
    let prior: BTreeMap<FeeItemId, Sums> = store::sums(cx, &BY_ITEM, narrowed, before).await?;
    let ids: Vec<FeeItemId> = current.keys().chain(prior.keys()).copied().collect();
    let names = tariff::item_names(cx, &ids).await?;
    let mut lines = Lines::new();
    let name = |id: &FeeItemId| names.get(id).cloned().unwrap_or_default();
    for (id, sums) in current {
        add(&mut lines, id.to_string(), name(&id), sums, Sums::default());
    }
    for (id, sums) in prior {
        add(&mut lines, id.to_string(), name(&id), Sums::default(), sums);
    }
    Ok(lines)
}

async fn by_building(cx: &mut Context, narrowed: &Narrowed, within: Begins, before: Begins) -> Result<Lines> {
    let current: BTreeMap<PlaceId, Sums> = store::sums(cx, &BY_PLACE, narrowed, within).await?;
    let prior: BTreeMap<PlaceId, Sums> = store::sums(cx, &BY_PLACE, narrowed, before).await?;
    let buildings = property::buildings_of(cx, narrowed.org).await?;
    let names: Vec<PlaceId> =
        buildings.values().copied().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let names = property::place_lines(cx, &names).await?;
    let mut lines = Lines::new();
    let mut take = |place: &PlaceId, current: Sums, prior: Sums| {
        let building = buildings.get(place);
        let name = building.and_then(|id| names.get(id)).map(|line| line.name.clone()).unwrap_or_default();
        add(&mut lines, building.map(ToString::to_string).unwrap_or_default(), name, current, prior);
    };
    for (place, sums) in &current {
        take(place, *sums, Sums::default());
    }
    for (place, sums) in &prior {
        take(place, Sums::default(), *sums);
    }
    Ok(lines)
}

async fn by_month(cx: &mut Context, narrowed: &Narrowed, within: Begins, before: Begins) -> Result<Lines> {
    let mut lines = Lines::new();
    for (month, sums) in store::sums::<String>(cx, &BY_MONTH, narrowed, within).await? {
        add(&mut lines, month.clone(), month, sums, Sums::default());
    }
    for (month, sums) in store::sums::<String>(cx, &BY_MONTH, narrowed, before).await? {
        add(&mut lines, month.clone(), month, Sums::default(), sums);
    }
    Ok(lines)
}

fn add(lines: &mut Lines, key: String, name: String, current: Sums, prior: Sums) {
    let line = lines.entry(key).or_insert_with(|| (name, Sums::default(), Sums::default()));
    (line.1, line.2) = (line.1.and(current), line.2.and(prior));
}

/// The heads of the columns, as page and file show them.
pub(crate) const HEADS: [&str; 8] = [
    "billing-bills-count",
    "billing-receivable",
    "billing-received",
    "billing-outstanding",
    "billing-rate",
    "billing-prior-receivable",
    "billing-prior-received",
    "billing-prior-rate",
];

/// What the lines are, as a key of the catalogue.
pub(crate) fn head_of(grouping: Grouping) -> String {
    format!("choice-lines-by-{}", grouping.word())
}

/// The report as a workbook.
pub(crate) fn file(cx: &Context, found: &CollectionRate) -> Result<Download> {
    let speech = cx.speech();
    let kinds =
        [Kind::Integer, Kind::Money, Kind::Money, Kind::Money, Kind::Text, Kind::Money, Kind::Money, Kind::Text];
    let mut columns = vec![ExportColumn::new(speech.say(&head_of(found.lines_by)), Kind::Text)];
    columns.extend(HEADS.iter().zip(kinds).map(|(head, kind)| ExportColumn::new(speech.say(head), kind)));
    let mut export = Export::workbook(&speech.say("billing-collection-rate"), columns, cx.zone())?;
    for line in &found.lines {
        let (current, prior) = (&line.current, &line.prior);
        export.row(&[
            json!(line.name),
            json!(current.bills),
            json!(current.receivable),
            json!(current.received),
            json!(current.outstanding),
            json!(percent(current.rate)),
            json!(prior.receivable),
            json!(prior.received),
            json!(percent(prior.rate)),
        ])?;
    }
    let name = format!("collection-{}-{}.xlsx", found.first_on, found.last_on);
    Ok(Download { name, kind: sheet::MEDIA_TYPE, bytes: export.finish()? })
}

/// What the three parts of the report say is owed.
pub(crate) fn owed(found: &CollectionRate) -> Money {
    found.current.outstanding + found.prior.outstanding + found.later
}

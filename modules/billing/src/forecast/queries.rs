//! Reckons what will be billed, by the same rules as a run, and writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use charge::{Billing, period::plus_months};
use kernel::{Money, Result, form::Kind};
use module::{Context, Download};
use property::PlaceId;
use serde_json::json;
use sheet::write::{Export, ExportColumn};
use tariff::{Enforced, FeeItemId, TariffId, TariffPlaceRow};

use super::{
    model::{AskForecast, Forecast, ForecastItem},
    rules,
};
use crate::{
    bill,
    run::{actions::CHARGED, rules as run},
};

/// Months looked at when nobody says how many.
const A_YEAR: u32 = 12;
/// Places reckoned together.
const PLACES: i64 = 500;

/// What the tariffs in force will bill, by fee item and month: vacancy, discounts and gift months as they are approved by now; what is
/// billed already is left out.
pub async fn forecast(cx: &mut Context, ask: AskForecast) -> Result<Forecast> {
    let org_id = org::chosen_community(cx, ask.org_id).await?;
    let days = rules::days(cx.now().date(cx.zone()), ask.months_ahead.unwrap_or(A_YEAR));
    let mut found = Forecast {
        org_id,
        community: org::unit(cx, org_id).await?.name,
        first_on: days.0,
        last_on: days.1,
        months: rules::months(days),
        items: Vec::new(),
        places: 0,
        hindered: 0,
        metered: Vec::new(),
    };
    let (metered, tariffs): (Vec<Enforced>, Vec<Enforced>) =
        tariff::in_force(cx, org_id).await?.into_iter().partition(|one| one.tariff.billing == Billing::Metered);
    found.metered = metered.into_iter().map(|one| one.name).collect();
    let tariffs: BTreeMap<TariffId, Enforced> = tariffs
        .into_iter()
        .map(|mut one| {
            one.tariff.key = one.item_id.to_string();
            (one.id, one)
        })
        .collect();
    let mut sums: BTreeMap<FeeItemId, Vec<Money>> = BTreeMap::new();
    let mut reached: Option<String> = None;
    loop {
        let places = property::in_community(cx, org_id, CHARGED, reached.as_deref(), PLACES).await?;
        let Some(last) = places.last() else { break };
        reached = Some(last.path.clone());
        reckon(cx, &mut found, &mut sums, &tariffs, &places).await?;
    }
    let ids: Vec<FeeItemId> = sums.keys().copied().collect();
    let mut names = tariff::item_names(cx, &ids).await?;
    let item = |(item_id, amounts): (FeeItemId, Vec<Money>)| ForecastItem {
        item_id,
        fee_item: names.remove(&item_id).unwrap_or_default(),
        total: amounts.iter().copied().sum(),
        amounts,
    };
    found.items = sums.into_iter().map(item).collect();
    found.items.sort_by(|one, other| one.fee_item.cmp(&other.fee_item));
    Ok(found)
}

/// Adds what some places will be billed.
async fn reckon(
    cx: &mut Context,
    found: &mut Forecast,
    sums: &mut BTreeMap<FeeItemId, Vec<Money>>,
    tariffs: &BTreeMap<TariffId, Enforced>,
    places: &[property::Place],
) -> Result<()> {
    let org = found.org_id;
    // What is billed afterwards began before: by a year at most.
    let days = (plus_months(found.first_on, -i64::from(A_YEAR)), found.last_on);
    let ids: Vec<PlaceId> = places.iter().map(|place| place.id).collect();
    let reckoned: Vec<&charge::Tariff> = tariffs.values().map(|one| &one.tariff).collect();
    let known = tariff::known(cx, org, &ids, &reckoned).await?;
    let mut there = bill::store::standing(cx, org, &ids).await?;
    let mut under: BTreeMap<PlaceId, Vec<TariffPlaceRow>> = BTreeMap::new();
    for row in tariff::applied(cx, org, &ids).await? {
        under.entry(row.place_id).or_default().push(row);
    }
    let (mut billed, mut hindered): (BTreeSet<PlaceId>, BTreeSet<PlaceId>) = Default::default();
    for place in places {
        let standing = there.entry(place.id).or_default();
        for row in under.get(&place.id).into_iter().flatten() {
            let Some(tariff) = tariffs.get(&row.tariff_id) else { continue };
            let subject = known.subject(place, row, tariff.ends_on);
            let made = run::make(&tariff.tariff, &subject, days, run::Used::default(), standing);
            if made.skipped.iter().any(|finding| !finding.expected()) {
                hindered.insert(place.id);
            }
            for (line, _) in made.lines.into_iter().filter(|(line, _)| line.bill_on >= found.first_on) {
                let amounts = sums.entry(tariff.item_id).or_insert_with(|| vec![Money::ZERO; found.months.len()]);
                rules::add(amounts, &found.months, line.bill_on, line.amount);
                billed.insert(place.id);
            }
        }
    }
    found.places += i64::try_from(billed.len()).unwrap_or(i64::MAX);
    found.hindered += i64::try_from(hindered.len()).unwrap_or(i64::MAX);
    Ok(())
}

/// The forecast as a workbook: a line for each month, a column for each fee item.
pub(super) fn file(cx: &Context, found: &Forecast) -> Result<Download> {
    let speech = cx.speech();
    let mut columns = vec![ExportColumn::new(speech.say("choice-lines-by-month"), Kind::Text)];
    columns.extend(found.items.iter().map(|item| ExportColumn::new(item.fee_item.clone(), Kind::Money)));
    columns.push(ExportColumn::new(speech.say("billing-sum"), Kind::Money));
    let mut export = Export::workbook(&speech.say("billing-forecast"), columns, cx.zone())?;
    for (nth, month) in found.months.iter().enumerate() {
        let mut row = vec![json!(month)];
        row.extend(found.items.iter().map(|item| json!(item.amounts.get(nth))));
        row.push(json!(found.of_month(nth)));
        export.row(&row)?;
    }
    let name = format!("forecast-{}-{}.xlsx", found.first_on, found.last_on);
    Ok(Download { name, kind: sheet::MEDIA_TYPE, bytes: export.finish()? })
}

//! Arrears by age, as of any day, and the proof of what is kept of them.

use std::collections::BTreeMap;

use ::store::Db;
use kernel::{Date, Money, OrgId, Result, Scope};
use ledgers::Finding;
use module::Context;
use property::PlaceId;
use settle::aging::Aging;
use tariff::FeeItemId;

use super::{
    model::{Arrears, ArrearsBy, ArrearsLine, AskArrears, OwedRow},
    rules, store as rows,
};

/// What is owed at the end of a day by age.
///
/// # Errors
/// Those of the database.
pub async fn arrears(cx: &mut Context, ask: AskArrears) -> Result<Arrears> {
    let day = ask.day.unwrap_or(cx.now().date(cx.zone()));
    let found = owed(cx, ask.org_id, day).await?;
    let mut list = match ask.arrears_by.unwrap_or(ArrearsBy::FeeItem) {
        ArrearsBy::FeeItem => by_item(cx, rules::aged(&found, &ask, day, |row| row.item_id)).await?,
        ArrearsBy::Building => by_building(cx, rules::aged(&found, &ask, day, |row| row.building_id)).await?,
        ArrearsBy::Community => by_community(cx, rules::aged(&found, &ask, day, |row| row.org_id)).await?,
    };
    list.retain(|line| line.total != Money::ZERO || line.arrears != Money::ZERO || line.written_off != Money::ZERO);
    list.sort_by_key(|line| std::cmp::Reverse(line.total));
    Ok(Arrears { day, rows: list })
}

/// What is owed at the end of a day by item, building and due day: what was kept of the month before, and what has moved since.
async fn owed(cx: &mut Context, org: Option<OrgId>, day: Date) -> Result<Vec<OwedRow>> {
    let scope = cx.scope().clone();
    let asked = scope.0.iter().copied().filter(|one| org.is_none_or(|org| org == *one)).collect();
    let mut alike: BTreeMap<Option<Date>, Vec<OrgId>> = BTreeMap::new();
    for kept in rows::summaries(cx.tx(), &asked).await? {
        alike.entry(rules::kept_until(&kept, day)).or_default().push(kept.org_id);
    }
    let mut found = Vec::new();
    for (until, orgs) in alike {
        if let Some(until) = until {
            found.extend(rows::kept(cx.tx(), &orgs, until).await?);
        }
        found.extend(rows::moved(cx.tx(), &orgs, until, day).await?);
    }
    Ok(found)
}

type Aged<K> = BTreeMap<K, (Aging, Money)>;

async fn by_item(cx: &mut Context, aged: Aged<FeeItemId>) -> Result<Vec<ArrearsLine>> {
    let names = tariff::item_names(cx, &aged.keys().copied().collect::<Vec<_>>()).await?;
    let named = |item: FeeItemId, sums| ArrearsLine {
        item_id: Some(item),
        ..line(names.get(&item).cloned().unwrap_or_default(), sums)
    };
    Ok(aged.into_iter().map(|(item, sums)| named(item, sums)).collect())
}

async fn by_building(cx: &mut Context, aged: Aged<Option<PlaceId>>) -> Result<Vec<ArrearsLine>> {
    let names = property::place_lines(cx, &aged.keys().copied().flatten().collect::<Vec<_>>()).await?;
    let named = |building: Option<PlaceId>, sums| {
        let place = building.and_then(|id| names.get(&id));
        let (name, org_id) =
            (place.map(|place| place.name.clone()).unwrap_or_default(), place.map(|place| place.org_id));
        ArrearsLine { building_id: building, org_id, ..line(name, sums) }
    };
    Ok(aged.into_iter().map(|(building, sums)| named(building, sums)).collect())
}

async fn by_community(cx: &mut Context, aged: Aged<OrgId>) -> Result<Vec<ArrearsLine>> {
    let mut list = Vec::new();
    for (org, sums) in aged {
        let name = org::unit(cx, org).await?.name;
        list.push(ArrearsLine { org_id: Some(org), ..line(name, sums) });
    }
    Ok(list)
}

fn line(name: String, (aging, written_off): (Aging, Money)) -> ArrearsLine {
    ArrearsLine {
        org_id: None,
        building_id: None,
        item_id: None,
        name,
        not_due: aging.not_due,
        overdue: aging.overdue.to_vec(),
        arrears: aging.arrears(),
        total: aging.total(),
        written_off,
    }
}

/// Compares every month that is kept with what its bills say.
///
/// # Errors
/// Those of the database.
pub(crate) async fn findings(db: &Db) -> Result<Vec<Finding>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let mut findings = Vec::new();
    for summary in rows::all(&mut tx).await? {
        let (Some(since), Some(until)) = (summary.since_on, summary.until_on) else { continue };
        let (org, mut end, mut before) = (summary.org_id, since, None);
        let mut owed: Vec<OwedRow> = Vec::new();
        while end <= until {
            owed.extend(rows::moved(&mut tx, &[org], before, end.plus_days(-1)).await?);
            owed = rules::summed(owed);
            if rules::summed(rows::kept(&mut tx, &[org], end).await?) != owed {
                let what =
                    format!("the arrears kept of the month before {end} are not what its bills say: sum them up anew");
                findings.push(Finding { org, rule: "I6", seq: 0, what });
            }
            before = Some(end);
            end = charge::period::plus_months(end, 1);
        }
    }
    Ok(findings)
}

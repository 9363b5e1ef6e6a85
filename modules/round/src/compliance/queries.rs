//! The read model of compliance.

use std::collections::{BTreeMap, BTreeSet};

use asset::{AssetLine, KnowsRounds, Upkeep, UpkeepLine};
use kernel::{Date, OrgId, Result};
use module::{Boxed, Context};
use property::PlaceId;

use super::{
    model::{AssetTime, BuildingLine, Compliance, WeekShare, WhichCompliance},
    rules, store,
};
use crate::occurrence::model::Standing;

/// The most times in the file of a piece of equipment.
const LATEST: usize = 8;

/// Tells the file of equipment what was due on it.
pub struct AssetRounds;

impl KnowsRounds for AssetRounds {
    fn upkeep<'a>(
        &'a self,
        cx: &'a mut Context,
        asset: &'a AssetLine,
        since: Date,
    ) -> Boxed<'a, Result<Option<Upkeep>>> {
        Box::pin(async move {
            if !cx.actor().may_in(crate::OCCURRENCE_VIEW, asset.org_id) {
                return Ok(None);
            }
            let times = store::of_asset(cx, asset, since).await?;
            let share = rules::share(&times);
            let speech = cx.speech();
            let line = |time: AssetTime| UpkeepLine {
                title: time.title,
                day: time.day,
                state: speech.say(&format!("choice-state-{}", time.state.word().replace('_', "-"))),
                missed: time.state == Standing::Missed,
                by_name: time.by_name,
                href: format!("/round/occurrences/{}", time.id),
            };
            let lines = times.into_iter().take(LATEST).map(line).collect();
            Ok(Some(Upkeep { due: share.due, in_time: share.in_time, lines }))
        })
    }
}

/// Buildings by weeks, for programs and the page.
pub async fn compliance(cx: &mut Context, which: WhichCompliance) -> Result<Compliance> {
    let weeks = rules::mondays(cx.now().date(cx.zone()));
    let Some(from) = weeks.first().copied() else {
        return Ok(Compliance { weeks, buildings: Vec::new() });
    };
    let all = store::counted(cx, &which, from, false).await?;
    let in_time = store::counted(cx, &which, from, true).await?;
    let places: BTreeSet<PlaceId> = all.iter().filter_map(|row| row.place_id).collect();
    let places = property::place_lines(cx, &places.into_iter().collect::<Vec<_>>()).await?;
    let building = |place: Option<PlaceId>| place.and_then(|id| places.get(&id)).and_then(|place| place.building_id);
    let mut shares: BTreeMap<(OrgId, Option<PlaceId>), Vec<WeekShare>> = BTreeMap::new();
    for (rows, timely) in [(&all, false), (&in_time, true)] {
        for row in rows {
            let Some(week) = weeks.iter().position(|monday| *monday == rules::monday(row.day)) else { continue };
            let line = shares
                .entry((row.org_id, building(row.place_id)))
                .or_insert_with(|| vec![WeekShare::default(); weeks.len()]);
            let Some(share) = line.get_mut(week) else { continue };
            if timely {
                share.in_time += row.count;
            } else {
                share.due += row.count;
            }
        }
    }
    let names: BTreeMap<OrgId, String> = org::tree(cx).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let ids: Vec<PlaceId> = shares.keys().filter_map(|(_, place)| *place).collect();
    let named = property::place_lines(cx, &ids).await?;
    let elsewhere = cx.speech().say("round-compliance-elsewhere");
    let mut buildings: Vec<BuildingLine> = shares
        .into_iter()
        .map(|((org_id, place_id), weeks)| {
            let org = names.get(&org_id).cloned().unwrap_or_default();
            let place = place_id.and_then(|id| named.get(&id)).map(|place| place.name.clone());
            let name = format!("{org} {}", place.as_deref().unwrap_or(&elsewhere));
            BuildingLine { org_id, place_id, name, weeks }
        })
        .collect();
    buildings.sort_by(|a, b| {
        let key = |line: &BuildingLine| (line.place_id.is_some(), property::natural_key(&line.name));
        (names.get(&a.org_id), key(a)).cmp(&(names.get(&b.org_id), key(b)))
    });
    Ok(Compliance { weeks, buildings })
}

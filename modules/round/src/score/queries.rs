//! The read model of scores.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Result;
use module::Context;
use property::PlaceId;

use super::{
    model::{ScoreBy, ScoreLine, Scored, Scores, WhichScores},
    rules, store,
};
use crate::calendar::rules::{first_of, months_on};

/// The key of the line of what belongs to nobody, or to no building.
const NONE: &str = "none";

/// Scores of a month, for programs and the page.
pub async fn view(cx: &mut Context, which: WhichScores) -> Result<Scores> {
    let org_id = org::chosen_community(cx, which.org_id).await?;
    let by = which.by.unwrap_or(ScoreBy::Person);
    let first = first_of(which.month.as_deref(), cx.now().date(cx.zone()));
    let found = store::scored(cx, org_id, &which, (first, months_on(first, 1))).await?;
    let areas = if by == ScoreBy::Area { areas(cx, &found).await? } else { BTreeMap::new() };
    let mut groups: BTreeMap<(String, String), Vec<&Scored>> = BTreeMap::new();
    for task in &found {
        if let Some(group) = group(cx, by, &areas, task) {
            groups.entry(group).or_default().push(task);
        }
    }
    let mut tasks: Vec<_> = groups
        .iter()
        .filter(|((key, _), _)| Some(key) == which.of.as_ref())
        .flat_map(|(_, tasks)| tasks.iter().map(|task| rules::told(task)))
        .collect();
    tasks.sort_by_key(|task| (task.worth, task.day, task.id));
    let mut lines: Vec<ScoreLine> =
        groups.into_iter().map(|((key, name), tasks)| rules::line(key, name, &tasks)).collect();
    lines.sort_by(|a, b| (a.score, &a.name).cmp(&(b.score, &b.name)));
    Ok(Scores { org_id, first, by, lines, tasks })
}

/// Whose a task is: key and name. What a vendor does is his, also when a worker of his put his name to it.
fn group(
    cx: &Context,
    by: ScoreBy,
    areas: &BTreeMap<PlaceId, (String, String)>,
    task: &Scored,
) -> Option<(String, String)> {
    match by {
        ScoreBy::Person => Some((task.staff_id?.to_string(), task.staff_name.clone()?)),
        ScoreBy::Vendor => task.vendor.clone().map(|vendor| (vendor.clone(), vendor)),
        ScoreBy::Area => {
            let elsewhere = || (NONE.to_owned(), cx.speech().say("round-compliance-elsewhere"));
            Some(task.place_id.and_then(|place| areas.get(&place)).cloned().unwrap_or_else(elsewhere))
        }
    }
}

/// The building of each place, with its name.
async fn areas(cx: &mut Context, found: &[Scored]) -> Result<BTreeMap<PlaceId, (String, String)>> {
    let places: BTreeSet<PlaceId> = found.iter().filter_map(|task| task.place_id).collect();
    let places = property::place_lines(cx, &places.into_iter().collect::<Vec<_>>()).await?;
    let buildings: BTreeSet<PlaceId> = places.values().filter_map(|place| place.building_id).collect();
    let buildings = property::place_lines(cx, &buildings.into_iter().collect::<Vec<_>>()).await?;
    let named = |place: &property::PlaceLine| {
        let building = buildings.get(&place.building_id?)?;
        Some((building.id.to_string(), building.name.clone()))
    };
    Ok(places.iter().filter_map(|(id, place)| Some((*id, named(place)?))).collect())
}

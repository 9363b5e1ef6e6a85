//! Adding up how cases stand with their limits.

use std::collections::BTreeMap;

use kernel::{Result, Span};
use module::{COUNT_LIMIT, Context};
use org::StaffId;
use property::PlaceId;
use uuid::Uuid;

use super::model::{AskBoard, Figures, LimitBoard, Tally};
use crate::{
    case::{
        model::{CaseFilter, Timing},
        queries::lines,
        rules,
        store::{self, Share},
    },
    limit::{self, model::Period},
    sample,
};

/// Cases shown below the figures.
const PRESSING: i64 = 30;
/// People and buildings shown.
const TALLIES: usize = 40;

/// The figures of everything in the scope.
pub(crate) async fn figures(cx: &mut Context) -> Result<Figures> {
    let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
    let timed = |timing| CaseFilter { timing: Some(timing), ..CaseFilter::default() };
    let soon = cx.now() + Span::hours(2);
    let month = rules::month_start(cx.now().date(cx.zone())).start(cx.zone());
    let (all, late) = store::kept_since(cx, month).await?;
    Ok(Figures {
        open: store::count(cx, &open, COUNT_LIMIT).await?,
        late: store::count(cx, &timed(Timing::Late), COUNT_LIMIT).await?,
        risk: store::count(cx, &timed(Timing::Risk), COUNT_LIMIT).await?,
        paused: store::count(cx, &timed(Timing::Paused), COUNT_LIMIT).await?,
        due_soon: store::count_due_before(cx, soon).await?,
        kept: (all > 0).then(|| (all - late) * 10_000 / all),
    })
}

/// The time-limit board of everything in the scope.
pub async fn board(cx: &mut Context, ask: AskBoard) -> Result<LimitBoard> {
    let days = limit::rules::days(ask.period.unwrap_or(Period::Month), cx.now().date(cx.zone()));
    let mut people = Vec::new();
    let mut areas = Vec::new();
    for timing in [None, Some(Timing::Risk), Some(Timing::Late), Some(Timing::Paused)] {
        people.push(store::by_assignee(cx, timing).await?);
        areas.push(store::by_area(cx, timing).await?);
    }
    let nobody = cx.speech().say("desk-nobody-yet");
    let outside = cx.speech().say("desk-outside-buildings");
    let ids: Vec<PlaceId> = areas[0].iter().filter_map(|s| s.id).map(PlaceId::from_uuid).collect();
    let names: BTreeMap<Uuid, String> = match ids.as_slice() {
        [] => BTreeMap::new(),
        ids => property::place_lines(cx, ids).await?.into_iter().map(|(id, p)| (id.uuid(), p.name)).collect(),
    };
    let ids: Vec<StaffId> = people[0].iter().filter_map(|s| s.id).map(StaffId::from_uuid).collect();
    let staff: BTreeMap<Uuid, String> = match ids.as_slice() {
        [] => BTreeMap::new(),
        ids => org::staff_names(cx, ids).await?.into_values().map(|s| (s.id.uuid(), s.name)).collect(),
    };
    let rows = store::pressing(cx, &CaseFilter::default(), PRESSING).await?;
    Ok(LimitBoard {
        figures: figures(cx).await?,
        by_person: tallies(&people, &nobody, &staff),
        by_building: tallies(&areas, &outside, &names),
        pressing: lines(cx, rows).await?,
        kept: limit::queries::kept(cx, days).await?,
        samples: sample::store::figures(cx, days.0, days.1).await?,
    })
}

/// Puts the four counts side by side: all, at risk, late, waiting.
fn tallies(counts: &[Vec<Share>], without: &str, names: &BTreeMap<Uuid, String>) -> Vec<Tally> {
    let mut found: BTreeMap<Option<Uuid>, Tally> = BTreeMap::new();
    for (nth, shares) in counts.iter().enumerate() {
        for share in shares {
            let tally = found.entry(share.id).or_insert_with(|| Tally {
                id: share.id,
                name: share.id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| without.to_owned()),
                open: 0,
                risk: 0,
                late: 0,
                paused: 0,
            });
            let cell = match nth {
                0 => &mut tally.open,
                1 => &mut tally.risk,
                2 => &mut tally.late,
                _ => &mut tally.paused,
            };
            *cell += share.count;
        }
    }
    let mut list: Vec<Tally> = found.into_values().collect();
    list.sort_by_key(|t| (std::cmp::Reverse(t.late), std::cmp::Reverse(t.open)));
    list.truncate(TALLIES);
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(n: u128, count: i64) -> Share {
        Share { id: (n > 0).then(|| Uuid::from_u128(n)), count }
    }

    #[test]
    fn whoever_has_most_late_cases_stands_first() {
        let names = [(1, "赵师傅"), (2, "陈师傅")].map(|(n, name)| (Uuid::from_u128(n), name.to_owned()));
        let open = vec![share(1, 5), share(2, 3), share(0, 2)];
        let late = vec![share(2, 2)];
        let list = tallies(&[open, vec![], late, vec![]], "未派单", &BTreeMap::from(names));
        let said: Vec<(&str, i64, i64)> = list.iter().map(|t| (t.name.as_str(), t.open, t.late)).collect();
        assert_eq!(said, [("陈师傅", 3, 2), ("赵师傅", 5, 0), ("未派单", 2, 0)]);
    }
}

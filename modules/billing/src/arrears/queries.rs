//! Arrears by age, as of any day.

use std::collections::BTreeMap;

use kernel::{Money, Result};
use module::Context;
use settle::aging::{AGES, Aging, days_past_due};
use tariff::FeeItemId;

use super::{
    model::{Arrears, ArrearsLine, AskArrears},
    store as rows,
};

/// What is owed at the end of a day, by fee item and age.
pub async fn arrears(cx: &mut Context, ask: AskArrears) -> Result<Arrears> {
    let day = ask.day.unwrap_or(cx.now().date(cx.zone()));
    let mut aged: BTreeMap<FeeItemId, Aging> = BTreeMap::new();
    let billed = rows::billed(cx, ask.org_id, day).await?;
    let mut less = rows::credited(cx, ask.org_id, day).await?;
    less.extend(rows::settled(cx, ask.org_id, day).await?);
    let less = less.into_iter().map(|(item, due, sum)| (item, due, -sum));
    for (item, due_on, sum) in billed.into_iter().chain(less) {
        let aging = aged.entry(item).or_default();
        let days = days_past_due(due_on, day);
        if days == 0 {
            aging.not_due = aging.not_due + sum;
        } else {
            let place = AGES.iter().position(|last| days <= *last).unwrap_or(AGES.len());
            aging.overdue[place] = aging.overdue[place] + sum;
        }
    }
    let ids: Vec<FeeItemId> = aged.keys().copied().collect();
    let names = tariff::item_names(cx, &ids).await?;
    let line = |(item, aging): (FeeItemId, Aging)| ArrearsLine {
        fee_item: names.get(&item).cloned().unwrap_or_default(),
        not_due: aging.not_due,
        overdue: aging.overdue.to_vec(),
        arrears: aging.arrears(),
        total: aging.total(),
    };
    let mut list: Vec<ArrearsLine> = aged.into_iter().map(line).filter(|line| line.total != Money::ZERO).collect();
    list.sort_by_key(|line| std::cmp::Reverse(line.total));
    Ok(Arrears { day, rows: list })
}

//! The read model of the year ahead.

use kernel::Result;
use module::Context;

use super::{
    model::{WhichYear, Year, YearWork},
    rules,
};
use crate::{calendar, plan::model::PlanFilter, procedure::model::System};

/// The year ahead of a community, for programs and the page.
pub async fn view(cx: &mut Context, which: WhichYear) -> Result<Year> {
    let org_id = org::chosen_community(cx, which.org_id).await?;
    let today = cx.now().date(cx.zone());
    let filter = PlanFilter { org_id: Some(org_id), ..PlanFilter::default() };
    let ahead = calendar::queries::ahead(cx, &filter, rules::end(today).start(cx.zone())).await?;
    let due: Vec<_> = ahead.due.into_iter().filter(|(_, day, _)| *day < rules::end(today)).collect();
    let work = |((plan, month), count): ((usize, kernel::Date), i64)| YearWork {
        month,
        system: Some(ahead.plans[plan].system),
        title: ahead.plans[plan].name.clone(),
        count,
        statutory: false,
    };
    let mut works: Vec<YearWork> = rules::rare(&due).into_iter().map(work).collect();
    for month in asset::statutory_year(cx, org_id).await? {
        works.extend(month.lines.into_iter().map(|line| YearWork {
            month: month.month,
            system: System::of(line.system.word()),
            title: line.title,
            count: i64::try_from(line.count).unwrap_or(i64::MAX),
            statutory: true,
        }));
    }
    works.sort_by(|a, b| (a.month, !a.statutory, &a.title).cmp(&(b.month, !b.statutory, &b.title)));
    Ok(Year { org_id, months: rules::months(today), works })
}

//! Reminding of causes that are awaited.

use kernel::{Budget, COMPANY, Id, Instant, OrgId, Result, Span};
use module::Context;
use process::Calendars;
use serde_json::Value;
use uuid::Uuid;

use super::{
    model::{Due, Reminder},
    rules::explain_by,
    store,
};
use crate::{
    case::queries::engine,
    deputy,
    notification::{
        events::{About, tell},
        model::NoticeKind,
    },
};

/// Reminders given in one run.
const MOST: i64 = 200;
/// How far back causes are still asked for.
const LOOKED_BACK: Span = Span::hours(24 * 31);
/// The posts that hear of what should have been explained long ago, and of what nobody answers for.
const LEADING: &str = "supervisor";

/// After a workday whoever answers for a missed limit is reminded to say why; once that is overdue, whoever leads there hears of
/// it. Each once.
pub(crate) async fn remind(cx: &mut Context, _: Value) -> Result<()> {
    let now = cx.now();
    let communities: Vec<OrgId> = cx.scope().0.iter().copied().filter(|org| *org != COMPANY).collect();
    let engine = engine(cx)?;
    for org in communities {
        let calendars = engine.calendars(org);
        for step in Reminder::ALL {
            for due in store::unexplained(cx, org, *step, now - LOOKED_BACK, MOST).await? {
                let at = match step {
                    Reminder::Answer => workday_after(&calendars, due.at),
                    Reminder::Overdue => explain_by(due.at),
                };
                if at <= now {
                    say(cx, org, *step, &due).await?;
                }
            }
        }
    }
    Ok(())
}

/// A workday later, by the office's calendar; a day where there is none.
fn workday_after(calendars: &Calendars, at: Instant) -> Instant {
    let workday: Option<Budget> = "1 workday".parse().ok();
    let later = workday.zip(calendars.current("office")).and_then(|(w, c)| c.add_business(at, w.span(c)).ok());
    later.unwrap_or(at + Span::hours(24))
}

async fn say(cx: &mut Context, org: OrgId, step: Reminder, due: &Due) -> Result<()> {
    store::reminded(cx, org, step, due).await?;
    let mut people: Vec<Uuid> = match (step, due.person_id) {
        (Reminder::Answer, Some(person)) => vec![person],
        _ if !engine(cx)?.reads(LEADING, &due.process) => Vec::new(),
        _ => org::staff_of(cx, org, Some(LEADING), None).await?.into_iter().map(|s| s.id.uuid()).collect(),
    };
    // Whoever stands in for one of them hears of it as well.
    for person in people.clone() {
        people.extend(deputy::queries::stand_in(cx, Id::from_uuid(person)).await?.map(|s| s.id.uuid()));
    }
    people.sort_unstable();
    people.dedup();
    let about =
        About { org, case: due.case_id, number: due.number.clone(), title: due.title.clone(), kind: NoticeKind::Cause };
    let words = match step {
        Reminder::Answer => "desk-limit-remind",
        Reminder::Overdue => "desk-limit-remind-overdue",
    };
    tell(cx, &key(step, due.case_id, &due.clock, due.activation), &about, &people, words).await
}

/// The same for the same reminder.
pub(crate) fn key(step: Reminder, case: process::runtime::CaseId, clock: &str, activation: i64) -> String {
    format!("cause/{case}/{clock}/{activation}/{}", step.word())
}

//! Making and ending rules; drawing what is done for a second look; holding the second result against the first.

use kernel::{Error, Instant, Message, Result};
use module::{Change, Context};
use round::procedure::{Judged, OnFail};

use super::{
    model::{CreateSpotCheck, CreateSpotCheckRule, SpotCheckRuleRow, WhichSpotCheckRule},
    rules, store,
};
use crate::{
    occurrence::{
        self,
        model::{OccurrenceId, OccurrenceRow, WhichOccurrence},
        rules::case_process,
    },
    plan::model::Doer,
    work::actions::{Spawned, spawn},
};

/// What stands in the place of a step where a difference between two results has opened a case.
const DIFFERENCE: &str = "difference";

/// Makes a rule. One for the same system that is in force must be ended first.
pub async fn create(cx: &mut Context, input: CreateSpotCheckRule) -> Result<WhichSpotCheckRule> {
    let org = cx.community(input.org_id)?;
    let known = store::in_force(cx, org).await?;
    if known.iter().any(|rule| rule.system == input.system) {
        return Err(Error::field("system", Message::of("round-spot-check-rule-twice")));
    }
    let row = SpotCheckRuleRow {
        org_id: org,
        id: cx.new_id(),
        role: input.role,
        system: input.system,
        share: input.spot_share,
        made_name: cx.actor().name.clone(),
        made_at: cx.now(),
        ended_at: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(org, row.id).after(&row));
    Ok(WhichSpotCheckRule { id: row.id })
}

/// Ends a rule; what it has drawn stays.
pub async fn end(cx: &mut Context, input: WhichSpotCheckRule) -> Result<WhichSpotCheckRule> {
    let was = store::to_change(cx, input.id).await?;
    if was.ended_at.is_some() {
        return cx.refuse(Message::of("round-spot-check-rule-ended"));
    }
    let is = SpotCheckRuleRow { ended_at: Some(cx.now()), version: was.version + 1, ..was.clone() };
    store::end(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    Ok(WhichSpotCheckRule { id: is.id })
}

/// Has one occurrence looked at a second time, chosen by hand.
pub async fn check(cx: &mut Context, input: CreateSpotCheck) -> Result<WhichOccurrence> {
    let of = occurrence::store::to_change(cx, input.id).await?;
    rules::may_check(&of, input.role)?;
    if store::check_of(cx, &of).await?.is_some() {
        return cx.refuse(Message::of("round-spot-check-twice"));
    }
    let id = entered(cx, &of, input.role).await?;
    Ok(WhichOccurrence { id })
}

/// Draws what was just done, by the rule of its community and system and the randomness of the context.
pub(crate) async fn draw(cx: &mut Context, of: &OccurrenceRow) -> Result<()> {
    if of.checks_id.is_some() {
        return Ok(());
    }
    let known = store::in_force(cx, of.org_id).await?;
    let Some(rule) = rules::rule_for(&known, of.system) else { return Ok(()) };
    if rules::may_check(of, rule.role).is_ok() && rules::drawn(rule.share, cx.random()) {
        entered(cx, of, rule.role).await?;
    }
    Ok(())
}

async fn entered(cx: &mut Context, of: &OccurrenceRow, role: Doer) -> Result<OccurrenceId> {
    let (from, last) = rules::days(cx.now().date(cx.zone()));
    let between: (Instant, Instant) = (from.start(cx.zone()), last.plus_days(1).start(cx.zone()));
    let title = cx.speech().say_with("round-spot-check-of", &[("title", &of.title)]);
    let id = store::add(cx, of, (&title, role), between).await?;
    let is = occurrence::store::one(cx, id).await?;
    cx.record(Change::to(of.org_id, id).after(&is));
    cx.touch(format!("occurrence:{}", of.id));
    cx.touch(format!("occurrences:{}", of.org_id));
    Ok(id)
}

/// The steps in which a second look found what the first did not tell; nothing for what is no second look.
pub(crate) async fn differing(cx: &mut Context, of: &OccurrenceRow, steps: &[Judged]) -> Result<Option<Vec<String>>> {
    let Some(first) = of.checks_id else { return Ok(None) };
    let first = occurrence::store::one(cx, first).await?;
    let results = occurrence::store::results(cx, &first).await?;
    let bad = |verdict: &str| occurrence::queries::is_bad(verdict);
    let told: Vec<&str> = results.iter().filter(|row| bad(&row.verdict)).map(|row| row.step.as_str()).collect();
    let found: Vec<&str> =
        steps.iter().filter(|judged| judged.verdict.is_failure()).map(|judged| judged.step.as_str()).collect();
    Ok(Some(rules::differing(&told, &found).into_iter().map(str::to_owned).collect()))
}

/// A difference is a nonconformity of whoever did the first.
pub(crate) async fn tell_difference(cx: &mut Context, of: &OccurrenceRow, asked: &[String]) -> Result<()> {
    let Some(process) = case_process(OnFail::Nonconformity, of.system, false) else { return Ok(()) };
    let first = match of.checks_id {
        Some(id) => occurrence::store::one(cx, id).await?,
        None => return Ok(()),
    };
    let who = first.by_name.clone().unwrap_or_default();
    let told = [("thing", of.thing_name.as_str()), ("name", &who), ("day", &first.day.to_string())];
    let speech = cx.speech();
    let spawned = Spawned {
        step: DIFFERENCE.to_owned(),
        process,
        summary: speech.say_with("round-spot-check-differs-summary", &told),
        details: asked.join("\n"),
        photos: Vec::new(),
    };
    spawn(cx, of, spawned).await
}

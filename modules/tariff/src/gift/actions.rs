//! Asking for a rule of gift months, deciding about it, and giving months by it.

use kernel::{Error, Money, OrgId, Result};
use module::{Change, Context};

use super::{
    model::{AskGiftRule, DecideGiftRule, GiftRuleRow, GiftRuleState, GiveMonths, WhichGiftRule},
    rules, store,
};
use crate::relief::{
    self,
    model::{ReliefRow, ReliefState, Relieved},
};

/// Asks for a rule.
pub async fn create(cx: &mut Context, input: AskGiftRule) -> Result<WhichGiftRule> {
    let org_id = cx.community(input.org_id)?;
    rules::ask(&input)?;
    let row = GiftRuleRow {
        org_id,
        id: cx.new_id(),
        name: input.name.trim().to_owned(),
        fee_class: input.fee_class,
        paid_months: input.paid_months,
        given_months: input.given_months,
        without_arrears: input.without_arrears,
        from_on: input.from_on,
        to_on: input.to_on,
        state: GiftRuleState::Waiting,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        decided_by: None,
        decided_name: None,
        decided_at: None,
        answer: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    cx.touch(format!("gift_rules:{}", row.org_id));
    Ok(WhichGiftRule { id: row.id })
}

/// Approves it.
pub async fn approve(cx: &mut Context, input: DecideGiftRule) -> Result<WhichGiftRule> {
    let was = store::to_change(cx, input.id).await?;
    rules::decide(&was, cx.actor().id)?;
    let (by, name) = (Some(cx.actor().id), Some(cx.actor().name.clone()));
    let is = GiftRuleRow { state: GiftRuleState::Approved, decided_by: by, decided_name: name, ..was.clone() };
    decided(cx, &was, is, input.remark).await
}

/// Refuses it.
pub async fn refuse(cx: &mut Context, input: DecideGiftRule) -> Result<WhichGiftRule> {
    let was = store::to_change(cx, input.id).await?;
    rules::decide(&was, cx.actor().id)?;
    let (by, name) = (Some(cx.actor().id), Some(cx.actor().name.clone()));
    let is = GiftRuleRow { state: GiftRuleState::Refused, decided_by: by, decided_name: name, ..was.clone() };
    decided(cx, &was, is, input.remark).await
}

/// Ends it: it gives nothing from now on; what it gave stays.
pub async fn end(cx: &mut Context, input: DecideGiftRule) -> Result<WhichGiftRule> {
    let was = store::to_change(cx, input.id).await?;
    rules::end(&was)?;
    let (by, name) = (Some(cx.actor().id), Some(cx.actor().name.clone()));
    let is = GiftRuleRow { state: GiftRuleState::Ended, decided_by: by, decided_name: name, ..was.clone() };
    decided(cx, &was, is, input.remark).await
}

async fn decided(
    cx: &mut Context,
    was: &GiftRuleRow,
    is: GiftRuleRow,
    answer: Option<String>,
) -> Result<WhichGiftRule> {
    let is = GiftRuleRow { decided_at: Some(cx.now()), answer, version: was.version + 1, ..is };
    store::decide(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    cx.touch(format!("gift_rule:{}", is.id));
    cx.touch(format!("gift_rules:{}", is.org_id));
    Ok(WhichGiftRule { id: is.id })
}

/// Gives a room months by a rule, in the transaction of whoever took the money: a relief that is approved by the rule.
///
/// # Errors
/// Those of the database; [`Error::NotFound`] for a rule outside the scope.
pub async fn give(cx: &mut Context, given: GiveMonths<'_>) -> Result<()> {
    let rule = given.rule;
    cx.within(rule.org_id)?;
    let (paid, months) = (rule.paid_months.to_string(), rule.given_months.to_string());
    let words = |key: &str, cx: &Context| {
        let values: [(&'static str, &str); 4] =
            [("name", &rule.name), ("paid", &paid), ("given", &months), ("number", &given.number)];
        cx.speech().say_with(key, &values)
    };
    let row = ReliefRow {
        org_id: rule.org_id,
        id: cx.new_id(),
        place_id: given.place_id,
        relieved: Relieved::Gift,
        fee_class: Some(rule.fee_class),
        from_on: given.days.from,
        to_on: given.days.last(),
        pays: 0,
        off_fen: Money::ZERO,
        reason: words("tariff-gift-reason", cx),
        state: ReliefState::Waiting,
        asked_by: rule.asked_by,
        asked_name: rule.asked_name.clone(),
        asked_at: cx.now(),
        decided_name: None,
        decided_at: None,
        answer: None,
        version: 1,
        gift_rule_id: Some(rule.id),
        paper: Some(given.paper),
    };
    relief::store::insert(cx, &row).await?;
    // Somebody else than who asked for the rule has approved it, and with it everything it gives.
    let by = rule.decided_by.ok_or(Error::NotFound)?;
    let (decided_name, decided_at) = (Some(words("tariff-gift-by-rule", cx)), Some(cx.now()));
    let is = ReliefRow { state: ReliefState::Approved, decided_name, decided_at, version: 2, ..row };
    relief::store::decide(cx, &is, by).await?;
    cx.record(Change::to(is.org_id, is.id).after(&is));
    cx.touch(format!("reliefs:{}", is.org_id));
    Ok(())
}

/// Ends what was given for a paper whose money goes back: it counts no more for bills to come.
///
/// # Errors
/// Those of the database.
pub async fn take_back(cx: &mut Context, org: OrgId, paper: &str) -> Result<()> {
    for was in relief::store::of_paper(cx, org, paper).await? {
        let answer = cx.speech().say("tariff-gift-taken-back");
        relief::actions::decided(cx, was, ReliefState::Withdrawn, Some(answer)).await?;
    }
    Ok(())
}

//! The obligations as the company has them.

use std::collections::BTreeMap;

use kernel::{Error, Lang, Result, form::form_of};
use module::{Ask, Context, Listing, Shape};
use serde_json::{Value, json};
use ui::Speech;

use super::{
    model::{Both, Changed, DueRule, EditObligation, ObligationFilter, ObligationRow, Shipped},
    rules, store,
};

/// An obligation with what the company changed of it.
#[derive(Debug, Clone)]
pub(crate) struct Obligation {
    /// As it ships.
    pub shipped: &'static Shipped,
    /// When it is due again.
    pub rule: DueRule,
    /// What was changed.
    pub changed: Option<Changed>,
}

impl Obligation {
    /// Whether nothing of the kind is there.
    pub fn is_disabled(&self) -> bool {
        self.changed.as_ref().is_some_and(|c| c.disabled)
    }
}

/// All of them, in the order of the trade.
pub(crate) async fn all(cx: &mut Context) -> Result<Vec<Obligation>> {
    let changed = store::changed(cx).await?;
    let one = |shipped: &'static Shipped| {
        let changed = changed.iter().find(|c| c.key == shipped.key).cloned();
        Obligation { shipped, rule: rules::rule(shipped, changed.as_ref()), changed }
    };
    Ok(rules::library().iter().map(one).collect())
}

/// Words in the reader's language.
pub(crate) fn said<'a>(speech: &Speech, words: &'a Both) -> &'a str {
    if speech.lang == Lang::Zh { &words.zh } else { &words.en }
}

/// What an obligation is called; its short name when it ships no longer.
pub(crate) fn title(speech: &Speech, key: &str) -> String {
    rules::shipped(key).map_or(key, |one| said(speech, &one.title)).to_owned()
}

/// A rule in words.
pub(crate) fn rule_words(speech: &Speech, rule: DueRule) -> String {
    let number = |n: u32| n.to_string();
    match rule {
        DueRule::Every { months } => speech.say_with("asset-rule-every", &[("months", &number(months))]),
        DueRule::First { first, months } => {
            speech.say_with("asset-rule-first", &[("first", &number(first)), ("months", &number(months))])
        }
        DueRule::Aging { months, years, then } => speech.say_with(
            "asset-rule-aging",
            &[("months", &number(months)), ("years", &number(years)), ("then", &number(then))],
        ),
        DueRule::Printed => speech.say("asset-rule-printed"),
        DueRule::Never => speech.say("asset-rule-never"),
    }
}

/// The list, short enough to be given whole.
pub async fn list(cx: &mut Context, ask: Ask<ObligationFilter>) -> Result<Listing<ObligationRow>> {
    let wanted = ask.page.q.as_deref().unwrap_or_default().trim().to_lowercase();
    let all = all(cx).await?;
    let speech = cx.speech();
    let row = |one: Obligation| ObligationRow {
        key: one.shipped.key.clone(),
        name: said(&speech, &one.shipped.title).to_owned(),
        bearer: one.shipped.bearer,
        system: one.shipped.system,
        due_rule: rule_words(&speech, one.rule),
        every_months: one.changed.as_ref().and_then(|c| c.months),
        law: said(&speech, &one.shipped.source).to_owned(),
        disabled: one.is_disabled(),
    };
    let mut rows: Vec<ObligationRow> = all.into_iter().map(row).collect();
    rows.retain(|one| {
        ask.filter.bearer.is_none_or(|bearer| bearer == one.bearer)
            && ask.filter.system.is_none_or(|system| system == one.system)
            && (one.name.to_lowercase().contains(&wanted) || one.key.contains(&wanted))
    });
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    Ok(Listing { rows, next: None, prev: None, count })
}

/// The form that changes one, as it stands.
pub(crate) async fn form(cx: &mut Context, asked: Value) -> Result<Shape> {
    let key = asked["key"].as_str().unwrap_or_default().to_owned();
    let one = all(cx).await?.into_iter().find(|one| one.shipped.key == key).ok_or(Error::NotFound)?;
    let values = json!({
        "key": key,
        "every_months": one.changed.as_ref().and_then(|c| c.months),
        "disabled": one.is_disabled(),
    });
    let title = said(&cx.speech(), &one.shipped.title).to_owned();
    Ok(Shape { title: Some(title), form: form_of::<EditObligation>(), values, known: BTreeMap::new() })
}

//! From what was said in a form to the rules of a definition – pure.

use kernel::Result;
use serde_json::{Value, json};

use super::model::{FollowUpRule, JoinPart, PauseRule, SampleRule};
use crate::{
    entry::rules::{budget, condition, text, wrong},
    part::rules::Values,
};

/// How long a case may wait.
pub(crate) fn pause(said: &PauseRule) -> Result<Values> {
    Ok(vec![("cap", budget("cap", said.cap.as_deref())?)])
}

fn number(said: Option<i64>) -> Value {
    said.map_or(Value::Null, Value::from)
}

/// The call after the work.
pub(crate) fn follow_up(said: &FollowUpRule) -> Result<Values> {
    Ok(vec![
        ("stage", said.call_stage.as_str().into()),
        ("otherwise", said.otherwise_stage.as_str().into()),
        ("always", condition("always", said.always.as_deref())?),
        ("rate", number(said.percent)),
        ("delay", budget("delay", said.delay.as_deref())?),
        ("attempts", said.attempts.into()),
    ])
}

/// The second look.
pub(crate) fn sample(said: &SampleRule) -> Result<Values> {
    if said.roles.is_empty() {
        return Err(wrong("roles", "invalid-required", ""));
    }
    Ok(vec![
        ("by", json!(said.roles)),
        ("share", number(said.percent)),
        ("at_least", number(said.at_least)),
        ("at_most", number(said.at_most)),
        ("when", condition("when", said.when.as_deref())?),
        ("rework", text(said.rework_action.as_deref())),
    ])
}

/// Cases that are waited for: `all`, `any` or a number, as people say it.
pub(crate) fn join(said: &JoinPart) -> Result<Values> {
    let wait = match said.wait.trim() {
        "all" | "全部" => "all".into(),
        "any" | "任一" => "any".into(),
        number => match number.parse::<u32>() {
            Ok(count) if count > 0 => count.into(),
            _ => return Err(wrong("wait", "catalogue-wrong-wait", number)),
        },
    };
    Ok(vec![("wait", wait), ("then", said.onward.as_str().into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_waits_for_all_for_any_or_for_a_number() {
        let said = |wait: &str| {
            let id = desk::DraftId::from_uuid(Default::default());
            let part = JoinPart {
                id,
                join: None,
                version: None,
                link: "visit".into(),
                wait: wait.into(),
                onward: "go_on".into(),
            };
            join(&part).ok().map(|values| values[0].1.clone())
        };
        let cases = [("全部", json!("all")), ("any", json!("any")), ("2", json!(2))];
        for (wait, written) in cases {
            assert_eq!(said(wait), Some(written));
        }
        assert_eq!(said("0"), None);
        assert_eq!(said("一些"), None);
    }
}

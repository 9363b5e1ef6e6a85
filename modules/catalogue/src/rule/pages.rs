//! The forms of the rules, filled with what stands in the draft.

use desk::DraftId;
use kernel::{
    Error, Result,
    form::{Choice, Field, Kind},
};
use module::{Context, Shape};
use process::{Effect, definition::Wait, drafting::Part};
use serde::Deserialize;
use serde_json::json;

use crate::part::pages::{Desk, behind, desk, object, text};

/// Which rule of which draft.
#[derive(Debug, Deserialize)]
pub(crate) struct WhichRule {
    id: DraftId,
    join: Option<String>,
}

fn number(name: &str) -> Field {
    Field::new(name, Kind::Integer)
}

/// How long a case may wait.
pub(crate) async fn pause(cx: &mut Context, which: WhichRule) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    desk.once("pause")?;
    let values = json!({ "cap": desk.def.pause.cap.map(|cap| desk.span(&cap.to_string())) });
    Ok(desk.shape("catalogue-pause-edit", None, vec![text("cap")], object(values)))
}

/// The call after the work.
pub(crate) async fn follow_up(cx: &mut Context, which: WhichRule) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    desk.once("follow_up")?;
    let fields = vec![
        desk.one("call_stage", desk.stages()).required(),
        desk.one("otherwise_stage", desk.stages()).required(),
        number("percent"),
        desk.long("always"),
        text("delay"),
        number("attempts").required(),
    ];
    let written = desk.script.said_in("follow_up");
    let values = match &desk.def.follow_up {
        Some(rule) => json!({
            "call_stage": rule.stage, "otherwise_stage": rule.otherwise, "percent": written["rate"],
            "attempts": rule.attempts, "always": rule.always.as_ref().map(|w| w.source()),
            "delay": rule.delay.map(|d| desk.span(&d.to_string())),
        }),
        None => json!({ "percent": 30, "attempts": 3 }),
    };
    Ok(desk.shape("catalogue-follow-up-edit", None, fields, object(values)))
}

/// The second look.
pub(crate) async fn sample(cx: &mut Context, which: WhichRule) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    desk.once("sample")?;
    let fields = vec![
        desk.some("roles", desk.posts(&[])).required(),
        number("percent"),
        number("at_least"),
        number("at_most"),
        desk.long("when"),
        desk.one("rework_action", desk.actions()),
    ];
    // What is not written stays so: a rule says what it draws at least and at most only where it wants to.
    let written = desk.script.said_in("sample");
    let values = match &desk.def.sample {
        Some(rule) => json!({
            "roles": rule.by, "percent": written["share"], "at_least": written["at_least"], "at_most": written["at_most"],
            "when": rule.when.as_ref().map(|w| w.source()), "rework_action": rule.rework,
        }),
        None => json!({ "percent": 10, "at_least": 1, "at_most": 20 }),
    };
    Ok(desk.shape("catalogue-sample-edit", None, fields, object(values)))
}

/// Cases that are waited for.
pub(crate) async fn join(cx: &mut Context, which: WhichRule) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let name = which.join.ok_or(Error::NotFound)?;
    let join = desk.def.joins.iter().find(|j| j.link == name).ok_or(Error::NotFound)?;
    desk.own(Part::Join, &name)?;
    let wait = match join.wait {
        Wait::Count(count) => count.to_string(),
        word => serde_json::to_value(word)?.as_str().unwrap_or_default().to_owned(),
    };
    let values = json!({ "link": join.link, "wait": wait, "onward": join.then });
    Ok(desk.shape("catalogue-join-edit", Some(("join", &name)), join_fields(&desk), object(values)))
}

/// New cases that are waited for.
pub(crate) async fn new_join(cx: &mut Context, which: WhichRule) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let joins: Vec<Choice> = desk.def.joins.iter().map(|j| desk.choice(&j.link, j.link.clone())).collect();
    let values = json!({ "join": joins.last().map(|c| &c.value), "wait": "all" });
    let after = vec![behind(desk.one("join", joins))];
    Ok(desk.shape("catalogue-join-create", None, [join_fields(&desk), after].concat(), object(values)))
}

fn join_fields(desk: &Desk) -> Vec<Field> {
    let mut links: Vec<String> = Vec::new();
    for (_, effects) in desk.def.effects() {
        for effect in effects {
            if let Effect::Spawn { link, .. } = effect
                && !links.contains(link)
            {
                links.push(link.clone());
            }
        }
    }
    let links: Vec<Choice> = links.into_iter().map(|link| desk.choice(&link, link.clone())).collect();
    vec![desk.one("link", links).required(), text("wait").required(), desk.one("onward", desk.actions()).required()]
}

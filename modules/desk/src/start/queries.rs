//! What the reader can start.

use kernel::{ActorKind, Result};
use module::Context;
use process::{Outline, definition::AREAS};

use super::model::{AskStart, StartArea, StartLine, Starts};
use crate::{
    case::queries::{engine, said},
    matter::queries::roles,
};

/// The processes one of the reader's roles may open, by area.
pub async fn list(cx: &mut Context, ask: AskStart) -> Result<Starts> {
    let (engine, speech, roles) = (engine(cx)?, cx.speech(), roles(cx));
    let is_staff = matches!(cx.actor().kind, ActorKind::Staff | ActorKind::System);
    let words = ask.q.unwrap_or_default().trim().to_lowercase();
    let may = |outline: &Outline| {
        outline.opened_by.iter().any(|by| match by.as_str() {
            "anyone" => true,
            "staff" => is_staff,
            role => roles.contains(role),
        })
    };
    let mut areas: Vec<StartArea> = Vec::new();
    for area in AREAS.iter().copied().chain([""]) {
        let mut processes = Vec::new();
        for def in engine.outlines().iter().filter(|d| d.area.as_deref().unwrap_or_default() == area && may(d)) {
            let title = said(&speech, &def.title);
            let purpose = def.purpose.as_ref().map(|p| said(&speech, p)).unwrap_or_default();
            if words.is_empty() || title.to_lowercase().contains(&words) || purpose.to_lowercase().contains(&words) {
                processes.push(StartLine { process: def.key.clone(), title, purpose });
            }
        }
        if !processes.is_empty() {
            let key = if area.is_empty() { "other" } else { area };
            let label = speech.say(&format!("desk-area-{key}"));
            areas.push(StartArea { area: key.to_owned(), label, processes });
        }
    }
    Ok(Starts { areas })
}

//! The processes in force with who stands behind them.

use std::collections::BTreeMap;

use kernel::{Error, Instant, Message, Result};
use module::Context;
use process::definition::AREAS;

use super::model::{Chapter, ChapterLine, Choice, Contents, Handbook};
use crate::{said, what_if::actions::engine};

/// The handbook as it stands.
///
/// # Errors
/// [`Error::Invalid`] when an area or a process is chosen that there is none of.
pub async fn handbook(cx: &mut Context, choice: Choice) -> Result<Handbook> {
    let engine = engine(cx)?;
    let unknown = |field: &str| Error::field(field, Message::of("invalid-choice"));
    if choice.area.as_ref().is_some_and(|chosen| chosen.split(',').any(|one| !AREAS.contains(&one.trim()))) {
        return Err(unknown("area"));
    }
    if choice.process.as_ref().is_some_and(|chosen| engine.current(chosen).is_err()) {
        return Err(unknown("process"));
    }
    let (versions, published) = (engine.versions().await?, engine.published_at().await?);
    let mut approvals = desk::approvals(cx).await?;
    let company = org::company(cx.tx()).await?.map(|c| c.name).unwrap_or_default();
    let mut by_area: BTreeMap<usize, Vec<Chapter>> = BTreeMap::new();
    for def in engine.all() {
        let place = AREAS.iter().position(|area| def.area.as_deref() == Some(*area)).unwrap_or(AREAS.len());
        let approval = approvals.remove(def.hash());
        let own: Option<Instant> = approval.as_ref().and_then(|a| a.effective_at);
        let chapters = by_area.entry(place).or_default();
        chapters.push(Chapter {
            number: String::new(),
            version: versions.get(def.hash()).copied().unwrap_or(1),
            effective_at: own.or_else(|| published.get(def.hash()).copied()),
            approval,
            def,
        });
    }
    let mut areas = Vec::new();
    for (nth, (place, mut chapters)) in (1..).zip(by_area) {
        for (of_area, chapter) in (1..).zip(&mut chapters) {
            chapter.number = format!("{nth}.{of_area}");
        }
        areas.push((AREAS.get(place).copied().unwrap_or("other").to_owned(), chapters));
    }
    Ok(Handbook { company, made_at: cx.now(), areas, choice })
}

/// The contents of the handbook.
pub async fn contents(cx: &mut Context, choice: Choice) -> Result<Contents> {
    let book = handbook(cx, choice).await?;
    let speech = cx.speech();
    let rows = book.chosen().flat_map(|(area, chapters)| {
        let line = |c: &Chapter| ChapterLine {
            number: c.number.clone(),
            process: c.def.key.clone(),
            title: said(&speech, &c.def.title),
            area: area.to_owned(),
            version: c.version,
            hash: c.def.hash().to_owned(),
            effective_at: c.effective_at,
            author: c.approval.as_ref().map(|a| a.author_name.clone()),
            reviewer: c.approval.as_ref().and_then(|a| a.reviewer_name.clone()),
        };
        chapters.into_iter().map(line).collect::<Vec<_>>()
    });
    Ok(Contents { rows: rows.collect(), company: book.company.clone() })
}

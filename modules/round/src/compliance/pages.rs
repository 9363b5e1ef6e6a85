//! The map of compliance: how much was done in time, building by building.

use kernel::Result;
use maud::html;
use module::{Context, View};
use ui::{
    Address, Speech,
    card::{Chip, card, chips},
    month::{Share, heat},
    page::heading,
};

use super::{
    model::{BuildingLine, WeekShare, WhichCompliance},
    queries, rules,
};
use crate::procedure::model::System;

/// `/round/compliance`
pub async fn page(cx: &mut Context, which: WhichCompliance) -> Result<View> {
    let shown = queries::compliance(cx, which.clone()).await?;
    let speech = cx.speech();
    let title = speech.say("round-compliance");
    let week = |monday: &kernel::Date| monday.to_string().get(5..).unwrap_or_default().to_owned();
    let columns: Vec<String> = shown.weeks.iter().map(week).collect();
    let row =
        |line: &BuildingLine| (line.name.clone(), line.weeks.iter().map(|share| cell(&which, line, *share)).collect());
    let rows: Vec<_> = shown.buildings.iter().map(row).collect();
    let body = html! { div.stack {
        (heading(&title, &speech.say("round-compliance-hint"), html! {}))
        (chips(&speech.say("field-system"), &systems(&speech, &which)))
        (card(&title, html! {}, html! {
            div.pad { @if rows.is_empty() { p.sub { (speech.say("round-compliance-empty")) } } @else { (heat(&title, &columns, &rows)) } }
        }))
    } };
    Ok(View::new(title, body))
}

fn cell(which: &WhichCompliance, line: &BuildingLine, share: WeekShare) -> Option<Share> {
    let hundredths = rules::hundredths(share)?;
    let mut query = vec![("org_id".to_owned(), line.org_id.to_string()), ("state".to_owned(), "missed".to_owned())];
    query.extend(which.system.map(|system| ("system".to_owned(), system.word().to_owned())));
    let missed = share.in_time < share.due;
    Some(Share {
        words: format!("{hundredths}%"),
        detail: format!("{}/{}", share.in_time, share.due),
        tone: rules::tone(hundredths),
        href: missed.then(|| Address::new("/round/occurrences", query).href()),
    })
}

fn systems(speech: &Speech, which: &WhichCompliance) -> Vec<Chip> {
    let mut query = Vec::new();
    query.extend(which.org_id.map(|org| ("org_id".to_owned(), org.to_string())));
    query.extend(which.system.map(|system| ("system".to_owned(), system.word().to_owned())));
    let here = Address::new("/round/compliance", query);
    let chip = |system: &System| {
        let on = which.system == Some(*system);
        let to = if on { here.without("system") } else { here.with("system", system.word()) };
        let label = speech.say(&format!("choice-system-{}", system.word().replace('_', "-")));
        Chip { label, href: Some(to.href()), on, count: None }
    };
    System::ALL.iter().map(chip).collect()
}

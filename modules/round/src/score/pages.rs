//! Scores of a month: whose, and the tasks they follow from.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Chip, card, chips},
    feedback::empty,
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{ScoreBy, ScoreLine, Scores, TaskScore, WhichScores},
    queries,
};
use crate::{
    calendar::{pages::of_month, rules::months_on},
    communities,
};

/// From which score on, in hundredths of a percent, it is good, and from which fair.
const GOOD: i64 = 9_500;
const FAIR: i64 = 8_500;

/// `/round/scores`
pub async fn page(cx: &mut Context, which: WhichScores) -> Result<View> {
    let shown = queries::view(cx, which.clone()).await?;
    let speech = cx.speech();
    let here = here(&which, &shown);
    let communities = communities(cx, &here.without("of"), shown.org_id).await?;
    let at = |months: i32| here.with("month", &of_month(months_on(shown.first, months))).href();
    let offers = [
        Offer::open(speech.say("round-month-before"), at(-1)).icon("chevron-left"),
        Offer::open(speech.say("round-month-after"), at(1)).icon("chevron-right"),
    ];
    let chip = |label: String, to: Address, on: bool| Chip { label, href: Some(to.href()), on, count: None };
    let by = |by: &ScoreBy| {
        let label = speech.say(&format!("choice-score-by-{}", by.word()));
        chip(label, here.without("of").with("by", by.word()), *by == shown.by)
    };
    let title = speech.say("round-scores");
    let named = format!("{} {}", title, of_month(shown.first));
    let of = shown.lines.iter().find(|line| Some(&line.key) == which.of.as_ref());
    let body = html! { div.stack {
        (heading(&named, &speech.say("round-scores-hint"), buttons(&speech, &offers)))
        @if !communities.is_empty() { (chips(&speech.say("field-community"), &communities)) }
        (chips(&title, &ScoreBy::ALL.iter().map(by).collect::<Vec<_>>()))
        @if shown.lines.is_empty() {
            (empty("chart-bar", &speech.say("round-scores-empty"), &speech.say("round-scores-empty-hint"), None))
        } @else {
            (card(&speech.say(&format!("choice-score-by-{}", shown.by.word())), html! {}, lines(&speech, &here, &shown.lines)))
            @if let Some(of) = of { (card(&of.name, html! {}, tasks(&speech, &of.name, &shown.tasks))) }
        }
    } };
    Ok(View::new(named, body).live(format!("occurrences:{}", shown.org_id)))
}

fn here(which: &WhichScores, shown: &Scores) -> Address {
    let mut query = vec![
        ("org_id".to_owned(), shown.org_id.to_string()),
        ("by".to_owned(), shown.by.word().to_owned()),
        ("month".to_owned(), of_month(shown.first)),
    ];
    query.extend(which.system.map(|system| ("system".to_owned(), system.word().to_owned())));
    query.extend(which.of.clone().map(|of| ("of".to_owned(), of)));
    Address::new("/round/scores", query)
}

/// A score as people read it, to a tenth of a percent.
fn percent(hundredths: i64) -> String {
    format!("{}.{}%", hundredths / 100, hundredths % 100 / 10)
}

fn score(hundredths: i64) -> Markup {
    let tone = match hundredths {
        GOOD.. => Tone::Done,
        FAIR.. => Tone::Risk,
        _ => Tone::Late,
    };
    badge(tone, &percent(hundredths))
}

fn lines(speech: &Speech, here: &Address, list: &[ScoreLine]) -> Markup {
    let title = speech.say("round-scores");
    let number = |key: &str| Column::new(speech.say(key), ColumnKind::Number);
    let columns = [
        Column::new(speech.say("field-name"), ColumnKind::Text),
        Column::new(speech.say("round-score"), ColumnKind::State),
        number("round-tasks"),
        number("choice-due-missed"),
        number("round-spot-checks"),
        number("round-differing").wide(),
        number("round-reworks").wide(),
        number("round-points-taken"),
    ];
    let row = |line: &ScoreLine| {
        vec![
            html! { a href=(here.with("of", &line.key).href()) { (line.name) } },
            score(line.score),
            html! { (line.tasks) },
            html! { (line.missed) },
            html! { (line.checks) },
            html! { (line.differing) },
            html! { (line.reworks) },
            html! { (line.points) },
        ]
    };
    simple(&title, &columns, &list.iter().map(row).collect::<Vec<_>>())
}

fn tasks(speech: &Speech, caption: &str, list: &[TaskScore]) -> Markup {
    let columns = [
        Column::new(speech.say("field-day"), ColumnKind::Time),
        Column::new(speech.say("field-title"), ColumnKind::Text),
        Column::new(speech.say("round-score"), ColumnKind::State),
        Column::new(speech.say("round-score-from"), ColumnKind::Text),
    ];
    let row = |task: &TaskScore| {
        vec![
            html! { (speech.date(task.day)) },
            html! { a href={ "/round/occurrences/" (task.id) } { (task.title) } p.sub { (task.thing) } },
            score(task.worth),
            html! { (from(speech, task).join(" · ")) },
        ]
    };
    simple(caption, &columns, &list.iter().map(row).collect::<Vec<_>>())
}

/// What a score follows from, in words.
fn from(speech: &Speech, task: &TaskScore) -> Vec<String> {
    let shared = |key: &str, share: i64| format!("{} {}", speech.say(key), percent(share));
    let counted = |key: &str, count: i64| (count > 0).then(|| speech.say_with(key, &[("count", &count.to_string())]));
    let parts = [
        task.missed.then(|| speech.say("choice-due-missed")),
        task.result.map(|share| shared("round-answer", share)),
        task.check.map(|share| shared("round-spot-check", share)),
        (task.agrees == Some(false)).then(|| speech.say("round-differs")),
        counted("round-rechecked-again", task.reworks),
        counted("round-points-off", task.points),
    ];
    parts.into_iter().flatten().collect()
}

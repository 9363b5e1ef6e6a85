//! The calendar of a month: each day with what is due, and a way to its rows.

use std::collections::BTreeMap;

use kernel::{Date, Result};
use maud::html;
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Chip, card, chips, padded},
    month::{Day, DayLine, month},
    page::heading,
};

use super::{
    model::{DayCount, DayState, WhichMonth},
    queries, rules,
};
use crate::{occurrence::queries::topics, procedure::model::System};

/// Lines of a day; of more only how many there are.
const LINES: usize = 4;

const fn tone(state: DayState) -> Tone {
    match state {
        DayState::Missed => Tone::Risk,
        DayState::Late => Tone::Late,
        DayState::Open => Tone::New,
        DayState::Coming => Tone::Plain,
        DayState::Done => Tone::Active,
    }
}

/// `/round/calendar`
pub async fn page(cx: &mut Context, which: WhichMonth) -> Result<View> {
    let shown = queries::month(cx, which.clone()).await?;
    let (speech, today) = (cx.speech(), cx.now().date(cx.zone()));
    let here = here(&which);
    let at = |months: i32| here.with("month", &of_month(rules::months_on(shown.first, months))).href();
    let offers = [
        Offer::open(speech.say("round-month-before"), at(-1)).icon("chevron-left"),
        Offer::open(speech.say("round-month-this"), here.without("month").href()),
        Offer::open(speech.say("round-month-after"), at(1)).icon("chevron-right"),
    ];
    let mut days: BTreeMap<Date, Vec<&DayCount>> = BTreeMap::new();
    shown.counts.iter().for_each(|count| days.entry(count.day).or_default().push(count));
    let one = |day: &Date| Day {
        label: day.to_string().get(8..).unwrap_or_default().trim_start_matches('0').to_owned(),
        words: speech.date(*day),
        within: of_month(*day) == of_month(shown.first),
        today: *day == today,
        href: days.contains_key(day).then(|| rows(&which, *day).href()),
        lines: lines(&speech, &which, *day, days.get(day).map_or(&[], Vec::as_slice)),
    };
    let grid: Vec<Day> = rules::grid(shown.first).iter().map(one).collect();
    let weeks: Vec<Vec<Day>> = grid.chunks(7).map(<[Day]>::to_vec).collect();
    let names: Vec<String> = ["mo", "tu", "we", "th", "fr", "sa", "su"]
        .iter()
        .map(|day| speech.say(&format!("choice-week-days-{day}")))
        .collect();
    let title = speech.say("round-calendar");
    let named = format!("{} {}", title, of_month(shown.first));
    let legend = [DayState::Missed, DayState::Late, DayState::Open, DayState::Coming, DayState::Done];
    let body = html! { div.stack {
        (heading(&named, &speech.say("round-calendar-hint"), buttons(&speech, &offers)))
        (chips(&speech.say("field-system"), &systems(&speech, &here)))
        (card(&named, html! {}, month(&named, &names, &weeks)))
        (padded("", html! {}, html! {
            ul.legend { @for state in legend { li class=(tone(state).class()) { (speech.say(&format!("round-day-{}", word(state)))) } } }
        }))
    } };
    let topics = topics(cx);
    Ok(topics.into_iter().take(5).fold(View::new(named, body), View::live))
}

const fn word(state: DayState) -> &'static str {
    match state {
        DayState::Missed => "missed",
        DayState::Late => "late",
        DayState::Open => "open",
        DayState::Coming => "coming",
        DayState::Done => "done",
    }
}

fn of_month(day: Date) -> String {
    day.to_string().get(..7).unwrap_or_default().to_owned()
}

fn here(which: &WhichMonth) -> Address {
    let mut query = Vec::new();
    query.extend(which.month.clone().map(|month| ("month".to_owned(), month)));
    query.extend(which.org_id.map(|org| ("org_id".to_owned(), org.to_string())));
    query.extend(which.system.map(|system| ("system".to_owned(), system.word().to_owned())));
    Address::new("/round/calendar", query)
}

/// Where the rows of a day are.
fn rows(which: &WhichMonth, day: Date) -> Address {
    let list = Address::new("/round/occurrences", here(which).without("month").query);
    list.with("day", &day.to_string())
}

/// What there is on a day, the most pressing first.
fn lines(speech: &Speech, which: &WhichMonth, day: Date, counts: &[&DayCount]) -> Vec<DayLine> {
    let line = |count: &&DayCount| DayLine {
        words: if count.count == 1 { count.title.clone() } else { format!("{} ×{}", count.title, count.count) },
        tone: tone(count.state),
        href: (count.state != DayState::Coming).then(|| rows(which, day).with("q", &count.title).href()),
    };
    let mut lines: Vec<DayLine> = counts.iter().take(LINES).map(line).collect();
    if counts.len() > LINES {
        let more = (counts.len() - LINES).to_string();
        let words = speech.say_with("round-day-more", &[("count", &more)]);
        lines.push(DayLine { words, tone: Tone::Plain, href: Some(rows(which, day).href()) });
    }
    lines
}

fn systems(speech: &Speech, here: &Address) -> Vec<Chip> {
    let chip = |system: &System| {
        let on = here.get("system") == Some(system.word());
        let to = if on { here.without("system") } else { here.with("system", system.word()) };
        let label = speech.say(&format!("choice-system-{}", system.word().replace('_', "-")));
        Chip { label, href: Some(to.href()), on, count: None }
    };
    System::ALL.iter().map(chip).collect()
}

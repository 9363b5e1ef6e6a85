//! The calendar of a month: each day with what is due, and a way to its rows.

use kernel::{Date, Result};
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Chip, card, chips, padded},
    form::KEY_FIELD,
    month::{Day, DayLine, month},
    page::heading,
};

use super::{
    model::{DayCount, DayState, Month, Movable, WhichMonth, Width},
    queries, rules,
};
use crate::{occurrence::queries::topics, procedure::model::System};

/// Lines of a day; of more only how many there are.
const LINES: usize = 4;
const LINES_OF_A_WEEK: usize = 30;

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
    let title = speech.say("round-calendar");
    let named = match which.width {
        Some(Width::Week) => format!("{title} {}", speech.date(shown.first)),
        _ => format!("{title} {}", of_month(shown.first)),
    };
    let grid: Vec<Day> = shown.days.iter().map(|day| one_day(&speech, &which, &shown, (*day, today))).collect();
    let weeks: Vec<Vec<Day>> = grid.chunks(7).map(<[Day]>::to_vec).collect();
    let names: Vec<String> = ["mo", "tu", "we", "th", "fr", "sa", "su"]
        .iter()
        .map(|day| speech.say(&format!("choice-week-days-{day}")))
        .collect();
    let legend = [DayState::Missed, DayState::Late, DayState::Open, DayState::Coming, DayState::Done];
    let hint = if shown.movable.is_empty() { "round-calendar-hint" } else { "round-calendar-drag-hint" };
    let key = cx.new_uuid().simple().to_string();
    let body = html! { div.stack {
        (heading(&named, &speech.say(hint), buttons(&speech, &steps(&speech, &which, &shown, &here))))
        (chips(&title, &widths(&speech, &which, &here)))
        (chips(&speech.say("field-system"), &systems(&speech, &here)))
        (card(&named, html! {}, month(&named, &names, &weeks)))
        (moves(&shown, &key, &here.href()))
        (padded("", html! {}, html! {
            ul.legend { @for state in legend { li class=(tone(state).class()) { (speech.say(&format!("round-day-{}", word(state)))) } } }
        }))
    } };
    let topics = topics(cx);
    Ok(topics.into_iter().take(5).fold(View::new(named, body), View::live))
}

/// Ways to the month or week before, to the one of today, and to the next.
fn steps(speech: &Speech, which: &WhichMonth, shown: &Month, here: &Address) -> [Offer; 3] {
    let (at, key) = match which.width {
        Some(Width::Week) => (
            [-7, 7].map(|days| here.with("on", &shown.first.plus_days(days).to_string()).href()),
            ["round-week-before", "round-week-this", "round-week-after"],
        ),
        _ => (
            [-1, 1].map(|months| here.with("month", &of_month(rules::months_on(shown.first, months))).href()),
            ["round-month-before", "round-month-this", "round-month-after"],
        ),
    };
    let [before, after] = at;
    [
        Offer::open(speech.say(key[0]), before).icon("chevron-left"),
        Offer::open(speech.say(key[1]), here.without("month").without("on").href()),
        Offer::open(speech.say(key[2]), after).icon("chevron-right"),
    ]
}

/// The week, the month, and the year with its wheel.
fn widths(speech: &Speech, which: &WhichMonth, here: &Address) -> Vec<Chip> {
    let shown = which.width.unwrap_or(Width::Month);
    let chip = |width: &Width| Chip {
        label: speech.say(&format!("round-width-{}", width.word())),
        href: Some(here.without("month").without("on").with("width", width.word()).href()),
        on: *width == shown,
        count: None,
    };
    let mut list: Vec<Chip> = Width::ALL.iter().map(chip).collect();
    let year = Address::new("/round/year", Vec::new());
    let year = which.org_id.map_or(year.clone(), |org| year.with("org_id", &org.to_string()));
    list.push(Chip { label: speech.say("round-width-year"), href: Some(year.href()), on: false, count: None });
    list
}

fn one_day(speech: &Speech, which: &WhichMonth, shown: &Month, (day, today): (Date, Date)) -> Day {
    let counts: Vec<&DayCount> = shown.counts.iter().filter(|count| count.day == day).collect();
    let movable: Vec<&Movable> = shown.movable.iter().filter(|one| one.day == day).collect();
    let whole_week = which.width == Some(Width::Week);
    Day {
        label: day.to_string().get(8..).unwrap_or_default().trim_start_matches('0').to_owned(),
        words: speech.date(day),
        within: whole_week || of_month(day) == of_month(shown.first),
        today: day == today,
        href: (!counts.is_empty()).then(|| rows(which, day).href()),
        lines: lines(speech, which, day, (&counts, &movable)),
        take: (day >= today && !shown.movable.is_empty()).then(|| day.to_string()),
    }
}

/// The forms through which what is dropped on another day goes there.
fn moves(shown: &Month, key: &str, next: &str) -> Markup {
    html! { @for one in &shown.movable {
        form hidden method="post" action={ "/round/occurrences/" (one.id) "/reschedule" } data-guard data-give=(one.id) {
            input type="hidden" name=(KEY_FIELD) value={ (key) "-" (one.id) };
            input type="hidden" name="next" value=(next);
            input type="hidden" name="day" data-dropped value=(one.day);
        }
    } }
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

/// A month as addresses write it: `2026-11`.
pub(crate) fn of_month(day: Date) -> String {
    day.to_string().get(..7).unwrap_or_default().to_owned()
}

fn here(which: &WhichMonth) -> Address {
    let mut query = Vec::new();
    query.extend(which.month.clone().map(|month| ("month".to_owned(), month)));
    query.extend(which.width.map(|width| ("width".to_owned(), width.word().to_owned())));
    query.extend(which.on.map(|on| ("on".to_owned(), on.to_string())));
    query.extend(which.org_id.map(|org| ("org_id".to_owned(), org.to_string())));
    query.extend(which.system.map(|system| ("system".to_owned(), system.word().to_owned())));
    Address::new("/round/calendar", query)
}

/// Where the rows of a day are.
fn rows(which: &WhichMonth, day: Date) -> Address {
    let list = Address::new("/round/occurrences", here(which).without("month").without("width").without("on").query);
    list.with("day", &day.to_string())
}

/// What there is on a day, the most pressing first. What can be moved stands alone: in a week each, in a month where it is the only one
/// of its kind.
fn lines(
    speech: &Speech,
    which: &WhichMonth,
    day: Date,
    (counts, movable): (&[&DayCount], &[&Movable]),
) -> Vec<DayLine> {
    let whole_week = which.width == Some(Width::Week);
    let mut lines = Vec::new();
    for count in counts {
        let open = matches!(count.state, DayState::Late | DayState::Open | DayState::Coming);
        let of: Vec<&&Movable> = movable.iter().filter(|one| open && one.title == count.title).collect();
        let alone = i64::try_from(of.len()).is_ok_and(|len| len == count.count) && (whole_week || of.len() == 1);
        if alone {
            lines.extend(of.into_iter().map(|one| DayLine {
                words: format!("{} {}", one.title, one.thing_name).trim().to_owned(),
                tone: tone(count.state),
                href: Some(format!("/round/occurrences/{}", one.id)),
                drag: Some(one.id.to_string()),
            }));
            continue;
        }
        lines.push(DayLine {
            words: if count.count == 1 { count.title.clone() } else { format!("{} ×{}", count.title, count.count) },
            tone: tone(count.state),
            href: (count.state != DayState::Coming).then(|| rows(which, day).with("q", &count.title).href()),
            drag: None,
        });
    }
    let most = if whole_week { LINES_OF_A_WEEK } else { LINES };
    if lines.len() > most {
        let more = (lines.len() - most).to_string();
        lines.truncate(most);
        let words = speech.say_with("round-day-more", &[("count", &more)]);
        lines.push(DayLine { words, tone: Tone::Plain, href: Some(rows(which, day).href()), drag: None });
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

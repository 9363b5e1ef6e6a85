//! The board of what is due, late and missed; and the record of one occurrence with its proof.

use desk::CaseLine;
use kernel::{
    Instant, Money, Result,
    form::{Choice, Kind},
};
use maud::{Markup, html};
use meter::MeterKind;
use module::{Bulk, Column, Context, List, Look, Platform, View};
use serde_json::Value;
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Chip, Figure, card, figures, padded, two_columns},
    page::heading,
    record,
    table::{self, ColumnKind, simple},
};

use super::{
    model::{
        Board, BoardLine, Nothing, OccurrenceRecord, OccurrenceRow, OpenedCase, Standing, StepResult, Timing,
        WhichOccurrence,
    },
    queries,
};
use crate::{
    OCCURRENCE_EDIT, handoff,
    plan::{queries::doer, rules::figure},
    position,
    procedure::model::System,
    route::pages::walked,
};

/// The list of occurrences.
pub(crate) fn list() -> List {
    let choice = |words: Vec<&str>| Kind::Choice { choices: words.into_iter().map(Choice::of).collect() };
    List {
        columns: vec![
            Column::text("title"),
            Column::text("thing"),
            Column::new("system", choice(System::ALL.iter().map(|s| s.word()).collect())).optional(),
            Column::new("closes_at", Kind::Instant).sortable(),
            Column::new("state", choice(Standing::ALL.iter().map(|s| s.word()).collect())),
            Column::text("doer"),
            Column::new("ended_at", Kind::Instant).optional(),
            Column::new("passed", Kind::Bool).optional(),
        ],
        link: Some("/round/occurrences/{id}"),
        noun: Some("occurrence"),
        bulk: vec![Bulk::of("round.occurrence.give"), Bulk::of("round.occurrence.skip")],
        look: Look {
            cell: Some(cell),
            tone: Some(tone_of_row),
            chips: Some(chips),
            filters: Some(&["org_id", "system", "state", "role", "staff_id", "asset_id", "place_id", "passed"]),
            topic: Some("occurrences"),
            ..Look::default()
        },
        page: true,
        ..List::default()
    }
}

/// The colour of a state; what is open is late when its time has passed.
pub(crate) fn tone(state: Standing, closes: Instant, now: Instant) -> Tone {
    match state {
        Standing::Planned => Tone::Plain,
        Standing::Released | Standing::InProgress if closes <= now => Tone::Late,
        Standing::Released => Tone::New,
        Standing::InProgress => Tone::Active,
        Standing::Done => Tone::Done,
        Standing::Skipped => Tone::Cancelled,
        Standing::Missed => Tone::Late,
    }
}

/// The words of a state.
pub(crate) fn state_words(speech: &Speech, state: Standing) -> String {
    speech.say(&format!("choice-state-{}", state.word().replace('_', "-")))
}

fn cell(speech: &Speech, column: &str, row: &Value, now: Instant) -> Option<Markup> {
    let at = |name: &str| row.get(name)?.as_str()?.parse::<Instant>().ok();
    match column {
        "state" => {
            let state = Standing::of(row.get("state")?.as_str()?)?;
            Some(record::badge(tone(state, at("closes_at")?, now), &state_words(speech, state)))
        }
        "closes_at" | "ended_at" => Some(html! { (speech.moment(at(column)?, now, module::HOME_ZONE)) }),
        _ => None,
    }
}

fn tone_of_row(row: &Value) -> Tone {
    match row.get("state").and_then(Value::as_str).and_then(Standing::of) {
        Some(Standing::Missed) => Tone::Late,
        _ => Tone::Plain,
    }
}

fn chips(_: &Platform, speech: &Speech, here: &Address) -> Vec<Chip> {
    let chip = |due: &Timing| {
        let on = here.get("due") == Some(due.word());
        let to = here.with("due", if on { "" } else { due.word() });
        Chip { label: speech.say(&due_key(*due)), href: Some(to.href()), on, count: None }
    };
    Timing::ALL.iter().map(chip).collect()
}

/// `/round/board`
pub async fn board(cx: &mut Context, nothing: Nothing) -> Result<View> {
    let shown = queries::board(cx, nothing).await?;
    let speech = cx.speech();
    let title = speech.say("round-board");
    let body = html! { div.stack {
        (heading(&title, &speech.say("round-board-hint"), html! {}))
        (figures(&totals(&speech, &shown)))
        (lines(&speech, "round-board-orgs", &shown.orgs))
        (two_columns(
            lines(&speech, "round-board-doers", &shown.doers),
            lines(&speech, "round-board-systems", &shown.systems),
        ))
    } };
    let topics = queries::topics(cx);
    Ok(topics.into_iter().fold(View::new(title, body), View::live))
}

fn totals(speech: &Speech, board: &Board) -> Vec<Figure> {
    let figure = |due: Timing, count: i64, tone: Tone| Figure {
        value: speech.count(u64::try_from(count).unwrap_or(0)),
        label: speech.say(&due_key(due)),
        tone: if count > 0 { tone } else { Tone::Plain },
        href: Some(format!("/round/occurrences?due={}", due.word())),
    };
    vec![
        figure(Timing::Due, board.all.due, Tone::Active),
        figure(Timing::Late, board.all.late, Tone::Late),
        figure(Timing::Missed, board.all.missed, Tone::Risk),
        figure(Timing::MadeUp, board.all.made_up, Tone::Plain),
    ]
}

/// The key of the words for how something stands with its time.
fn due_key(due: Timing) -> String {
    format!("choice-due-{}", due.word().replace('_', "-"))
}

fn lines(speech: &Speech, key: &str, list: &[BoardLine]) -> Markup {
    let caption = speech.say(key);
    let head = |due: &Timing| table::Column::new(speech.say(&due_key(*due)), ColumnKind::Number);
    let columns: Vec<table::Column> = std::iter::once(table::Column::new(caption.clone(), ColumnKind::Text))
        .chain(Timing::ALL.iter().map(head))
        .collect();
    let link = |line: &BoardLine, due: Timing, count: i64| match &line.filter {
        Some(filter) if count > 0 => {
            html! { a href={ "/round/occurrences?due=" (due.word()) "&" (filter) } { (count) } }
        }
        _ => html! { (count) },
    };
    let row = |line: &BoardLine| {
        vec![
            html! { (line.name) },
            link(line, Timing::Due, line.due),
            link(line, Timing::Late, line.late),
            link(line, Timing::Missed, line.missed),
            link(line, Timing::MadeUp, line.made_up),
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    card(
        &caption,
        html! {},
        html! { @if rows.is_empty() { div.pad { p.sub { (speech.say("round-board-empty")) } } } @else { (simple(&caption, &columns, &rows)) } },
    )
}

/// `/round/occurrences/{id}`
pub async fn page(cx: &mut Context, which: WhichOccurrence) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let cases: Vec<_> = shown.cases.iter().map(|c| c.case_id).collect();
    let cases = desk::cases_by_ids(cx, &cases).await?;
    let (speech, now) = (cx.speech(), cx.now());
    let row = &shown.occurrence;
    let head = record::Head {
        kind: speech.say("round-occurrence"),
        number: row.day.to_string(),
        title: format!("{} {}", row.title, row.thing_name).trim().to_owned(),
        state: (tone(row.state, row.closes_at, now), state_words(&speech, row.state)),
        rings: Vec::new(),
        facts: facts(cx, &speech, &shown),
    };
    let key = cx.new_uuid().simple().to_string();
    let wide = html! {
        @if !shown.points.is_empty() { (walked(cx, &speech, &shown.points)) }
        (results(cx, &speech, &shown.results))
    };
    let narrow = html! {
        @if !shown.cases.is_empty() { (rectification(&speech, &shown.cases, &cases)) }
        (second_look(cx, &speech, &shown))
        (handoff::pages::course(cx, &speech, &shown.handoffs))
        @if shown.located { (position::pages::taken(cx, &speech, row, &key)) }
        (padded(&speech.say("round-plan"), html! {}, html! {
            p { a href={ "/round/plans/" (row.plan_id) } { (row.title) } }
            p { a href={ "/round/procedures/" (row.procedure_id) } { (speech.say("round-procedure")) } }
            @if let Some(asset) = row.asset_id { p { a href={ "/asset/assets/" (asset) } { (row.thing_name) } } }
        }))
    };
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown))))
        (two_columns(wide, narrow))
    };
    Ok(View::new(head.title, body).live(format!("occurrence:{}", row.id)))
}

/// How what was found is put right and looked at again: by the case as it stands, and by what came of it once it has ended.
fn rectification(speech: &Speech, opened: &[OpenedCase], cases: &[CaseLine]) -> Markup {
    let line = |one: &OpenedCase| {
        let case = cases.iter().find(|case| case.id == one.case_id);
        let again = one.reworks.or(case.map(|case| case.reworks)).filter(|count| *count > 0);
        let points = one.points.filter(|points| *points > 0);
        let amount = one.deducted_fen.filter(|amount| *amount > Money::ZERO);
        html! { li {
            @match case {
                Some(case) => {
                    a href={ "/desk/cases/" (case.id) } { (case.number) } " " (case.title) " "
                    (record::badge(Tone::of(case.category.word()), &case.stage_label))
                },
                None => (speech.say("round-case-not-yours")),
            }
            @if let Some(count) = again { p.sub { (speech.say_with("round-rechecked-again", &[("count", &count.to_string())])) } }
            @if let Some(points) = points { p.sub { (speech.say_with("round-points-off", &[("count", &points.to_string())])) } }
            @if let Some(amount) = amount { p.sub {
                (speech.say_with("round-deducted", &[("amount", &speech.money(amount)), ("name", one.responsible.as_deref().unwrap_or("—"))]))
            } }
        } }
    };
    padded(&speech.say("round-rectification"), html! {}, html! { ul { @for one in opened { (line(one)) } } })
}

/// The second look at it, or the first that this one looks at; and whether both say the same.
fn second_look(cx: &Context, speech: &Speech, shown: &OccurrenceRecord) -> Markup {
    let agreement = |row: &OccurrenceRow| match row.agrees {
        Some(true) => record::badge(Tone::Done, &speech.say("round-agrees")),
        Some(false) => record::badge(Tone::Late, &speech.say("round-differs")),
        None => record::badge(tone(row.state, row.closes_at, cx.now()), &state_words(speech, row.state)),
    };
    let row = &shown.occurrence;
    html! {
        @if let Some(first) = row.checks_id {
            (padded(&speech.say("round-spot-check"), html! {}, html! {
                p { (agreement(row)) }
                p { a href={ "/round/occurrences/" (first) } { (speech.say("round-first-result")) } }
            }))
        } @else if let Some(check) = &shown.check {
            (padded(&speech.say("round-spot-check"), html! {}, html! {
                p { a href={ "/round/occurrences/" (check.id) } { (check.day) " " (doer(speech, check.staff_name.as_deref(), None, check.role)) } " " (agreement(check)) }
            }))
        }
    }
}

fn offers(cx: &Context, speech: &Speech, shown: &OccurrenceRecord) -> Vec<Offer> {
    let row = &shown.occurrence;
    if !cx.actor().may_in(OCCURRENCE_EDIT, row.org_id) {
        return Vec::new();
    }
    let form = |action: &str| format!("/do/{action}?id={}&next=/round/occurrences/{}", row.id, row.id);
    if row.state == Standing::Done && row.checks_id.is_none() && shown.check.is_none() {
        return vec![Offer::open(speech.say("round-spot-check-create"), form("round.spot_check.create")).icon("eye")];
    }
    if !matches!(row.state, Standing::Planned | Standing::Released | Standing::InProgress) {
        return Vec::new();
    }
    vec![
        Offer::open(speech.say("round-occurrence-give"), form("round.occurrence.give")).icon("user"),
        Offer::open(speech.say("round-occurrence-skip"), form("round.occurrence.skip")),
        Offer::open(speech.say("round-occurrence-reschedule"), form("round.occurrence.reschedule"))
            .icon("calendar-event"),
    ]
}

fn facts(cx: &Context, speech: &Speech, shown: &OccurrenceRecord) -> Vec<(String, Markup)> {
    let row = &shown.occurrence;
    let moment = |at| speech.moment(at, cx.now(), cx.zone());
    let doer = doer(speech, row.staff_name.as_deref(), row.vendor.as_deref(), row.role);
    let passed = row.passed.map(|passed| {
        let (tone, key) = if passed { (Tone::Done, "round-passed") } else { (Tone::Late, "round-not-passed") };
        record::badge(tone, &speech.say(key))
    });
    let score = row.score.map(|score| html! { (score / 100) "%" });
    let made_up = row.ended_at.filter(|_| row.state == Standing::Missed);
    let rows = [
        ("round-opens", Some(html! { (moment(row.opens_at)) })),
        ("field-closes-at", Some(html! { (moment(row.closes_at)) })),
        ("round-doer", (!doer.is_empty()).then(|| html! { (doer) })),
        ("round-called-by", called_by(speech, &row.key).map(|words| html! { (words) })),
        ("round-begun", row.begun_at.map(|at| html! { (moment(at)) })),
        ("round-done-at", row.ended_at.filter(|_| row.state == Standing::Done).map(|at| html! { (moment(at)) })),
        ("round-skipped-at", row.ended_at.filter(|_| row.state == Standing::Skipped).map(|at| html! { (moment(at)) })),
        ("round-made-up", made_up.map(|at| html! { (moment(at)) })),
        ("field-reason", row.reason.as_ref().map(|why| html! { (why) })),
        ("field-by-name", row.by_name.as_ref().map(|who| html! { (who) })),
        (
            "round-superseded",
            row.superseded_by
                .as_ref()
                .map(|plan| html! { a href={ "/round/plans/" (plan) } { (speech.say("round-plan")) } }),
        ),
        ("round-score", score),
        ("field-passed", passed),
    ];
    rows.into_iter().filter_map(|(key, value)| Some((speech.say(key), value?))).collect()
}

/// What called for it when it was not the calendar, by its key.
fn called_by(speech: &Speech, key: &str) -> Option<String> {
    if key.starts_with("alarm:") {
        return Some(speech.say("round-called-by-alarm"));
    }
    let (kind, mark) = key.strip_prefix("meter:")?.split_once(':')?;
    let (meter, mark) = (MeterKind::of(kind)?, figure(mark.parse().ok()?));
    let kind = speech.say(&format!("choice-meter-kind-{kind}"));
    Some(speech.say_with("round-called-by-meter", &[("kind", &kind), ("mark", &mark), ("unit", meter.unit())]))
}

fn results(cx: &Context, speech: &Speech, list: &[StepResult]) -> Markup {
    let columns = [
        table::Column::new(speech.say("round-step-ask"), ColumnKind::Text),
        table::Column::new(speech.say("round-answer"), ColumnKind::Text),
        table::Column::new(speech.say("round-verdict"), ColumnKind::State),
        table::Column::new(speech.say("field-by-name"), ColumnKind::Text),
    ];
    let photo = |id: &String| record::Photo {
        href: format!("/files/{id}"),
        thumb: format!("/files/{id}"),
        words: speech.say("field-photo"),
    };
    let row = |one: &StepResult| {
        let tone = match one.verdict.as_str() {
            "good" => Tone::Done,
            "warned" => Tone::Risk,
            bad if queries::is_bad(bad) && one.at.is_some() => Tone::Late,
            _ => Tone::Plain,
        };
        vec![
            html! { (one.ask) },
            html! {
                (one.answer)
                @if let Some(why) = &one.why { p.sub { (why) } }
                @if !one.note.is_empty() { p.sub { (one.note) } }
                @if !one.photos.is_empty() { (record::photos(&one.photos.iter().map(photo).collect::<Vec<_>>())) }
            },
            record::badge(tone, &speech.say(&format!("round-verdict-{}", one.verdict.replace('_', "-")))),
            html! {
                (one.by_name.as_deref().unwrap_or_default())
                @if let Some(at) = one.at { p.sub { (speech.moment(at, cx.now(), cx.zone())) } }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    let caption = speech.say("round-results");
    card(&caption, html! {}, simple(&caption, &columns, &rows))
}

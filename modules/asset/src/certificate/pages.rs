//! The list of certificates, one of them, and the statutory calendar.

use kernel::{Instant, Result};
use maud::{Markup, html};
use module::{Column, Context, List, Look, Platform, View};
use serde_json::Value;
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, Weight, buttons},
    card::{self, Chip, Figure, figures},
    feedback,
    page::heading,
    record,
    table::{self, ColumnKind},
};

use super::{
    model::{
        CertificateLine, CertificateRecord, CertificateState, DueMonth, Missing, StatutoryCalendar, Validity,
        WhichCalendar, WhichCertificate,
    },
    queries::{self, href},
    rules,
};
use crate::{CERTIFICATE_CREATE, CERTIFICATE_END, choice, obligation::model::Bearer};

/// The most lines of what is missing on one page.
const SHOWN: usize = 60;

/// How the list looks.
pub(crate) fn list() -> List {
    List {
        columns: vec![
            Column::text("name"),
            Column::text("bearer_name"),
            Column::new("bearer", choice(Bearer::ALL.iter().map(|b| b.word()))).optional(),
            Column::text("number"),
            Column::text("issuer").optional(),
            Column::new("issued_on", kernel::form::Kind::Date).optional(),
            Column::new("due_on", kernel::form::Kind::Date).sortable(),
            Column::new("validity", choice(Validity::ALL.iter().map(|v| v.word()))),
            Column::new("state", choice(CertificateState::ALL.iter().map(|s| s.word()))).optional(),
        ],
        link: Some("/asset/certificates/{id}"),
        noun: Some("certificate"),
        offers: &["asset.certificate.create"],
        leads: &[("asset-calendar", "/asset/calendar")],
        look: Look {
            cell: Some(cell),
            tone: Some(tone_of_row),
            chips: Some(chips),
            topic: Some("certificates"),
            ..Look::default()
        },
        page: true,
        ..List::default()
    }
}

fn validity_of(row: &Value) -> Option<Validity> {
    Validity::of(row.get("validity")?.as_str()?)
}

fn cell(speech: &Speech, column: &str, row: &Value, _: Instant) -> Option<Markup> {
    (column == "validity").then(|| validity_of(row).map(|validity| badge(speech, validity)))?
}

fn tone_of_row(row: &Value) -> Tone {
    match validity_of(row) {
        Some(Validity::Lapsed) => Tone::Late,
        _ => Tone::Plain,
    }
}

fn chips(_: &Platform, speech: &Speech, here: &Address) -> Vec<Chip> {
    let chip = |validity: &Validity| {
        let on = here.get("validity") == Some(validity.word());
        let to = here.with("validity", if on { "" } else { validity.word() });
        Chip { label: words(speech, *validity), href: Some(to.href()), on, count: None }
    };
    Validity::ALL.iter().map(chip).collect()
}

fn words(speech: &Speech, validity: Validity) -> String {
    speech.say(&format!("choice-validity-{}", validity.word()))
}

/// How long it holds, as a badge.
pub(crate) fn badge(speech: &Speech, validity: Validity) -> Markup {
    record::badge(rules::tone(validity), &words(speech, validity))
}

/// The page of one certificate.
pub async fn page(cx: &mut Context, which: WhichCertificate) -> Result<View> {
    let found = queries::view(cx, which).await?;
    let speech = cx.speech();
    let line = &found.line;
    let state = match line.state {
        CertificateState::Current => (rules::tone(line.validity), words(&speech, line.validity)),
        other => (Tone::Cancelled, speech.say(&format!("choice-state-{}", other.word()))),
    };
    let head = record::Head {
        kind: speech.say("asset-certificate"),
        number: line.number.clone().unwrap_or_default(),
        title: format!("{} {}", line.name, line.bearer_name),
        state,
        rings: Vec::new(),
        facts: Vec::new(),
    };
    let wide = html! {
        (card::padded(&speech.say("asset-facts"), html! {}, card::facts(&facts(cx, &speech, &found))))
        @if !found.others.is_empty() {
            (card::card(&speech.say("asset-certificate-others"), html! {}, lines(&speech, &found.others)))
        }
    };
    let narrow = card::padded(&speech.say("field-files"), html! {}, files(&speech, &found.files));
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &found))))
        (card::two_columns(wide, narrow))
    };
    Ok(View::new(head.title.clone(), body).live(format!("certificates:{}", line.org_id)))
}

/// The files of a record, by number.
pub(crate) fn files(speech: &Speech, files: &[String]) -> Markup {
    html! {
        @if files.is_empty() { p.sub { (speech.say("asset-no-files")) } } @else {
            ul { @for (nth, id) in files.iter().enumerate() {
                li { a href={ "/files/" (id) } { (speech.say_with("asset-file-nth", &[("nth", &(nth + 1).to_string())])) } }
            } }
        }
    }
}

fn facts(cx: &Context, speech: &Speech, found: &CertificateRecord) -> Vec<(String, Markup)> {
    let line = &found.line;
    let due = line.due_on.map_or_else(|| words(speech, Validity::Endless), |day| day.to_string());
    let page = match line.bearer {
        Bearer::Asset => format!("/asset/assets/{}", found.bearer_id),
        Bearer::Person => format!("/org/staff/{}", found.bearer_id),
        Bearer::Community => format!("/org/orgs/{}", found.bearer_id),
    };
    let bearer = format!("choice-bearer-{}", line.bearer.word());
    let mut rows = vec![
        (speech.say(&bearer), html! { a href=(page) { (line.bearer_name) } }),
        (speech.say("field-issued-on"), html! { (line.issued_on) }),
        (speech.say("field-due-on"), html! { (due) }),
        (speech.say("field-due-rule"), html! { (found.due_rule) }),
        (speech.say("field-law"), html! { (found.law) }),
    ];
    let more = [("field-issuer", &line.issuer), ("field-note", &found.note), ("field-reason", &found.reason)];
    rows.extend(more.into_iter().filter_map(|(key, text)| Some((speech.say(key), html! { (text.as_ref()?) }))));
    let entered = speech.moment(found.created_at, cx.now(), cx.zone());
    rows.push((speech.say("asset-entered-by"), html! { (found.by_name) " · " (entered) }));
    rows
}

fn offers(cx: &Context, speech: &Speech, found: &CertificateRecord) -> Vec<Offer> {
    let line = &found.line;
    let may = |permission| cx.actor().may_in(permission, line.org_id);
    if line.state != CertificateState::Current {
        return Vec::new();
    }
    let mut offers = Vec::new();
    if may(CERTIFICATE_CREATE) {
        let bearer = match line.bearer {
            Bearer::Asset => "asset_id",
            Bearer::Person => "staff_id",
            Bearer::Community => "org_id",
        };
        let mut query =
            vec![("obligation".to_owned(), found.obligation.clone()), (bearer.to_owned(), found.bearer_id.clone())];
        query.extend(line.issuer.clone().map(|issuer| ("issuer".to_owned(), issuer)));
        let form = Address::new("/do/asset.certificate.create", query);
        let offer = Offer::open(speech.say("asset-certificate-renew"), form.href()).icon("refresh").hotkey('r');
        offers.push(if line.validity == Validity::Valid { offer } else { offer.main() });
    }
    if may(CERTIFICATE_END) {
        let query = vec![("id".to_owned(), line.id.to_string()), ("next".to_owned(), href(line.id))];
        let form = Address::new("/do/asset.certificate.end", query);
        offers.push(Offer::open(speech.say("asset-certificate-end"), form.href()).weight(Weight::Quiet));
    }
    offers
}

/// Certificates as a small table.
pub(crate) fn lines(speech: &Speech, list: &[CertificateLine]) -> Markup {
    let columns = [
        table::Column::new(speech.say("asset-certificate"), ColumnKind::Text),
        table::Column::new(speech.say("field-bearer-name"), ColumnKind::Text),
        table::Column::new(speech.say("field-due-on"), ColumnKind::Time),
        table::Column::new(speech.say("field-validity"), ColumnKind::State),
    ];
    let row = |line: &CertificateLine| {
        vec![
            html! { a href=(href(line.id)) { (line.name) } },
            html! { (line.bearer_name) },
            html! { @match line.due_on { Some(day) => (day), None => "—" } },
            html! {
                @if line.state == CertificateState::Current { (badge(speech, line.validity)) }
                @else { (record::badge(Tone::Cancelled, &speech.say(&format!("choice-state-{}", line.state.word())))) }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    table::simple(&speech.say("asset-certificate-list"), &columns, &rows)
}

/// The certificates of a piece of equipment on its page, with what is missing.
pub(crate) fn of_asset(cx: &Context, asset: &crate::Asset, held: &[CertificateLine], missing: &[String]) -> Markup {
    let speech = cx.speech();
    let form = Address::new("/do/asset.certificate.create", vec![("asset_id".to_owned(), asset.id.to_string())]);
    let add = Offer::open(speech.say("asset-certificate-create"), form.href()).icon("plus").weight(Weight::Quiet);
    let may = cx.actor().may_in(CERTIFICATE_CREATE, asset.org_id);
    html! {
        @if !held.is_empty() || !missing.is_empty() {
            (card::card(&speech.say("asset-certificate-list"), html! { @if may { (ui::buttons::button(&add)) } }, html! {
                @if !held.is_empty() { (lines(&speech, held)) }
                @for title in missing { div.pad { p { (record::badge(Tone::Late, &speech.say("asset-missing"))) " " (title) } } }
            }))
        }
    }
}

/// `/asset/calendar`
pub async fn calendar(cx: &mut Context, which: WhichCalendar) -> Result<View> {
    let units = org::tree(cx).await?;
    let found = queries::calendar(cx, which.clone()).await?;
    let speech = cx.speech();
    let title = speech.say("asset-calendar");
    let here = |unit: &&org::OrgRow| unit.kind == org::OrgKind::Community && cx.scope().contains(unit.id);
    let chip = |unit: &org::OrgRow| {
        let on = which.org_id == Some(unit.id);
        let query = if on { Vec::new() } else { vec![("org_id".to_owned(), unit.id.to_string())] };
        Chip { label: unit.name.clone(), href: Some(Address::new("/asset/calendar", query).href()), on, count: None }
    };
    let communities: Vec<Chip> = units.iter().filter(here).map(chip).collect();
    let body = html! { div.stack {
        (heading(&title, &speech.say("asset-calendar-hint"), buttons(&speech, &calendar_offers(cx, &speech))))
        @if communities.len() > 1 { (card::chips(&speech.say("field-org-id"), &communities)) }
        (figures(&totals(&speech, &found, &which)))
        (card::card(&speech.say("asset-calendar-red"), html! {}, html! {
            @if found.red.is_empty() { (feedback::empty("circle-check", &speech.say("asset-calendar-green"), &speech.say("asset-calendar-green-hint"), None)) }
            @else { (lines(&speech, &found.red)) }
        }))
        @if !found.missing.is_empty() { (missing(cx, &speech, &found.missing)) }
        (card::card(&speech.say("asset-calendar-year"), html! {}, year(&speech, &found.months)))
    } };
    let topics = queries::topics(cx);
    Ok(topics.into_iter().fold(View::new(title, body), View::live))
}

fn calendar_offers(cx: &Context, speech: &Speech) -> Vec<Offer> {
    let list = Offer::open(speech.say("asset-certificate-list"), "/asset/certificates").icon("list-search");
    let add = cx.actor().may(CERTIFICATE_CREATE).then(|| {
        Offer::open(speech.say("asset-certificate-create"), "/do/asset.certificate.create").icon("plus").main()
    });
    add.into_iter().chain([list]).collect()
}

fn totals(speech: &Speech, found: &StatutoryCalendar, which: &WhichCalendar) -> Vec<Figure> {
    let written = |count: i64| speech.count(u64::try_from(count).unwrap_or(0));
    let figure = |validity: Validity, count: i64| {
        let mut query = vec![("validity".to_owned(), validity.word().to_owned())];
        query.extend(which.org_id.map(|org| ("org_id".to_owned(), org.to_string())));
        Figure {
            value: written(count),
            label: words(speech, validity),
            tone: if count > 0 { rules::tone(validity) } else { Tone::Plain },
            href: Some(Address::new("/asset/certificates", query).href()),
        }
    };
    let missing = i64::try_from(found.missing.len()).unwrap_or(i64::MAX);
    let plain =
        |key: &str, count: i64, tone| Figure { value: written(count), label: speech.say(key), tone, href: None };
    vec![
        figure(Validity::Lapsed, found.lapsed),
        figure(Validity::Week, found.week),
        figure(Validity::Month, found.month),
        plain("asset-missing", missing, if missing > 0 { Tone::Late } else { Tone::Plain }),
        plain("asset-certificate-current", found.current, Tone::Plain),
    ]
}

/// What has to be there and is not, with the way to enter it.
fn missing(cx: &Context, speech: &Speech, list: &[Missing]) -> Markup {
    let columns = [
        table::Column::new(speech.say("asset-certificate"), ColumnKind::Text),
        table::Column::new(speech.say("field-bearer-name"), ColumnKind::Text),
        table::Column::new(speech.say("asset-missing-by"), ColumnKind::Time),
        table::Column::new(speech.say("ui-actions"), ColumnKind::Text),
    ];
    let row = |one: &Missing| {
        let bearer = if one.bearer == Bearer::Asset { "asset_id" } else { "org_id" };
        let query = vec![("obligation".to_owned(), one.obligation.clone()), (bearer.to_owned(), one.bearer_id.clone())];
        let form = Address::new("/do/asset.certificate.create", query);
        let page = match one.bearer {
            Bearer::Asset => format!("/asset/assets/{}", one.bearer_id),
            _ => format!("/org/orgs/{}", one.bearer_id),
        };
        vec![
            html! { (one.title) },
            html! { a href=(page) { (one.bearer_name) } },
            html! { @match one.due_on { Some(day) => (day), None => (speech.say("asset-missing-now")) } },
            html! { @if cx.actor().may_in(CERTIFICATE_CREATE, one.org_id) { a href=(form.href()) { (speech.say("asset-certificate-create")) } } },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().take(SHOWN).map(row).collect();
    let more = list.len().saturating_sub(SHOWN);
    card::card(
        &speech.say("asset-calendar-missing"),
        html! {},
        html! {
            (table::simple(&speech.say("asset-calendar-missing"), &columns, &rows))
            @if more > 0 { div.pad { p.sub { (speech.say_with("asset-missing-more", &[("count", &more.to_string())])) } } }
        },
    )
}

/// The year ahead, month by month.
fn year(speech: &Speech, months: &[DueMonth]) -> Markup {
    let columns = [
        table::Column::new(speech.say("asset-calendar-month"), ColumnKind::Time),
        table::Column::new(speech.say("asset-calendar-due"), ColumnKind::Text),
    ];
    let row = |one: &DueMonth| {
        let month = one.month.to_string();
        vec![
            html! { (month.get(..7).unwrap_or_default()) },
            html! {
                @if one.lines.is_empty() { "—" } @else {
                    ul.chips { @for line in &one.lines { li { span.chip { (line.title) " " b { (line.count) } } } } }
                }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = months.iter().map(row).collect();
    table::simple(&speech.say("asset-calendar-year"), &columns, &rows)
}

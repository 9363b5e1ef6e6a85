//! The page of a person.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    buttons::{self, Offer, Weight},
    card,
    record::{self, Head},
    table::{self, Column, ColumnKind},
    texts::Speech,
    tone::Tone,
};

use super::{
    model::{PersonCard, PersonState, PersonalField, ThisPerson},
    queries::{self, PersonRecord},
};
use crate::{
    CONSENT_CREATE, INVITATION_CREATE, OCCUPANCY_CREATE, OCCUPANCY_EDIT, OCCUPANCY_END, PERSON_EDIT, PERSON_ERASE,
    PERSON_REVEAL, VEHICLE_CREATE, VEHICLE_END,
    hint::model::HintLine,
    occupancy::{
        model::Standing,
        queries::{OccupancyLine, role_words},
        rules::percent,
    },
    pages::hints,
};

/// What the page shows besides the record: revealed fields, hints, and what the reader may do.
struct Sheet<'a> {
    speech: &'a Speech,
    record: &'a PersonRecord,
    shown: &'a [(PersonalField, String)],
    may: Rights,
    key: String,
}

#[derive(Clone, Copy)]
struct Rights {
    edit: bool,
    reveal: bool,
    erase: bool,
    occupy: bool,
    end: bool,
    change: bool,
    vehicle: bool,
    end_vehicle: bool,
    invite: bool,
    consent: bool,
}

/// The record of a person: masked facts with their reveal buttons, what he is to which place, vehicles, hints, consents.
pub async fn page(cx: &mut Context, which: ThisPerson) -> Result<View> {
    let id = which.id;
    let record = queries::view(cx, which).await?;
    let shown = queries::shown(cx, id).await?;
    let scope = cx.scope().clone();
    let notes = crate::hint::store::of_person(cx, &scope, id).await?;
    let (speech, key, now, zone) = (cx.speech(), cx.new_uuid().to_string(), cx.now(), cx.zone());
    let sheet = Sheet { speech: &speech, record: &record, shown: &shown, may: rights(cx, &record), key };
    let consents = consents(&sheet, |at| speech.moment(at, now, zone));
    let body = html! {
        (head(&sheet))
        (card::two_columns(
            html! { (occupancies(&sheet)) (vehicles(&sheet)) },
            html! { (card::padded(&speech.say("party-person-facts"), html! {}, facts(&sheet))) (note_card(&sheet, &notes)) (consents) },
        ))
    };
    Ok(View::new(record.card.name.clone(), body).live(format!("person:{id}")))
}

fn rights(cx: &Context, record: &PersonRecord) -> Rights {
    let living = record.card.state == PersonState::Active;
    let may = |permission| living && cx.actor().may(permission);
    Rights {
        edit: may(PERSON_EDIT),
        reveal: may(PERSON_REVEAL),
        erase: may(PERSON_ERASE) && cx.actor().may_in(PERSON_ERASE, kernel::COMPANY),
        occupy: may(OCCUPANCY_CREATE),
        end: may(OCCUPANCY_END),
        change: may(OCCUPANCY_EDIT),
        vehicle: may(VEHICLE_CREATE),
        end_vehicle: may(VEHICLE_END),
        invite: may(INVITATION_CREATE),
        consent: may(CONSENT_CREATE),
    }
}

fn head(sheet: &Sheet<'_>) -> Markup {
    let (speech, person) = (sheet.speech, &sheet.record.card);
    let state = match person.state {
        PersonState::Active => (Tone::Active, speech.say("choice-state-active")),
        PersonState::Erased => (Tone::Cancelled, speech.say("choice-state-erased")),
    };
    let now = sheet.record.occupancies.iter().filter(|o| matches!(o.standing, Standing::Current | Standing::Expiring));
    let roles = now.map(|o| {
        let place = html! { a href={ "/property/places/" (o.place_id) } { (o.place) } };
        (role_words(speech, o.role), place)
    });
    let head = Head {
        kind: speech.say(&format!("choice-kind-{}", person.kind.word())),
        number: String::new(),
        title: value(sheet, PersonalField::Name, Some(&person.name)).unwrap_or_default(),
        state,
        rings: Vec::new(),
        facts: roles.take(4).collect(),
    };
    record::head(&head, buttons::buttons(speech, &offers(sheet)))
}

fn offers(sheet: &Sheet<'_>) -> Vec<Offer> {
    let (speech, may) = (sheet.speech, sheet.may);
    let PersonCard { id, version, .. } = &sheet.record.card;
    let back = format!("/party/persons/{id}");
    let open = |action: &str, query: String| {
        let label = speech.say(&action.replace(['.', '_'], "-"));
        Offer::open(label, format!("/do/{action}?{query}&next={back}"))
    };
    let about = format!("person_id={id}");
    let mut list = Vec::new();
    if may.occupy {
        list.push(open("party.occupancy.create", about.clone()).icon("home").main());
    }
    if may.vehicle {
        list.push(open("party.vehicle.create", about.clone()).icon("car"));
    }
    if may.edit {
        list.push(open("party.hint.create", about.clone()).icon("bulb"));
        list.push(open("party.person.edit", format!("id={id}&version={version}")).icon("edit").hotkey('e'));
    }
    if may.invite {
        list.push(invite(sheet, &about));
    }
    if may.erase {
        list.push(open("party.person.erase", format!("id={id}")).icon("trash").weight(Weight::Danger));
    }
    list
}

fn invite(sheet: &Sheet<'_>, about: &str) -> Offer {
    let label = sheet.speech.say("party-invitation-create");
    let lives = sheet.record.occupancies.iter().any(|o| matches!(o.standing, Standing::Current | Standing::Expiring));
    if lives {
        Offer::open(label, format!("/do/party.invitation.create?{about}")).icon("qrcode")
    } else {
        Offer::refused(label, sheet.speech.say("party-invitation-no-room"))
    }
}

/// The value in full while it is revealed to the reader, else as given.
fn value(sheet: &Sheet<'_>, field: PersonalField, masked: Option<&String>) -> Option<String> {
    sheet.shown.iter().find(|(f, _)| *f == field).map(|(_, value)| value.clone()).or_else(|| masked.cloned())
}

fn facts(sheet: &Sheet<'_>) -> Markup {
    let (speech, person) = (sheet.speech, &sheet.record.card);
    let words = |name: &str| speech.say(&format!("field-{name}"));
    let masked = [
        (PersonalField::Name, Some(&person.name)),
        (PersonalField::Phone, person.phone.as_ref()),
        (PersonalField::SecondPhone, person.second_phone.as_ref()),
        (PersonalField::IdentityNumber, person.identity_number.as_ref()),
        (PersonalField::Email, person.email.as_ref()),
    ];
    let mut facts: Vec<(String, Markup)> = masked
        .into_iter()
        .filter_map(|(field, masked)| {
            let name = words(&field.word().replace('_', "-"));
            masked.map(|masked| (name, personal(sheet, field, masked)))
        })
        .collect();
    if let Some(gender) = person.gender {
        facts.push((words("gender"), html! { (speech.say(&format!("choice-gender-{}", gender.word()))) }));
    }
    if let Some(day) = person.born_on {
        facts.push((words("born-on"), html! { (day) }));
    }
    if let Some(note) = &person.note {
        facts.push((words("note"), html! { (note) }));
    }
    card::facts(&facts)
}

/// A masked value with the button that shows it; a revealed one stands in full for a few minutes.
fn personal(sheet: &Sheet<'_>, field: PersonalField, masked: &str) -> Markup {
    if let Some((_, full)) = sheet.shown.iter().find(|(f, _)| *f == field) {
        return html! { b { (full) } };
    }
    let secret = masked.contains('*') && sheet.may.reveal;
    let id = sheet.record.card.id;
    let show = Offer::post(
        sheet.speech.say("ui-reveal"),
        format!("/party/persons/{id}/reveal"),
        format!("{}-{}", sheet.key, field.word()),
    );
    let show = show.hidden("personal", field.word()).icon("eye").weight(Weight::Quiet);
    html! {
        (record::masked(sheet.speech, masked, None))
        @if secret { " " (buttons::button(&show)) }
    }
}

fn occupancies(sheet: &Sheet<'_>) -> Markup {
    let speech = sheet.speech;
    let say = |key: &str| speech.say(key);
    let title = say("party-person-occupancies");
    let columns = [
        Column::new(say("field-place"), ColumnKind::Text),
        Column::new(say("field-role"), ColumnKind::Text),
        Column::new(say("field-from-on"), ColumnKind::Time),
        Column::new(say("field-to-on"), ColumnKind::Time),
        Column::new(say("field-standing"), ColumnKind::State),
        Column::new(say("ui-actions"), ColumnKind::Text),
    ];
    let rows: Vec<Vec<Markup>> = sheet.record.occupancies.iter().map(|o| occupancy_row(sheet, o)).collect();
    let body = if rows.is_empty() {
        ui::feedback::empty("home", &say("party-occupancy-list-empty"), "", None)
    } else {
        table::simple(&title, &columns, &rows)
    };
    card::card(&title, html! {}, body)
}

fn occupancy_row(sheet: &Sheet<'_>, o: &OccupancyLine) -> Vec<Markup> {
    let speech = sheet.speech;
    let role = match o.share {
        Some(share) => format!("{} {}%", role_words(speech, o.role), percent(share)),
        None => role_words(speech, o.role),
    };
    let tone = match o.standing {
        Standing::Current => Tone::Active,
        Standing::Expiring => Tone::Risk,
        Standing::Coming => Tone::Waiting,
        Standing::Ended => Tone::Cancelled,
    };
    let back = format!("/party/persons/{}", o.person_id);
    let lasts = o.standing != Standing::Ended;
    vec![
        html! { a href={ "/property/places/" (o.place_id) } { (o.place) } },
        html! { (role) @if o.lives_here { " " span.sub { (speech.say("field-lives-here")) } } },
        html! { (o.from_on) },
        html! { @if let Some(day) = o.to_on { (day) } },
        record::badge(tone, &speech.say(&format!("choice-standing-{}", o.standing.word()))),
        html! {
            @if lasts && sheet.may.change {
                a href={ "/do/party.occupancy.edit?id=" (o.id) "&next=" (back) } { (speech.say("ui-edit")) } " "
            }
            @if lasts && sheet.may.end {
                a href={ "/do/party.occupancy.end?id=" (o.id) "&next=" (back) } { (speech.say("party-occupancy-end")) }
            }
        },
    ]
}

fn vehicles(sheet: &Sheet<'_>) -> Markup {
    let speech = sheet.speech;
    let title = speech.say("party-vehicle-list");
    if sheet.record.vehicles.is_empty() {
        return html! {};
    }
    let columns = ["field-plate", "field-kind", "field-place", "field-from-on", "ui-actions"]
        .map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let back = format!("/party/persons/{}", sheet.record.card.id);
    let row = |v: &crate::vehicle::queries::VehicleRow| {
        vec![
            html! { span.number { (v.plate) } @if let Some(day) = v.to_on { " " (record::badge(Tone::Cancelled, &day.to_string())) } },
            html! { (speech.say(&format!("choice-kind-{}", v.kind.word().replace('_', "-")))) " "
            span.sub { (v.colour.as_deref().unwrap_or_default()) " " (v.maker.as_deref().unwrap_or_default()) } },
            html! { (v.place) },
            html! { (v.from_on) },
            html! { @if v.to_on.is_none() && sheet.may.end_vehicle {
                a href={ "/do/party.vehicle.end?id=" (v.id) "&next=" (back) } { (speech.say("party-vehicle-end")) }
            } },
        ]
    };
    let rows: Vec<Vec<Markup>> = sheet.record.vehicles.iter().map(row).collect();
    card::card(&title, html! {}, table::simple(&title, &columns, &rows))
}

fn note_card(sheet: &Sheet<'_>, notes: &[HintLine]) -> Markup {
    let back = format!("/party/persons/{}", sheet.record.card.id);
    if notes.is_empty() {
        return html! {};
    }
    card::padded(
        &sheet.speech.say("party-hints"),
        html! {},
        hints(sheet.speech, notes, sheet.may.edit.then_some(back.as_str())),
    )
}

fn consents(sheet: &Sheet<'_>, moment: impl Fn(kernel::Instant) -> String) -> Markup {
    let (speech, id) = (sheet.speech, sheet.record.card.id);
    let facts = sheet.record.consents.iter().map(|c| {
        let (tone, word) =
            if c.given { (Tone::Done, "party-consent-given") } else { (Tone::Cancelled, "party-consent-refused") };
        let said = html! { (record::badge(tone, &speech.say(word))) " " span.sub { (moment(c.at)) } };
        (speech.say(&format!("choice-purpose-{}", c.purpose.word())), said)
    });
    let ask = Offer::open(
        speech.say("party-consent-create"),
        format!("/do/party.consent.create?person_id={id}&next=/party/persons/{id}"),
    );
    let action = if sheet.may.consent {
        buttons::button(&ask.weight(Weight::Quiet))
    } else {
        html! {}
    };
    card::padded(&speech.say("party-consents"), action, card::facts(&facts.collect::<Vec<_>>()))
}

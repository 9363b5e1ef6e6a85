//! The page of an invitation: what is handed or printed for the resident.

use kernel::Result;
use maud::html;
use module::{Context, View};
use ui::{buttons, buttons::Offer, card, print, record, tone::Tone};

use super::{
    model::{InvitationState, ThisInvitation},
    queries,
};

/// The code in large letters and as a QR code, as long as it can be used.
pub async fn page(cx: &mut Context, which: ThisInvitation) -> Result<View> {
    let record = queries::view(cx, which).await?;
    let (speech, zone) = (cx.speech(), cx.zone());
    let tone = match record.state {
        InvitationState::Open => Tone::Active,
        InvitationState::Used => Tone::Done,
        InvitationState::Expired | InvitationState::Cancelled => Tone::Cancelled,
    };
    let state = speech.say(&format!("party-invitation-{}", record.state.word()));
    let head = record::Head {
        kind: speech.say("party-invitation"),
        number: record.place.clone(),
        title: record.name.clone(),
        state: (tone, state),
        rings: Vec::new(),
        facts: vec![(speech.say("field-expires-at"), html! { (speech.instant(record.expires_at, zone)) })],
    };
    let mut offers =
        vec![Offer::open(speech.say("party-invitation-back"), format!("/party/persons/{}", record.person_id))];
    if record.code.is_some() {
        let cancel = format!("/party/invitations/{}/cancel", record.id);
        offers.push(Offer::post(speech.say("party-invitation-cancel"), cancel, cx.new_uuid().to_string()));
    }
    let body = html! {
        (record::head(&head, buttons::buttons(&speech, &offers)))
        @if let Some(code) = &record.code {
            (card::padded(&speech.say("party-invitation-code"), html! {}, html! {
                p { strong.number { (code) } }
                (print::qr(&format!("/bind?code={code}"), code))
                p.sub { (speech.say("party-invitation-how")) }
            }))
        }
    };
    Ok(View::new(speech.say("party-invitation"), body).live(format!("person:{}", record.person_id)))
}

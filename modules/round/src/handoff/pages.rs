//! What whoever goes on reads first, and how a task went from hand to hand.

use maud::{Markup, html};
use module::Context;
use org::StaffId;
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::padded,
    feedback::banner,
    record::badge,
};

use super::{model::HandoffRow, rules};
use crate::occurrence::model::OccurrenceRow;

/// Who gave it on and what to mind, with the way to say that one has it; to whoever gave it on, that it waits.
pub(crate) fn waiting(cx: &Context, speech: &Speech, open: &HandoffRow, key: &str) -> Markup {
    let me = StaffId::from_uuid(cx.actor().id);
    let at = speech.moment(open.given_at, cx.now(), cx.zone());
    if !rules::goes_on(open, me) {
        let to = open.to_name.clone().unwrap_or_else(|| speech.say("round-handoff-next"));
        return banner(Tone::Waiting, &speech.say_with("round-handoff-waits", &[("name", &to), ("at", &at)]), None);
    }
    let take = Offer::post(
        speech.say("round-work-take-over"),
        format!("/field/occurrences/{}/take_over", open.occurrence_id),
        format!("{key}-take"),
    );
    padded(
        &speech.say_with("round-handoff-from", &[("name", &open.from_name), ("at", &at)]),
        html! {},
        html! { p { (open.note) } (buttons(speech, &[take.main().icon("check")])) },
    )
}

/// The way to give it on, for whoever has it.
pub(crate) fn offer(cx: &Context, speech: &Speech, row: &OccurrenceRow) -> Option<Offer> {
    let actor = cx.actor();
    let of_post = row.role.is_some_and(|role| actor.holds(role.word(), row.org_id));
    rules::has(row, StaffId::from_uuid(actor.id), of_post).ok()?;
    let form = format!("/do/round.work.hand_on?id={}&next=/field/occurrences", row.id);
    Some(Offer::open(speech.say("round-work-hand-on"), form).icon("arrows-exchange"))
}

/// How it went from hand to hand, for the desk.
pub(crate) fn course(cx: &Context, speech: &Speech, list: &[HandoffRow]) -> Markup {
    let moment = |at| speech.moment(at, cx.now(), cx.zone());
    let one = |row: &HandoffRow| {
        let to = row.to_name.clone().unwrap_or_else(|| speech.say("round-handoff-next"));
        html! { li {
            (row.from_name) " → " (to) " " (moment(row.given_at)) " "
            @match (&row.taken_by_name, row.taken_at) {
                (Some(name), Some(at)) => (badge(Tone::Done, &speech.say_with("round-handoff-taken", &[("name", name), ("at", &moment(at))]))),
                _ => (badge(Tone::Waiting, &speech.say("round-handoff-open"))),
            }
            p.sub { (row.note) }
        } }
    };
    html! {
        @if !list.is_empty() {
            (padded(&speech.say("round-handoffs"), html! {}, html! { ul { @for row in list { (one(row)) } } }))
        }
    }
}

//! The pages of cases: the list, the record and the forms a process asks for.

pub(crate) mod answers;
pub(crate) mod forms;
pub(crate) mod list;
pub(crate) mod record;

use kernel::Instant;
use maud::{Markup, html};
use ui::{
    Speech, Tone,
    buttons::Offer,
    feedback::banner,
    record::{Ring, badge, ring},
};

use super::model::{CaseLine, ClockLine, Mark, Timing, UndoableLine};

/// Where a case opens.
pub(crate) fn href(case: &CaseLine) -> String {
    format!("/desk/cases/{}", case.id)
}

/// The state of a case in a word: how late it is, else the stage it stands in.
pub(crate) fn state(speech: &Speech, case: &CaseLine) -> Markup {
    let (tone, words) = state_words(speech, case);
    badge(tone, &words)
}

/// How much more than its budget a missed clock has used, in its own time.
fn overtime(speech: &Speech, clock: &ClockLine) -> String {
    let over = kernel::Span((clock.used - clock.budget).max(0));
    speech.say_with("time-over", &[("span", &speech.span(over))])
}

/// The same, as colour and word.
pub(crate) fn state_words(speech: &Speech, case: &CaseLine) -> (Tone, String) {
    match (case.timing, &case.clock) {
        (Some(Timing::Late), Some(clock)) if clock.mark == Mark::Missed && clock.counts => {
            (Tone::Late, overtime(speech, clock))
        }
        (Some(Timing::Risk), _) => (Tone::Risk, speech.say("choice-timing-risk")),
        _ => (Tone::of(case.category.word()), case.stage_label.clone()),
    }
}

/// A clock as a ring with what is left of it.
pub(crate) fn clock_ring(speech: &Speech, clock: &ClockLine, now: Instant) -> Ring {
    let used = u32::try_from(clock.share.clamp(0, 100)).unwrap_or(0) * 10;
    let (tone, text) = match (clock.mark, clock.due_at) {
        (Mark::Missed, _) => (Tone::Late, overtime(speech, clock)),
        (Mark::Running, Some(due)) => {
            let tone = if clock.share >= 80 { Tone::Risk } else { Tone::Active };
            (tone, speech.left(due, now))
        }
        (Mark::Paused, _) => {
            let used = speech.span(kernel::Span(clock.used));
            (Tone::Waiting, speech.say_with("desk-clock-paused", &[("span", &used)]))
        }
        (Mark::Met, _) => {
            let used = speech.span(kernel::Span(clock.used));
            (Tone::Done, speech.say_with("desk-clock-met", &[("span", &used)]))
        }
        (mark, _) => (Tone::Plain, speech.say(&format!("choice-mark-{}", mark.word()))),
    };
    Ring { used, tone, name: clock.label.clone(), text }
}

/// The limit of a case that matters most, as a ring; nothing when it has none.
pub(crate) fn limit(speech: &Speech, case: &CaseLine, now: Instant) -> Markup {
    html! { @if let Some(clock) = &case.clock { (ring(&clock_ring(speech, clock, now))) } }
}

/// The colour of a case's row.
pub(crate) fn row_tone(case: &CaseLine) -> Tone {
    timing_tone(case.timing)
}

/// The colour of how a case stands with its limits.
fn timing_tone(timing: Option<Timing>) -> Tone {
    match timing {
        Some(Timing::Late) => Tone::Late,
        Some(Timing::Risk) => Tone::Risk,
        _ => Tone::Plain,
    }
}

/// What was done last and nobody was told of yet, with the button that takes it back for whoever did it. `at` is the address
/// of the case where it is shown.
pub(crate) fn undo_banner(speech: &Speech, last: &UndoableLine, at: &str, key: &str, now: Instant) -> Markup {
    let until = speech.moment(last.until, now, module::HOME_ZONE);
    if !last.yours {
        let words = [("label", last.label.as_str()), ("name", last.by.as_str()), ("until", until.as_str())];
        return banner(Tone::Waiting, &speech.say_with("desk-undoable-by", &words), None);
    }
    let undo = Offer::post(speech.say("desk-case-undo"), format!("{at}/undo"), format!("{key}-undo"));
    let undo = undo.hidden("next", at).icon("arrow-back-up");
    let words = speech.say_with("desk-undoable", &[("label", last.label.as_str()), ("until", until.as_str())]);
    banner(Tone::Waiting, &words, Some(&undo))
}

//! Asking for a number, noting what was answered, putting a call off.

use kernel::{Error, Message, Result};
use module::{Change, Context};
use process::{
    Command,
    runtime::{Done, Loaded},
};
use serde_json::{Map, Value, json};

use super::{
    model::{Answer, AnswerCall, CallDone, CallRow, NumberRevealed, PutOffCall, RevealNumber},
    queries::{callable, callee, calls, next_after},
    rules::{self, DIALLED, DIALLING, PUT_OFF},
    store,
};
use crate::{
    case::{
        actions::{act_on, command_as},
        queries::{load, take},
        rules::is_current,
    },
    deputy,
};

/// Shows the number of whoever is to be called, to whoever calls him now; each time is written down.
pub async fn reveal(cx: &mut Context, input: RevealNumber) -> Result<NumberRevealed> {
    let case = load(cx, input.id).await?;
    if case.def.follow_up.as_ref().is_none_or(|rule| rule.stage != case.state.stage) {
        return Err(Error::broken("desk-call-not-waiting"));
    }
    let callee = callee(cx, &case).await?.ok_or_else(|| Error::broken("desk-call-nobody"))?;
    let (call_at, held) = callable(cx, &case).await?;
    let (now, zone) = (cx.now(), cx.zone());
    if call_at > now {
        let speech = cx.speech();
        let time = speech.moment(call_at, now, zone);
        return cx.refuse(match held {
            Some(words) => Message::of("desk-call-held").with("words", words).with("time", time),
            None => Message::of("desk-call-too-early").with("time", time),
        });
    }
    party::show_phone(cx, callee.person).await?;
    let until_at = Some(now + DIALLING);
    let row = CallRow { org_id: case.org, case_id: case.id, what: DIALLED.to_owned(), words: None, until_at };
    store::insert(cx, &row).await?;
    cx.touch(format!("cases:{}", case.org));
    Ok(NumberRevealed { id: case.id })
}

/// Notes what was answered, in the way the process does it; whoever is not content has it done again.
pub async fn answer(cx: &mut Context, input: AnswerCall) -> Result<CallDone> {
    rules::is_answer(&input)?;
    let case = take(cx, input.id).await?;
    is_current(input.version, case.version)?;
    let offers = deputy::queries::offers(cx, &case).await?;
    let offer = offers.into_iter().map(|(offer, _)| offer).find(|o| calls(&case.def, &o.action));
    let offer = offer.ok_or_else(|| Error::broken("desk-call-not-yours"))?;
    if let Some(refusal) = &offer.refusal {
        return cx.refuse(refusal.message());
    }
    let asks = |name: &str| offer.form.field(name).is_some();
    let mut said = Map::from_iter([("outcome".to_owned(), input.answer.outcome().into())]);
    let words = words(cx, &input);
    if let Some(words) = words.as_ref().filter(|_| asks("call_note")) {
        said.insert("call_note".to_owned(), words.as_str().into());
    }
    if let Some(stars) = input.answer.stars().filter(|_| asks("rating")) {
        said.insert("rating".to_owned(), stars.into());
    }
    let done = act_on(cx, &case, offer.action, said).await?;
    note(cx, &case, input.answer, words).await?;
    let next = next_after(cx, case.id).await?;
    Ok(CallDone { id: case.id, stage: done.stage, next })
}

/// What was found fault with and said, in one text.
fn words(cx: &Context, input: &AnswerCall) -> Option<String> {
    let speech = cx.speech();
    let faults = input.faults.as_deref().unwrap_or_default().iter();
    let faults: Vec<String> = faults.map(|f| speech.say(&format!("choice-faults-{}", dashed(f.word())))).collect();
    let faults = (!faults.is_empty()).then(|| speech.say_with("desk-call-faults", &[("faults", &faults.join("、"))]));
    let wrong = (input.answer == Answer::WrongNumber).then(|| speech.say("choice-answer-wrong-number"));
    let note = input.note.as_deref().map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned);
    let all: Vec<String> = [faults, wrong, note].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join("\n"))
}

fn dashed(word: &str) -> String {
    word.replace('_', "-")
}

async fn note(cx: &mut Context, case: &Loaded, answer: Answer, words: Option<String>) -> Result<()> {
    let what = answer.word().to_owned();
    store::insert(cx, &CallRow { org_id: case.org, case_id: case.id, what, words, until_at: None }).await
}

/// Notes a call whose answer was given in the process's own form.
pub(crate) async fn noted(cx: &mut Context, case: &Loaded, said: &Map<String, Value>) -> Result<()> {
    let outcome = said.get("outcome").and_then(Value::as_str).unwrap_or_default();
    let answer = Answer::from_outcome(outcome, said.get("rating").and_then(Value::as_i64));
    let words = said.get("call_note").and_then(Value::as_str).map(str::to_owned);
    note(cx, case, answer, words).await
}

/// Puts a call off, with the reason on the case.
pub async fn put_off(cx: &mut Context, input: PutOffCall) -> Result<CallDone> {
    let case = take(cx, input.id).await?;
    if case.def.follow_up.as_ref().is_none_or(|rule| rule.stage != case.state.stage) {
        return Err(Error::broken("desk-call-not-waiting"));
    }
    let (now, zone, speech) = (cx.now(), cx.zone(), cx.speech());
    let until_at = rules::until(&input, now)?;
    let reason = speech.say(&format!("choice-excuse-{}", dashed(input.excuse.word())));
    let note = input.note.as_deref().map(str::trim).filter(|n| !n.is_empty());
    let reason = note.map_or_else(|| reason.clone(), |note| format!("{reason} · {note}"));
    let time = speech.moment(until_at, now, zone);
    let text = speech.say_with("desk-call-put-off-until", &[("reason", &reason), ("time", &time)]);
    let done: Done = command_as(cx, &case, &Command::Comment { text, open: false, files: Vec::new() }).await?;
    let words = Some(reason);
    let row = CallRow { org_id: case.org, case_id: case.id, what: PUT_OFF.to_owned(), words, until_at: Some(until_at) };
    store::insert(cx, &row).await?;
    let after = json!({ "call_put_off": input.excuse, "until_at": until_at });
    cx.record(Change::to(case.org, case.id).after(&after));
    let next = next_after(cx, case.id).await?;
    Ok(CallDone { id: case.id, stage: done.stage, next })
}

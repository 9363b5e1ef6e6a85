//! Another module's action, run as the effect of a case: by its registered name, as the process on behalf of a person.
//!
//! The call and the note of it on the case are one transaction, so it is done once however often it is heard of. What a module
//! refuses is undone, noted on the case for everybody to see, and tried again later.

use std::{collections::BTreeSet, sync::Arc};

use kernel::{
    Actor, ActorKind, COMPANY, Error, Grant, Message, Result, Span,
    expr::{Told, Type},
    form::Kind,
};
use module::{Context, Registry};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::{
    doing::{Standing, apply},
    effects::Call,
    reading::load,
};
use crate::{
    decide::Command,
    definition::{Definition, Effect},
    lint::{Problem, roles},
    names::schema,
};

/// The kind of job that tries a refused call again.
pub const CALL_AGAIN: &str = "desk.case.call_again";
/// Tries before a call is given up; what stands in its way stays to be seen on the case.
const TRIES: u32 = 8;

/// Listener to [`super::CALL`]: runs the action and notes on the case what came of it. Hearing of it again does nothing.
pub async fn called(cx: &mut Context, call: Call) -> Result<()> {
    let case = load(cx, call.case).await?;
    let known = case.state.calls.get(&call.key);
    if known.is_some_and(|c| c.error.is_none() || c.attempts > call.tried) {
        return Ok(());
    }
    let input = match cx.platform().registry.action(&call.action) {
        Some(line) => Value::Object(shaped(&line.form, call.input.clone())),
        None => Value::Null,
    };
    let done = cx.perform(&call.action, on_behalf(&call), input).await?;
    let attempt = call.tried + 1;
    let error = done.err().map(|error| refusal(cx, &error));
    if error.is_some() && attempt < TRIES {
        let again = cx.now() + Span::minutes(1 << attempt.min(8));
        let payload = serde_json::to_value(Call { tried: attempt, ..call.clone() })?;
        cx.later(call.org, CALL_AGAIN, payload, again, Some(format!("{}/{attempt}", call.key))).await?;
    }
    let noted = Command::Called { key: call.key, action: call.action, attempt, error };
    apply(cx, call.case, &noted, Standing::System).await.map(|_| ())
}

/// The job that tries it again.
pub async fn call_again(cx: &mut Context, call: Call) -> Result<()> {
    called(cx, call).await
}

/// The process, acting for the person whose step it follows, where the case is and in what the company shares.
fn on_behalf(call: &Call) -> Actor {
    let person = &call.on_behalf_of;
    Actor {
        kind: ActorKind::System,
        id: person.id,
        name: person.name.clone(),
        from: format!("process {}", call.case),
        home: COMPANY,
        grants: vec![Grant {
            role: "system".into(),
            orgs: Arc::new(BTreeSet::from([call.org, COMPANY])),
            permissions: Arc::new(BTreeSet::from(["*".to_owned()])),
        }],
        session: None,
    }
}

/// What was refused, in the house's first language: the history of a case is read by everybody.
fn refusal(cx: &Context, error: &Error) -> String {
    let speech = cx.speech();
    match error {
        Error::Invalid(fields) => {
            let words = fields.iter().map(|f| format!("{}: {}", f.field, speech.message(&f.message)));
            words.collect::<Vec<_>>().join("; ")
        }
        Error::Broken(message) => speech.message(message),
        other => other.to_string(),
    }
}

/// The values of expressions as the action's form takes them: what is absent is left out, 元 become fen.
fn shaped(form: &kernel::form::Form, input: Map<String, Value>) -> Map<String, Value> {
    let fen = |value: &Value| {
        let yuan: Option<Decimal> = match value {
            Value::Number(n) => n.as_i64().map(Decimal::from),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        yuan.and_then(|y| i64::try_from((y * Decimal::ONE_HUNDRED).round()).ok()).map(Value::from)
    };
    let fit = |(name, value): (String, Value)| {
        let value = match form.field(&name).map(|f| &f.kind) {
            Some(Kind::Money) => fen(&value)?,
            _ => value,
        };
        (!value.is_null()).then_some((name, value))
    };
    input.into_iter().filter_map(fit).collect()
}

/// Whether everybody a definition names is somebody, and every action it calls is there and takes what it is given; empty when
/// all is well.
pub fn fits(def: &Definition, registry: &Registry) -> Vec<Problem> {
    let schema = schema(def);
    let held = registry.modules().iter().flat_map(|module| &module.permissions).flat_map(|line| line.roles);
    let mut problems = roles::check(def, &held.copied().collect());
    for (place, effects) in def.effects() {
        let mut found = |message: Message| problems.push(Problem { place: place.clone(), message });
        for effect in effects {
            let Effect::Call { action, input, .. } = effect else { continue };
            let Some(line) = registry.action(action) else {
                found(Message::of("proof-no-such-call").with("a", action));
                continue;
            };
            if line.is_prepared() {
                found(Message::of("proof-slow").with("a", action));
            }
            for field in line.form.fields.iter().filter(|f| f.required && !input.contains_key(&f.name)) {
                found(Message::of("proof-wants").with("a", action).with("b", &field.name));
            }
            for (name, expr) in input {
                match (line.form.field(name), expr.check(&schema)) {
                    (None, _) => found(Message::of("proof-does-not-take").with("a", action).with("b", name)),
                    (Some(field), Ok(given)) if !takes(&field.kind, &given) => {
                        let given = Told::from(given);
                        let wrong = Message::of("proof-wrong-kind").with("a", name).with("b", action);
                        found(wrong.with_words("c", &given.zh, &given.en));
                    }
                    _ => {}
                }
            }
        }
    }
    problems
}

/// Whether a field of this kind can take a value of that type.
fn takes(kind: &Kind, given: &Type) -> bool {
    match kind {
        Kind::Integer | Kind::Money | Kind::Area => matches!(given, Type::Number),
        Kind::Bool => matches!(given, Type::Bool),
        Kind::Date => matches!(given, Type::Date),
        Kind::Instant => matches!(given, Type::Instant),
        Kind::Text | Kind::LongText | Kind::Phone | Kind::Ref { .. } => matches!(given, Type::Text | Type::Choice(_)),
        Kind::Choice { choices } => match given {
            Type::Choice(values) => values.iter().all(|v| choices.iter().any(|c| &c.value == v)),
            Type::Text => true,
            _ => false,
        },
        _ => false,
    }
}

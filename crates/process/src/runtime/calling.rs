//! Another module's action, run as the effect of a case: by its registered name, as the process on behalf of a person.
//!
//! The call and the note of it on the case are one transaction, so it is done once however often it is heard of. What a module
//! refuses is undone, noted on the case for everybody to see, and tried again later. Where whoever acts waits for the answer, the
//! refusal is his: nothing of his step stands.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kernel::{
    Actor, ActorKind, COMPANY, Error, FieldError, Grant, Message, OrgId, Result, Span,
    expr::{Expr, Told, Type},
    form::{Field, Form, Kind},
};
use module::{Context, Registry};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::{
    Done, behind,
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
    let done = perform(cx, &call, on_behalf(&call)).await?;
    let attempt = call.tried + 1;
    let kept = kept(cx, &call, done.as_ref().ok()).await?;
    let error = done.err().map(|error| refusal(cx, &error));
    if error.is_some() && attempt < TRIES {
        let again = cx.now() + Span::minutes(1 << attempt.min(8));
        let payload = serde_json::to_value(Call { tried: attempt, ..call.clone() })?;
        cx.later(call.org, CALL_AGAIN, payload, again, Some(format!("{}/{attempt}", call.key))).await?;
    }
    let noted = Command::Called { key: call.key, action: call.action, attempt, error, kept };
    apply(cx, call.case, &noted, Standing::System).await.map(|_| ())
}

/// Runs a call within the step whose effect it is.
///
/// # Errors
/// What the module refuses, told at the fields of the form in which whoever acts said it.
pub(super) async fn call_at_once(
    cx: &mut Context,
    call: Call,
    said: &BTreeMap<String, Expr>,
    asked: &[&str],
) -> Result<Done> {
    let actor = with_his_own(cx, &call);
    let done = perform(cx, &call, actor).await?.map_err(|error| explained(cx, &call.action, error, said, asked))?;
    let kept = kept(cx, &call, Some(&done)).await?;
    let noted = Command::Called { key: call.key, action: call.action, attempt: 1, error: None, kept };
    // A note calls nothing, so this ends.
    Box::pin(apply(cx, call.case, &noted, Standing::System)).await
}

async fn perform(cx: &mut Context, call: &Call, actor: Actor) -> Result<Result<Value>> {
    let input = match cx.platform().registry.action(&call.action) {
        Some(line) => Value::Object(shaped(&line.form, call.input.clone())),
        None => Value::Null,
    };
    cx.perform(&call.action, actor, input).await
}

/// The record a call answers with, for the field that keeps it; the record knows its case from now on.
async fn kept(cx: &mut Context, call: &Call, done: Option<&Value>) -> Result<Option<(String, String)>> {
    let record = done.and_then(|answer| answer.get("id")?.as_str());
    let Some((field, record)) = call.keeps.as_ref().zip(record) else { return Ok(None) };
    behind::keep(cx, call.org, record, call.case).await?;
    Ok(Some((field.clone(), record.to_owned())))
}

/// A module's refusal as whoever acts can use it: at the field of the case from which the module's field was filled, else in words.
fn explained(cx: &Context, action: &str, error: Error, said: &BTreeMap<String, Expr>, asked: &[&str]) -> Error {
    let speech = cx.speech();
    let fields = match error {
        Error::Invalid(fields) => fields,
        Error::NotFound | Error::Forbidden(_) => {
            let title = speech.known(&action.replace(['.', '_'], "-")).unwrap_or_else(|| action.to_owned());
            return Error::Broken(Message::of("case-call-out-of-reach").with("action", title));
        }
        other => return other,
    };
    let at = |field: &str| {
        let outer = field.split('.').next()?;
        let source = said.get(outer)?.source();
        let mut words = source.split(|c: char| !c.is_alphanumeric() && c != '_');
        let name = words.find(|word| asked.contains(word))?;
        Some(if source == name { field.replacen(outer, name, 1) } else { name.to_owned() })
    };
    let known: Option<Vec<FieldError>> =
        fields.iter().map(|f| Some(FieldError { field: at(&f.field)?, message: f.message.clone() })).collect();
    known.map_or_else(
        || Error::Broken(Message::of("case-call-refused").with("why", refusal(cx, &Error::Invalid(fields)))),
        Error::Invalid,
    )
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

/// The process, acting for whoever waits for the answer. It may call this action where the case is; what else the module asks of whoever does
/// it – as a limit above which somebody higher decides – he must hold himself.
fn with_his_own(cx: &Context, call: &Call) -> Actor {
    let process = on_behalf(call);
    let permission = cx.platform().registry.action(&call.action).map(|line| line.permission.0.to_owned());
    let Some(permission) = permission.filter(|_| cx.actor().kind != ActorKind::System) else { return process };
    let near = |orgs: &BTreeSet<OrgId>| orgs.iter().copied().filter(|org| [call.org, COMPANY].contains(org)).collect();
    let own = cx.actor().grants.iter().map(|grant| Grant { orgs: Arc::new(near(&grant.orgs)), ..grant.clone() });
    let lent = Grant {
        role: "system".into(),
        orgs: Arc::new(BTreeSet::from([call.org])),
        permissions: Arc::new(BTreeSet::from([permission])),
    };
    Actor { grants: std::iter::once(lent).chain(own).collect(), ..process }
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
fn shaped(form: &Form, input: Map<String, Value>) -> Map<String, Value> {
    let fit = |(name, value): (String, Value)| {
        let value = match form.field(&name) {
            Some(field) => fitting(&field.kind, value),
            None => value,
        };
        (!value.is_null()).then_some((name, value))
    };
    input.into_iter().filter_map(fit).collect()
}

fn fitting(kind: &Kind, value: Value) -> Value {
    match (kind, value) {
        (Kind::Group { .. }, Value::Array(rows)) => rows.into_iter().map(|row| fitting(kind, row)).collect(),
        (Kind::Group { fields }, Value::Object(row)) => shaped(&Form { fields: fields.clone() }, row).into(),
        (Kind::Money, value) => fen(&value).map_or(Value::Null, Value::from),
        (_, value) => value,
    }
}

fn fen(value: &Value) -> Option<i64> {
    let yuan: Decimal = match value {
        Value::Number(n) => n.as_i64()?.into(),
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    i64::try_from(yuan.checked_mul(Decimal::ONE_HUNDRED)?.round()).ok()
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
                    (Some(field), Ok(given)) if !takes(field, &given) => {
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

/// Whether a field can take a value of that type.
fn takes(field: &Field, given: &Type) -> bool {
    match given {
        Type::List(one) => field.many && takes_one(&field.kind, one),
        one => !field.many && takes_one(&field.kind, one),
    }
}

fn takes_one(kind: &Kind, given: &Type) -> bool {
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
        Kind::File { .. } => matches!(given, Type::Opaque),
        Kind::Group { fields } => match given {
            Type::Group(own) => {
                let known = own.keys().all(|name| fields.iter().any(|f| &f.name == name));
                known && fields.iter().all(|f| own.get(&f.name).map_or(!f.required, |one| takes(f, one)))
            }
            _ => false,
        },
        _ => false,
    }
}

//! From what was said in a form to an effect as it stands in a definition – pure.

use kernel::{Error, Message, Result, expr::Expr};
use process::TableCell;
use serde_json::{Map, Value, json};

use super::model::{DOES, EffectPart};
use crate::entry::rules::{Roles, condition, list, text, told, words, wrong};

/// What an effect written in a definition does, and what it says of that.
pub(crate) fn parts(effect: &Value) -> Option<(&str, &Map<String, Value>)> {
    let (does, said) = effect.as_object()?.iter().next()?;
    Some((does.as_str(), said.as_object()?))
}

/// What must be said.
fn needed<'a>(field: &str, said: Option<&'a str>) -> Result<&'a str> {
    said.map(str::trim).filter(|t| !t.is_empty()).ok_or_else(|| wrong(field, "invalid-required", ""))
}

/// An expression as it is written.
fn expression(field: &str, source: &str) -> Result<Value> {
    match Expr::parse(source.trim()) {
        Ok(_) => Ok(source.trim().into()),
        Err(error) => Err(Error::field(field, error.told(Message::of("catalogue-wrong-expression")))),
    }
}

/// An effect.
pub(crate) fn effect(said: &EffectPart, roles: &Roles) -> Result<Value> {
    let does = DOES.into_iter().find(|d| *d == said.does).ok_or_else(|| wrong("does", "invalid-choice", &said.does))?;
    let mut values = match does {
        "notify" => {
            let to = told("tell", needed("tell", said.tell.as_deref())?, roles)?;
            let (zh, en) = (needed("zh", said.zh.as_deref())?, needed("en", said.en.as_deref())?);
            json!({ "to": to, "text": words(zh, en) })
        }
        "spawn" => json!({
            "process": needed("process", said.process.as_deref())?,
            "link": needed("link", said.link.as_deref())?,
            "copy": list(said.copy.as_ref()),
            "evidence": text(said.evidence.as_deref()),
        }),
        "call" => {
            let mut input = Map::new();
            for (nth, row) in said.inputs.iter().flatten().enumerate() {
                input.insert(row.name.clone(), expression(&format!("inputs.{nth}.value"), &row.value)?);
            }
            let input = if input.is_empty() { Value::Null } else { Value::Object(input) };
            let at_once = said.at_once.filter(|at_once| *at_once);
            let action = needed("call", said.call.as_deref())?;
            json!({ "action": action, "input": input, "at_once": at_once, "keeps": text(said.keeps.as_deref()) })
        }
        _ => set(said)?,
    };
    values["when"] = condition("when", said.when.as_deref())?;
    if let Some(values) = values.as_object_mut() {
        values.retain(|_, said| !said.is_null());
    }
    Ok(json!({ does: values }))
}

/// A field is set by a value or by a table, never by both.
fn set(said: &EffectPart) -> Result<Value> {
    let field = needed("field", said.field.as_deref())?;
    let (value, cell) = (text(said.value.as_deref()), text(said.cell.as_deref()));
    match (value.as_str(), cell.as_str()) {
        (Some(value), None) => Ok(json!({ "field": field, "value": expression("value", value)? })),
        (None, Some(cell)) if cell.parse::<TableCell>().is_ok() => Ok(json!({ "field": field, "table": cell })),
        (None, Some(cell)) => Err(wrong("cell", "invalid-choice", cell)),
        _ => Err(wrong("value", "catalogue-wrong-set", "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(does: &str, more: &Value) -> EffectPart {
        let id = desk::DraftId::from_uuid(Default::default());
        let mut body = json!({ "id": id, "follows": "action.accept.effects", "does": does });
        more.as_object().expect("an object").iter().for_each(|(key, value)| body[key] = value.clone());
        serde_json::from_value(body).expect("fits")
    }

    fn roles() -> Roles {
        [("客服".to_owned(), "agent".to_owned())].into()
    }

    #[test]
    fn an_effect_is_written_as_a_definition_has_it() {
        let cases = [
            (
                said("notify", &json!({ "tell": "客服", "zh": "好", "en": "Good", "when": "urgency = 'high'" })),
                json!({ "notify": { "to": ["agent"], "text": { "zh": "好", "en": "Good" }, "when": "urgency = 'high'" } }),
            ),
            (
                said("spawn", &json!({ "process": "repair", "link": "found", "copy": ["summary"], "evidence": "" })),
                json!({ "spawn": { "process": "repair", "link": "found", "copy": ["summary"] } }),
            ),
            (
                said(
                    "call",
                    &json!({ "call": "asset.fault.end", "inputs": [{ "name": "asset_id", "value": "asset" }] }),
                ),
                json!({ "call": { "action": "asset.fault.end", "input": { "asset_id": "asset" } } }),
            ),
            (
                said("call", &json!({ "call": "payment.refund.create", "at_once": true, "keeps": "refund" })),
                json!({ "call": { "action": "payment.refund.create", "at_once": true, "keeps": "refund" } }),
            ),
            (
                said("set", &json!({ "field": "views", "value": "views + 1" })),
                json!({ "set": { "field": "views", "value": "views + 1" } }),
            ),
            (
                said("set", &json!({ "field": "priority", "cell": "priority.level" })),
                json!({ "set": { "field": "priority", "table": "priority.level" } }),
            ),
        ];
        for (said, written) in cases {
            assert_eq!(effect(&said, &roles()).expect("fits"), written);
            assert_eq!(parts(&written).map(|(does, _)| does), Some(said.does.as_str()));
            serde_json::from_value::<process::Effect>(written).expect("the engine reads it");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_told_at_its_field() {
        for (said, field) in [
            (said("notify", &json!({ "tell": "大总管", "zh": "好", "en": "Good" })), "tell"),
            (said("notify", &json!({ "tell": "客服", "en": "Good" })), "zh"),
            (said("spawn", &json!({ "process": "repair" })), "link"),
            (said("call", &json!({ "call": "a.b.c", "inputs": [{ "name": "x", "value": "a +" }] })), "inputs.0.value"),
            (said("set", &json!({ "field": "a", "value": "1", "cell": "t.o" })), "value"),
            (said("set", &json!({ "field": "a", "value": "1", "when": "a = " })), "when"),
            (said("explode", &json!({})), "does"),
        ] {
            let Err(Error::Invalid(fields)) = effect(&said, &roles()) else { panic!("{field} is refused") };
            assert_eq!(fields[0].field, field);
        }
    }
}

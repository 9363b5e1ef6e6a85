//! From what was said in a form to a work item and its steps as they stand in a definition – pure.

use kernel::Result;
use process::drafting::renamed;
use serde_json::{Map, Value, json};

use super::model::{StepPart, WorkItemPart};
use crate::{
    entry::rules::{called, condition, number, only_yes, wrong},
    part::rules::{Values, holding},
};

/// A work item; a new one begins without steps.
pub(crate) fn work_item(said: &WorkItemPart, is_new: bool) -> Result<Values> {
    for (field, given) in [("roles", &said.roles), ("from_stages", &said.from_stages)] {
        if given.is_empty() {
            return Err(wrong(field, "invalid-required", ""));
        }
    }
    let mut values = vec![
        ("label", called(&said.named)),
        ("by", json!(said.roles)),
        ("stages", json!(said.from_stages)),
        ("required", only_yes(said.is_required)),
        ("repeatable", only_yes(said.repeatable)),
        ("fails_when", condition("fails_when", said.fails_when.as_deref())?),
        ("findings", only_yes(said.findings)),
    ];
    if is_new {
        values.push(("step", json!([])));
    }
    Ok(values)
}

/// A step; what its form does not ask stays as it was.
pub(crate) fn step(said: &StepPart, before: Value) -> Result<Value> {
    let mut row = match before {
        Value::Object(row) => row,
        _ => Map::new(),
    };
    let own = vec![
        ("name", said.named.key.as_str().into()),
        ("label", called(&said.named)),
        ("required", only_yes(said.is_required)),
        ("low", number(said.low)),
        ("high", number(said.high)),
    ];
    row.extend([own, holding(&said.holding)?].concat().into_iter().map(|(key, said)| (key.to_owned(), said)));
    row.retain(|_, said| !said.is_null());
    Ok(Value::Object(row))
}

/// The condition of failure once a step is called otherwise.
pub(crate) fn fails_when(before: &Value, was: &str, is: &str) -> Value {
    before.as_str().map_or(Value::Null, |source| renamed(source, was, is).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(more: &Value) -> StepPart {
        let id = desk::DraftId::from_uuid(Default::default());
        let mut body = json!({ "id": id, "key": "pressure", "label_zh": "水压", "label_en": "Pressure",
                               "inside": "work_item.check.step", "holds": "meter" });
        more.as_object().expect("an object").iter().for_each(|(key, value)| body[key] = value.clone());
        serde_json::from_value(body).expect("fits")
    }

    #[test]
    fn a_step_is_written_as_a_definition_has_it() {
        let row = step(&said(&json!({ "low": 150, "high": 400, "is_required": true })), Value::Null).expect("fits");
        assert_eq!(
            row,
            json!({ "name": "pressure", "label": { "zh": "水压", "en": "Pressure" }, "kind": "meter", "required": true,
                    "low": 150, "high": 400 })
        );
        let read: process::FieldSpec = serde_json::from_value(row.clone()).expect("the engine reads it");
        assert!(read.is_outside(90));
        let again = step(&said(&json!({})), row).expect("fits");
        assert!(again.get("low").is_none(), "what is left out is taken away");
        let group = json!({ "name": "pressure", "field": [{ "name": "inner" }] });
        assert!(step(&said(&json!({})), group).expect("fits").get("field").is_some(), "what is not asked stays");
        assert!(step(&said(&json!({ "holds": "feeling" })), Value::Null).is_err());
    }

    #[test]
    fn a_step_called_otherwise_is_called_so_in_the_condition() {
        let after = fails_when(&"not tested or tested_by is absent".into(), "tested", "tried");
        assert_eq!(after, "not tried or tested_by is absent");
        assert_eq!(fails_when(&Value::Null, "a", "b"), Value::Null);
    }
}

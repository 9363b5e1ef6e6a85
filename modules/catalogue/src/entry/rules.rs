//! From one typed text to what a definition holds – pure.

use std::collections::BTreeMap;

use kernel::{Budget, Error, Message, Result, expr::Expr};
use serde_json::{Value, json};

use crate::part::model::Named;

/// The roles by what people call them, to read what they type.
pub(crate) type Roles = BTreeMap<String, String>;

pub(crate) fn wrong(field: &str, key: &'static str, given: &str) -> Error {
    Error::field(field.to_owned(), Message::of(key).with("given", given.chars().take(60).collect::<String>()))
}

/// A name in a definition: letters, digits and `_`, beginning with a letter.
pub(crate) fn key(text: &str) -> Result<&str> {
    let plain = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
    if plain && begins { Ok(text) } else { Err(wrong("key", "catalogue-wrong-key", text)) }
}

pub(crate) fn words(zh: &str, en: &str) -> Value {
    json!({ "zh": zh.trim(), "en": en.trim() })
}

pub(crate) fn called(named: &Named) -> Value {
    words(&named.label_zh, &named.label_en)
}

pub(crate) fn text(said: Option<&str>) -> Value {
    said.map(str::trim).filter(|t| !t.is_empty()).map_or(Value::Null, Value::from)
}

pub(crate) fn list(said: Option<&Vec<String>>) -> Value {
    said.filter(|l| !l.is_empty()).map_or(Value::Null, |l| json!(l))
}

pub(crate) fn only_yes(said: Option<bool>) -> Value {
    if said == Some(true) { true.into() } else { Value::Null }
}

pub(crate) fn number(said: Option<i64>) -> Value {
    said.map_or(Value::Null, Value::from)
}

pub(crate) fn condition(field: &str, said: Option<&str>) -> Result<Value> {
    let Some(source) = said.map(str::trim).filter(|t| !t.is_empty()) else { return Ok(Value::Null) };
    match Expr::parse(source) {
        Ok(_) => Ok(source.into()),
        Err(error) => Err(Error::field(field, error.told(Message::of("catalogue-wrong-condition")))),
    }
}

/// A span of time as people write it – `2 小时`, `1个工作日` – in the words of definitions.
pub(crate) fn span(said: &str) -> String {
    const UNITS: [(&str, &str); 11] = [
        ("个工作分钟", "work minutes"),
        ("个工作小时", "work hours"),
        ("工作分钟", "work minutes"),
        ("工作小时", "work hours"),
        ("个工作日", "workdays"),
        ("工作日", "workdays"),
        ("个小时", "hours"),
        ("分钟", "minutes"),
        ("小时", "hours"),
        ("天", "days"),
        ("日", "days"),
    ];
    let said = said.trim();
    let split = said.find(|c: char| !c.is_ascii_digit() && !matches!(c, '+' | '-' | ' ')).unwrap_or(said.len());
    let (count, unit) = (said[..split].trim(), said[split..].trim());
    match UNITS.iter().find(|(zh, _)| *zh == unit) {
        Some((_, en)) if count.trim_start_matches(['+', '-']) == "1" => format!("{count} {}", en.trim_end_matches('s')),
        Some((_, en)) => format!("{count} {en}"),
        None => said.to_owned(),
    }
}

pub(crate) fn budget(field: &str, said: Option<&str>) -> Result<Value> {
    let Some(said) = said.map(span).filter(|t| !t.is_empty()) else { return Ok(Value::Null) };
    if said.parse::<Budget>().is_ok() { Ok(said.into()) } else { Err(wrong(field, "catalogue-wrong-span", &said)) }
}

/// Names with commas between, as roles; what people call a role is as good as its word.
pub(crate) fn told(field: &str, said: &str, roles: &Roles) -> Result<Vec<String>> {
    let parts = said.split([',', '，', '、', ';']).map(str::trim).filter(|p| !p.is_empty());
    let role = |part: &str| {
        if roles.values().any(|word| word == part) {
            return Ok(part.to_owned());
        }
        roles.get(part).cloned().ok_or_else(|| wrong(field, "catalogue-wrong-role", part))
    };
    parts.map(role).collect()
}

/// The value of a fragment's parameter, of the kind it had before.
pub(crate) fn setting(said: &str, before: &Value) -> Value {
    let said = said.trim();
    match before {
        Value::Array(_) => {
            said.split([',', '，', '、']).map(str::trim).filter(|p| !p.is_empty()).map(Value::from).collect()
        }
        Value::Number(_) => said.parse::<i64>().map_or_else(|_| said.into(), Value::from),
        Value::Bool(_) => matches!(said, "true" | "是" | "yes").into(),
        _ => said.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles() -> Roles {
        [("客服", "agent"), ("项目经理", "manager")].map(|(said, word)| (said.to_owned(), word.to_owned())).into()
    }

    #[test]
    fn spans_are_read_as_people_write_them() {
        let cases = [
            ("2 小时", "2 hours"),
            ("1个工作日", "1 workday"),
            ("15分钟", "15 minutes"),
            ("-15 分钟", "-15 minutes"),
            ("+2小时", "+2 hours"),
            ("4工作小时", "4 work hours"),
            ("2 个工作小时", "2 work hours"),
            ("3天", "3 days"),
            ("2 workdays", "2 workdays"),
            ("50%", "50%"),
            ("limits.response", "limits.response"),
            ("很快", "很快"),
        ];
        for (said, meant) in cases {
            assert_eq!(span(said), meant);
        }
        assert!(budget("cap", Some("很快")).is_err());
    }

    #[test]
    fn whom_to_tell_is_said_by_name_or_word() {
        assert_eq!(told("tell", "客服，manager", &roles()).expect("reads"), ["agent", "manager"]);
        assert!(told("tell", "保安队长", &roles()).is_err());
    }

    #[test]
    fn a_name_is_a_name() {
        for name in ["a", "call_back", "step2"] {
            assert!(key(name).is_ok(), "{name}");
        }
        for name in ["", "2a", "待办", "a b", "a\"\n[[action]]", "A", "../x"] {
            assert!(key(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_setting_keeps_its_kind() {
        assert_eq!(setting("agent, quality", &json!(["agent"])), json!(["agent", "quality"]));
        assert_eq!(setting("20", &json!(30)), json!(20));
        assert_eq!(setting("2 workdays", &json!("1 workday")), json!("2 workdays"));
    }
}

//! From what was said in a form to what stands in the definition – pure.

use std::collections::BTreeMap;

use kernel::{Error, Result};
use process::{
    BudgetSource, Definition, Parameter, RungAt, TableCell,
    definition::{AREAS, Commitment},
};
use serde_json::{Map, Value, json};

use super::model::{
    ActionPart, AskRow, ChoiceRow, ClockPart, FieldPart, FragmentValue, HeadPart, Holding, NoticeRow, OutputRow,
    RungRow, StagePart, TablePart, ViewRow,
};
use crate::entry::rules::{
    Roles, budget, called, condition, key, list, number, only_yes, setting, span, text, told, words, wrong,
};

/// Keys and what they say; nothing takes the key away.
pub(crate) type Values = Vec<(&'static str, Value)>;

/// What a fragment wants to be told, by name.
pub(crate) type Parameters = BTreeMap<String, Parameter>;

/// A stage.
pub(crate) fn stage(said: &StagePart) -> Result<Values> {
    const CATEGORIES: [&str; 5] = ["new", "active", "waiting", "done", "cancelled"];
    if !CATEGORIES.contains(&said.category.as_str()) {
        return Err(wrong("category", "invalid-choice", &said.category));
    }
    Ok(vec![
        ("label", called(&said.named)),
        ("category", said.category.as_str().into()),
        ("owner", text(said.owner_role.as_deref())),
        ("edit", list(said.edit_fields.as_ref())),
        ("required", list(said.required_fields.as_ref())),
        ("hidden", list(said.hidden_fields.as_ref())),
        ("views", views(said.views.as_deref().unwrap_or_default())?),
        ("capped", if said.uncapped == Some(true) { false.into() } else { Value::Null }),
    ])
}

/// How a field can stand before somebody.
pub(crate) const MODES: [&str; 4] = ["hidden", "read", "edit", "required"];

/// Fields by how they stand before somebody.
type Modes<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// The views of a stage from rows of role, field and mode; roles that see the same share a view.
fn views(rows: &[ViewRow]) -> Result<Value> {
    let mut by_role: Vec<(&str, Modes<'_>)> = Vec::new();
    for (nth, row) in rows.iter().enumerate() {
        if !MODES.contains(&row.mode.as_str()) {
            return Err(wrong(&format!("views.{nth}.mode"), "invalid-choice", &row.mode));
        }
        if !by_role.iter().any(|(role, _)| *role == row.role) {
            by_role.push((&row.role, Modes::new()));
        }
        let his = by_role.iter_mut().filter(|(role, _)| *role == row.role);
        his.for_each(|(_, modes)| modes.entry(&row.mode).or_default().push(&row.field));
    }
    let mut written: Vec<(Vec<&str>, Modes<'_>)> = Vec::new();
    for (role, modes) in by_role {
        match written.iter_mut().find(|(_, same)| *same == modes) {
            Some((roles, _)) => roles.push(role),
            None => written.push((vec![role], modes)),
        }
    }
    let view = |(roles, modes): (Vec<&str>, Modes<'_>)| {
        let mut view = json!({ "by": roles });
        MODES
            .into_iter()
            .filter_map(|mode| Some((mode, modes.get(mode)?)))
            .for_each(|(mode, names)| view[mode] = json!(names));
        view
    };
    let all: Vec<Value> = written.into_iter().map(view).collect();
    Ok(if all.is_empty() { Value::Null } else { all.into() })
}

fn asks(said: Option<&Vec<AskRow>>) -> Value {
    let ask = |row: &AskRow| format!("{}{}", row.field, if row.optional == Some(true) { "?" } else { "" });
    let all: Vec<String> = said.into_iter().flatten().map(ask).collect();
    list(Some(&all))
}

/// What an action can do besides moving the case.
pub(crate) const DOES: [&str; 3] = ["urge", "merge", "follow_up"];

/// An action; what else follows it than notices stays as it is.
pub(crate) fn action(said: &ActionPart, before: &Value, roles: &Roles) -> Result<Values> {
    if said.from_stages.is_empty() {
        return Err(wrong("from_stages", "invalid-required", ""));
    }
    if said.roles.is_empty() {
        return Err(wrong("roles", "invalid-required", ""));
    }
    let mut ways = Vec::new();
    for (nth, way) in said.ways.iter().flatten().enumerate() {
        let mut row = Map::new();
        let when = condition(&format!("ways.{nth}.when"), way.when.as_deref())?;
        row.extend((!when.is_null()).then(|| ("when".to_owned(), when)));
        row.insert("stage".into(), way.to_stage.as_str().into());
        row.extend((way.rework == Some(true)).then(|| ("rework".to_owned(), true.into())));
        ways.push(Value::Object(row));
    }
    let to = if ways.is_empty() { text(said.to_stage.as_deref()) } else { ways.into() };
    let mut reasons = Vec::new();
    for (nth, reason) in said.reasons.iter().flatten().enumerate() {
        let mut row = json!({ "value": reason.value, "zh": reason.zh, "en": reason.en });
        let cap = budget(&format!("reasons.{nth}.cap"), reason.cap.as_deref())?;
        if !cap.is_null() {
            row["cap"] = cap;
        }
        reasons.push(row);
    }
    let tone = said.tone.as_deref().filter(|t| *t != "normal");
    if let Some(tone) = tone.filter(|t| !["primary", "danger"].contains(t)) {
        return Err(wrong("tone", "invalid-choice", tone));
    }
    const ASSIGN: [&str; 5] = ["self", "input", "pool", "rotation", "clear"];
    let assign = said.assign.as_deref().filter(|a| !a.is_empty());
    if let Some(assign) = assign.filter(|a| !ASSIGN.contains(a) && a.parse::<TableCell>().is_err()) {
        return Err(wrong("assign", "invalid-choice", assign));
    }
    let does = said.does.as_deref().filter(|d| !d.is_empty());
    if let Some(does) = does.filter(|d| !DOES.contains(d)) {
        return Err(wrong("does", "invalid-choice", does));
    }
    let otherwise = match (said.otherwise_zh.as_deref(), said.otherwise_en.as_deref()) {
        (None, None) => Value::Null,
        (zh, en) => words(zh.unwrap_or_default(), en.unwrap_or_default()),
    };
    let notices: Vec<NoticeRow> = said.notices.clone().unwrap_or_default();
    Ok(vec![
        ("label", called(&said.named)),
        ("from", json!(said.from_stages)),
        ("to", to),
        ("by", json!(said.roles)),
        ("when", condition("when", said.when.as_deref())?),
        ("otherwise", otherwise),
        ("asks", asks(said.asks.as_ref())),
        ("requires", list(said.needs.as_ref())),
        ("confirms", list(said.confirms.as_ref())),
        ("requires_work", list(said.needs_work.as_ref())),
        ("reasons", if reasons.is_empty() { Value::Null } else { reasons.into() }),
        ("not_same_actor_as", list(said.not_same_actor_as.as_ref())),
        ("undo", budget("undo", said.undo.as_deref())?),
        ("assign", text(assign)),
        ("does", text(does)),
        ("confirm", only_yes(said.confirm)),
        ("tone", text(tone)),
        ("effects", notified("notices", &before["effects"], &notices, usize::MAX, roles)?),
    ])
}

/// Whether an effect only tells somebody something, whatever the case.
pub(crate) fn notice(effect: &Value) -> Option<(Vec<String>, String, String)> {
    let only = effect.as_object().filter(|e| e.len() == 1)?.get("notify")?;
    let plain = only.as_object().is_some_and(|n| n.keys().all(|key| key == "to" || key == "text"));
    let to = only["to"].as_array()?.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let said = |lang: &str| only["text"][lang].as_str().map(str::to_owned);
    if plain { Some((to, said("zh")?, said("en")?)) } else { None }
}

/// Effects in which the first plain notices are those of the form; all others stay where they are.
fn notified(field: &str, before: &Value, rows: &[NoticeRow], shown: usize, roles: &Roles) -> Result<Value> {
    let mut written = Vec::new();
    for (nth, row) in rows.iter().enumerate() {
        let to = told(&format!("{field}.{nth}.tell"), &row.tell, roles)?;
        written.push(json!({ "notify": { "to": to, "text": words(&row.zh, &row.en) } }));
    }
    let mut rows = written.into_iter();
    let mut effects = Vec::new();
    let mut plain = 0;
    for effect in before.as_array().into_iter().flatten() {
        let is_shown = notice(effect).is_some() && plain < shown;
        plain += usize::from(is_shown);
        if is_shown { effects.extend(rows.next()) } else { effects.push(effect.clone()) }
    }
    effects.extend(rows);
    Ok(if effects.is_empty() { Value::Null } else { effects.into() })
}

/// A time limit; what else follows its rungs than the notice the form shows stays as it is.
pub(crate) fn clock(said: &ClockPart, before: &Value, roles: &Roles) -> Result<Values> {
    let length = span(&said.budget);
    if length.parse::<BudgetSource>().is_err() {
        return Err(wrong("budget", "catalogue-wrong-span", &length));
    }
    for (field, given) in [("starts_on", &said.starts_on), ("runs_in", &said.runs_in), ("stops_on", &said.stops_on)] {
        if given.is_empty() {
            return Err(wrong(field, "invalid-required", ""));
        }
    }
    let on_reopen = match said.on_reopen.as_deref().filter(|t| !t.is_empty()) {
        None => Value::Null,
        Some(word @ ("continue" | "restart")) => word.into(),
        Some("grace") => match budget("grace", said.grace.as_deref())? {
            Value::Null => return Err(wrong("grace", "invalid-required", "")),
            grace => json!({ "grace": grace }),
        },
        Some(word) => return Err(wrong("on_reopen", "invalid-choice", word)),
    };
    let mut rungs = Vec::new();
    for (nth, rung) in said.rungs.iter().flatten().enumerate() {
        rungs.push(self::rung(nth, rung, &before["rungs"], roles)?);
    }
    Ok(vec![
        ("label", called(&said.named)),
        (
            "commitment",
            said.commitment.filter(|c| *c != Commitment::default()).map_or(Value::Null, |c| c.word().into()),
        ),
        ("starts_on", json!(said.starts_on)),
        ("runs_in", json!(said.runs_in)),
        ("stops_on", json!(said.stops_on)),
        ("when", condition("when", said.when.as_deref())?),
        ("budget", length.into()),
        ("calendar", text(said.calendar.as_deref())),
        ("on_reopen", on_reopen),
        ("rungs", if rungs.is_empty() { Value::Null } else { rungs.into() }),
    ])
}

fn rung(nth: usize, said: &RungRow, before: &Value, roles: &Roles) -> Result<Value> {
    let at = span(&said.point);
    if at.parse::<RungAt>().is_err() {
        return Err(wrong(&format!("rungs.{nth}.point"), "catalogue-wrong-rung", &at));
    }
    let was = before.as_array().into_iter().flatten().find(|rung| rung["at"] == at.as_str());
    let row = match (said.tell.as_deref(), said.zh.as_deref(), said.en.as_deref()) {
        (None, None, None) => None,
        (tell, zh, en) => {
            let said = |text: Option<&str>| text.unwrap_or_default().to_owned();
            Some(NoticeRow { tell: said(tell), zh: said(zh), en: said(en) })
        }
    };
    let effects = was.map_or(Value::Null, |rung| rung["effects"].clone());
    let field = format!("rungs.{nth}");
    let effects = notified(&field, &effects, row.as_slice(), 1, roles).map_err(|e| at_row(e, &field))?;
    let mut rung = json!({ "at": at });
    if !effects.is_null() {
        rung["effects"] = effects;
    }
    Ok(rung)
}

/// The one notice of a rung stands in its row: `rungs.2.0.tell` is `rungs.2.tell`.
fn at_row(error: Error, field: &str) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            for wrong in &mut fields {
                wrong.field = wrong.field.replace(&format!("{field}.0."), &format!("{field}."));
            }
            Error::Invalid(fields)
        }
        other => other,
    }
}

/// What a field or a step holds.
pub(crate) fn holding(said: &Holding) -> Result<Values> {
    if serde_json::from_value::<process::KindSpec>(said.holds.as_str().into()).is_err() {
        return Err(wrong("holds", "invalid-choice", &said.holds));
    }
    let option = |row: &ChoiceRow| json!({ "value": row.value, "zh": row.zh, "en": row.en });
    let options: Vec<Value> = said.options.iter().flatten().map(option).collect();
    Ok(vec![
        ("kind", said.holds.as_str().into()),
        ("to", text(said.refers_to.as_deref())),
        ("many", only_yes(said.several)),
        ("min", number(said.least)),
        ("max", number(said.greatest)),
        ("choices", if options.is_empty() { Value::Null } else { options.into() }),
    ])
}

/// A field.
pub(crate) fn field(said: &FieldPart) -> Result<Values> {
    let personal = vec![("personal", only_yes(said.is_personal))];
    Ok([vec![("label", called(&said.named))], holding(&said.holding)?, personal].concat())
}

/// A list of fields with one of them in it, or not.
pub(crate) fn with_field(before: &Value, name: &str, wanted: bool) -> Option<Value> {
    let mut all: Vec<&str> = before.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if all.contains(&name) == wanted {
        return None;
    }
    if wanted {
        all.push(name)
    } else {
        all.retain(|one| *one != name)
    }
    Some(if all.is_empty() { Value::Null } else { json!(all) })
}

/// Keys whose lists are sets: a form sends them in the order of its boxes.
const SETS: [&str; 13] = [
    "from",
    "by",
    "requires",
    "confirms",
    "requires_work",
    "stages",
    "edit",
    "required",
    "hidden",
    "not_same_actor_as",
    "starts_on",
    "runs_in",
    "stops_on",
];

/// The values with every set in the order in which it was written; what is new stands behind.
pub(crate) fn in_order(values: Values, before: &Value) -> Values {
    let order = |(key, said): (&'static str, Value)| {
        let (Some(was), Some(is)) = (before[key].as_array(), said.as_array()) else { return (key, said) };
        if !SETS.contains(&key) {
            return (key, said);
        }
        let kept = was.iter().filter(|one| is.contains(one));
        let fresh = is.iter().filter(|one| !was.contains(one));
        (key, kept.chain(fresh).cloned().collect())
    };
    values.into_iter().map(order).collect()
}

/// A decision table; a further output says the same in every row, and in the only row of a new table.
pub(crate) fn table(said: &TablePart) -> Result<Values> {
    let further: Vec<&OutputRow> = said.outputs.iter().flatten().collect();
    let mut rows = Vec::new();
    for (nth, line) in said.decisions.iter().flatten().enumerate() {
        let mut row = Map::new();
        let when = condition(&format!("decisions.{nth}.when"), line.when.as_deref())?;
        row.extend((!when.is_null()).then(|| ("when".to_owned(), when)));
        let outputs = line.then.iter().filter(|(_, said)| !said.trim().is_empty());
        let then: Map<String, Value> = outputs.map(|(name, said)| (name.clone(), span(said).into())).collect();
        if then.is_empty() && further.is_empty() {
            return Err(wrong(&format!("decisions.{nth}.then"), "invalid-required", ""));
        }
        row.insert("then".into(), Value::Object(then));
        rows.push(Value::Object(row));
    }
    if rows.is_empty() {
        rows.push(json!({ "then": {} }));
    }
    for (nth, output) in further.iter().enumerate() {
        key(&output.name).map_err(|_| wrong(&format!("outputs.{nth}.name"), "catalogue-wrong-key", &output.name))?;
        rows.iter_mut().for_each(|row| row["then"][&output.name] = span(&output.value).into());
    }
    if rows.iter().any(|row| row["then"].as_object().is_none_or(Map::is_empty)) {
        return Err(wrong("outputs", "invalid-required", ""));
    }
    Ok(vec![("label", called(&said.named)), ("rows", rows.into())])
}

/// Whether the value of a fragment is more than words, as a list of effects is.
pub(crate) fn is_written(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.iter().any(Value::is_object))
}

/// The values a fragment is included with: those it says itself need not be said again, an empty one is as it says itself.
pub(crate) fn settings(said: &[FragmentValue], before: &Value, parameters: &Parameters) -> Result<Value> {
    // What is written as effects is not asked in a form, and stays.
    let kept = before.as_object().into_iter().flatten().filter(|(_, value)| is_written(value));
    let mut with: Map<String, Value> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    for (nth, row) in said.iter().enumerate() {
        let was = Some(&before[&row.name]).filter(|was| !was.is_null());
        let parameter = parameters.get(&row.name);
        let own = parameter.and_then(|p| p.own.as_ref());
        let Some(text) = row.value.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
            if own.is_none() && parameter.is_some() {
                return Err(wrong(&format!("settings.{nth}.value"), "invalid-required", ""));
            }
            continue;
        };
        let bare = || match text {
            "true" | "false" => Value::Bool(true),
            number if number.parse::<i64>().is_ok() => 0.into(),
            _ if parameter.is_some_and(|p| !p.is_text) => json!([]),
            _ => Value::Null,
        };
        let value = setting(text, &was.or(own).cloned().unwrap_or_else(bare));
        if was.is_some() || own != Some(&value) {
            with.insert(row.name.clone(), value);
        }
    }
    Ok(if with.is_empty() { Value::Null } else { Value::Object(with) })
}

/// The part to whose place another goes: the next of its kind; for an action the next that is pressed where it is pressed.
pub(crate) fn neighbour(own: &[String], name: &str, up: bool, actions_of: Option<&Definition>) -> Option<String> {
    let at = own.iter().position(|one| one == name)?;
    let meets = |other: &&String| {
        let Some(def) = actions_of else { return true };
        let Some((one, other)) = def.action(name).zip(def.action(other)) else { return true };
        def.stages.iter().any(|s| s.is_named_by(&one.from) && s.is_named_by(&other.from))
    };
    if up { own[..at].iter().rev().find(meets).cloned() } else { own[at + 1..].iter().find(meets).cloned() }
}

/// How long records are kept: so many years or for good, and by which rule; nothing when that is not decided.
fn retention(said: &HeadPart) -> Result<Value> {
    let source = said.retention_source.as_deref().map(str::trim).filter(|s| !s.is_empty());
    match (said.retention_years, said.permanent == Some(true)) {
        (Some(_), true) => Err(wrong("retention_years", "catalogue-retention-both", "")),
        (None, false) if source.is_some() => Err(wrong("retention_years", "invalid-required", "")),
        (None, false) => Ok(Value::Null),
        (years, _) => {
            let years = years.map(|years| ("years".to_owned(), Value::from(years)));
            let source = source.map(|source| ("source".to_owned(), Value::from(source)));
            Ok(Value::Object(years.into_iter().chain(source).collect()))
        }
    }
}

/// What stands at the head, and how a case is opened.
pub(crate) fn head(said: &HeadPart) -> Result<(Values, Values)> {
    if said.roles.is_empty() {
        return Err(wrong("roles", "invalid-required", ""));
    }
    let purpose = match (said.purpose_zh.as_deref(), said.purpose_en.as_deref()) {
        (None, None) => Value::Null,
        (zh, en) => words(zh.unwrap_or_default(), en.unwrap_or_default()),
    };
    if !said.letters.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(wrong("letters", "proof-letters", &said.letters));
    }
    if let Some(area) = said.business_area.as_deref().filter(|area| !area.is_empty() && !AREAS.contains(area)) {
        return Err(wrong("business_area", "invalid-choice", area));
    }
    let mut listed = Map::from_iter([("title".to_owned(), said.list_title.as_str().into())]);
    for (key, field) in [("topic", &said.list_topic), ("urgency", &said.list_urgency), ("place", &said.list_place)] {
        listed.extend(field.as_deref().filter(|f| !f.is_empty()).map(|f| (key.to_owned(), f.into())));
    }
    let head = vec![
        ("title", words(&said.label_zh, &said.label_en)),
        ("purpose", purpose),
        ("standards", list(said.standards.as_ref())),
        ("readers", list(said.readers.as_ref())),
        ("retention", retention(said)?),
        ("calendar", text(said.calendar.as_deref())),
        ("number", said.letters.as_str().into()),
        ("area", text(said.business_area.as_deref())),
        ("list", Value::Object(listed)),
    ];
    Ok((head, vec![("by", json!(said.roles)), ("asks", asks(said.asks.as_ref()))]))
}

#[cfg(test)]
mod tests {
    use super::{super::model::Named, *};

    fn roles() -> Roles {
        [("客服", "agent"), ("项目经理", "manager")].map(|(said, word)| (said.to_owned(), word.to_owned())).into()
    }

    #[test]
    fn what_else_follows_stays_where_it_is() {
        let set = json!({ "set": { "field": "a", "value": "true" } });
        let told = |to: &str| json!({ "notify": { "to": [to], "text": { "zh": "好", "en": "Good" } } });
        let only_then = json!({ "notify": { "to": ["agent"], "text": { "zh": "好", "en": "Good" }, "when": "a" } });
        let before = json!([told("agent"), set, only_then, told("agent")]);
        let row = NoticeRow { tell: "manager".into(), zh: "好".into(), en: "Good".into() };
        let after = notified("n", &before, std::slice::from_ref(&row), usize::MAX, &roles()).expect("fits");
        assert_eq!(after, json!([told("manager"), set, only_then]));
        let after = notified("n", &before, &[], 1, &roles()).expect("fits");
        assert_eq!(after, json!([set, only_then, told("agent")]), "only what the form shows is taken away");
    }

    fn limits(when: &str, outputs: &[(&str, &str)]) -> TablePart {
        let output = |(name, value): &(&str, &str)| OutputRow { name: (*name).into(), value: (*value).into() };
        let id = desk::DraftId::from_uuid(Default::default());
        let named =
            Named { id, version: None, key: "limits".into(), label_zh: "时限".into(), label_en: "Limits".into() };
        let then = [("response".to_owned(), "15分钟".to_owned())].into();
        TablePart {
            named,
            table: None,
            decisions: Some(vec![super::super::model::TableRow { when: Some(when.into()), then }]),
            outputs: Some(outputs.iter().map(output).collect()),
        }
    }

    #[test]
    fn a_further_output_says_the_same_in_every_row() {
        let rows = |said: &TablePart| table(said).map(|values| values[1].1.clone());
        let mut said = limits("urgent", &[("arrival", "1 小时")]);
        let then = json!({ "response": "15 minutes", "arrival": "1 hour" });
        assert_eq!(rows(&said).expect("fits"), json!([{ "when": "urgent", "then": then }]));
        said.decisions = None;
        assert_eq!(rows(&said).expect("fits"), json!([{ "then": { "arrival": "1 hour" } }]), "a new table decides all");
        said.outputs = None;
        assert!(rows(&said).is_err(), "a table without outputs says nothing");
        assert!(rows(&limits("urgent", &[("到场", "1 小时")])).is_err());
    }

    #[test]
    fn a_wrong_condition_is_told_at_its_field() {
        let Err(Error::Invalid(fields)) = table(&limits("urgency = ", &[])) else { panic!("is refused") };
        assert_eq!(fields[0].field, "decisions.0.when");
    }

    fn limit(more: Value) -> ClockPart {
        let mut body = json!({
            "id": desk::DraftId::from_uuid(Default::default()), "key": "response", "label_zh": "响应", "label_en": "Response",
            "budget": "2 小时", "starts_on": ["open"], "runs_in": ["open"], "stops_on": ["accept"],
        });
        object(more).into_iter().for_each(|(key, value)| body[key] = value);
        serde_json::from_value(body).expect("fits")
    }

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().expect("an object")
    }

    #[test]
    fn what_rework_leaves_is_a_word_or_so_much_at_least() {
        let reopened = |more: Value| {
            let values = clock(&limit(more), &Value::Null, &roles())?;
            Ok::<_, Error>(values.into_iter().find(|(key, _)| *key == "on_reopen").map(|(_, said)| said))
        };
        assert_eq!(reopened(json!({ "on_reopen": "restart", "grace": "1天" })).expect("fits"), Some("restart".into()));
        let least = reopened(json!({ "on_reopen": "grace", "grace": "1 个工作日" })).expect("fits");
        assert_eq!(least, Some(json!({ "grace": "1 workday" })));
        assert_eq!(reopened(json!({})).expect("fits"), Some(Value::Null));
        for (more, field) in [
            (json!({ "on_reopen": "grace" }), "grace"),
            (json!({ "on_reopen": "grace", "grace": "很快" }), "grace"),
            (json!({ "on_reopen": "never" }), "on_reopen"),
        ] {
            let Err(Error::Invalid(fields)) = reopened(more) else { panic!("{field} is refused") };
            assert_eq!(fields[0].field, field);
        }
    }

    #[test]
    fn the_head_says_its_letters_its_area_and_its_list() {
        let said = |letters: &str, area: &str| -> HeadPart {
            serde_json::from_value(json!({
                "id": desk::DraftId::from_uuid(Default::default()), "label_zh": "报修", "label_en": "Repair",
                "letters": letters, "business_area": area, "list_title": "summary", "list_place": "place",
                "roles": ["agent"],
            }))
            .expect("fits")
        };
        let (head, _) = super::head(&said("BX", "customer")).expect("fits");
        let at = |key: &str| head.iter().find(|(known, _)| *known == key).map(|(_, said)| said.clone());
        assert_eq!((at("number"), at("area")), (Some("BX".into()), Some("customer".into())));
        assert_eq!(at("list"), Some(json!({ "title": "summary", "place": "place" })));
        for (said, field) in [(said("bx", "customer"), "letters"), (said("BX", "kitchen"), "business_area")] {
            let Err(Error::Invalid(fields)) = super::head(&said) else { panic!("{field} is refused") };
            assert_eq!(fields[0].field, field);
        }
    }

    #[test]
    fn a_field_is_in_a_list_once_or_not() {
        assert_eq!(with_field(&json!(["a"]), "b", true), Some(json!(["a", "b"])));
        assert_eq!(with_field(&json!(["a"]), "a", true), None);
        assert_eq!(with_field(&json!(["a"]), "a", false), Some(Value::Null));
        assert_eq!(with_field(&Value::Null, "a", false), None);
    }

    #[test]
    fn an_action_moves_past_those_it_is_pressed_beside() {
        let text = include_str!("../../../desk/processes/repair.toml");
        let def = Definition::from_toml(text).expect("reads");
        let own: Vec<String> = def.actions.iter().map(|a| a.id.clone()).collect();
        let beside = |name: &str, up| neighbour(&own, name, up, Some(&def)).expect("has a neighbour");
        let complete = beside("complete", true);
        let meets = |other: &str| {
            let (one, other) = (def.action("complete").expect("is there"), def.action(other).expect("is there"));
            def.stages.iter().any(|s| s.is_named_by(&one.from) && s.is_named_by(&other.from))
        };
        assert!(meets(&complete), "{complete}");
        assert_eq!(neighbour(&own, &own[0], true, None), None);
        assert_eq!(neighbour(&own, &own[1], true, None).as_ref(), Some(&own[0]));
    }

    #[test]
    fn a_fragment_is_given_what_it_does_not_say_itself() {
        let wanted = |name: &str, own: Value, is_text| {
            (name.to_owned(), Parameter { own: Some(own).filter(|own| !own.is_null()), is_text })
        };
        let parameters = [
            wanted("owner", Value::Null, true),
            wanted("budget", "1 workday".into(), true),
            wanted("by", Value::Null, false),
        ]
        .into();
        let said = |name: &str, value: &str| FragmentValue { name: name.into(), value: Some(value.into()) };
        let given = [said("owner", "quality"), said("budget", "1 workday"), said("by", "agent, manager")];
        let with = settings(&given, &Value::Null, &parameters).expect("fits");
        assert_eq!(with, json!({ "owner": "quality", "by": ["agent", "manager"] }));
        assert!(settings(&[said("owner", "")], &Value::Null, &parameters).is_err(), "nobody else says it");
        let before = json!({ "budget": "1 workday" });
        assert_eq!(settings(&given[1..2], &before, &parameters).expect("fits"), before, "what was said stays said");
    }

    #[test]
    fn a_set_keeps_its_order() {
        let before = json!({ "by": ["requester", "agent", "quality"], "standards": ["b", "a"] });
        let said = vec![("by", json!(["agent", "manager", "requester"])), ("standards", json!(["a", "b"]))];
        let after = in_order(said, &before);
        assert_eq!(after[0].1, json!(["requester", "agent", "manager"]));
        assert_eq!(after[1].1, json!(["a", "b"]), "an order that means something is as it was said");
    }
}

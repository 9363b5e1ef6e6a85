//! What makes two reports one, and how a report becomes the form of a process.

use kernel::{Instant, Span};
use serde_json::{Map, Value};

use super::model::{Matter, Report};
use crate::case::model::{CaseRow, PhotoId};

/// How long the same words about the same place are taken for the same report.
pub const SAME_FOR: Span = Span::minutes(10);

/// The open case that says the same about the place already.
pub fn same<'a>(recent: &'a [CaseRow], summary: &str, now: Instant) -> Option<&'a CaseRow> {
    let open = |case: &&CaseRow| !matches!(case.category.as_str(), "done" | "cancelled");
    let young = |case: &&CaseRow| now - case.opened_at <= SAME_FOR;
    recent.iter().filter(open).filter(young).find(|case| key(&case.title) == key(summary))
}

/// Words without what people type differently each time: spaces, signs, capitals.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The opening form of the process, as a resident's report fills it.
pub fn said(report: Report, where_words: &str) -> Map<String, Value> {
    let elsewhere = report.elsewhere.map(|place| format!("{where_words}{place}"));
    let details: Vec<String> = [elsewhere, report.details].into_iter().flatten().collect();
    let mut said = opening(&report.summary, &details.join("\n"), report.photos);
    if report.matter == Matter::Repair {
        said.extend(hurry(report.danger));
        said.extend(report.appointment.map(|at| ("appointment".to_owned(), Value::from(at.to_string()))));
    }
    said
}

/// The words and pictures every process takes.
pub fn opening(summary: &str, details: &str, photos: Option<Vec<PhotoId>>) -> Map<String, Value> {
    let mut said = Map::new();
    said.insert("summary".to_owned(), summary.into());
    if !details.is_empty() {
        said.insert("details".to_owned(), details.into());
    }
    let photos: Vec<Value> = photos.unwrap_or_default().into_iter().map(|photo| photo.0.into()).collect();
    if !photos.is_empty() {
        said.insert("photos".to_owned(), photos.into());
    }
    said
}

/// Danger makes a report urgent; whoever takes it in decides whether it is an emergency.
pub fn hurry(danger: Option<bool>) -> Option<(String, Value)> {
    (danger == Some(true)).then(|| ("urgency".to_owned(), "urgent".into()))
}

#[cfg(test)]
mod tests {
    use kernel::{Id, OrgId};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn case(title: &str, minutes: i64, category: &str) -> CaseRow {
        CaseRow {
            org_id: OrgId::from_uuid(Uuid::nil()),
            id: Id::from_uuid(Uuid::nil()),
            number: String::new(),
            process: "repair".into(),
            title: title.into(),
            place_id: None,
            requester_id: None,
            stage: "registered".into(),
            category: category.into(),
            opened_at: Instant(0) + Span::minutes(minutes),
        }
    }

    #[test]
    fn the_same_words_about_the_same_place_within_ten_minutes_are_one_report() {
        let now = Instant(0) + Span::minutes(30);
        for (title, minutes, category, summary, is_same) in [
            ("大堂灯不亮", 25, "new", "大堂灯不亮", true),
            ("大堂灯不亮。", 25, "active", " 大堂 灯不亮！", true),
            ("大堂灯不亮", 20, "new", "大堂灯不亮", true),
            ("大堂灯不亮", 19, "new", "大堂灯不亮", false),
            ("大堂灯不亮", 25, "done", "大堂灯不亮", false),
            ("大堂灯不亮", 25, "new", "大堂门坏了", false),
        ] {
            let recent = [case(title, minutes, category)];
            assert_eq!(same(&recent, summary, now).is_some(), is_same, "{title} {minutes} {category} {summary}");
        }
    }

    #[test]
    fn a_report_fills_the_form_of_its_process() {
        let report = |matter| Report {
            matter,
            place_id: Id::from_uuid(Uuid::nil()),
            elsewhere: Some("单元门口".into()),
            summary: "门禁刷不开".into(),
            photos: Some(vec![PhotoId("file_1".into())]),
            danger: Some(true),
            details: Some("早上开始的".into()),
            appointment: None,
        };
        let repair = Value::Object(said(report(Matter::Repair), "位置："));
        let words = json!({"summary": "门禁刷不开", "details": "位置：单元门口\n早上开始的", "photos": ["file_1"]});
        assert_eq!(repair["urgency"], "urgent");
        assert_eq!(
            Value::Object(said(report(Matter::Complaint), "位置：")),
            words,
            "a complaint has no urgency of its own"
        );
    }
}

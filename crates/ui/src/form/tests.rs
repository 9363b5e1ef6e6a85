use kernel::{Lang, Message, form::Choice, lang::Label};
use serde_json::json;

use super::*;

fn zh() -> Speech {
    Speech::shared(Lang::Zh)
}

fn one(field: Field, values: Value) -> String {
    fields(&zh(), &[field], &values, &[], &FormOptions::default()).into_string()
}

fn said(zh: &str) -> Option<Label> {
    Some(Label::Both { zh: zh.into(), en: zh.into() })
}

#[test]
fn every_posted_form_carries_its_key_and_keeps_what_was_typed() {
    let title = Field { label: said("事由"), ..Field::new("title", Kind::Text).required() };
    let errors = [FieldError {
        field: "title".into(),
        message: Message::of("invalid-too-long").with("max", 5).with("length", 9),
    }];
    let options = FormOptions { action: "/cases".into(), idempotency_key: Some("k1".into()), ..FormOptions::default() };
    let html =
        form(&zh(), &Form { fields: vec![title] }, &json!({"title": "<b>漏水\""}), &errors, &options).into_string();
    assert!(html.contains(r#"<input type="hidden" name="idempotency_key" value="k1">"#), "{html}");
    assert!(html.contains(r#"value="&lt;b&gt;漏水&quot;""#), "{html}");
    assert!(html.contains(r#"aria-describedby="f-title-error" aria-invalid="true""#), "{html}");
    assert!(html.contains(r#"<p class="error" id="f-title-error">最多 5 个字，现在 9 个</p>"#), "{html}");
    assert!(html.contains(r##"<a href="#f-title">事由</a>"##), "{html}");
    assert!(!html.contains("multipart"), "{html}");
}

#[test]
fn fen_are_shown_as_yuan_and_a_secret_never() {
    let html = one(Field::new("price", Kind::Money), json!({"price": 123_450}));
    assert!(html.contains(r#"value="1,234.50" inputmode="decimal""#), "{html}");
    assert!(html.contains("元"), "{html}");
    let html = one(Field::new("password", Kind::Secret), json!({"password": "hunter2"}));
    assert!(!html.contains("hunter2"), "{html}");
}

#[test]
fn a_refused_amount_is_shown_as_it_was_typed() {
    let html = one(Field::new("price", Kind::Money), json!({"price": "12元整"}));
    assert!(html.contains(r#"value="12元整""#), "{html}");
}

#[test]
fn a_short_required_choice_stands_open_and_a_long_one_is_a_list() {
    let choices = |n: usize| Kind::Choice {
        choices: (0..n).map(|i| Choice { value: format!("v{i}"), label: said("词") }).collect(),
    };
    let html = one(Field::new("urgency", choices(3)).required(), json!({"urgency": "v1"}));
    assert!(html.contains(r#"<input type="radio" name="urgency" value="v1" checked required>"#), "{html}");
    let html = one(Field::new("trade", choices(8)), json!({"trade": "v7"}));
    assert!(html.contains(r#"<option value="v7" selected>"#), "{html}");
}

#[test]
fn a_record_of_another_register_can_be_chosen_without_scripts() {
    let mut options = FormOptions::default();
    options.known.insert(
        "room".into(),
        Known { options: vec![("room_1".into(), "3-1-502".into())], search: Some("/find/room".into()) },
    );
    let field = Field::new("place", Kind::Ref { to: "room".into() });
    let html = fields(&zh(), &[field], &json!({"place": "room_1"}), &[], &options).into_string();
    assert!(html.contains(r#"data-search="/find/room""#), "{html}");
    assert!(html.contains(r#"<option value="room_1" selected>3-1-502</option>"#), "{html}");
}

#[test]
fn a_group_of_rows_keeps_its_rows_and_offers_an_empty_one() {
    let parts =
        Field { many: true, ..Field::new("parts", Kind::Group { fields: vec![Field::new("name", Kind::Text)] }) };
    let html = one(parts.clone(), json!({"parts": [{"name": "阀门"}, {"name": "胶带"}]}));
    assert!(html.contains(r#"name="parts.1.name" value="胶带""#), "{html}");
    assert!(html.contains(r#"name="parts.2.name""#), "{html}");
    let html = one(parts, json!({"parts.0.name": "阀门", "parts.1.name": "", "parts.2.name": ""}));
    assert!(html.contains(r#"name="parts.0.name" value="阀门""#), "{html}");
    assert!(!html.contains("parts.2."), "sent back again, empty rows do not grow in number: {html}");
}

#[test]
fn a_photo_offers_the_camera_and_sends_files() {
    let form_ = Form { fields: vec![Field { many: true, ..Field::new("photos", Kind::File { photo: true }) }] };
    let html = form(&zh(), &form_, &json!({"photos": ["file_1"]}), &[], &FormOptions::default()).into_string();
    assert!(html.contains(r#"enctype="multipart/form-data""#), "{html}");
    assert!(html.contains(r#"accept="image/*" capture="environment""#), "{html}");
    assert!(html.contains(r#"<input type="hidden" name="photos" value="file_1">"#), "{html}");
}

#[test]
fn local_time_is_asked_for_where_the_community_is() {
    let options = FormOptions { zone: Some(chrono_tz::Asia::Shanghai), ..FormOptions::default() };
    let field = Field::new("from", Kind::Instant);
    let html = fields(&zh(), &[field], &json!({"from": "2026-11-21T06:05:00Z"}), &[], &options).into_string();
    assert!(html.contains(r#"type="datetime-local" name="from" value="2026-11-21T14:05""#), "{html}");
}

#[test]
fn a_part_of_a_long_form_is_folded_until_something_in_it_is_filled_in() {
    let names = ["a", "b", "c", "d"];
    let mut long = Form { fields: names.map(|name| Field::new(name, Kind::Text)).to_vec() };
    long.in_sections(&[("when", true, &["b"]), ("window", false, &["c", "d"])]);
    let shown = |values| fields(&zh(), &long.fields, &values, &[], &FormOptions::default()).into_string();
    let html = shown(json!({}));
    assert!(html.find(r#"name="a""#) < html.find("<details"), "what stands in no part comes first: {html}");
    assert_eq!((html.matches("<details").count(), html.matches("open>").count()), (2, 1), "{html}");
    assert_eq!(shown(json!({"d": "x"})).matches("open>").count(), 2);
}

#[test]
fn fields_that_can_wait_are_folded_away_unless_filled() {
    let options = FormOptions { fold_after: 1, ..FormOptions::default() };
    let list = [Field::new("a", Kind::Text), Field::new("b", Kind::Text), Field::new("c", Kind::Text)];
    let html = fields(&zh(), &list, &json!({"c": "x"}), &[], &options).into_string();
    let (open, folded) = html.split_once("<details").expect("some are folded");
    assert!(open.contains(r#"name="c""#) && folded.contains(r#"name="b""#), "{html}");
}

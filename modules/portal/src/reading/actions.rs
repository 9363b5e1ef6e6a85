//! Taking what a resident read; what cannot be believed is looked into by a case.

use std::collections::BTreeMap;

use desk::OpenCase;
use kernel::{Message, Result, form::form_of};
use meter::{Dial, ResidentReading};
use module::{Context, Shape};
use property::PlaceLine;
use serde_json::{Map, json};
use ui::form::Known;

use super::{
    model::{BegunReading, ReportReading, ReportedReading},
    queries,
};

/// The process in which a reading is looked into that cannot be believed.
const PROCESS: &str = "meter_exception";

/// The form, with his meters to choose from.
pub(crate) async fn shape(cx: &mut Context, begun: BegunReading) -> Result<Shape> {
    let speech = cx.speech();
    let called = |(place, dial): &(PlaceLine, Dial)| {
        let kind = speech.say(&format!("choice-meter-kind-{}", dial.meter.kind.word()));
        (dial.meter.id.to_string(), format!("{} {kind} {}", place.name, dial.meter.number))
    };
    let options: Vec<(String, String)> = queries::meters(cx).await?.iter().map(called).collect();
    let chosen = begun.meter_id.map(|id| id.to_string()).or_else(|| options.first().map(|(id, _)| id.clone()));
    let known = BTreeMap::from([("meter_id".to_owned(), Known { options, search: None })]);
    Ok(Shape { title: None, form: form_of::<ReportReading>(), values: json!({ "meter_id": chosen }), known })
}

/// Enters what he saw, or opens a case for it.
pub async fn create(cx: &mut Context, input: ReportReading) -> Result<ReportedReading> {
    let (place, dial) = queries::meter_of(cx, input.meter_id).await?;
    let (figure, photo) = (input.figure.trim().to_owned(), input.photo.clone());
    let seen = ResidentReading { meter_id: input.meter_id, figure: input.figure, photo: input.photo };
    match meter::take_from_resident(cx, seen).await? {
        Ok(_) => Ok(ReportedReading { entered: true, case_number: None }),
        Err(doubt) => {
            let number = look_into(cx, place, &dial, (&figure, photo), &doubt).await?;
            Ok(ReportedReading { entered: false, case_number: Some(number) })
        }
    }
}

/// Opens the case in which somebody looks; its number.
async fn look_into(
    cx: &mut Context,
    place: PlaceLine,
    dial: &Dial,
    (figure, photo): (&str, String),
    doubt: &Message,
) -> Result<String> {
    let speech = cx.speech();
    let words = [("number", dial.meter.number.as_str()), ("figure", figure)];
    let mut said = Map::new();
    said.insert("summary".to_owned(), json!(speech.say_with("portal-reading-doubtful", &words)));
    said.insert("details".to_owned(), json!(speech.message(doubt)));
    said.insert("meter_number".to_owned(), json!(dial.meter.number));
    said.extend(dial.meter.kind.exception().map(|kind| ("meter_kind".to_owned(), json!(kind))));
    said.insert("photos".to_owned(), json!([photo]));
    let open = OpenCase {
        process: PROCESS.to_owned(),
        place_id: Some(place.id),
        org_id: Some(place.org_id),
        requester_id: Some(kernel::Id::from_uuid(cx.actor().id)),
        input: Some(said),
        ..OpenCase::default()
    };
    Ok(desk::open_case(cx, open).await?.number)
}

//! A route, and how the points of a round stand.

use std::collections::BTreeMap;

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, padded, two_columns},
    record::{self, badge},
    table::{Column, ColumnKind, simple},
};
use uuid::Uuid;

use super::{
    model::{KeptPoint, PointResult, RouteRecord, WhichRoute},
    queries, rules,
};
use crate::{
    PLAN_CREATE, PLAN_EDIT, PLAN_END,
    plan::model::PlanState,
    position::{
        self,
        model::{Nearness, PositionRow},
    },
};

/// Metres around a point that the form begins with.
const RADIUS: i64 = 30;

/// `/round/routes/{id}`
pub async fn page(cx: &mut Context, which: WhichRoute) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let ids: Vec<Uuid> = shown.list.iter().map(|point| point.id).collect();
    let placed = position::queries::of_things(cx, shown.route.org_id, &ids).await?;
    let (speech, route) = (cx.speech(), &shown.route);
    let may = |permission| route.state == PlanState::Active && cx.actor().may_in(permission, route.org_id);
    let form = |action: &str| format!("/do/{action}?id={}&next=/round/routes/{}", route.id, route.id);
    let mut offers = Vec::new();
    if may(PLAN_CREATE) {
        let plan = Address::new("/do/round.plan.create", vec![("route_id".into(), route.id.to_string())]);
        offers.push(Offer::open(speech.say("round-plan-create"), plan.href()).icon("plus").main());
    }
    if may(PLAN_EDIT) {
        offers.push(Offer::open(speech.say("round-route-edit"), form("round.route.edit")).icon("edit").hotkey('e'));
    }
    if may(PLAN_END) {
        offers.push(Offer::open(speech.say("round-route-end"), form("round.route.end")));
    }
    let tone = if route.state == PlanState::Active { Tone::Active } else { Tone::Cancelled };
    let head = record::Head {
        kind: speech.say("round-route"),
        number: speech.say_with("round-route-points", &[("count", &route.count.to_string())]),
        title: route.name.clone(),
        state: (tone, speech.say(&format!("choice-plan-{}", route.state.word()))),
        rings: Vec::new(),
        facts: vec![(
            speech.say("field-ordering"),
            html! { (speech.say(&format!("choice-ordering-{}", route.ordering.word()))) },
        )],
    };
    let plans = Address::new("/round/plans", vec![("route_id".into(), route.id.to_string())]).href();
    let narrow = padded(
        &speech.say("round-plan-list"),
        html! {},
        html! { p { a href=(plans) { (speech.say("round-route-plans")) } } },
    );
    let body = html! {
        (record::head(&head, buttons(&speech, &offers)))
        (two_columns(points(&speech, &shown, &placed, may(PLAN_EDIT)), narrow))
    };
    Ok(View::new(route.name.clone(), body).live(format!("routes:{}", route.org_id)))
}

fn points(speech: &Speech, shown: &RouteRecord, placed: &BTreeMap<Uuid, PositionRow>, may_place: bool) -> Markup {
    let columns = [
        Column::new(speech.say("round-point-nth"), ColumnKind::Number),
        Column::new(speech.say("round-point"), ColumnKind::Text),
        Column::new(speech.say("round-point-window"), ColumnKind::Text),
        Column::new(speech.say("field-dwell-seconds"), ColumnKind::Number),
        Column::new(speech.say("round-position"), ColumnKind::Text),
    ];
    let row = |(nth, point): (usize, &KeptPoint)| {
        let asked = &point.asked;
        let window = match (asked.from_minutes, asked.until_minutes) {
            (None, None) => String::new(),
            (from, until) => {
                let until = until.map(|minutes| minutes.to_string()).unwrap_or_default();
                format!("{}–{until} min", from.unwrap_or(0))
            }
        };
        vec![
            html! { (nth + 1) },
            html! { (point.name) },
            html! { (window) },
            html! { (asked.dwell_seconds.map(|seconds| seconds.to_string()).unwrap_or_default()) },
            html! {
                @match placed.get(&point.id) {
                    Some(at) => div { (speech.say_with("round-position-radius", &[("metres", &at.radius.to_string())])) },
                    None => div.sub { (speech.say("round-position-unknown")) },
                }
                @if may_place { div { a href=(place(shown, point)) { (speech.say("round-position-edit")) } } }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = shown.list.iter().enumerate().map(row).collect();
    let caption = speech.say("round-points");
    card(
        &caption,
        html! {},
        html! {
            (simple(&caption, &columns, &rows))
            div.pad { p.sub { (speech.say("round-position-worth")) } }
        },
    )
}

/// The form that says where a point is: filled in at the desk, or by the phone of whoever stands there.
fn place(shown: &RouteRecord, point: &KeptPoint) -> String {
    let thing = match (point.asked.place_id, point.asked.asset_id) {
        (Some(id), _) => Some(("place_id".to_owned(), id.to_string())),
        (None, id) => id.map(|id| ("asset_id".to_owned(), id.to_string())),
    };
    let rest =
        [("radius".to_owned(), RADIUS.to_string()), ("next".to_owned(), format!("/round/routes/{}", shown.route.id))];
    Address::new("/do/round.position.edit", thing.into_iter().chain(rest).collect()).href()
}

/// How the points of a round stand, in the order it is walked.
pub(crate) fn walked(cx: &Context, speech: &Speech, list: &[PointResult]) -> Markup {
    let columns = [
        Column::new(speech.say("round-point-nth"), ColumnKind::Number),
        Column::new(speech.say("round-point"), ColumnKind::Text),
        Column::new(speech.say("round-verdict"), ColumnKind::State),
        Column::new(speech.say("field-by-name"), ColumnKind::Text),
    ];
    let row = |(nth, point): (usize, &PointResult)| {
        let tone = match point.judgement.as_str() {
            "pending" => Tone::Plain,
            "missed" => Tone::Late,
            _ if rules::is_good(point) => Tone::Active,
            _ => Tone::Risk,
        };
        vec![
            html! { (nth + 1) },
            html! { (point.name) },
            html! {
                (badge(tone, &speech.say(&format!("round-point-{}", point.judgement.replace('_', "-")))))
                @if point.too_short { " " (badge(Tone::Risk, &speech.say("round-point-too-short"))) }
                @if let Some(near) = point.near.filter(|near| *near != Nearness::In) {
                    " " (badge(Tone::Risk, &speech.say(&format!("choice-near-{}", near.word()))))
                }
                @if point.out_of_order { " " (badge(Tone::Risk, &speech.say("round-point-out-of-order"))) }
            },
            html! {
                (point.by_name.as_deref().unwrap_or_default())
                @if let Some(at) = point.at { p.sub { (speech.moment(at, cx.now(), cx.zone())) } }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().enumerate().map(row).collect();
    let reached = list.iter().filter(|point| !rules::is_open(point)).count();
    let caption =
        speech.say_with("round-points-reached", &[("count", &reached.to_string()), ("all", &list.len().to_string())]);
    card(&caption, html! {}, simple(&caption, &columns, &rows))
}

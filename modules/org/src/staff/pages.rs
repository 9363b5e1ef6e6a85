//! One member of staff, and one post.

use kernel::Result;
use maud::html;
use module::{Context, Paging, View};
use ui::{
    Tone,
    buttons::{Offer, buttons},
    card, feedback, record,
    table::{self, Column, ColumnKind},
};

use super::{
    model::{AssignmentFilter, AssignmentRow, PostState, StaffShown, StaffState, ThisPost, ThisStaff},
    queries, store,
};
use crate::tree::pages::{choice, to};

const MOST: i64 = 100;

/// One member of staff: who he is, what he can do, which posts he fills and filled.
pub async fn page(cx: &mut Context, input: ThisStaff) -> Result<View> {
    let one = queries::one(cx, input).await?;
    let filter = AssignmentFilter { staff_id: Some(one.id), ..AssignmentFilter::default() };
    let paging = Paging { sort: Some("-from_on".into()), limit: Some(MOST), ..Paging::default() };
    let (assignments, _) = store::assignments(cx, &paging, &filter).await?;
    let open = queries::open_work(cx, one.id).await?.filter(|(count, _)| *count > 0);
    let speech = cx.speech();
    let trades: Vec<String> = one.trades.iter().map(|t| choice(&speech, "trades", t.word())).collect();
    let may_reveal = !one.phone.is_empty() && cx.actor().may_in(crate::STAFF_REVEAL, one.unit_id);
    let reveal = may_reveal.then(|| to("/do/org.staff.reveal", vec![("id", one.id.to_string())]));
    let (tone, state) = match one.state {
        StaffState::Employed => (Tone::Active, "choice-state-employed"),
        StaffState::Left => (Tone::Cancelled, "choice-state-left"),
    };
    let head = record::Head {
        kind: speech.say("org-staff"),
        number: one.number.clone(),
        title: one.name.clone(),
        state: (tone, speech.say(state)),
        rings: Vec::new(),
        facts: vec![
            (speech.say("field-unit-id"), html! { a href={ "/org/orgs/" (one.unit_id) } { (one.unit) } }),
            (speech.say("field-phone"), record::masked(&speech, &one.phone, reveal.as_deref())),
            (speech.say("field-trades"), html! { @if trades.is_empty() { "—" } @else { (trades.join("、")) } }),
            (speech.say("field-created-at"), html! { (speech.instant(one.created_at, cx.zone())) }),
        ],
    };
    let held = open.map(|(count, href)| {
        let words = speech.say_with("org-staff-has-work", &[("count", &count.to_string())]);
        feedback::banner(Tone::Waiting, &words, Some(&Offer::open(speech.say("org-staff-hand-over"), href)))
    });
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &one))))
        @if let Some(banner) = held { (banner) }
        (card::card(&speech.say("org-assignment-list"), html! {}, filled(cx, &assignments, true)))
    };
    Ok(View::new(one.name.clone(), body).live(format!("staff:{}", one.id)))
}

fn offers(cx: &Context, one: &StaffShown) -> Vec<Offer> {
    let speech = cx.speech();
    let here = format!("/org/staff/{}", one.id);
    let mut offers = Vec::new();
    if one.state == StaffState::Left {
        return offers;
    }
    if cx.actor().may_in(crate::STAFF_EDIT, one.unit_id) {
        let mut query = vec![
            ("id", one.id.to_string()),
            ("unit_id", one.unit_id.to_string()),
            ("number", one.number.clone()),
            ("name", one.name.clone()),
        ];
        query.extend(one.trades.iter().map(|t| ("trades", t.word().to_owned())));
        query.push(("next", here.clone()));
        offers
            .push(Offer::open(speech.say("ui-edit"), to("/do/org.staff.edit", query)).main().icon("edit").hotkey('e'));
    }
    if cx.actor().may(crate::ASSIGNMENT_CREATE) {
        let query = vec![("staff_id", one.id.to_string()), ("next", here.clone())];
        offers.push(
            Offer::open(speech.say("org-assignment-create"), to("/do/org.assignment.create", query)).icon("plus"),
        );
    }
    if cx.actor().may_in(crate::STAFF_END, one.unit_id) {
        let query = vec![("staff_id", one.id.to_string()), ("next", here.clone())];
        offers.push(Offer::open(speech.say("org-deputy-create"), to("/do/org.deputy.create", query)).icon("users"));
        let query = vec![("id", one.id.to_string()), ("next", here)];
        offers.push(Offer::open(speech.say("org-staff-end"), to("/do/org.staff.end", query)));
    }
    offers
}

/// Who fills what, as a small table: the posts of one person, or the people of one post.
fn filled(cx: &Context, rows: &[AssignmentRow], by_post: bool) -> maud::Markup {
    let speech = cx.speech();
    if rows.is_empty() {
        return html! { div.pad { p.sub { (speech.say("org-assignment-list-empty")) } } };
    }
    let first = if by_post { "field-post" } else { "field-staff" };
    let columns =
        [first, "field-from-on", "field-to-on", "ui-actions"].map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let today = cx.now().date(cx.zone());
    let cells: Vec<Vec<maud::Markup>> = rows
        .iter()
        .map(|row| {
            let (words, href, here) = if by_post {
                (&row.post, format!("/org/posts/{}", row.post_id), format!("/org/staff/{}", row.staff_id))
            } else {
                (&row.staff, format!("/org/staff/{}", row.staff_id), format!("/org/posts/{}", row.post_id))
            };
            let open = row.to_on.is_none_or(|to| to > today) && cx.actor().may_in(crate::ASSIGNMENT_END, row.org_id);
            let end = to("/do/org.assignment.end", vec![("id", row.id.to_string()), ("next", here)]);
            vec![
                html! { a href=(href) { (words) } },
                html! { (speech.date(row.from_on)) },
                html! { (row.to_on.map(|to| speech.date(to)).unwrap_or_default()) },
                html! { @if open { a href=(end) { (speech.say("org-assignment-end")) } } },
            ]
        })
        .collect();
    table::simple(&speech.say("org-assignment-list"), &columns, &cells)
}

/// One post and who fills it.
pub async fn post(cx: &mut Context, input: ThisPost) -> Result<View> {
    let post = store::post(cx, input.id).await?;
    let filter = AssignmentFilter { post_id: Some(post.id), ..AssignmentFilter::default() };
    let paging = Paging { sort: Some("-from_on".into()), limit: Some(MOST), ..Paging::default() };
    let (people, _) = store::assignments(cx, &paging, &filter).await?;
    let unit = crate::tree::queries::unit(cx, post.org_id).await?;
    let speech = cx.speech();
    let role = choice(&speech, "role", &post.role);
    let tone = if post.state == PostState::Open { Tone::Active } else { Tone::Cancelled };
    let head = record::Head {
        kind: speech.say("org-post"),
        number: unit.code.clone(),
        title: post.name.clone(),
        state: (tone, choice(&speech, "state", post.state.word())),
        rings: Vec::new(),
        facts: vec![
            (speech.say("field-org-id"), html! { a href={ "/org/orgs/" (unit.id) } { (unit.name) } }),
            (speech.say("field-role"), html! { (role) }),
            (speech.say("field-duties"), html! { (post.duties.as_deref().unwrap_or("—")) }),
        ],
    };
    let here = format!("/org/posts/{}", post.id);
    let mut offers = Vec::new();
    if post.state == PostState::Open && cx.actor().may_in(crate::POST_EDIT, post.org_id) {
        let mut query = vec![("id", post.id.to_string()), ("name", post.name.clone()), ("role", post.role.clone())];
        query.extend(post.duties.clone().map(|d| ("duties", d)));
        query.push(("next", here.clone()));
        offers.push(Offer::open(speech.say("ui-edit"), to("/do/org.post.edit", query)).main().icon("edit").hotkey('e'));
        let query = vec![("id", post.id.to_string()), ("next", here.clone())];
        offers.push(Offer::open(speech.say("org-post-end"), to("/do/org.post.end", query)));
    }
    if post.state == PostState::Open && cx.actor().may_in(crate::ASSIGNMENT_CREATE, post.org_id) {
        let query = vec![("post_id", post.id.to_string()), ("next", here)];
        offers.push(
            Offer::open(speech.say("org-assignment-create"), to("/do/org.assignment.create", query)).icon("plus"),
        );
    }
    let body = html! {
        (record::head(&head, buttons(&speech, &offers)))
        (card::card(&speech.say("org-assignment-list"), html! {}, filled(cx, &people, false)))
    };
    Ok(View::new(post.name.clone(), body).live("posts").live("staff"))
}

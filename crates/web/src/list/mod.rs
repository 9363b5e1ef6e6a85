//! The page of a list, derived from its query line: filters in the address, order, paging, columns and views as its reader
//! arranged them, works on ticked rows, export.

mod arranged;
mod bulk;
mod cells;

use std::collections::{BTreeMap, HashMap};

use axum::{
    extract::{Path, RawQuery, State},
    http::HeaderMap,
    routing::{MethodRouter, get},
};
use kernel::{
    Error, Result,
    form::{Field, Kind},
};
use maud::{Markup, html};
use module::{List, Query, Surface, View};
use serde_json::Value;
use ui::{
    Address,
    buttons::{Offer, Press},
    card::Chip,
    form::FormOptions,
    icon::icon,
    page,
    table::{Bulk, Empty, Table, table},
    texts::Speech,
};

use crate::{
    caller::Visit,
    input,
    known::{known, name_rows},
    pages::{failed, show, title_key},
    state::Web,
};
pub(crate) use bulk::{act as bulk_action, back as bulk_back};
pub(crate) use cells::{chosen, said};

/// Names of a list's form that are not filters.
const PAGING: [&str; 5] = ["q", "sort", "after", "limit", "before"];

/// Says in an address that the filters are to be open.
const FILTERS: &str = "filters";

/// Names of an address that pass with the moment and are not kept in a view.
pub(crate) fn is_passing(name: &str) -> bool {
    matches!(name, "after" | "before" | "limit" | "view" | "arrange" | "lang" | FILTERS)
}

/// `GET` of a list.
pub(crate) fn list(name: &'static str) -> MethodRouter<Web> {
    get(
        move |State(web): State<Web>,
              visit: Visit,
              headers: HeaderMap,
              Path(path): Path<HashMap<String, String>>,
              RawQuery(query): RawQuery| async move {
            match listed(&web, &visit, name, &path, input::pairs(query.as_deref())).await {
                Ok(view) => show(&web, &visit, &headers, Surface::Desk, 200, view, false).await,
                Err(error) => failed(&web, &visit, &error),
            }
        },
    )
}

async fn listed(
    web: &Web,
    visit: &Visit,
    name: &str,
    path: &HashMap<String, String>,
    pairs: Vec<(String, String)>,
) -> Result<View> {
    let line = web.platform.registry.query(name).ok_or(Error::NotFound)?;
    let list = line.list.as_ref().ok_or(Error::NotFound)?;
    let arranged = arranged::arranged(web, visit, name).await;
    let pairs = arranged.meant(pairs);
    let value = input::of_request(&line.form, path, &pairs)?;
    let mut answer = web.platform.answer(&visit.caller, line, value.clone()).await?;
    let speech = &visit.speech;
    let title = speech.say(&title_key(line.name));
    let here = Address::new(visit.path.split('?').next().unwrap_or_default(), pairs);
    let columns = chosen(list, &here, &arranged.columns);
    name_rows(&web.platform, &visit.caller, &columns, &mut answer, &mut BTreeMap::new()).await;
    let mut shown = Table::new(speech, title.clone(), here.clone());
    shown.columns = columns.iter().map(|c| cells::head(speech, c)).collect();
    shown.rows = cells::rows(speech, list, &columns, &answer, web.platform.clock.now());
    shown.views = arranged.chips(visit, &here);
    shown.chips = match list.look.chips {
        Some(own) => own(&web.platform, speech, &here),
        None => chips(speech, line, &here),
    };
    shown.filters = filters(web, visit, line, &value, &here).await;
    shown.searchable = line.form.field("q").is_some();
    shown.bulk = works(web, visit, line.name, list, &here);
    shown.key = web.key();
    shown.total = cells::total(&answer);
    let cursor = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
    (shown.before, shown.after) = (cursor("prev"), cursor("next"));
    shown.export = Some(export(line.name, &here, columns.iter().map(|c| c.name)));
    let panels = [
        arranged.panel(web, visit, (name, list), &here, &columns),
        arranged.columns_panel(web, visit, (name, list), &here, &columns),
    ];
    shown.panels = panels.into_iter().flatten().collect();
    shown.empty = empty(web, visit, line, list, &here);
    let offers = offers(web, visit, list, &here);
    let body = html! {
        (page::heading(&title, "", ui::buttons::buttons(speech, &offers)))
        (table(&shown))
    };
    let view = View::new(title, body);
    let view = match list.look.own_topic {
        Some(topic) => view.live(format!("{topic}:{}", visit.caller.actor.id)),
        None => view,
    };
    let Some(topic) = list.look.topic else { return Ok(view) };
    let scope = visit.caller.actor.scope(line.permission);
    Ok(scope.0.iter().fold(view, |view, org| view.live(format!("{topic}:{org}"))))
}

/// Where exactly what is shown comes as a workbook: the same filters, order and columns.
fn export<'a>(name: &str, here: &Address, columns: impl Iterator<Item = &'a str>) -> String {
    let kept = here.query.iter().filter(|(n, _)| !is_passing(n) && n != "columns").cloned();
    let columns = columns.map(|c| ("columns".to_owned(), c.to_owned()));
    Address::new(format!("/export/{name}"), kept.chain(columns).collect()).href()
}

fn filter_fields(line: &Query) -> impl Iterator<Item = &Field> {
    line.form.fields.iter().filter(|f| !PAGING.contains(&f.name.as_str()) && f.name != "id" && f.kind != Kind::Any)
}

/// The first choice among the filters as chips, one press each.
fn chips(speech: &Speech, line: &Query, here: &Address) -> Vec<Chip> {
    let Some((field, choices)) = filter_fields(line).find_map(|f| match &f.kind {
        Kind::Choice { choices } if !f.many => Some((f, choices)),
        _ => None,
    }) else {
        return Vec::new();
    };
    let on = here.get(&field.name).unwrap_or_default();
    let all = Chip {
        label: speech.say("ui-all"),
        href: Some(here.with(&field.name, "").href()),
        on: on.is_empty(),
        ..Chip::default()
    };
    let each = choices.iter().map(|c| Chip {
        label: cells::choice(speech, &field.name, choices, &c.value),
        href: Some(here.with(&field.name, &c.value).href()),
        on: on == c.value,
        ..Chip::default()
    });
    std::iter::once(all).chain(each).collect()
}

/// The other filters, folded away until one is used. Where one of them points to another register, its records are looked up
/// only once somebody asks for the filters: a list that is merely opened does not read other lists.
async fn filters(web: &Web, visit: &Visit, line: &Query, value: &Value, here: &Address) -> Option<Markup> {
    let mut fields: Vec<Field> = filter_fields(line).cloned().collect();
    match line.list.as_ref().and_then(|list| list.look.filters) {
        Some(asked) => fields.retain(|f| asked.contains(&f.name.as_str())),
        None => {
            let chip = fields.iter().position(|f| matches!(f.kind, Kind::Choice { .. }) && !f.many);
            chip.map(|at| fields.remove(at));
        }
    }
    if fields.is_empty() {
        return None;
    }
    let speech = &visit.speech;
    let used = fields.iter().any(|f| here.get(&f.name).is_some_and(|t| !t.is_empty()));
    let open = used || here.get(FILTERS).is_some();
    if !open && fields.iter().any(|f| matches!(f.kind, Kind::Ref { .. })) {
        let href = here.with(FILTERS, "yes").href();
        return Some(html! { a.btn.btn-quiet href=(href) { (icon("filter")) span { (speech.say("ui-filters")) } } });
    }
    let options = FormOptions { known: known(web, visit, &fields, value).await, ..FormOptions::default() };
    let is_kept = |n: &str| !matches!(n, "after" | "before" | FILTERS) && !fields.iter().any(|f| f.name == n);
    let kept = here.query.iter().filter(|(n, _)| is_kept(n));
    let mut clear = here.clone();
    clear.query.retain(|(n, _)| is_kept(n));
    Some(html! {
        details.filters open[open] {
            summary { (speech.say("ui-filters")) }
            form method="get" action=(here.path) {
                @for (name, text) in kept { input type="hidden" name=(name) value=(text); }
                (ui::form::fields(speech, &fields, value, &[], &options))
                div.form-end {
                    button.btn type="submit" { (speech.say("ui-apply")) }
                    a.btn.btn-quiet href=(clear.href()) { (speech.say("ui-clear")) }
                }
            }
        }
    })
}

/// What can be done to ticked rows by this reader.
fn works(web: &Web, visit: &Visit, name: &str, list: &List, here: &Address) -> Vec<Bulk> {
    let may = |bulk: &&module::Bulk| {
        web.platform.registry.action(bulk.action).is_some_and(|a| visit.caller.actor.may(a.permission))
    };
    let work = |bulk: &module::Bulk| {
        let mut query = vec![("list".to_owned(), name.to_owned()), ("back".to_owned(), here.href())];
        query.extend(bulk.label.map(|label| ("label".to_owned(), label.to_owned())));
        query.extend(bulk.with.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())));
        Bulk {
            label: visit.speech.say(&bulk.label.map_or_else(|| title_key(bulk.action), str::to_owned)),
            action: Address::new(format!("/bulk/{}", bulk.action), query).href(),
        }
    };
    list.bulk.iter().filter(may).map(work).collect()
}

fn offers(web: &Web, visit: &Visit, list: &List, here: &Address) -> Vec<Offer> {
    let start = list.start.map(|(label, path)| Offer::open(visit.speech.say(label), path));
    let forms = list
        .offers
        .iter()
        .filter_map(|name| web.platform.registry.action(name))
        .filter(|a| visit.caller.actor.may(a.permission))
        .map(|a| {
            let mut query = vec![("next".to_owned(), here.path.clone())];
            let filters =
                here.query.iter().filter(|(n, _)| !PAGING.contains(&n.as_str()) && n != "columns" && !is_passing(n));
            query.extend(filters.cloned());
            let words = visit.speech.say(&title_key(a.name));
            // What asks for nothing is done by one press.
            if a.form.fields.is_empty() && !a.is_shaped() {
                return Offer::post(words, a.path, web.key()).hidden("next", here.href()).icon("check");
            }
            Offer::open(words, Address::new(format!("/do/{}", a.name), query).href())
        });
    let all = start.into_iter().chain(forms).enumerate();
    let leads = list.leads.iter().map(|(label, path)| Offer::open(visit.speech.say(label), *path));
    let first = |nth: usize, offer: &Offer| nth == 0 && matches!(offer.press, Press::Open(_));
    all.map(|(nth, offer)| if first(nth, &offer) { offer.main().icon("plus").hotkey('n') } else { offer })
        .chain(leads)
        .collect()
}

fn empty(web: &Web, visit: &Visit, line: &Query, list: &List, here: &Address) -> Empty {
    let speech = &visit.speech;
    let filtered = here.query.iter().any(|(n, t)| n != "sort" && n != "columns" && !is_passing(n) && !t.is_empty());
    let own = speech.known(&format!("{}-empty", title_key(line.name)));
    let own_hint = speech.known(&format!("{}-empty-hint", title_key(line.name)));
    Empty {
        icon: "inbox",
        title: if filtered { speech.say("ui-empty-filtered") } else { own.unwrap_or_else(|| speech.say("ui-empty")) },
        hint: if filtered {
            speech.say("ui-empty-filtered-hint")
        } else {
            own_hint.unwrap_or_else(|| speech.say("ui-empty-hint"))
        },
        action: if filtered {
            Some(Offer::open(speech.say("ui-clear"), here.path.clone()))
        } else {
            offers(web, visit, list, here).into_iter().find(|o| matches!(o.press, Press::Open(_)))
        },
    }
}

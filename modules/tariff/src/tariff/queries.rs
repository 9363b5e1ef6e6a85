//! Read models of tariffs.

use std::collections::BTreeMap;

use kernel::{Label, OrgId, Result, form::form_of};
use module::{Ask, Context, Listing, Shape};
use serde_json::{Value, json};
use store::{Cursor, args};
use ui::Speech;

use super::{
    model::{
        Comes, EditTariff, EditionRow, EditionState, PriceLine, TariffFacts, TariffFilter, TariffId, TariffLine,
        TariffRecord, TariffRow, WhichTariff,
    },
    rules, store as rows,
};
use crate::{
    item::{self, model::FeeItemId},
    late::model::LateTerms,
};

/// The list of tariffs.
pub async fn list(cx: &mut Context, ask: Ask<TariffFilter>) -> Result<Listing<TariffLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let listing = Listing::cut(found, &ask.page, count, |t: &TariffRow| Cursor(args![&t.name, t.id]).to_string());
    let Listing { rows, next, prev, count } = listing;
    Ok(Listing { rows: lines(cx, &rows).await?, next, prev, count })
}

/// Tariffs in words.
async fn lines(cx: &mut Context, list: &[TariffRow]) -> Result<Vec<TariffLine>> {
    let speech = cx.speech();
    let today = cx.now().date(cx.zone());
    let items: Vec<FeeItemId> = list.iter().map(|t| t.item_id).collect();
    let items = item::queries::names(cx, &items).await?;
    let ids: Vec<TariffId> = list.iter().map(|t| t.id).collect();
    let mut shown: BTreeMap<TariffId, EditionRow> = BTreeMap::new();
    for edition in rows::current(cx, &ids).await? {
        let known = shown.get(&edition.tariff_id).is_some_and(|e| e.state == EditionState::InForce);
        if !known {
            shown.insert(edition.tariff_id, edition);
        }
    }
    let mut lines = Vec::with_capacity(list.len());
    for row in list {
        let tariff = shown.get(&row.id).map(EditionRow::read).transpose()?;
        let price = tariff.as_ref().and_then(|t| {
            let price = t.prices.at(today).or(t.prices.values().first().map(|(_, price)| price))?;
            Some(rules::price_words(price, t.billing))
        });
        lines.push(TariffLine {
            id: row.id,
            community: row.org_id,
            code: row.code.clone(),
            name: row.name.clone(),
            fee_item: items.get(&row.item_id).cloned().unwrap_or_default(),
            fee_class: row.fee_class,
            price_words: price.map(|(zh, en)| speech.label(&Label::Both { zh, en })).unwrap_or_default(),
            comes: tariff.as_ref().map_or(Comes::Monthly, |t| rules::comes(t.billing)),
            objects: row.places,
            tariff_state: row.state,
            drafting: row.drafting,
            changed_at: row.changed_at,
        });
    }
    Ok(lines)
}

fn prices(speech: &Speech, tariff: &charge::Tariff) -> Vec<PriceLine> {
    let line = |(day, price): &(kernel::Date, charge::Price)| {
        let (zh, en) = rules::price_words(price, tariff.billing);
        PriceLine { from_on: *day, version: price.version, price_words: speech.label(&Label::Both { zh, en }) }
    };
    tariff.prices.values().iter().map(line).collect()
}

/// One tariff with its prices and editions.
pub async fn view(cx: &mut Context, which: WhichTariff) -> Result<TariffRecord> {
    let row = rows::one(cx, which.id).await?;
    let line = lines(cx, std::slice::from_ref(&row)).await?.pop().ok_or(kernel::Error::NotFound)?;
    let editions = rows::editions(cx, &row).await?;
    let speech = cx.speech();
    let of = |state| editions.iter().find(|e| e.state == state).map(EditionRow::read).transpose();
    let (in_force, draft) = (of(EditionState::InForce)?, of(EditionState::Draft)?);
    let told = |tariff: &Option<charge::Tariff>| tariff.as_ref().map(|t| prices(&speech, t)).unwrap_or_default();
    let (prices, draft_prices) =
        if in_force.is_some() { (told(&in_force), told(&draft)) } else { (told(&draft), Vec::new()) };
    Ok(TariffRecord { line, ends_on: row.ends_on, prices, draft_prices, editions })
}

/// The form of a change, with what is drafted or in force.
pub(crate) async fn form(cx: &mut Context, which: WhichTariff) -> Result<Shape> {
    let row = rows::one(cx, which.id).await?;
    let editions = rows::editions(cx, &row).await?;
    let asked = editions.iter().find(|e| e.state != EditionState::Replaced).map(|e| e.asked.as_str());
    let mut values: Value = serde_json::from_str(asked.unwrap_or("{}"))?;
    if let Value::Object(map) = &mut values {
        map.retain(|_, value| !value.is_null());
        map.insert("id".to_owned(), json!(row.id));
        map.insert("name".to_owned(), json!(row.name));
    }
    let (mut form, facts) = (form_of::<EditTariff>(), form_of::<TariffFacts>());
    form.fields.sort_by_key(|f| facts.fields.iter().position(|g| g.name == f.name).map_or(0, |place| place + 1));
    let title = cx.speech().say_with("tariff-edit-of", &[("name", &row.name)]);
    Ok(Shape { title: Some(title), form, values, known: BTreeMap::new() })
}

/// A tariff as bills are made by it.
#[derive(Debug, Clone)]
pub struct Enforced {
    /// Its id.
    pub id: TariffId,
    /// The fee item.
    pub item_id: FeeItemId,
    /// What people call it.
    pub name: String,
    /// The edition in force.
    pub edition: i64,
    /// The last day it holds.
    pub ends_on: Option<kernel::Date>,
    /// What the engine reckons by.
    pub tariff: charge::Tariff,
    /// What late payment costs; nothing when it costs nothing.
    pub late: Option<LateTerms>,
}

/// The community of a tariff.
///
/// # Errors
/// [`kernel::Error::NotFound`] for one outside the scope.
pub async fn community_of(cx: &mut Context, id: TariffId) -> Result<OrgId> {
    Ok(rows::one(cx, id).await?.org_id)
}

/// The tariffs of a community that are in force, or were when they ended.
///
/// # Errors
/// Those of the database.
pub async fn in_force(cx: &mut Context, org: OrgId) -> Result<Vec<Enforced>> {
    let list = rows::of_community(cx, org).await?;
    let ids: Vec<TariffId> = list.iter().map(|t| t.id).collect();
    let editions = rows::current(cx, &ids).await?;
    let mut found = Vec::with_capacity(list.len());
    for row in list {
        let edition = editions.iter().find(|e| e.tariff_id == row.id && e.state == EditionState::InForce);
        let Some(edition) = edition else { continue };
        found.push(Enforced {
            id: row.id,
            item_id: row.item_id,
            name: row.name,
            edition: edition.edition,
            ends_on: row.ends_on,
            tariff: edition.read()?,
            late: edition.late_terms()?,
        });
    }
    Ok(found)
}

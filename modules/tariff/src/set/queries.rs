//! Read models of fee sets.

use std::collections::BTreeMap;

use kernel::Result;
use module::{Ask, Context, Listing, Shape};
use serde_json::json;
use store::{Cursor, args};

use super::{
    model::{EditFeeSet, FeeSetFilter, FeeSetLine, FeeSetRow, WhichFeeSet},
    store as rows,
};
use crate::tariff::{self, model::TariffId};

/// The list of sets.
pub async fn list(cx: &mut Context, ask: Ask<FeeSetFilter>) -> Result<Listing<FeeSetLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let ids = found.iter().map(FeeSetRow::read).collect::<Result<Vec<_>>>()?.concat();
    let names: BTreeMap<TariffId, String> =
        tariff::store::by_ids(cx, &ids).await?.into_iter().map(|t| (t.id, t.name)).collect();
    let listing = Listing::cut(found, &ask.page, count, |f: &FeeSetRow| Cursor(args![&f.name, f.id]).to_string());
    Ok(listing.map(|row| {
        let ids = row.read().unwrap_or_default();
        let named: Vec<&str> = ids.iter().filter_map(|id| names.get(id)).map(String::as_str).collect();
        FeeSetLine {
            id: row.id,
            name: row.name,
            tariff_names: named.join("、"),
            community: row.org_id,
            changed_at: row.changed_at,
        }
    }))
}

/// The form of a change, with what stands.
pub(crate) async fn form(cx: &mut Context, which: WhichFeeSet) -> Result<Shape> {
    let row = rows::one(cx, which.id).await?;
    let values = json!({ "id": row.id, "name": row.name, "tariffs": row.read()? });
    let form = kernel::form::form_of::<EditFeeSet>();
    Ok(Shape { title: None, form, values, known: BTreeMap::new() })
}

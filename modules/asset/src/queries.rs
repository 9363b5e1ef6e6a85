//! Read models of equipment and its classes.

use std::collections::BTreeMap;

use kernel::{OrgId, Result};
use module::{Ask, Context, Listing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    certificate,
    model::{Asset, AssetClass, AssetFilter, AssetId, AssetLine, AssetRow, ClassFilter, ClassId, Fault},
    rules, store,
};

/// Every class: the shipped ones as the company changed them, and its own.
pub async fn library(cx: &mut Context) -> Result<Vec<AssetClass>> {
    let own = store::classes(cx).await?;
    let speech = cx.speech();
    let shipped = rules::LIBRARY.iter().enumerate().map(|(place, class)| AssetClass {
        id: rules::shipped_id(place),
        code: class.code.to_owned(),
        system: class.system,
        name: speech.say(&format!("asset-class-{}", class.code.replace('_', "-"))),
        life_years: Some(class.life_years),
        disabled: false,
        version: 0,
    });
    let mut all: BTreeMap<ClassId, AssetClass> = shipped.map(|class| (class.id, class)).collect();
    all.extend(own.into_iter().map(|class| (class.id, class)));
    let mut all: Vec<AssetClass> = all.into_values().collect();
    all.sort_by_key(|class| class.system);
    Ok(all)
}

/// The class with this id.
pub async fn class(cx: &mut Context, id: ClassId) -> Result<Option<AssetClass>> {
    Ok(library(cx).await?.into_iter().find(|class| class.id == id))
}

/// The list of classes, gathered by system; short enough to be given whole.
pub async fn classes(cx: &mut Context, ask: Ask<ClassFilter>) -> Result<Listing<AssetClass>> {
    let wanted = ask.page.q.as_deref().unwrap_or_default().trim().to_lowercase();
    let mut rows = library(cx).await?;
    rows.retain(|class| {
        let filter = &ask.filter;
        filter.id.is_none_or(|id| id == class.id)
            && filter.system.is_none_or(|system| system == class.system)
            && (class.name.to_lowercase().contains(&wanted) || class.code.contains(&wanted))
    });
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    Ok(Listing { rows, next: None, prev: None, count })
}

/// The list of equipment.
pub async fn list(cx: &mut Context, ask: Ask<AssetFilter>) -> Result<Listing<AssetRow>> {
    let found = store::list(cx, &ask.page, &ask.filter).await?;
    let names: BTreeMap<ClassId, String> = library(cx).await?.into_iter().map(|c| (c.id, c.name)).collect();
    let places: Vec<_> = found.rows.iter().filter_map(|asset| asset.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let ids: Vec<AssetId> = found.rows.iter().map(|asset| asset.id).collect();
    let lapsed = certificate::queries::lapsed_assets(cx, &ids).await?;
    let row = |asset: Asset| AssetRow {
        id: asset.id,
        org_id: asset.org_id,
        code: asset.code,
        name: asset.name,
        class: names.get(&asset.class_id).cloned().unwrap_or_default(),
        place: asset.place_id.and_then(|id| places.get(&id)).map(|place| place.name.clone()),
        state: asset.state,
        maker: asset.maker,
        model: asset.model,
        installed_on: asset.installed_on,
        warranty_until: asset.warranty_until,
        life_years: asset.life_years,
        cost: asset.cost_fen,
        lapsed: lapsed.contains(&asset.id),
    };
    Ok(found.map(row))
}

/// Which piece of equipment.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Which {
    /// Its id.
    pub id: AssetId,
}

/// A piece of equipment with its class and where it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AssetRecord {
    /// Itself.
    #[serde(flatten)]
    pub asset: Asset,
    /// Its class.
    pub class: Option<AssetClass>,
    /// The places on the way to it, the greatest first.
    pub way: Vec<property::PlaceLine>,
    /// When it did not work, latest first.
    pub faults: Vec<Fault>,
}

/// One piece of equipment.
pub async fn view(cx: &mut Context, which: Which) -> Result<AssetRecord> {
    let asset = store::by_id(cx, which.id).await?;
    let class = class(cx, asset.class_id).await?;
    let way = match asset.place_id {
        Some(place) => property::way_to(cx, place).await?,
        None => Vec::new(),
    };
    let faults = store::faults(cx, &asset).await?;
    Ok(AssetRecord { asset, class, way, faults })
}

/// The piece of equipment with this id within the scope of the context; [`kernel::Error::NotFound`] else.
pub async fn asset_line(cx: &mut Context, id: AssetId) -> Result<AssetLine> {
    store::by_id(cx, id).await.map(AssetLine::from)
}

/// The same for many, by id; those out of scope are left out.
pub async fn asset_lines(cx: &mut Context, ids: &[AssetId]) -> Result<BTreeMap<AssetId, AssetLine>> {
    Ok(store::by_ids(cx, ids).await?.into_iter().map(|asset| (asset.id, AssetLine::from(asset))).collect())
}

/// What a community uses of all classes, so many at most, in the order of the ledger.
pub async fn assets_in_use(cx: &mut Context, org: OrgId, most: i64) -> Result<Vec<AssetLine>> {
    Ok(store::in_use(cx, org, most).await?.into_iter().map(AssetLine::from).collect())
}

/// What a community uses of a class, retired equipment left out, in the order of the ledger.
pub async fn assets_of_class(cx: &mut Context, org: OrgId, class: ClassId) -> Result<Vec<AssetLine>> {
    Ok(store::of_class(cx, org, class).await?.into_iter().map(AssetLine::from).collect())
}

/// How many faults of each piece of equipment of a community are open; equipment without one is left out.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn open_faults(cx: &mut Context, org: OrgId) -> Result<BTreeMap<AssetId, u64>> {
    cx.within(org)?;
    let found = store::open_faults(cx, org).await?;
    Ok(found.into_iter().map(|(id, count)| (id, count.unsigned_abs())).collect())
}

/// Those with this code, one in each community of the scope at most.
pub async fn assets_with_code(cx: &mut Context, code: &str) -> Result<Vec<AssetLine>> {
    Ok(store::with_code(cx, code).await?.into_iter().map(AssetLine::from).collect())
}

//! Making, changing and retiring equipment and its classes.

use ::store::Edition;
use kernel::{COMPANY, Error, Message, OrgId, Result};
use module::{Change, Context, Settle, importing, search};
use property::PlaceId;

use crate::{
    model::{
        Asset, AssetClass, AssetId, AssetState, ClassId, CreateAsset, CreateClass, Done, DoneClass, EditAsset,
        EditClass, EndFault, FAULT_OPENED, Facts, FaultDone, FaultOpened, ReportFault, RetireAsset,
    },
    queries, rules, store,
};

/// Adds a piece of equipment.
pub async fn create(cx: &mut Context, input: CreateAsset) -> Result<Done> {
    let facts = rules::facts(input.facts)?;
    let org = standing_in(cx, input.org_id, facts.place_id).await?;
    let class = offered(cx, facts.class_id).await?;
    let asset = made(cx, org, facts, &class);
    refuse_taken(cx, &asset).await?;
    keep(cx, std::slice::from_ref(&asset)).await?;
    Ok(Done { id: asset.id })
}

/// The community an input names, itself or by the place.
async fn standing_in(cx: &mut Context, org: Option<OrgId>, place: Option<PlaceId>) -> Result<OrgId> {
    let of_place = match place {
        Some(id) => Some(property::place_line(cx, id).await?.org_id),
        None => None,
    };
    let org = match (org, of_place) {
        (Some(org), Some(other)) if org != other => {
            return Err(Error::field("place_id", Message::of("asset-other-community")));
        }
        (_, Some(org)) | (Some(org), None) => org,
        (None, None) => return Err(Error::field("org_id", Message::of("invalid-required"))),
    };
    cx.within(org)?;
    Ok(org)
}

async fn offered(cx: &mut Context, id: ClassId) -> Result<AssetClass> {
    let class = queries::class(cx, id).await?;
    class.filter(|c| !c.disabled).ok_or_else(|| Error::field("class_id", Message::of("asset-class-not-offered")))
}

pub(crate) fn made(cx: &mut Context, org: OrgId, facts: Facts, class: &AssetClass) -> Asset {
    Asset {
        org_id: org,
        id: cx.new_id(),
        sort_key: property::natural_key(&facts.code),
        code: facts.code,
        name: facts.name,
        class_id: class.id,
        place_id: facts.place_id,
        maker: facts.maker,
        model: facts.model,
        installed_on: facts.installed_on,
        warranty_until: facts.warranty_until,
        life_years: facts.life_years.or(class.life_years),
        cost_fen: facts.cost,
        state: facts.state.unwrap_or(AssetState::InUse),
        retired_on: None,
        version: 1,
        edition: Edition::default(),
    }
}

async fn refuse_taken(cx: &mut Context, asset: &Asset) -> Result<()> {
    let same = store::with_codes(cx, asset.org_id, &[&asset.code]).await?;
    if same.iter().any(|other| other.id != asset.id) {
        return Err(Error::field("code", Message::of("asset-code-taken").with("code", &asset.code)));
    }
    Ok(())
}

/// Keeps new equipment, makes it findable and notes it for the audit.
pub(crate) async fn keep(cx: &mut Context, new: &[Asset]) -> Result<()> {
    store::insert(cx, new).await?;
    let entries: Vec<search::Entry> = new.iter().map(entry).collect();
    search::bring(cx, &entries).await?;
    for asset in new {
        cx.record(Change::to(asset.org_id, asset.id).after(asset));
    }
    Ok(())
}

fn entry(asset: &Asset) -> search::Entry {
    let mut terms = search::room_terms(&asset.code);
    terms.extend(search::name_terms(&asset.name));
    search::Entry {
        org: asset.org_id,
        id: asset.id.uuid(),
        kind: "asset",
        title: asset.code.clone(),
        subtitle: asset.name.clone(),
        path: format!("/asset/assets/{}", asset.id),
        terms,
    }
}

/// Changes a piece of equipment; it stays in its community.
pub async fn edit(cx: &mut Context, input: EditAsset) -> Result<Done> {
    let was = store::to_change(cx, input.id).await?;
    if input.version.is_some_and(|version| version != was.version) {
        return Err(Error::Conflict);
    }
    if was.state == AssetState::Retired {
        return cx.refuse(Message::of("asset-retired-already").with("name", &was.name));
    }
    let facts = rules::facts(input.facts)?;
    standing_in(cx, Some(was.org_id), facts.place_id).await?;
    let class_id = match facts.class_id {
        same if same == was.class_id => same,
        other => offered(cx, other).await?.id,
    };
    let is = Asset {
        sort_key: property::natural_key(&facts.code),
        code: facts.code,
        name: facts.name,
        class_id,
        place_id: facts.place_id,
        maker: facts.maker,
        model: facts.model,
        installed_on: facts.installed_on,
        warranty_until: facts.warranty_until,
        life_years: facts.life_years,
        cost_fen: facts.cost,
        state: facts.state.unwrap_or(was.state),
        ..was.clone()
    };
    refuse_taken(cx, &is).await?;
    replace(cx, &was, is).await
}

/// Keeps changed equipment, with its search terms and its audit.
pub(crate) async fn replace(cx: &mut Context, was: &Asset, mut is: Asset) -> Result<Done> {
    importing::refuse_replaced(was.edition)?;
    is.version = was.version + 1;
    store::update(cx.tx(), &is).await?;
    if (&was.code, &was.name) != (&is.code, &is.name) {
        search::put(cx.tx(), entry(&is)).await?;
    }
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    cx.touch(format!("asset:{}", is.id));
    Ok(Done { id: is.id })
}

/// The next editions of equipment, for an import; they are seen when all of it is seen.
pub(crate) async fn succeed(cx: &mut Context, org: OrgId, changed: Vec<(Asset, Asset)>) -> Result<()> {
    let mut next = Vec::with_capacity(changed.len());
    for (was, is) in changed {
        importing::refuse_replaced(was.edition)?;
        let is = Asset { version: was.version + 1, edition: was.edition.next(), ..is };
        cx.record(Change::to(org, is.id).before(&was).after(&is));
        next.push(is);
    }
    cx.changes(org, "asset", next.iter().map(|asset| asset.id.uuid()).collect()).await?;
    store::replace(cx, &next).await
}

/// Settles equipment an import has changed: what is called otherwise now is found so.
pub(crate) async fn settle(cx: &mut Context, settle: Settle) -> Result<()> {
    let ids: Vec<AssetId> = settle.ids.iter().map(|id| AssetId::from_uuid(*id)).collect();
    let were = if settle.kept { store::replaced(cx, &settle, &ids).await? } else { Vec::new() };
    cx.tx().settle_replaced("assets", (settle.org, settle.import), &settle.ids, settle.kept).await?;
    let are = if were.is_empty() { Vec::new() } else { store::by_ids(cx, &ids).await? };
    for is in are {
        if were.iter().any(|was| was.id == is.id && was.name != is.name) {
            search::put(cx.tx(), entry(&is)).await?;
        }
    }
    Ok(())
}

/// Takes a piece of equipment out of use for good.
pub async fn retire(cx: &mut Context, input: RetireAsset) -> Result<Done> {
    let was = store::to_change(cx, input.id).await?;
    let today = cx.now().date(cx.zone());
    let is = rules::retire(&was, input.retired_on.unwrap_or(today))?;
    replace(cx, &was, is).await
}

/// Notes that equipment does not work; the same source is heard once.
pub async fn report_fault(cx: &mut Context, input: ReportFault) -> Result<FaultDone> {
    let was = store::to_change(cx, input.asset_id).await?;
    if was.state == AssetState::Retired {
        return cx.refuse(Message::of("asset-retired-already").with("name", &was.name));
    }
    let note = input.note.as_deref().map(str::trim).filter(|n| !n.is_empty());
    if store::open_fault(cx, &was, input.source.as_deref().unwrap_or_default(), note).await? {
        let told = FaultOpened { org_id: was.org_id, asset_id: was.id, note: note.map(str::to_owned), at: cx.now() };
        cx.emit(was.org_id, FAULT_OPENED, &told).await?;
    }
    told(cx, was).await
}

/// Notes that it works again.
pub async fn end_fault(cx: &mut Context, input: EndFault) -> Result<FaultDone> {
    let was = store::to_change(cx, input.asset_id).await?;
    store::end_faults(cx, &was, input.source.as_deref()).await?;
    told(cx, was).await
}

/// Equipment stands as its open faults say.
async fn told(cx: &mut Context, was: Asset) -> Result<FaultDone> {
    let open = store::faults(cx, &was).await?.iter().filter(|f| f.until_at.is_none()).count();
    let state = rules::with_faults(was.state, open);
    let asset_id = was.id;
    if state == was.state {
        cx.record(Change::to(was.org_id, was.id).after(&serde_json::json!({ "open_faults": open })));
        cx.touch(format!("asset:{}", was.id));
    } else {
        let is = Asset { state, ..was.clone() };
        replace(cx, &was, is).await?;
    }
    Ok(FaultDone { asset_id, state })
}

/// Adds a class of the company's own.
pub async fn create_class(cx: &mut Context, input: CreateClass) -> Result<DoneClass> {
    cx.within(COMPANY)?;
    let code = input.code.trim().to_owned();
    if queries::library(cx).await?.iter().any(|class| class.code == code) {
        return Err(Error::field("code", Message::of("asset-code-taken").with("code", code)));
    }
    let class = AssetClass {
        id: cx.new_id(),
        code,
        system: input.system,
        name: input.name.trim().to_owned(),
        life_years: input.life_years,
        disabled: false,
        version: 1,
    };
    store::put_class(cx.tx(), &class).await?;
    cx.record(Change::to(COMPANY, class.id).after(&class));
    Ok(DoneClass { id: class.id })
}

/// Changes a class; a shipped one becomes the company's own under the same id.
pub async fn edit_class(cx: &mut Context, input: EditClass) -> Result<DoneClass> {
    cx.within(COMPANY)?;
    let was = queries::class(cx, input.id).await?.ok_or(Error::NotFound)?;
    let is = AssetClass {
        name: input.name.trim().to_owned(),
        life_years: input.life_years,
        disabled: input.disabled,
        version: was.version + 1,
        ..was.clone()
    };
    store::put_class(cx.tx(), &is).await?;
    cx.record(Change::to(COMPANY, is.id).before(&was).after(&is));
    Ok(DoneClass { id: is.id })
}

//! Entering certificates and ending them.

use kernel::{Error, Message, OrgId, Result, form::FileNamed};
use module::{Change, Context};
use uuid::Uuid;

use super::{
    model::{CertificateDone, CertificateRow, CertificateState, CreateCertificate, EndCertificate, Paper},
    rules, store,
};
use crate::{
    model::{Asset, AssetState},
    obligation::{
        self,
        model::{Bearer, Shipped},
        queries::Obligation,
        rules::Met,
    },
};

/// Of what a new certificate is.
struct Named {
    org: OrgId,
    id: Uuid,
    name: String,
    asset: Option<Asset>,
}

/// Enters a certificate; the one that was current for the same is renewed by it.
pub async fn create(cx: &mut Context, input: CreateCertificate) -> Result<CertificateDone> {
    let obligation = demanded(cx, &input.obligation).await?;
    let named = named(cx, obligation.shipped, &input).await?;
    let mut renewed = store::of_bearer(cx, named.org, named.id).await?;
    renewed.retain(|row| row.obligation == input.obligation && row.state == CertificateState::Current);
    let used_since = named.asset.as_ref().and_then(|asset| asset.installed_on);
    let by_rule = obligation::rules::next_due(obligation.rule, Met { on: input.issued_on, used_since });
    let today = cx.now().date(cx.zone());
    let due_on = rules::due(obligation.rule, by_rule, (input.issued_on, input.due_on), today)?;
    let files = input.files.unwrap_or_default();
    take_files(cx, named.org, &files).await?;
    let clean = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let is = CertificateRow {
        org_id: named.org,
        id: cx.new_id(),
        obligation: input.obligation,
        bearer: obligation.shipped.bearer,
        bearer_id: named.id,
        bearer_name: named.name,
        number: clean(input.number),
        issuer: clean(input.issuer),
        issued_on: input.issued_on,
        due_on,
        files: serde_json::to_string(&files)?,
        note: clean(input.note),
        state: CertificateState::Current,
        warned_days: None,
        reason: None,
        by_name: cx.actor().name.clone(),
        created_at: cx.now(),
        version: 1,
    };
    for was in renewed {
        let over = CertificateRow { state: CertificateState::Renewed, version: was.version + 1, ..was.clone() };
        keep(cx, &was, &over).await?;
    }
    store::insert(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).after(&is));
    touch(cx, &is);
    Ok(CertificateDone { id: is.id, due_on: Some(due_on).filter(|day| *day != rules::endless()) })
}

/// The obligation of this name, unless the company left it out.
async fn demanded(cx: &mut Context, key: &str) -> Result<Obligation> {
    let all = obligation::queries::all(cx).await?;
    let found = all.into_iter().find(|one| one.shipped.key == key && !one.is_disabled());
    found.ok_or_else(|| Error::field("obligation", Message::of("invalid-choice")))
}

/// Who or what bears it: the one field that fits its obligation.
async fn named(cx: &mut Context, shipped: &Shipped, input: &CreateCertificate) -> Result<Named> {
    let wanted = |field: &str| Error::field(field, Message::of("invalid-required"));
    match shipped.bearer {
        Bearer::Asset => {
            let id = input.asset_id.ok_or_else(|| wanted("asset_id"))?;
            let asset = crate::store::by_id(cx, id).await?;
            if asset.state == AssetState::Retired {
                return cx.refuse(Message::of("asset-retired-already").with("name", &asset.name));
            }
            let class = crate::queries::class(cx, asset.class_id).await?.map(|class| class.code).unwrap_or_default();
            if !shipped.classes.contains(&class) {
                return Err(Error::field("asset_id", Message::of("asset-certificate-other-class")));
            }
            let name = format!("{} {}", asset.code, asset.name);
            Ok(Named { org: asset.org_id, id: id.uuid(), name, asset: Some(asset) })
        }
        Bearer::Person => {
            let id = input.staff_id.ok_or_else(|| wanted("staff_id"))?;
            let unit = org::unit_of(cx, id).await?;
            cx.within(unit)?;
            let name = org::staff_names(cx, &[id]).await?.remove(&id).ok_or(Error::NotFound)?.name;
            Ok(Named { org: unit, id: id.uuid(), name, asset: None })
        }
        Bearer::Community => {
            let org = input.org_id.ok_or_else(|| wanted("org_id"))?;
            cx.within(org)?;
            let unit = org::unit(cx, org).await?;
            Ok(Named { org, id: org.uuid(), name: unit.name, asset: None })
        }
    }
}

/// Takes files in that an input names under `files`.
pub(crate) async fn take_files(cx: &mut Context, org: OrgId, files: &[Paper]) -> Result<()> {
    let named = |(nth, paper): (usize, &Paper)| FileNamed {
        field: format!("files.{nth}"),
        id: paper.0.clone(),
        picture: false,
    };
    let named: Vec<FileNamed> = files.iter().enumerate().map(named).collect();
    cx.take_files(org, &named).await
}

/// Ends one that holds no longer for another reason than its day.
pub async fn end(cx: &mut Context, input: EndCertificate) -> Result<CertificateDone> {
    let was = store::to_change(cx, input.id).await?;
    if was.state != CertificateState::Current {
        return cx.refuse(Message::of("asset-certificate-over"));
    }
    let reason = Some(input.reason.trim().to_owned());
    let is = CertificateRow { state: CertificateState::Ended, reason, version: was.version + 1, ..was.clone() };
    keep(cx, &was, &is).await?;
    touch(cx, &is);
    Ok(CertificateDone { id: is.id, due_on: Some(is.due_on).filter(|day| *day != rules::endless()) })
}

async fn keep(cx: &mut Context, was: &CertificateRow, is: &CertificateRow) -> Result<()> {
    store::update(cx.tx(), is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(is));
    Ok(())
}

/// Pages that show it look again.
pub(crate) fn touch(cx: &mut Context, row: &CertificateRow) {
    cx.touch(format!("certificates:{}", row.org_id));
    if row.bearer == Bearer::Asset {
        cx.touch(format!("asset:{}", crate::model::AssetId::from_uuid(row.bearer_id)));
    }
}

//! Drafting tariffs, putting them in force, ending and cloning them.

use kernel::{COMPANY, Error, Message, Result};
use module::{Change, Context};

use super::{
    model::{
        CloneTariff, CreateTariff, EditTariff, EditionRow, EditionState, EndTariff, TariffFacts, TariffRow,
        TariffState, WhichTariff,
    },
    rules::{self, Named},
    store,
};
use crate::{
    item::{self, model::FeeKind},
    late,
};

/// Drafts a tariff.
pub async fn create(cx: &mut Context, input: CreateTariff) -> Result<WhichTariff> {
    let org = cx.community(input.org_id)?;
    let item = item::store::one(cx, input.item_id).await?;
    if item.disabled_at.is_some() {
        return Err(Error::field("item_id", Message::of("tariff-item-disabled").with("name", &item.name)));
    }
    let now = cx.now();
    let row = TariffRow {
        org_id: org,
        id: cx.new_id(),
        item_id: item.id,
        code: input.code.trim().to_owned(),
        name: input.name.trim().to_owned(),
        fee_class: item.fee_class,
        state: TariffState::Draft,
        edition: 0,
        drafting: true,
        ends_on: None,
        places: 0,
        created_at: now,
        changed_at: now,
        version: 1,
    };
    let draft = draft(cx, &row, 1, &input.facts, None).await?;
    store::insert(cx, &row).await?;
    store::put_draft(cx, &draft).await?;
    cx.record(Change::to(org, row.id).after(&(&row, &draft)));
    cx.touch(format!("tariffs:{org}"));
    Ok(WhichTariff { id: row.id })
}

/// The edition after the one in force, as it was typed. What is wrong with the price and what is wrong with late payment are told together.
async fn draft(
    cx: &mut Context,
    row: &TariffRow,
    edition: i64,
    facts: &TariffFacts,
    before: Option<&EditionRow>,
) -> Result<EditionRow> {
    let number = u32::try_from(edition).unwrap_or(u32::MAX);
    let named = Named { code: &row.code, name: &row.name, fee_class: row.fee_class, edition: number };
    let tariff = rules::drafted(&named, facts, before.map(EditionRow::read).transpose()?.as_ref());
    let late_before = before.map(EditionRow::late_terms).transpose()?.flatten();
    let late = late::rules::drafted(row.fee_class, facts, rules::rounding(facts), late_before.as_ref());
    let (tariff, late) = both(tariff, late)?;
    if let Some(terms) = &late
        && item::store::one(cx, terms.item_id).await?.fee_class != FeeKind::Penalty
    {
        return Err(Error::field("penalty_item_id", Message::of("tariff-penalty-item-wanted")));
    }
    Ok(EditionRow {
        org_id: row.org_id,
        tariff_id: row.id,
        edition,
        state: EditionState::Draft,
        body: serde_json::to_string(&tariff)?,
        late: late.as_ref().map(serde_json::to_string).transpose()?,
        asked: serde_json::to_string(facts)?,
        drafted_by: cx.actor().id,
        drafted_name: cx.actor().name.clone(),
        drafted_at: cx.now(),
        enforced_name: None,
        enforced_at: None,
    })
}

/// Both, or all that is wrong with either.
fn both<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Err(Error::Invalid(mut wrong)), Err(Error::Invalid(more))) => {
            wrong.extend(more);
            Err(Error::Invalid(wrong))
        }
        (one, other) => Ok((one?, other?)),
    }
}

/// Changes the draft; of a tariff in force, drafts its next edition.
pub async fn edit(cx: &mut Context, input: EditTariff) -> Result<WhichTariff> {
    let was = store::to_change(cx, input.id).await?;
    if was.state == TariffState::Ended {
        return cx.refuse(Message::of("tariff-ended").with("name", &was.name));
    }
    let editions = store::editions(cx, &was).await?;
    let in_force = editions.iter().find(|e| e.state == EditionState::InForce);
    let is = TariffRow {
        name: input.name.trim().to_owned(),
        drafting: true,
        changed_at: cx.now(),
        version: was.version + 1,
        ..was.clone()
    };
    let next = draft(cx, &is, was.edition + 1, &input.facts, in_force).await?;
    store::update(cx.tx(), &is).await?;
    store::put_draft(cx, &next).await?;
    let old = editions.iter().find(|e| e.state == EditionState::Draft);
    cx.record(Change::to(is.org_id, is.id).before(&(&was, old)).after(&(&is, &next)));
    touched(cx, &is);
    Ok(WhichTariff { id: is.id })
}

/// Puts the draft in force: a second pair of eyes.
pub async fn enforce(cx: &mut Context, input: WhichTariff) -> Result<WhichTariff> {
    let was = store::to_change(cx, input.id).await?;
    let editions = store::editions(cx, &was).await?;
    let draft = editions.iter().find(|e| e.state == EditionState::Draft);
    let (by, name) = (cx.actor().id, cx.actor().name.clone());
    rules::enforce(draft, by)?;
    let draft = draft.ok_or(Error::NotFound)?;
    if let Some(finding) = draft.read()?.check().first() {
        return cx.refuse(finding.message());
    }
    let is = TariffRow {
        state: TariffState::InForce,
        edition: draft.edition,
        drafting: false,
        changed_at: cx.now(),
        version: was.version + 1,
        ..was.clone()
    };
    store::enforce(cx, draft, by, &name).await?;
    store::update(cx.tx(), &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&(&is, draft)));
    touched(cx, &is);
    Ok(WhichTariff { id: is.id })
}

/// Ends a tariff with a day; it charges for no day after it.
pub async fn end(cx: &mut Context, input: EndTariff) -> Result<WhichTariff> {
    let was = store::to_change(cx, input.id).await?;
    let today = cx.now().date(cx.zone());
    let is = TariffRow {
        state: if input.last_on < today || was.edition == 0 { TariffState::Ended } else { was.state },
        ends_on: Some(input.last_on),
        changed_at: cx.now(),
        version: was.version + 1,
        ..was.clone()
    };
    store::update(cx.tx(), &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    touched(cx, &is);
    Ok(WhichTariff { id: is.id })
}

/// Drafts the same standard for another community, to be put in force there.
pub async fn copy(cx: &mut Context, input: CloneTariff) -> Result<WhichTariff> {
    let from = store::one(cx, input.id).await?;
    cx.within(input.to_org_id)?;
    if input.to_org_id == COMPANY {
        return Err(Error::field("to_org_id", Message::of("tariff-community-wanted")));
    }
    let editions = store::current(cx, &[from.id]).await?;
    let shown = editions.iter().find(|e| e.state == EditionState::InForce).or(editions.first());
    let facts: TariffFacts = serde_json::from_str(&shown.ok_or(Error::NotFound)?.asked)?;
    let copy =
        CreateTariff { org_id: Some(input.to_org_id), item_id: from.item_id, code: from.code, name: from.name, facts };
    create(cx, copy).await
}

fn touched(cx: &mut Context, row: &TariffRow) {
    cx.touch(format!("tariff:{}", row.id));
    cx.touch(format!("tariffs:{}", row.org_id));
}

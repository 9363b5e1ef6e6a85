//! Asking for a cost to be shared, and deciding about it.

use std::collections::BTreeMap;

use charge::{
    Billing, Exact, Finding, Period,
    sharing::{self, InCommon, Member},
};
use kernel::{Error, Message, Money, Result};
use module::{Change, Context};
use property::{Place, PlaceId, PlaceKind};
use tariff::Enforced;

use super::{
    model::{AskSharing, DecideSharing, PortionRow, SharingRow, SharingState, WhenUnknown, WhichSharing},
    rules, store,
};
use crate::meter::{model::MeterRow, queries as meters, rules::percent, store as meter_rows};

/// The most places of a community that share.
const MOST: i64 = 100_000;

/// Asks for a cost to be shared: its parts are reckoned at once, to be looked at.
pub async fn create(cx: &mut Context, input: AskSharing) -> Result<WhichSharing> {
    let (org, tariff) = under(cx, &input).await?;
    if input.to_on < input.from_on {
        return Err(Error::field("to_on", Message::of("meter-ends-before-it-begins")));
    }
    let period = Period::of(input.from_on, input.to_on.plus_days(1));
    if period.to > cx.now().date(cx.zone()) {
        return Err(Error::field("to_on", Message::of("meter-in-the-future")));
    }
    let within = match input.within {
        Some(id) => Some(property::place(cx, id).await?),
        None => None,
    };
    if within.as_ref().is_some_and(|place| place.org_id != org) {
        return Err(Error::field("within", Message::of("invalid-ref")));
    }
    let (total, in_common) = cost(cx, &input, org, &tariff.tariff, period).await?;
    let members = members(cx, org, &tariff, within.as_ref(), &input, period).await?;
    let list: Vec<Member> = members.iter().map(|(_, member)| member.clone()).collect();
    let when = input.when_unknown.unwrap_or(WhenUnknown::Refuse);
    let names: BTreeMap<&str, &str> =
        members.iter().map(|(place, member)| (member.subject.as_str(), place.name.as_str())).collect();
    let (parts, left_out) =
        rules::split(total, in_common.as_ref(), period, &list, when).map_err(|findings| unknown(&findings, &names))?;
    let left_out: Vec<&str> = left_out.iter().filter_map(|key| names.get(key.as_str()).copied()).collect();
    let row = SharingRow {
        org_id: org,
        id: cx.new_id(),
        name: input.name,
        tariff_id: tariff.id,
        tariff_name: tariff.name.clone(),
        within_id: within.as_ref().map(|place| place.id),
        within_path: within.map(|place| place.path).unwrap_or_default(),
        from_on: input.from_on,
        to_on: input.to_on,
        meter_id: input.meter_id,
        quantity: in_common
            .as_ref()
            .and_then(|used| (used.quantity * rust_decimal::Decimal::from(1_000)).round().try_into().ok()),
        goes_by: input.goes_by,
        total_fen: total,
        members: i64::try_from(parts.len()).unwrap_or(i64::MAX),
        left_out: serde_json::to_string(&left_out)?,
        state: SharingState::Waiting,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        decided_name: None,
        decided_at: None,
        remark: None,
        version: 1,
    };
    if store::of_tariff(cx, tariff.id).await?.iter().any(|other| rules::overlap(&row, other)) {
        return Err(Error::field("from_on", Message::of("meter-shared-already")));
    }
    let portion = |(place_id, shared): &(PlaceId, sharing::CostShare)| -> Result<PortionRow> {
        let came_from = serde_json::to_string(shared)?;
        Ok(PortionRow { org_id: org, sharing_id: row.id, place_id: *place_id, amount_fen: shared.amount, came_from })
    };
    let portions: Vec<PortionRow> = parts.iter().map(portion).collect::<Result<_>>()?;
    store::insert(cx, &row, &portions).await?;
    cx.record(Change::to(org, row.id).after(&row));
    cx.touch(format!("sharings:{org}"));
    Ok(WhichSharing { id: row.id })
}

/// The tariff under which it is charged, and its community: metered, in force, and for what is shared.
async fn under(cx: &mut Context, input: &AskSharing) -> Result<(kernel::OrgId, Enforced)> {
    let org = tariff::community_of(cx, input.tariff_id).await?;
    let in_force = tariff::in_force(cx, org).await?;
    let fits = |one: &Enforced| {
        one.id == input.tariff_id
            && one.tariff.billing == Billing::Metered
            && one.tariff.class == charge::FeeClass::Shared
    };
    let found = in_force.into_iter().find(fits);
    found.map(|one| (org, one)).ok_or_else(|| Error::field("tariff_id", Message::of("meter-sharing-wrong-tariff")))
}

/// The whole cost: keyed in, or what was used in common at the price of the tariff.
async fn cost(
    cx: &mut Context,
    input: &AskSharing,
    org: kernel::OrgId,
    tariff: &charge::Tariff,
    period: Period,
) -> Result<(Money, Option<InCommon>)> {
    let id = match (input.meter_id, input.whole_cost) {
        (Some(id), None) => id,
        (None, Some(total)) if total > Money::ZERO => return Ok((total, None)),
        _ => return Err(Error::field("whole_cost", Message::of("meter-sharing-of-what"))),
    };
    let above: MeterRow = meter_rows::one(cx, id).await?;
    if above.org_id != org {
        return Err(Error::field("meter_id", Message::of("invalid-ref")));
    }
    let below = meter_rows::below(cx, id).await?;
    let above = meters::read(cx, above).await?;
    let below = meters::reads(cx, below).await?;
    let quantity = rules::in_common(&above, &below, period)?;
    let loss = input.loss.as_deref().map_or(Ok(0), |text| percent(text, "loss"))?;
    let used = InCommon { quantity, loss: u32::try_from(loss).unwrap_or(0), rate: rules::rate(tariff, period)? };
    let exact = Exact::decimal(quantity).ok_or_else(|| Error::field("meter_id", Finding::TooLarge.message()))?;
    let (total, _) =
        sharing::cost(exact, used.rate, used.loss).map_err(|finding| Error::field("meter_id", finding.message()))?;
    Ok((total, Some(used)))
}

/// Those who share: whatever stands under the tariff in these days, within the place.
async fn members(
    cx: &mut Context,
    org: kernel::OrgId,
    tariff: &Enforced,
    within: Option<&Place>,
    input: &AskSharing,
    period: Period,
) -> Result<Vec<(Place, Member)>> {
    let kinds = [PlaceKind::Room, PlaceKind::ParkingSpace];
    let mut places: BTreeMap<PlaceId, Place> = BTreeMap::new();
    for place in property::in_community(cx, org, &kinds, None, MOST).await? {
        if within.is_none_or(|within| place.path.starts_with(&within.path)) {
            places.insert(place.id, place);
        }
    }
    let ids: Vec<PlaceId> = places.keys().copied().collect();
    let known = tariff::known(cx, org, &ids, &[&tariff.tariff]).await?;
    let mut members = Vec::new();
    for row in tariff::applied(cx, org, &ids).await?.iter().filter(|row| row.tariff_id == tariff.id) {
        let Some(place) = places.get(&row.place_id) else { continue };
        let member = rules::member(&known.subject(place, row, tariff.ends_on), input.goes_by, period);
        if member.days.within(period).days() > 0 {
            members.push((place.clone(), member));
        }
    }
    members.sort_by(|one, other| one.0.path.cmp(&other.0.path));
    Ok(members)
}

/// Why a cost cannot be split, in the names of the rooms.
fn unknown(findings: &[Finding], names: &BTreeMap<&str, &str>) -> Error {
    const NAMED: usize = 5;
    let rooms = findings.iter().filter_map(|finding| match finding {
        Finding::WeightMissing(key) => names.get(key.as_str()).copied(),
        _ => None,
    });
    let rooms: Vec<&str> = rooms.collect();
    match (rooms.first(), findings.first()) {
        (None, Some(finding)) => Error::field("tariff_id", finding.message()),
        _ => {
            let named = rooms.iter().take(NAMED).copied().collect::<Vec<_>>().join("、");
            let message = Message::of("meter-sharing-weights").with("names", named).with("count", rooms.len());
            Error::field("goes_by", message)
        }
    }
}

/// Approves it: its parts enter the next run of bills.
pub async fn approve(cx: &mut Context, input: DecideSharing) -> Result<WhichSharing> {
    let by = cx.actor().id;
    let was = store::to_change(cx, input.id).await?;
    rules::decide(&was, by)?;
    decided(cx, was, SharingState::Approved, input.remark).await
}

/// Refuses it.
pub async fn refuse(cx: &mut Context, input: DecideSharing) -> Result<WhichSharing> {
    let by = cx.actor().id;
    let was = store::to_change(cx, input.id).await?;
    rules::decide(&was, by)?;
    decided(cx, was, SharingState::Refused, input.remark).await
}

/// Takes it back while nobody has decided.
pub async fn cancel(cx: &mut Context, input: DecideSharing) -> Result<WhichSharing> {
    let was = store::to_change(cx, input.id).await?;
    if was.state != SharingState::Waiting {
        return cx.refuse(Message::of("meter-sharing-decided"));
    }
    decided(cx, was, SharingState::Withdrawn, input.remark).await
}

async fn decided(
    cx: &mut Context,
    was: SharingRow,
    state: SharingState,
    remark: Option<String>,
) -> Result<WhichSharing> {
    let by = cx.actor().id;
    let is = SharingRow {
        state,
        decided_name: Some(cx.actor().name.clone()),
        decided_at: Some(cx.now()),
        remark,
        version: was.version + 1,
        ..was.clone()
    };
    store::decide(cx, &is, by).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(format!("sharing:{}", is.id));
    cx.touch(format!("sharings:{}", is.org_id));
    Ok(WhichSharing { id: is.id })
}

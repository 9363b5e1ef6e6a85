//! What late payment has come to, bill by bill, and the list of waivers.

use std::collections::BTreeMap;

use ::store::{Cursor, Db, args};
use charge::Period;
use kernel::{Date, Money, OrgId, Result, Scope};
use ledgers::Finding;
use module::{Ask, Context, Listing};
use property::PlaceId;
use settle::{Claim, ClaimKind, Move, Moved};
use tariff::{Enforced, LateTerms, TariffId};

use super::{
    model::{
        Charged, Late, LateBill, LateMove, PenaltySheet, PenaltyWaiverFilter, PenaltyWaiverLine, PenaltyWaiverRow,
    },
    rules, store as rows,
};
use crate::bill::{
    self,
    model::{BillId, CreditState},
};

/// Late payment of a bill that a run makes a bill of.
pub(crate) struct ToBill {
    pub bill: LateBill,
    pub terms: LateTerms,
    pub sheet: PenaltySheet,
    pub days: Period,
    pub amount: Money,
}

/// What a run makes of late payment of the bills of some places.
#[derive(Default)]
pub(crate) struct LateFound {
    pub bills: Vec<ToBill>,
    /// Bills that were charged more than late payment comes to by now: something was credited or entered late.
    pub too_much: Vec<LateBill>,
}

/// The sheets of all late bills of these places under these tariffs, counted to the end of a day.
async fn sheets(
    cx: &mut Context,
    org: OrgId,
    places: &[PlaceId],
    tariffs: &BTreeMap<TariffId, &LateTerms>,
    until: Date,
) -> Result<Vec<(LateBill, PenaltySheet, Option<Charged>)>> {
    if tariffs.is_empty() {
        return Ok(Vec::new());
    }
    let under: Vec<TariffId> = tariffs.keys().copied().collect();
    let bills = rows::late(cx, org, places, &under, until).await?;
    let ids: Vec<BillId> = bills.iter().map(|bill| bill.id).collect();
    let mut moves: BTreeMap<BillId, Vec<LateMove>> = BTreeMap::new();
    for one in rows::moves(cx, &ids).await? {
        moves.entry(one.bill_id).or_default().push(one);
    }
    let charged: BTreeMap<BillId, Charged> =
        rows::charged(cx, &ids).await?.into_iter().map(|one| (one.late_bill_id, one)).collect();
    let waivers = rows::waivers_of(cx, &ids).await?;
    let sheet = |bill: LateBill| {
        let terms = tariffs.get(&bill.tariff_id)?;
        let approved = |row: &&PenaltyWaiverRow| row.bill_id == bill.id && row.state == CreditState::Approved;
        let charged = charged.get(&bill.id).copied();
        let sheet = PenaltySheet {
            number: bill.number.clone().unwrap_or_default(),
            due_on: bill.due_on,
            rules: terms.rules.clone(),
            owed: claim(&bill, moves.get(&bill.id).map(Vec::as_slice).unwrap_or_default()).balances(),
            waivers: waivers.iter().filter(approved).map(rules::waiver).collect(),
            until,
            before: charged.map_or(Money::ZERO, |charged| charged.amount),
        };
        Some((bill, sheet, charged))
    };
    Ok(bills.into_iter().filter_map(sheet).collect())
}

/// A bill as the engine knows it, with all that became of it.
fn claim(bill: &LateBill, moves: &[LateMove]) -> Claim {
    let moved = |one: &LateMove| Move { on: one.on_day, what: Moved::Paid, amount: one.amount_fen };
    Claim {
        bill: bill.id.to_string(),
        kind: ClaimKind::Principal,
        class: charge::FeeClass::Other,
        subject: bill.place_id.to_string(),
        payer: String::new(),
        billed_on: bill.bill_on,
        due_on: bill.due_on,
        amount: bill.amount_fen,
        moves: moves.iter().map(moved).collect(),
    }
}

/// The terms of late payment by tariff.
fn terms<'t>(tariffs: impl Iterator<Item = &'t Enforced>) -> BTreeMap<TariffId, &'t LateTerms> {
    tariffs.filter_map(|one| Some((one.id, one.late.as_ref()?))).collect()
}

/// What a run is to bill for late payment of the bills of some places, counted to the end of a day.
pub(crate) async fn to_bill(
    cx: &mut Context,
    org: OrgId,
    places: &[PlaceId],
    tariffs: impl Iterator<Item = &Enforced>,
    until: Date,
) -> Result<LateFound> {
    let terms = terms(tariffs);
    let mut found = LateFound::default();
    for (bill, sheet, charged) in sheets(cx, org, places, &terms, until).await? {
        let penalty = sheet.reckoned()?;
        if penalty.amount < sheet.before {
            found.too_much.push(bill);
            continue;
        }
        let amount = penalty.to_charge(sheet.before);
        let (Some(days), Some(terms)) = (sheet.days(&penalty, charged.as_ref()), terms.get(&bill.tariff_id)) else {
            continue;
        };
        if amount > Money::ZERO {
            found.bills.push(ToBill { bill, terms: (*terms).clone(), sheet, days, amount });
        }
    }
    Ok(found)
}

/// What late payment of the bills of these places has come to by today: of each for which it comes to something, or did.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn late(cx: &mut Context, org: OrgId, places: &[PlaceId]) -> Result<Vec<Late>> {
    cx.within(org)?;
    let today = cx.now().date(cx.zone());
    let tariffs = tariff::in_force(cx, org).await?;
    let sheets = sheets(cx, org, places, &terms(tariffs.iter()), today).await?;
    let late: Vec<Late> = sheets.iter().map(|(bill, sheet, _)| sheet.late(bill.id)).collect::<Result<_>>()?;
    Ok(late.into_iter().filter(|one| one.amount + one.billed > Money::ZERO).collect())
}

/// The list of waivers.
pub async fn list(cx: &mut Context, ask: Ask<PenaltyWaiverFilter>) -> Result<Listing<PenaltyWaiverLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let ids: Vec<BillId> = found.iter().map(|row| row.bill_id).collect();
    let bills = bill::store::by_ids(cx, &ids).await?;
    let lines: BTreeMap<BillId, bill::model::BillLine> =
        bill::queries::lines(cx, &bills).await?.into_iter().map(|line| (line.id, line)).collect();
    let speech = cx.speech();
    let cursor = |row: &PenaltyWaiverRow| Cursor(args![row.asked_at, row.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| {
        let line = lines.get(&row.bill_id);
        PenaltyWaiverLine {
            id: row.id,
            bill_id: row.bill_id,
            number: line.map(|line| line.number.clone()).unwrap_or_default(),
            place: line.map(|line| line.place.clone()).unwrap_or_default(),
            let_off: super::pages::let_off(&speech, &row),
            reason: row.reason,
            credit_state: row.state,
            asked_name: row.asked_name,
            asked_at: row.asked_at,
            decided_name: row.decided_name,
            community: row.org_id,
        }
    }))
}

/// Holds every bill for late payment against what it says it came from.
///
/// # Errors
/// Those of the database.
pub(crate) async fn findings(db: &Db) -> Result<Vec<Finding>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let mut found = Vec::new();
    for (org, id, amount, line, of_late, late_state) in rows::all(&mut tx).await? {
        let sheet: PenaltySheet = serde_json::from_str(&line)?;
        let owed = sheet.reckoned()?.to_charge(sheet.before);
        let what = match () {
            () if of_late.is_some() => format!("{id} is a penalty on a penalty"),
            () if late_state != "published" => format!("{id} is a penalty on a bill that is {late_state}"),
            () if owed != amount => format!("{id} asks for {amount:?} and its days come to {owed:?}"),
            () => continue,
        };
        found.push(Finding { org, rule: "penalty", seq: 0, what });
    }
    Ok(found)
}

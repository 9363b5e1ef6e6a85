//! Read models of money that came in at the bank, and what it may pay.

use std::collections::{BTreeMap, BTreeSet};

use billing::OpenBill;
use charge::Period;
use kernel::{OrgId, Result};
use module::{Ask, Context, Listing};
use party::PersonId;
use property::{PlaceId, PlaceKind};
use settle::matching::{Fit, Proposals, StatementLine, propose};
use store::{Cursor, args};

use super::{
    model::{
        Proposal, Sender, TransferFilter, TransferLine, TransferRecord, TransferRow, TransferState, WhichTransfer,
    },
    rules, store as rows,
};

/// What senders are sealed as.
const SEALED: &str = "bank_transfer";
/// Money may come so long before or after a line's day to be looked at for it; bills older than that are still bills.
const DAYS: i64 = 3_660;
/// Proposals shown of a line.
const SHOWN: usize = 6;

/// Who sent money, sealed.
pub(crate) fn seal(cx: &Context, sender: &Sender) -> Result<Vec<u8>> {
    cx.platform().vault.seal_under_master(SEALED, &serde_json::to_vec(sender)?)
}

/// Who sent it.
pub(crate) fn sender(cx: &Context, row: &TransferRow) -> Result<Sender> {
    Ok(serde_json::from_slice(&cx.platform().vault.open_under_master(SEALED, &row.sealed)?)?)
}

/// The digest an account is known by; nothing for one that was not told.
pub(crate) fn account(cx: &Context, sender: &Sender) -> Option<Vec<u8>> {
    let number: String = sender.account.chars().filter(char::is_ascii_alphanumeric).collect();
    (!number.is_empty()).then(|| cx.platform().vault.digest(SEALED, &number))
}

/// The list of lines.
pub async fn list(cx: &mut Context, ask: Ask<TransferFilter>) -> Result<Listing<TransferLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let mut senders: BTreeMap<_, Sender> = BTreeMap::new();
    for row in &found {
        senders.insert(row.id, sender(cx, row)?);
    }
    let cursor = |row: &TransferRow| Cursor(args![row.came_on, row.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| {
        let Sender { name, note, .. } = senders.remove(&row.id).unwrap_or_default();
        TransferLine {
            id: row.id,
            came_on: row.came_on,
            amount: row.amount_fen,
            sender_name: name,
            sender_note: note,
            bank_transfer_state: row.state,
            matched: row.matched,
            community: row.org_id,
        }
    }))
}

/// What lines may pay, and the open bills that were looked at.
pub(crate) struct LookedAt {
    pub open: Vec<OpenBill>,
    pub proposals: Proposals,
}

/// Looks at lines of a community: who sent them – by account, or else by name –, which rooms they name, and what those rooms and people
/// owe.
pub(crate) async fn looked_at(cx: &mut Context, org: OrgId, list: &[TransferRow]) -> Result<LookedAt> {
    let senders: Vec<Sender> = list.iter().map(|row| sender(cx, row)).collect::<Result<_>>()?;
    let accounts: Vec<Vec<u8>> = senders.iter().filter_map(|sender| account(cx, sender)).collect();
    let learnt = rows::people(cx, org, &accounts).await?;
    let mut lines: Vec<StatementLine> = Vec::with_capacity(list.len());
    let mut places: BTreeSet<PlaceId> = BTreeSet::new();
    for (row, sender) in list.iter().zip(&senders) {
        let known = account(cx, sender).and_then(|account| learnt.get(&account).copied());
        let people = match known {
            Some(person) => vec![person],
            None => named(cx, &sender.name).await?,
        };
        for person in &people {
            let stays = party::stays(cx, *person).await?;
            places.extend(stays.into_iter().filter(|stay| stay.org_id == org).map(|stay| stay.place_id));
        }
        for code in rules::codes(&sender.note) {
            let hits = module::search::find(cx, &code, None).await?;
            let found = hits.iter().filter(|hit| hit.path.starts_with("/property/places/"));
            places.extend(found.map(|hit| PlaceId::from_uuid(hit.id)));
        }
        // Of two people of one name nobody knows which it was.
        let one = if let [person] = people[..] { Some(person) } else { None };
        lines.push(rules::line(row, sender, one));
    }
    let places: Vec<PlaceId> = places.into_iter().collect();
    let charged = property::place_lines(cx, &places)
        .await?
        .into_values()
        .filter(|place| place.org_id == org && matches!(place.kind, PlaceKind::Room | PlaceKind::ParkingSpace));
    let codes: BTreeMap<PlaceId, Vec<String>> =
        charged.map(|place| (place.id, vec![place.code.clone(), place.name.clone()])).collect();
    let ids: Vec<PlaceId> = codes.keys().copied().collect();
    let open = billing::open_bills(cx, org, &ids).await?;
    let today = cx.now().date(cx.zone());
    let days = Period::of(today.plus_days(-DAYS), today.plus_days(DAYS));
    let proposals = propose(&lines, &rules::expected(&open, &codes, days), &|_| false);
    Ok(LookedAt { open, proposals })
}

/// The people of a name.
async fn named(cx: &mut Context, name: &str) -> Result<Vec<PersonId>> {
    if name.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let hits = module::search::find(cx, name, None).await?;
    let people = hits.iter().filter(|hit| hit.path.starts_with("/party/persons/"));
    Ok(people.map(|hit| PersonId::from_uuid(hit.id)).collect())
}

/// One line, with what it may pay while it waits.
pub async fn view(cx: &mut Context, which: WhichTransfer) -> Result<TransferRecord> {
    let transfer = rows::one(cx, which.id).await?;
    let sender = sender(cx, &transfer)?;
    let mut proposals = Vec::new();
    if transfer.state == TransferState::Waiting {
        let found = looked_at(cx, transfer.org_id, std::slice::from_ref(&transfer)).await?;
        let sure = Fit { amount: true, code: true, sender: false };
        let exact = found.proposals.exact.iter().map(|(_, key)| (key, sure));
        let open = found.proposals.open.iter().flat_map(|(_, list)| list.iter().map(|(key, fit)| (key, *fit)));
        for (key, fit) in exact.chain(open).take(SHOWN) {
            let bills = rules::bills_of(key, &found.open);
            proposals.push(Proposal {
                bill_ids: bills.iter().map(|bill| bill.id).collect(),
                words: bills.iter().map(|bill| words(bill)).collect(),
                owed: bills.iter().map(|bill| bill.owed).sum(),
                fit,
            });
        }
    }
    Ok(TransferRecord { transfer, sender, proposals })
}

fn words(bill: &OpenBill) -> String {
    format!("{} {} {} – {}", bill.place, bill.fee_item, bill.from_on, bill.to_on)
}

//! Drawing a sheet up out of the book, publishing what somebody else drew up, correcting what is published by another sheet.

use kernel::{Date, Money, OrgId, Result};
use ledger::series::{Restart, Series};
use module::{Change, Context};

use super::{
    model::{BookLine, CorrectSheet, CreateSheet, FeeLine, SheetBody, SheetId, SheetRow, SheetState, WhichSheet},
    rules, store,
};
use crate::leaf::{
    self,
    model::LeafRow,
    rules::{Digest, digest_of, hex},
};

/// The series of numbers, as the tables name it.
const SERIES: &str = "disclosure_sheet";

/// Draws up a sheet for a period that is over.
pub async fn create(cx: &mut Context, input: CreateSheet) -> Result<WhichSheet> {
    let org = cx.community(input.org_id)?;
    rules::period(input.from_on, input.until_on, cx.now().date(cx.zone()))?;
    drawn_up(cx, org, (input.from_on, input.until_on), None).await
}

/// Draws up a sheet for the period of one that is published and wrong; that one stays.
pub async fn correct(cx: &mut Context, input: CorrectSheet) -> Result<WhichSheet> {
    let was = store::one(cx, input.id).await?;
    rules::correct(&was)?;
    drawn_up(cx, was.org_id, (was.from_on, was.until_on), Some((was.id, input.reason))).await
}

async fn drawn_up(
    cx: &mut Context,
    org: OrgId,
    days: (Date, Date),
    corrects: Option<(SheetId, String)>,
) -> Result<WhichSheet> {
    let id: SheetId = cx.new_id();
    let leaves = leaves(cx, org, id, days).await?;
    let entries = ledgers::length(cx, org).await?;
    let digests: Vec<Digest> = leaves.iter().filter_map(|(leaf, _)| leaf::rules::read(&leaf.digest)).collect();
    let body = SheetBody {
        community: org::unit(cx, org).await?.name,
        fees: fees(cx, org, days.1).await?,
        lines: lines(cx, org, days, entries).await?,
        payments: i64::try_from(leaves.len()).unwrap_or(i64::MAX),
        given_back: payment::given_back_in(cx.tx(), org, days).await?,
        paid: leaves.iter().map(|(_, amount)| *amount).sum(),
        root: hex(&leaf::rules::root(&digests)),
    };
    let (corrects_id, reason) = corrects.unzip();
    let row = SheetRow {
        org_id: org,
        id,
        from_on: days.0,
        until_on: days.1,
        state: SheetState::Draft,
        corrects_id,
        reason,
        entries,
        body: serde_json::to_string(&body)?,
        drawn_by: cx.actor().id,
        drawn_name: cx.actor().name.clone(),
        drawn_at: cx.now(),
        seq: None,
        number: None,
        canonical: None,
        digest: None,
        published_by: None,
        published_name: None,
        published_at: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    let leaves: Vec<LeafRow> = leaves.into_iter().map(|(leaf, _)| leaf).collect();
    leaf::store::insert(cx, org, &leaves).await?;
    cx.record(Change::to(org, row.id).after(&row));
    touched(cx, &row);
    Ok(WhichSheet { id })
}

/// The payments of the period, each salted, in the order of their digests, with their amounts.
async fn leaves(cx: &mut Context, org: OrgId, sheet: SheetId, days: (Date, Date)) -> Result<Vec<(LeafRow, Money)>> {
    let secret = cx.random::<32>();
    let mut leaves = Vec::new();
    for paid in payment::received(cx.tx(), org, days).await? {
        if paid.voided {
            continue;
        }
        let told = crate::told(&paid);
        let salt = leaf::rules::salt(&secret, &paid.id.to_string());
        let digest = hex(&leaf::rules::leaf(&salt, &told));
        let row = LeafRow {
            sheet_id: sheet,
            nth: 0,
            payment_id: paid.id,
            payer_id: paid.payer_id,
            told,
            salt: hex(&salt),
            digest,
        };
        leaves.push((row, paid.amount_fen));
    }
    leaves.sort_by(|(one, _), (other, _)| one.digest.cmp(&other.digest));
    for (nth, (leaf, _)) in (0..).zip(&mut leaves) {
        leaf.nth = nth;
    }
    Ok(leaves)
}

/// What is charged on a day.
async fn fees(cx: &mut Context, org: OrgId, on: Date) -> Result<Vec<FeeLine>> {
    let fee = |one: tariff::Enforced| {
        let price = one.tariff.prices.at(on)?;
        let stands = one.ends_on.is_none_or(|last| last >= on);
        let (zh, _) = tariff::price_words(price, one.tariff.billing);
        stands.then_some(FeeLine { name: one.name, price: zh })
    };
    Ok(tariff::in_force(cx, org).await?.into_iter().filter_map(fee).collect())
}

async fn lines(cx: &mut Context, org: OrgId, days: (Date, Date), entries: i64) -> Result<Vec<BookLine>> {
    let moved = ledgers::moved(cx.tx(), org, days, entries, &rules::OWNERS_MONEY).await?;
    let codes: Vec<&str> = moved.iter().map(|one| one.code.as_str()).collect();
    let titles = ledgers::titles(cx, org, &codes).await?;
    let line = |one| rules::line(one, titles.get(&one.code).cloned().unwrap_or_default());
    let mut lines: Vec<BookLine> = moved.iter().filter_map(line).collect();
    lines.sort_by(|one, other| (one.section, &one.code).cmp(&(other.section, &other.code)));
    Ok(lines)
}

/// Publishes what somebody else drew up: it has its number, its text and its digest from now on, and is never changed.
pub async fn publish(cx: &mut Context, input: WhichSheet) -> Result<WhichSheet> {
    let was = store::to_change(cx, input.id).await?;
    rules::publish(&was, cx.actor().id)?;
    let series = Series { prefix: "GS".to_owned(), restart: Restart::Never, width: 6 };
    let today = cx.now().date(cx.zone());
    // Whoever takes the number holds the book's row, so that sheets follow one another.
    let number = ledgers::number(cx, was.org_id, SERIES, &series, today, &was.id.to_string()).await?;
    let last = store::last(cx, was.org_id).await?;
    let corrected = match was.corrects_id {
        Some(id) => Some(store::one_published(cx, id).await?),
        None => None,
    };
    let seq = last.as_ref().and_then(|sheet| sheet.seq).unwrap_or(0) + 1;
    let head = rules::Head {
        number: &number,
        seq,
        days: (was.from_on, was.until_on),
        previous: last.as_ref().and_then(|sheet| sheet.digest.as_deref()),
        corrects: corrected.as_ref().and_then(|sheet| sheet.digest.as_deref()),
    };
    let canonical = rules::canonical(&head, &was.read()?);
    let is = SheetRow {
        state: SheetState::Published,
        seq: Some(seq),
        digest: Some(digest_of(&canonical)),
        canonical: Some(canonical),
        number: Some(number),
        published_by: Some(cx.actor().id),
        published_name: Some(cx.actor().name.clone()),
        published_at: Some(cx.now()),
        ..was.clone()
    };
    kept(cx, &was, is).await
}

/// Withdraws a draft; another may be drawn up.
pub async fn withdraw(cx: &mut Context, input: WhichSheet) -> Result<WhichSheet> {
    let was = store::to_change(cx, input.id).await?;
    rules::withdraw(&was)?;
    let is = SheetRow { state: SheetState::Withdrawn, ..was.clone() };
    kept(cx, &was, is).await
}

async fn kept(cx: &mut Context, was: &SheetRow, is: SheetRow) -> Result<WhichSheet> {
    let is = SheetRow { version: was.version + 1, ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    touched(cx, &is);
    Ok(WhichSheet { id: is.id })
}

fn touched(cx: &mut Context, sheet: &SheetRow) {
    cx.touch(format!("disclosure_sheet:{}", sheet.id));
    cx.touch(format!("disclosure_sheets:{}", sheet.org_id));
}

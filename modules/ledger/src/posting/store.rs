//! Every statement by which the book is written.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Error, Instant, Money, OrgId, Result};
use ledger::{AccountId, Act, Command, Digest, EntryId, Posting, Standing, Totals};
use module::Context;
use store::{Args, Select, Tx, args};

use super::{
    model::{AccountRow, EntryAct, EntryRow, Head, LineRow, Wanted, sides},
    rules::{Past, Sheet, fate, nature},
};

pub(crate) const ACCOUNT: &str = "a.org_id, a.id, a.code, a.kind, a.title, a.holder, a.payee, a.floored, a.opened_on, \
    a.closed_on, a.debits_fen, a.credits_fen, a.held_debits_fen, a.held_credits_fen";
pub(crate) const ENTRY: &str = "e.org_id, e.id, e.seq, e.recorded_at, e.entry_on, e.act, e.debits_fen, e.target_id, \
    e.part, e.reason, e.adjusts, e.expires_at, e.source_kind, e.source_id, e.memo, e.made_by, e.digest, e.seal";
/// Keys of one question.
const SOME: usize = 500;

/// The book of a unit, kept from others until the end of the transaction; begun when there is none.
pub(crate) async fn lock(cx: &mut Context, org: OrgId) -> Result<Head> {
    let sql = "SELECT entries, seal, closed_until FROM ledgers WHERE org_id = $1";
    if let Some(head) = cx.tx().fetch_optional(store::Sql::from(sql).for_update(), args![org]).await? {
        return Ok(head);
    }
    let row = args![org, 0_i64, vec![0_u8; 32]];
    cx.tx().insert_missing("ledgers", &["org_id", "entries", "seal"], vec![row]).await?;
    cx.tx().fetch_one(store::Sql::from(sql).for_update(), args![org]).await
}

/// The book of a unit as it stands, when there is one.
pub(crate) async fn head(cx: &mut Context, org: OrgId) -> Result<Option<Head>> {
    let (sql, args) = Select::from("ledgers l")
        .columns("l.entries, l.seal, l.closed_until")
        .scope("l.org_id", cx.scope())
        .filter("l.org_id = ?", args![org])
        .build();
    cx.tx().fetch_optional(sql, args).await
}

/// The units of the scope that have a book.
pub(crate) async fn books(cx: &mut Context) -> Result<Vec<OrgId>> {
    let (sql, args) = Select::from("ledgers l").columns("l.org_id").scope("l.org_id", cx.scope()).build();
    cx.tx().fetch_values(sql, args).await
}

/// Notes the last closed day.
pub(crate) async fn set_closed(tx: &mut Tx, org: OrgId, until: Option<Date>) -> Result<()> {
    tx.write_one("UPDATE ledgers SET closed_until = $1 WHERE org_id = $2", args![until, org]).await
}

/// The accounts of a unit with these ids.
pub(crate) async fn accounts(cx: &mut Context, org: OrgId, ids: &BTreeSet<AccountId>) -> Result<Vec<AccountRow>> {
    let ids: Vec<AccountId> = ids.iter().copied().collect();
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(SOME) {
        let select = Select::from("book_accounts a").columns(ACCOUNT).scope("a.org_id", cx.scope());
        let (sql, args) =
            select.filter("a.org_id = ?", args![org]).among("a.id", some.iter().map(Into::into).collect()).build();
        found.extend(cx.tx().fetch_all::<AccountRow>(sql, args).await?);
    }
    Ok(found)
}

/// The ids of those of the wanted accounts of a unit that are open.
pub(crate) async fn known(
    cx: &mut Context,
    org: OrgId,
    wanted: &[&Wanted],
) -> Result<BTreeMap<(String, String, String), AccountId>> {
    let codes: BTreeSet<&str> = wanted.iter().map(|one| one.code.as_str()).collect();
    let holders: BTreeSet<&str> = wanted.iter().map(|one| one.holder.as_str()).collect();
    let holders: Vec<&str> = holders.into_iter().collect();
    let mut found = BTreeMap::new();
    for some in holders.chunks(SOME) {
        let (sql, args) = Select::from("book_accounts a")
            .columns("a.code, a.holder, a.payee, a.id")
            .filter("a.org_id = ?", args![org])
            .among("a.code", codes.iter().map(|code| (*code).into()).collect())
            .among("a.holder", some.iter().map(|holder| (*holder).into()).collect())
            .build();
        let rows: Vec<(String, String, String, AccountId)> = cx.tx().fetch_all(sql, args).await?;
        found.extend(rows.into_iter().map(|(code, holder, payee, id)| ((code, holder, payee), id)));
    }
    Ok(found)
}

/// Opens accounts; one that somebody else opens at the same moment stays his.
pub(crate) async fn open(cx: &mut Context, org: OrgId, wanted: &[&Wanted], from: Option<Date>) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "code",
        "kind",
        "title",
        "holder",
        "payee",
        "floored",
        "opened_on",
        "debits_fen",
        "credits_fen",
        "held_debits_fen",
        "held_credits_fen",
    ];
    let mut rows = Vec::with_capacity(wanted.len());
    for one in wanted {
        let Some((kind, floored)) = nature(&one.code) else {
            return Err(Error::broken("ledger-unknown-code"));
        };
        let id: AccountId = cx.new_id();
        rows.push(args![
            org,
            id,
            &one.code,
            kind,
            &one.title,
            &one.holder,
            &one.payee,
            floored,
            from,
            0_i64,
            0_i64,
            0_i64,
            0_i64
        ]);
    }
    cx.tx().insert_missing("book_accounts", NAMES, rows).await
}

/// Everything these commands touch.
pub(crate) async fn sheet(cx: &mut Context, org: OrgId, head: Head, commands: &[Command]) -> Result<Sheet> {
    let ids: Vec<EntryId> = commands.iter().map(|command| command.id).collect();
    let targets: Vec<EntryId> = commands.iter().filter_map(|command| target(&command.act)).collect();
    let mut digests = BTreeMap::new();
    for some in ids.chunks(SOME) {
        let (sql, args) = Select::from("entries e")
            .columns("e.id, e.seq, e.digest")
            .filter("e.org_id = ?", args![org])
            .among("e.id", some.iter().map(Into::into).collect())
            .build();
        let rows: Vec<(EntryId, i64, Vec<u8>)> = cx.tx().fetch_all(sql, args).await?;
        digests.extend(rows.into_iter().map(|(id, seq, digest)| (id, (seq, digest_of(&digest)))));
    }
    let past = past(cx, org, &targets).await?;
    let mut fates = BTreeMap::new();
    for some in targets.chunks(SOME) {
        let (sql, args) = Select::from("entries e")
            .columns("e.target_id, e.act, e.id")
            .filter("e.org_id = ?", args![org])
            .among("e.target_id", some.iter().map(Into::into).collect())
            .build();
        let rows: Vec<(EntryId, EntryAct, EntryId)> = cx.tx().fetch_all(sql, args).await?;
        fates.extend(rows.into_iter().filter_map(|(target, act, by)| Some((target, fate(act, by)?))));
    }
    let mut wanted: BTreeSet<AccountId> = commands.iter().flat_map(|c| named(&c.act)).map(|p| p.account).collect();
    for one in past.values() {
        wanted.extend(one.postings.iter().chain(named(&one.command.act)).map(|p| p.account));
    }
    let standing = |row: AccountRow| (row.id, Standing { account: row.account(), totals: row.totals() });
    let standings = accounts(cx, org, &wanted).await?.into_iter().map(standing).collect();
    Ok(Sheet { head, standings, past, digests, fates, fresh: Vec::new(), changed: BTreeSet::new() })
}

/// The earlier entry an act is about.
const fn target(act: &Act) -> Option<EntryId> {
    match act {
        Act::Post { .. } | Act::Hold { .. } => None,
        Act::Settle { hold, .. } | Act::Void { hold } | Act::Expire { hold } => Some(*hold),
        Act::Reverse { of, .. } => Some(*of),
    }
}

/// The lines an act names itself.
fn named(act: &Act) -> &[Posting] {
    match act {
        Act::Post { postings } | Act::Hold { postings, .. } => postings,
        Act::Settle { part, .. } => part.as_deref().unwrap_or_default(),
        Act::Void { .. } | Act::Expire { .. } | Act::Reverse { .. } => &[],
    }
}

fn digest_of(bytes: &[u8]) -> Digest {
    bytes.try_into().unwrap_or_default()
}

/// Entries of a unit with these ids, as the commands that left them.
async fn past(cx: &mut Context, org: OrgId, ids: &[EntryId]) -> Result<BTreeMap<EntryId, Past>> {
    let mut found = BTreeMap::new();
    for some in ids.chunks(SOME) {
        let select = Select::from("entries e").columns(ENTRY).filter("e.org_id = ?", args![org]);
        let (sql, args) = select.among("e.id", some.iter().map(Into::into).collect()).build();
        let rows: Vec<EntryRow> = cx.tx().fetch_all(sql, args).await?;
        let lines = by_entry(lines(cx, org, some).await?);
        let held = by_entry(held(cx, org, some).await?);
        for row in rows {
            let of = |all: &BTreeMap<EntryId, Vec<Posting>>| all.get(&row.id).cloned().unwrap_or_default();
            let (postings, held) = (of(&lines), of(&held));
            found.insert(row.id, Past { command: row.command(&postings, &held), postings });
        }
    }
    Ok(found)
}

/// The lines of entries, in their order.
pub(crate) async fn lines(cx: &mut Context, org: OrgId, ids: &[EntryId]) -> Result<Vec<LineRow>> {
    let (sql, args) = Select::from("postings p")
        .columns("p.entry_id, p.account_id, p.debit_fen, p.credit_fen")
        .filter("p.org_id = ?", args![org])
        .among("p.entry_id", ids.iter().map(Into::into).collect())
        .order_by("p.entry_id, p.line")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The lines of holds, in their order.
pub(crate) async fn held(cx: &mut Context, org: OrgId, ids: &[EntryId]) -> Result<Vec<LineRow>> {
    let (sql, args) = Select::from("hold_lines p")
        .columns("p.entry_id, p.account_id, p.debit_fen, p.credit_fen")
        .filter("p.org_id = ?", args![org])
        .among("p.entry_id", ids.iter().map(Into::into).collect())
        .order_by("p.entry_id, p.line")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Lines gathered by their entry.
pub(crate) fn by_entry(rows: Vec<LineRow>) -> BTreeMap<EntryId, Vec<Posting>> {
    let mut found: BTreeMap<EntryId, Vec<Posting>> = BTreeMap::new();
    for row in rows {
        found.entry(row.entry_id).or_default().push(row.posting());
    }
    found
}

/// Writes what commands have made of the book.
pub(crate) async fn keep(cx: &mut Context, org: OrgId, sheet: &Sheet) -> Result<()> {
    let by = cx.actor().name.clone();
    insert(cx.tx(), org, sheet, &by).await?;
    let tx = cx.tx();
    for (_, effects) in &sheet.fresh {
        if let Some((hold, _)) = effects.fate.filter(|_| !effects.releases.is_empty()) {
            tx.write_one("DELETE FROM holds WHERE org_id = $1 AND id = $2", args![org, hold]).await?;
        }
    }
    for ((code, on), (debits, credits, adjusting)) in sheet.by_day() {
        let sql = "INSERT INTO day_totals (org_id, code, entry_on, debits_fen, credits_fen, adjusting_fen) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, code, entry_on) DO UPDATE SET \
                   debits_fen = day_totals.debits_fen + excluded.debits_fen, \
                   credits_fen = day_totals.credits_fen + excluded.credits_fen, \
                   adjusting_fen = day_totals.adjusting_fen + excluded.adjusting_fen";
        tx.write(sql, args![org, code, on, debits, credits, adjusting]).await?;
    }
    const TOTALS: &[&str] = &["debits_fen", "credits_fen", "held_debits_fen", "held_credits_fen"];
    let totals = sheet.changed.iter().filter_map(|id| Some((id, sheet.standings.get(id)?.totals)));
    let row = |(id, totals): (&AccountId, Totals)| {
        args![totals.debits, totals.credits, totals.held_debits, totals.held_credits, org, *id]
    };
    tx.update_many("book_accounts", TOTALS, totals.map(row).collect()).await?;
    let sql = "UPDATE ledgers SET entries = $1, seal = $2 WHERE org_id = $3";
    tx.write_one(sql, args![sheet.head.entries, sheet.head.seal.clone(), org]).await
}

/// The new rows of entries, lines and holds.
async fn insert(tx: &mut Tx, org: OrgId, sheet: &Sheet, by: &str) -> Result<()> {
    const ENTRIES: &[&str] = &[
        "org_id",
        "id",
        "seq",
        "recorded_at",
        "entry_on",
        "act",
        "debits_fen",
        "credits_fen",
        "target_id",
        "part",
        "reason",
        "adjusts",
        "expires_at",
        "source_kind",
        "source_id",
        "memo",
        "made_by",
        "digest",
        "seal",
    ];
    const LINES: &[&str] = &["org_id", "entry_id", "line", "seq", "entry_on", "account_id", "debit_fen", "credit_fen"];
    const HELD: &[&str] = &["org_id", "entry_id", "line", "account_id", "debit_fen", "credit_fen"];
    let (mut entries, mut lines, mut held, mut holds): (Vec<Args>, Vec<Args>, Vec<Args>, Vec<Args>) =
        Default::default();
    for (entry, effects) in &sheet.fresh {
        let (command, seq) = (&entry.command, i64::try_from(entry.seq).unwrap_or(i64::MAX));
        entries.push(entry_row(org, seq, entry, by));
        for (line, posting) in (1_i64..).zip(&effects.postings) {
            let (debit, credit) = sides(posting);
            lines.push(args![org, command.id, line, seq, command.on, posting.account, debit.0, credit.0]);
        }
        for (line, posting) in (1_i64..).zip(&effects.holds) {
            let (debit, credit) = sides(posting);
            held.push(args![org, command.id, line, posting.account, debit.0, credit.0]);
        }
        if let Act::Hold { expires, .. } = &command.act {
            holds.push(args![org, command.id, *expires]);
        }
    }
    tx.insert_many("entries", ENTRIES, entries).await?;
    tx.insert_many("postings", LINES, lines).await?;
    tx.insert_many("hold_lines", HELD, held).await?;
    tx.insert_many("holds", &["org_id", "id", "expires_at"], holds).await
}

fn entry_row(org: OrgId, seq: i64, entry: &ledger::Entry, by: &str) -> Args {
    let command = &entry.command;
    let debits: i64 = entry.postings.iter().map(|posting| sides(posting).0.0).sum();
    let part = matches!(&command.act, Act::Settle { part: Some(_), .. });
    let reason = match &command.act {
        Act::Reverse { reason, .. } => Some(reason.clone()),
        _ => None,
    };
    let expires: Option<Instant> = match &command.act {
        Act::Hold { expires, .. } => Some(*expires),
        _ => None,
    };
    args![
        org,
        command.id,
        seq,
        entry.at,
        command.on,
        EntryAct::from(&command.act),
        debits,
        debits,
        target(&command.act),
        part,
        reason,
        command.adjusts.clone(),
        expires,
        command.source.as_ref().map(|source| source.kind.clone()),
        command.source.as_ref().map(|source| source.id.clone()),
        &command.memo,
        by,
        command.digest().to_vec(),
        entry.seal.to_vec()
    ]
}

/// The holds of the scope whose time is over.
pub(crate) async fn overdue(cx: &mut Context, now: Instant, most: i64) -> Result<Vec<(OrgId, EntryId)>> {
    let (sql, args) = Select::from("holds h")
        .columns("h.org_id, h.id")
        .scope("h.org_id", cx.scope())
        .filter("h.expires_at <= ?", args![now])
        .order_by("h.expires_at, h.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The last number of a series within its time, 0 when none was given.
pub(crate) async fn last_number(cx: &mut Context, org: OrgId, series: &str, period: &str) -> Result<i64> {
    let sql = "SELECT COALESCE(MAX(nth), 0) FROM paper_numbers WHERE org_id = $1 AND series = $2 AND period = $3";
    cx.tx().fetch_value(sql, args![org, series, period]).await
}

/// Notes the numbers papers have: those behind the last.
pub(crate) async fn give_numbers(
    cx: &mut Context,
    org: OrgId,
    (series, period, last): (&str, &str, i64),
    papers: &[String],
) -> Result<()> {
    let now = cx.now();
    let names = &["org_id", "series", "period", "nth", "paper", "given_at"];
    let rows = (last + 1..).zip(papers).map(|(nth, paper)| args![org, series, period, nth, paper, now]);
    cx.tx().insert_many("paper_numbers", names, rows.collect()).await
}

/// What entries of these papers have moved on a day, debits less credits, by code of the account.
pub(crate) async fn moved_by(cx: &mut Context, org: OrgId, day: Date, papers: &[&str]) -> Result<Vec<(String, Money)>> {
    let (sql, args) = Select::from("entries e")
        .join("JOIN postings p ON p.org_id = e.org_id AND p.entry_id = e.id")
        .join("JOIN book_accounts a ON a.org_id = p.org_id AND a.id = p.account_id")
        .columns("a.code, CAST(SUM(p.debit_fen - p.credit_fen) AS BIGINT)")
        .filter("e.org_id = ? AND e.entry_on = ?", args![org, day])
        .among("e.source_kind", papers.iter().map(|paper| (*paper).into()).collect())
        .group_by("a.code")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What stood on accounts of these codes at the end of a day, by code.
pub(crate) async fn standing_on(
    cx: &mut Context,
    org: OrgId,
    day: Date,
    codes: &[&str],
) -> Result<Vec<(String, Money)>> {
    let (sql, args) = Select::from("book_accounts a")
        .join("JOIN postings p ON p.org_id = a.org_id AND p.account_id = a.id")
        .join("JOIN entries e ON e.org_id = p.org_id AND e.id = p.entry_id")
        .columns("a.code, CAST(SUM(p.debit_fen - p.credit_fen) AS BIGINT)")
        .filter("a.org_id = ? AND e.entry_on <= ?", args![org, day])
        .among("a.code", codes.iter().map(|code| (*code).into()).collect())
        .group_by("a.code")
        .order_by("a.code")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What stands on all accounts of a code, debits less credits.
pub(crate) async fn standing(cx: &mut Context, org: OrgId, code: &str) -> Result<Money> {
    let sql = "SELECT CAST(COALESCE(SUM(debits_fen - credits_fen), 0) AS BIGINT) FROM book_accounts \
               WHERE org_id = $1 AND code = $2";
    cx.tx().fetch_value(sql, args![org, code]).await
}

//! Every statement over money that came in at the bank, and over accounts whose people are known.

use std::collections::BTreeMap;

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging, Undo};
use party::PersonId;
use store::{Arg, Order, Select, args};

use super::model::{BankTransferId, TransferFilter, TransferRow, TransferState};

const COLUMNS: &str = "t.org_id, t.id, t.bank_key, t.came_on, t.amount_fen, t.balance_fen, t.sealed, t.state, t.matched, t.payment_id, \
                       t.imported_by, t.imported_name, t.imported_at, t.decided_by, t.decided_name, t.decided_at, t.reason, t.version";

fn transfers(cx: &Context) -> Select {
    cx.shown(Select::from("bank_transfers t").columns(COLUMNS).scope("t.org_id", cx.scope()), "t.import_id")
}

/// A page of lines, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &TransferFilter) -> Result<(Vec<TransferRow>, i64)> {
    let select = transfers(cx)
        .filter_if("t.id = ?", filter.id)
        .filter_if("t.org_id = ?", filter.org_id)
        .filter_if("t.state = ?", filter.bank_transfer_state.map(TransferState::word))
        .search(&["t.bank_key"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["t.came_on", "t.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One line.
pub(crate) async fn one(cx: &mut Context, id: BankTransferId) -> Result<TransferRow> {
    let (sql, args) = transfers(cx).filter("t.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: BankTransferId) -> Result<TransferRow> {
    let (sql, args) = transfers(cx).filter("t.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The communities with lines that are to be matched; for jobs, who see all.
pub(crate) async fn communities(cx: &mut Context) -> Result<Vec<OrgId>> {
    let select = Select::from("bank_transfers t").columns("t.org_id").filter("t.state = 'fresh'", args![]);
    let (sql, args) = cx.shown(select, "t.import_id").group_by("t.org_id").build();
    cx.tx().fetch_values(sql, args).await
}

/// The first lines of a community that are to be matched, kept from others until the end of the transaction.
pub(crate) async fn fresh(cx: &mut Context, org: OrgId, most: i64) -> Result<Vec<TransferRow>> {
    let (sql, args) = transfers(cx)
        .filter("t.org_id = ? AND t.state = 'fresh'", args![org])
        .order_by("t.came_on, t.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql.for_update(), args).await
}

/// Those of these numbers of the bank that are here.
pub(crate) async fn known(cx: &mut Context, org: OrgId, keys: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for some in keys.chunks(500) {
        let (sql, args) = Select::from("bank_transfers t")
            .columns("t.bank_key")
            .filter("t.org_id = ?", args![org])
            .among("t.bank_key", some.iter().map(Arg::from).collect())
            .build();
        found.extend(cx.tx().fetch_values::<String>(sql, args).await?);
    }
    Ok(found)
}

/// Enters lines.
pub(crate) async fn insert(cx: &mut Context, rows: &[TransferRow]) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "bank_key",
        "came_on",
        "amount_fen",
        "balance_fen",
        "sealed",
        "state",
        "matched",
        "imported_by",
        "imported_name",
        "imported_at",
        "import_id",
        "version",
    ];
    let import = cx.importing();
    let values = |t: &TransferRow| {
        args![
            t.org_id,
            t.id,
            &t.bank_key,
            t.came_on,
            t.amount_fen,
            t.balance_fen,
            &t.sealed,
            t.state.word(),
            t.matched,
            t.imported_by,
            &t.imported_name,
            t.imported_at,
            import,
            t.version
        ]
    };
    cx.tx().insert_many("bank_transfers", NAMES, rows.iter().map(values).collect()).await
}

/// Keeps what became of a line, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, t: &TransferRow) -> Result<()> {
    let sql = "UPDATE bank_transfers SET state = $1, matched = $2, payment_id = $3, decided_by = $4, decided_name = $5, \
               decided_at = $6, reason = $7, version = $8 WHERE org_id = $9 AND id = $10 AND version = $8 - 1";
    let args = args![
        t.state.word(),
        t.matched,
        t.payment_id,
        t.decided_by,
        &t.decided_name,
        t.decided_at,
        &t.reason,
        t.version,
        t.org_id,
        t.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// Takes back lines of an import that was never shown, some at a time; how many.
pub(crate) async fn undo(cx: &mut Context, undo: Undo) -> Result<u64> {
    let some = "SELECT id FROM bank_transfers WHERE org_id = $1 AND import_id = $2 AND id >= $3 ORDER BY id LIMIT $4";
    let wanted = args![undo.org, undo.import, undo.least, undo.most];
    let ids: Vec<BankTransferId> = cx.tx().fetch_values(some, wanted).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(0) };
    let sql = "DELETE FROM bank_transfers WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND id <= $4";
    cx.tx().execute(sql, args![undo.org, undo.import, first, last]).await
}

/// Who sent money from these accounts before, by their digests.
pub(crate) async fn people(cx: &mut Context, org: OrgId, accounts: &[Vec<u8>]) -> Result<BTreeMap<Vec<u8>, PersonId>> {
    let (sql, args) = Select::from("payer_accounts a")
        .columns("a.account, a.person_id")
        .filter("a.org_id = ?", args![org])
        .among("a.account", accounts.iter().map(|account| Arg::from(account.clone())).collect())
        .build();
    let rows: Vec<(Vec<u8>, PersonId)> = cx.tx().fetch_all(sql, args).await?;
    Ok(rows.into_iter().collect())
}

/// Keeps whose an account is; what was said last holds.
pub(crate) async fn learn(cx: &mut Context, org: OrgId, account: Vec<u8>, person: PersonId) -> Result<()> {
    let sql = "INSERT INTO payer_accounts (org_id, account, person_id, learnt_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (org_id, account) DO UPDATE SET person_id = excluded.person_id, learnt_at = excluded.learnt_at";
    let now = cx.now();
    cx.tx().execute(sql, args![org, account, person, now]).await.map(|_| ())
}

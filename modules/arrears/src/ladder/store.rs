//! Every statement over ladders.

use kernel::{COMPANY, Result};
use module::Context;
use store::args;

use super::model::LadderRow;

/// The company's ladder, once it has said how it goes about arrears.
pub(crate) async fn find(cx: &mut Context) -> Result<Option<LadderRow>> {
    let sql = "SELECT org_id, remind_before, notice_after, call_after, visit_after, letter_after, lawyer_after, least_fen, \
               quiet_from, quiet_until, weekly_contacts, large_from_fen, version FROM collection_ladders WHERE org_id = $1";
    cx.tx().fetch_optional(sql, args![COMPANY]).await
}

/// Keeps it.
pub(crate) async fn put(cx: &mut Context, row: &LadderRow) -> Result<()> {
    let sql = "INSERT INTO collection_ladders (org_id, remind_before, notice_after, call_after, visit_after, letter_after, \
               lawyer_after, least_fen, quiet_from, quiet_until, weekly_contacts, large_from_fen, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (org_id) DO UPDATE SET \
               remind_before = excluded.remind_before, notice_after = excluded.notice_after, \
               call_after = excluded.call_after, visit_after = excluded.visit_after, \
               letter_after = excluded.letter_after, lawyer_after = excluded.lawyer_after, \
               least_fen = excluded.least_fen, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, \
               weekly_contacts = excluded.weekly_contacts, \
               large_from_fen = excluded.large_from_fen, version = excluded.version";
    let args = args![
        row.org_id,
        row.remind_before,
        row.notice_after,
        row.call_after,
        row.visit_after,
        row.letter_after,
        row.lawyer_after,
        row.least_fen,
        row.quiet_from,
        row.quiet_until,
        row.weekly_contacts,
        row.large_from_fen,
        row.version
    ];
    cx.tx().execute(sql, args).await.map(|_| ())
}

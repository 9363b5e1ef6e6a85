//! Every statement over notifications. The fence is the recipient: nobody reads what was said to another.

use kernel::{Instant, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Args, Order, Select, args};

use super::model::{NoticeKind, NotificationFilter, NotificationId, NotificationRow};

const COLUMNS: &str = "n.id, n.case_id, n.path, n.number, n.title, n.text_zh, n.text_en, n.kind, n.at, n.read_at";

/// Those of the reader.
fn own(cx: &Context) -> Select {
    Select::from("notifications n")
        .columns(COLUMNS)
        .scope("n.org_id", &cx.actor().scope(kernel::SIGNED_IN))
        .filter("n.recipient_id = ?", args![cx.actor().id])
}

/// Whether a notice was turned into notifications already.
pub(crate) async fn is_known(cx: &mut Context, org: kernel::OrgId, key: &str) -> Result<bool> {
    let sql = "SELECT count(*) FROM notifications WHERE org_id = $1 AND key = $2";
    let found: i64 = cx.tx().fetch_value(sql, args![org, key]).await?;
    Ok(found > 0)
}

/// Enters notifications.
pub(crate) async fn insert(cx: &mut Context, rows: Vec<Args>) -> Result<()> {
    const NAMES: &[&str] =
        &["org_id", "id", "key", "recipient_id", "case_id", "number", "title", "text_zh", "text_en", "kind", "at"];
    cx.tx().insert_many("notifications", NAMES, rows).await
}

/// Enters notifications of something that is no case.
pub(crate) async fn insert_others(cx: &mut Context, rows: Vec<Args>) -> Result<()> {
    const NAMES: &[&str] =
        &["org_id", "id", "key", "recipient_id", "path", "number", "title", "text_zh", "text_en", "kind", "at"];
    cx.tx().insert_many("notifications", NAMES, rows).await
}

/// A page of the reader's, latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &NotificationFilter,
) -> Result<(Vec<NotificationRow>, i64)> {
    let select = own(cx)
        .filter_if("n.id = ?", filter.id)
        .filter_if("n.kind = ?", filter.kind.map(NoticeKind::word))
        .search(&["n.title", "n.number", "n.text_zh", "n.text_en"], page.q.as_deref().unwrap_or_default());
    let select = match filter.unread {
        Some(true) => select.filter("n.read_at IS NULL", Args::new()),
        Some(false) => select.filter("n.read_at IS NOT NULL", Args::new()),
        None => select,
    };
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let seek = page.seek()?;
    let (sql, args) = select.after(&["n.at", "n.id"], Order::Down, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// How many the reader has not read, up to a hundred.
pub(crate) async fn unread(cx: &mut Context) -> Result<i64> {
    let (sql, args) = own(cx).filter("n.read_at IS NULL", Args::new()).count_up_to(100);
    cx.tx().fetch_value(sql, args).await
}

/// Marks the reader's own as read – one, or all; how many were not before.
pub(crate) async fn read(cx: &mut Context, id: Option<NotificationId>, at: Instant) -> Result<u64> {
    let recipient = cx.actor().id;
    match id {
        Some(id) => {
            let sql = "UPDATE notifications SET read_at = $1 WHERE recipient_id = $2 AND id = $3 AND read_at IS NULL";
            cx.tx().execute(sql, args![at, recipient, id]).await
        }
        None => {
            let sql = "UPDATE notifications SET read_at = $1 WHERE recipient_id = $2 AND read_at IS NULL";
            cx.tx().execute(sql, args![at, recipient]).await
        }
    }
}

/// Marks what these notices said as read for everybody: it is settled. Answers whom they were said to.
pub(crate) async fn settle(
    cx: &mut Context,
    org: kernel::OrgId,
    keys: &[String; 2],
    at: Instant,
) -> Result<Vec<uuid::Uuid>> {
    let [one, other] = keys;
    let sql = "UPDATE notifications SET read_at = $1 WHERE org_id = $2 AND key IN ($3, $4) AND read_at IS NULL \
               RETURNING recipient_id";
    cx.tx().fetch_values(sql, args![at, org, one, other]).await
}

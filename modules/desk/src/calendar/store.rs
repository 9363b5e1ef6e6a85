//! Every statement over calendar addresses.

use kernel::{Instant, Result};
use module::Context;
use store::{Args, Select, args};
use uuid::Uuid;

use super::model::{CalendarFeedId, FeedRow};

/// Enters one.
pub(crate) async fn insert(cx: &mut Context, id: CalendarFeedId, digest: Vec<u8>) -> Result<()> {
    let (home, me, now, lang) = (cx.actor().home, cx.actor().id, cx.now(), cx.speech().lang);
    let columns = &["org_id", "id", "staff_id", "digest", "lang", "created_at"];
    cx.tx().insert_many("calendar_feeds", columns, vec![args![home, id, me, digest, lang.tag(), now]]).await
}

/// Takes back all of somebody's.
pub(crate) async fn remove(cx: &mut Context, staff: Uuid, at: Instant) -> Result<u64> {
    let home = cx.actor().home;
    let sql = "UPDATE calendar_feeds SET removed_at = $1 WHERE org_id = $2 AND staff_id = $3 AND removed_at IS NULL";
    cx.tx().execute(sql, args![at, home, staff]).await
}

/// The one behind a key that was not taken back.
pub(crate) async fn of_digest(cx: &mut Context, digest: Vec<u8>) -> Result<FeedRow> {
    let home = cx.actor().home;
    let (sql, args) = Select::from("calendar_feeds f")
        .columns("f.staff_id, f.lang")
        .filter("f.org_id = ? AND f.digest = ?", args![home, digest])
        .filter("f.removed_at IS NULL", Args::new())
        .build();
    cx.tx().fetch_one(sql, args).await
}

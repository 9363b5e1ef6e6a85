//! What a reader does with his notifications.

use kernel::Result;
use module::{Change, Context};

use super::{
    model::{ReadAllNotifications, ReadDone, ReadNotifications},
    store,
};

/// Marks one's own notifications as read.
pub async fn read(cx: &mut Context, input: ReadNotifications) -> Result<ReadDone> {
    let (now, actor, home) = (cx.now(), cx.actor().id, cx.actor().home);
    let count = store::read(cx, input.id, now).await?;
    cx.record(Change::to(home, home).after(&serde_json::json!({ "read": count })));
    cx.touch(format!("notifications:{actor}"));
    Ok(ReadDone { count })
}

/// Marks all of one's own notifications as read.
pub async fn read_all(cx: &mut Context, _: ReadAllNotifications) -> Result<ReadDone> {
    read(cx, ReadNotifications::default()).await
}

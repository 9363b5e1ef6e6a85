//! What a reader does with his notifications, and what other modules leave for him.

use ::store::args;
use kernel::Result;
use module::{Change, Context};

use super::{
    model::{News, ReadAllNotifications, ReadDone, ReadNotifications, Reader},
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

/// Leaves each of these readers a line about something that is no case; news of the same key once, however often it is told.
///
/// # Errors
/// Those of the database.
pub async fn tell(cx: &mut Context, news: &News, readers: Vec<Reader>) -> Result<()> {
    if readers.is_empty() || store::is_known(cx, news.org, &news.key).await? {
        return Ok(());
    }
    let now = cx.now();
    let mut rows = Vec::with_capacity(readers.len());
    for Reader { id, zh, en } in readers {
        let row = cx.new_uuid();
        rows.push(args![news.org, row, &news.key, id, &news.path, "", &news.title, zh, en, news.kind.word(), now]);
        cx.touch(format!("notifications:{id}"));
    }
    store::insert_others(cx, rows).await
}

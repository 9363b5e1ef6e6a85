//! One's own notifications.

use ::store::{Cursor, args};
use kernel::{Lang, Result};
use module::{Ask, Context, Listing, Waiting, Waits};

use super::{
    model::{NotificationFilter, NotificationLine, NotificationRow},
    store,
};

/// The reader's own notifications, latest first.
pub async fn list(cx: &mut Context, ask: Ask<NotificationFilter>) -> Result<Listing<NotificationLine>> {
    let (rows, count) = store::list(cx, &ask.page, &ask.filter).await?;
    let lang = cx.speech().lang;
    let lines = rows.into_iter().map(|row| line(row, lang)).collect();
    Ok(Listing::cut(lines, &ask.page, count, |n: &NotificationLine| Cursor(args![n.at, n.id]).to_string()))
}

fn line(row: NotificationRow, lang: Lang) -> NotificationLine {
    NotificationLine {
        id: row.id,
        path: match (row.case_id, row.path) {
            (_, Some(path)) => path,
            (Some(case), None) => format!("/desk/cases/{case}"),
            (None, None) => "/desk/notifications".to_owned(),
        },
        case_id: row.case_id,
        number: row.number,
        title: row.title,
        text: if lang == Lang::Zh { row.text_zh } else { row.text_en },
        kind: row.kind,
        at: row.at,
        read_at: row.read_at,
    }
}

/// What was said to the reader and not read yet.
pub(crate) async fn waiting(cx: &mut Context, (): ()) -> Result<Waits> {
    let count = store::unread(cx).await?;
    Ok(Waits {
        entries: vec![Waiting { path: "/desk/notifications", count, alarm: false }],
        topics: vec![format!("notifications:{}", cx.actor().id)],
    })
}

/// How many the reader has not read yet, counted to a hundred.
pub async fn unread(cx: &mut Context) -> Result<i64> {
    store::unread(cx).await
}

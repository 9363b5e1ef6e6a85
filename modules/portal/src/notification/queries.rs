//! What a resident was told, read from what the desk keeps for him.

use std::collections::BTreeSet;

use desk::{NoticeKind, NotificationFilter};
use kernel::Result;
use module::{Ask, Context, Paging, Waiting, Waits};
use process::runtime::CaseId;

use super::model::{AskNotifications, NotificationLine, NotificationLines};
use crate::case::queries::{mine, rooms};

/// Lines at a time.
const SHOWN: i64 = 20;

/// What he was told, latest first. A case that is not his – the one many have part in – is told of and not named.
pub async fn list(cx: &mut Context, ask: AskNotifications) -> Result<NotificationLines> {
    let page = Paging { after: ask.after, limit: Some(SHOWN), ..Paging::default() };
    let told = desk::notifications(cx, Ask { page, filter: NotificationFilter::default() }).await?;
    let rooms = rooms(cx).await?;
    let own: BTreeSet<CaseId> = mine(cx, &rooms).await?.into_iter().map(|case| case.id).collect();
    let line = |one: desk::NotificationLine| {
        let is_own = one.case_id.is_some_and(|case| own.contains(&case));
        NotificationLine {
            text: one.text,
            title: one.title,
            number: is_own.then_some(one.number),
            case_id: one.case_id.filter(|_| is_own),
            is_of_bills: one.kind == NoticeKind::Bill,
            is_of_many: one.kind == NoticeKind::MassIncident,
            at: one.at,
            is_read: one.read_at.is_some(),
        }
    };
    Ok(NotificationLines { rows: told.rows.into_iter().map(line).collect(), next: told.next })
}

/// What he has not read yet.
pub(crate) async fn waiting(cx: &mut Context, (): ()) -> Result<Waits> {
    let count = desk::unread_notifications(cx).await?;
    Ok(Waits {
        entries: vec![Waiting { path: "/home/notifications", count, alarm: false }],
        topics: vec![format!("notifications:{}", cx.actor().id)],
    })
}

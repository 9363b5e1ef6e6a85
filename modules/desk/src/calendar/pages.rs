//! The calendar as a program reads it.

use kernel::Result;
use module::{Context, Download, View};

use super::{model::AskCalendar, queries::of, rules::calendar};

/// `/desk/calendar/{token}`
pub(crate) async fn page(cx: &mut Context, ask: AskCalendar) -> Result<View> {
    let (name, appointments) = of(cx, &ask).await?;
    let bytes = calendar(&name, &appointments).into_bytes();
    Ok(View::file(Download { name: "appointments.ics".to_owned(), kind: "text/calendar; charset=utf-8", bytes }))
}

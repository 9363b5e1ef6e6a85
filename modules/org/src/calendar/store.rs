//! Statements over calendars and holidays.

use kernel::{Date, OrgId, Result};
use module::Context;
use store::{Arg, Select, args};

use super::model::{CalendarRow, HolidayRow};

const CALENDAR: &str = "c.org_id, c.id, c.key, c.version, c.name, c.observes_holidays, c.written, c.created_at";

/// Every published version of these units, oldest first.
pub async fn published(cx: &mut Context, orgs: &[OrgId], key: Option<&str>) -> Result<Vec<CalendarRow>> {
    let (sql, args) = Select::from("calendars c")
        .columns(CALENDAR)
        .among("c.org_id", orgs.iter().map(Arg::from).collect())
        .filter_if("c.key = ?", key)
        .order_by("c.version")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Publishes a version.
pub async fn publish(cx: &mut Context, row: &CalendarRow) -> Result<()> {
    let columns = &["org_id", "id", "key", "version", "name", "observes_holidays", "written", "created_at"];
    let values = args![
        row.org_id,
        row.id,
        &row.key,
        row.version,
        &row.name,
        row.observes_holidays,
        &row.written,
        row.created_at
    ];
    cx.tx().insert_many("calendars", columns, vec![values]).await
}

/// The company's own word on days.
pub async fn holidays(cx: &mut Context) -> Result<Vec<HolidayRow>> {
    let home = cx.actor().home;
    cx.tx().fetch_all("SELECT day, name, effect FROM holidays WHERE org_id = $1 ORDER BY day", args![home]).await
}

/// Settles a day.
pub async fn put_holiday(cx: &mut Context, row: &HolidayRow) -> Result<()> {
    let home = cx.actor().home;
    let sql = "INSERT INTO holidays (org_id, day, name, effect) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (org_id, day) DO UPDATE SET name = excluded.name, effect = excluded.effect";
    cx.tx().execute(sql, args![home, row.day, &row.name, row.effect.word()]).await.map(|_| ())
}

/// Takes the company's word on a day back; whether there was one.
pub async fn remove_holiday(cx: &mut Context, day: Date) -> Result<bool> {
    let home = cx.actor().home;
    let sql = "DELETE FROM holidays WHERE org_id = $1 AND day = $2";
    Ok(cx.tx().execute(sql, args![home, day]).await? > 0)
}

//! Statements over accounts and grants.

use kernel::{Date, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, Tx, args};
use uuid::Uuid;

use super::model::{AccountFilter, AccountRow, AccountState, GrantRow};
use crate::model::{AccountId, GrantId};

const ACCOUNT: &str = "a.org_id, a.id, a.login, a.name, a.password, a.key, a.totp, a.totp_waiting, a.totp_step, a.staff_id, \
                       a.person_id, a.state, a.created_at";
const GRANT: &str = "g.id, g.org_id, g.account_id, g.role, g.from_on, g.to_on";

fn accounts() -> Select {
    Select::from("accounts a").columns(ACCOUNT)
}

/// The account with this log-in name, before anybody is known.
pub async fn by_login(tx: &mut Tx, login: &str) -> Result<Option<AccountRow>> {
    let (sql, args) = accounts().filter("a.login = ?", args![login]).build();
    tx.fetch_optional(sql, args).await
}

/// The account, when it may be used; before anybody is known.
pub async fn active(tx: &mut Tx, id: AccountId) -> Result<Option<AccountRow>> {
    let (sql, args) = accounts().filter("a.id = ? AND a.state = ?", args![id, AccountState::Active.word()]).build();
    tx.fetch_optional(sql, args).await
}

/// The account that is about to open a session, to be changed.
pub async fn signing_in(tx: &mut Tx, id: AccountId) -> Result<Option<AccountRow>> {
    let (sql, args) = accounts().filter("a.id = ? AND a.state = ?", args![id, AccountState::Active.word()]).build();
    tx.fetch_optional(sql.for_update(), args).await
}

/// The account of whoever acts under this id: a member of staff, a person, or the account itself.
pub async fn of_actor(tx: &mut Tx, home: OrgId, actor: Uuid) -> Result<AccountRow> {
    let (sql, args) = accounts()
        .filter("a.org_id = ?", args![home])
        .filter("(a.staff_id = ? OR a.person_id = ? OR a.id = ?)", args![actor, actor, actor])
        .build();
    tx.fetch_one(sql, args).await
}

/// The account of a member of staff, when it may be used; before anybody is known.
pub async fn of_staff(tx: &mut Tx, home: OrgId, staff: org::StaffId) -> Result<Option<AccountRow>> {
    let (sql, args) = accounts()
        .filter("a.org_id = ? AND a.staff_id = ?", args![home, staff])
        .filter("a.state = ?", args![AccountState::Active.word()])
        .build();
    tx.fetch_optional(sql, args).await
}

/// Those of these persons who have an account that may be used.
pub async fn with_account(tx: &mut Tx, home: OrgId, persons: &[Uuid]) -> Result<Vec<Uuid>> {
    let (sql, args) = Select::from("accounts a")
        .columns("a.person_id")
        .filter("a.org_id = ? AND a.state = ?", args![home, AccountState::Active.word()])
        .among("a.person_id", persons.iter().map(store::Arg::from).collect())
        .build();
    tx.fetch_values(sql, args).await
}

/// The account of a person, if he has one.
pub async fn of_person(tx: &mut Tx, home: OrgId, person: Uuid) -> Result<Option<AccountRow>> {
    let (sql, args) = accounts().filter("a.org_id = ? AND a.person_id = ?", args![home, person]).build();
    tx.fetch_optional(sql, args).await
}

fn by_id(cx: &Context, id: AccountId) -> Select {
    accounts().scope("a.org_id", cx.scope()).filter("a.id = ?", args![id])
}

/// One account of the scope.
pub async fn one(cx: &mut Context, id: AccountId) -> Result<AccountRow> {
    let (sql, args) = by_id(cx, id).build();
    cx.tx().fetch_one(sql, args).await
}

/// One account of the scope, to be changed.
pub async fn locked(cx: &mut Context, id: AccountId) -> Result<AccountRow> {
    let (sql, args) = by_id(cx, id).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Whether another account has this log-in name, or belongs to this member of staff.
pub async fn is_taken(cx: &mut Context, row: &AccountRow) -> Result<(bool, bool)> {
    let login: i64 = cx
        .tx()
        .fetch_value("SELECT count(*) FROM accounts WHERE login = $1 AND id <> $2", args![&row.login, row.id])
        .await?;
    let staff: i64 = match row.staff_id {
        Some(staff) => {
            let sql = "SELECT count(*) FROM accounts WHERE staff_id = $1 AND id <> $2";
            cx.tx().fetch_value(sql, args![staff, row.id]).await?
        }
        None => 0,
    };
    Ok((login > 0, staff > 0))
}

/// Enters an account.
pub async fn insert(cx: &mut Context, row: &AccountRow) -> Result<()> {
    let columns = &[
        "org_id",
        "id",
        "login",
        "name",
        "password",
        "key",
        "totp_step",
        "staff_id",
        "person_id",
        "state",
        "created_at",
    ];
    let values = args![
        row.org_id,
        row.id,
        &row.login,
        &row.name,
        &row.password,
        &row.key,
        row.totp_step,
        row.staff_id,
        row.person_id,
        row.state.word(),
        row.created_at,
    ];
    cx.tx().insert_many("accounts", columns, vec![values]).await
}

/// Writes an account anew, whatever of it has changed.
pub async fn update(cx: &mut Context, row: &AccountRow) -> Result<()> {
    let values = args![
        &row.login,
        &row.name,
        &row.password,
        row.totp.clone(),
        row.totp_waiting.clone(),
        row.totp_step,
        row.staff_id,
        row.state.word(),
        row.org_id,
        row.id,
    ];
    let sql = "UPDATE accounts SET login = $1, name = $2, password = $3, totp = $4, totp_waiting = $5, totp_step = $6, \
               staff_id = $7, state = $8 WHERE org_id = $9 AND id = $10";
    cx.tx().execute(sql, values).await.map(|_| ())
}

/// One page of accounts and how many there are.
pub async fn list(cx: &mut Context, page: &Paging, filter: &AccountFilter) -> Result<(Vec<AccountRow>, i64)> {
    let select = accounts()
        .scope("a.org_id", cx.scope())
        .filter_if("a.id = ?", filter.id)
        .filter_if("a.state = ?", filter.state.map(AccountState::word))
        .search(&["a.login", "a.name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count();
    let count: i64 = cx.tx().fetch_value(sql, args).await?;
    let columns: &[&str] = match page.order() {
        Some(("name", _)) => &["a.name", "a.id"],
        _ => &["a.login", "a.id"],
    };
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let seek = page.seek()?;
    let (sql, args) = select.after(columns, order, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count.min(COUNT_LIMIT)))
}

/// What is granted to an account on a day, before anybody is known.
pub async fn grants_on(tx: &mut Tx, account: AccountId, day: Date) -> Result<Vec<GrantRow>> {
    let (sql, args) = Select::from("grants g")
        .columns(GRANT)
        .filter("g.account_id = ?", args![account])
        .filter("g.from_on <= ? AND (g.to_on IS NULL OR g.to_on >= ?)", args![day, day])
        .order_by("g.id")
        .build();
    tx.fetch_all(sql, args).await
}

/// The grants of an account within the scope, latest first.
pub async fn grants(cx: &mut Context, account: AccountId) -> Result<Vec<GrantRow>> {
    let (sql, args) = Select::from("grants g")
        .columns(GRANT)
        .scope("g.org_id", cx.scope())
        .filter("g.account_id = ?", args![account])
        .order_by("g.from_on DESC, g.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// One grant of the scope, to be changed.
pub async fn locked_grant(cx: &mut Context, id: GrantId) -> Result<GrantRow> {
    let (sql, args) =
        Select::from("grants g").columns(GRANT).scope("g.org_id", cx.scope()).filter("g.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The open grant of a role over a unit, if the account has one.
pub async fn open_grant(tx: &mut Tx, account: AccountId, role: &str, org: OrgId) -> Result<Option<GrantRow>> {
    let (sql, args) = Select::from("grants g")
        .columns(GRANT)
        .filter("g.org_id = ? AND g.account_id = ? AND g.role = ?", args![org, account, role])
        .filter("g.to_on IS NULL", args![])
        .build();
    tx.fetch_optional(sql, args).await
}

/// Enters a grant.
pub async fn insert_grant(cx: &mut Context, row: &GrantRow) -> Result<()> {
    let columns = &["org_id", "id", "account_id", "role", "from_on", "to_on"];
    let values = args![row.org_id, row.id, row.account_id, &row.role, row.from_on, row.to_on];
    cx.tx().insert_many("grants", columns, vec![values]).await
}

/// Sets the last day of a grant.
pub async fn end_grant(cx: &mut Context, row: &GrantRow) -> Result<()> {
    let sql = "UPDATE grants SET to_on = $1 WHERE org_id = $2 AND id = $3";
    cx.tx().execute(sql, args![row.to_on, row.org_id, row.id]).await.map(|_| ())
}

/// Whether there is an account other than this one that holds the role over the company today.
pub async fn others_hold(cx: &mut Context, role: &str, but: AccountId, day: Date) -> Result<bool> {
    let home = cx.actor().home;
    let sql = "SELECT count(*) FROM grants g JOIN accounts a ON a.id = g.account_id WHERE g.org_id = $1 AND g.role = $2 \
               AND g.account_id <> $3 AND a.state = 'active' AND g.from_on <= $4 AND (g.to_on IS NULL OR g.to_on >= $5)";
    let found: i64 = cx.tx().fetch_value(sql, args![home, role, but, day, day]).await?;
    Ok(found > 0)
}

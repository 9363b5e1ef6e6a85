//! Statements over roles.

use kernel::{OrgId, Result};
use module::Context;
use store::{Tx, args};

use super::model::RoleRow;

/// What a company says about roles, before anybody is known.
pub async fn all(tx: &mut Tx, home: OrgId) -> Result<Vec<RoleRow>> {
    tx.fetch_all("SELECT key, name, permissions FROM roles WHERE org_id = $1 ORDER BY key", args![home]).await
}

/// Writes down what a company says about a role.
pub async fn put(cx: &mut Context, row: &RoleRow) -> Result<()> {
    let home = cx.actor().home;
    let sql = "INSERT INTO roles (org_id, key, name, permissions) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (org_id, key) DO UPDATE SET name = excluded.name, permissions = excluded.permissions";
    cx.tx().execute(sql, args![home, &row.key, &row.name, &row.permissions]).await.map(|_| ())
}

/// Takes the company's word on a role back; whether there was one.
pub async fn remove(cx: &mut Context, key: &str) -> Result<bool> {
    let home = cx.actor().home;
    Ok(cx.tx().execute("DELETE FROM roles WHERE org_id = $1 AND key = $2", args![home, key]).await? > 0)
}

/// Whether anybody holds a role, now or ever.
pub async fn is_granted(cx: &mut Context, key: &str) -> Result<bool> {
    let found: i64 = cx.tx().fetch_value("SELECT count(*) FROM grants WHERE role = $1", args![key]).await?;
    Ok(found > 0)
}

//! Statements over tokens: a token is found before anybody is known.

use kernel::Result;
use store::{Select, Tx, args};

use super::model::TokenRow;
use crate::model::{AccountId, TokenId};

const TOKEN: &str = "t.id, t.account_id, t.name, t.scopes, t.created_at, t.expires_at";

/// The token whose secret has this digest.
pub async fn by_digest(tx: &mut Tx, digest: &[u8]) -> Result<Option<TokenRow>> {
    let (sql, args) = Select::from("tokens t").columns(TOKEN).filter("t.digest = ?", args![digest]).build();
    tx.fetch_optional(sql, args).await
}

/// The tokens of an account, newest first.
pub async fn of(tx: &mut Tx, account: AccountId) -> Result<Vec<TokenRow>> {
    let (sql, args) = Select::from("tokens t")
        .columns(TOKEN)
        .filter("t.account_id = ?", args![account])
        .order_by("t.created_at DESC, t.id")
        .limit(200)
        .build();
    tx.fetch_all(sql, args).await
}

/// Enters a token.
pub async fn insert(tx: &mut Tx, row: &TokenRow, digest: Vec<u8>) -> Result<()> {
    let columns = &["digest", "id", "account_id", "name", "scopes", "created_at", "expires_at"];
    let values = args![digest, row.id, row.account_id, &row.name, &row.scopes, row.created_at, row.expires_at];
    tx.insert_many("tokens", columns, vec![values]).await
}

/// Takes a token of an account out; whether there was one.
pub async fn remove(tx: &mut Tx, account: AccountId, id: TokenId) -> Result<bool> {
    let sql = "DELETE FROM tokens WHERE account_id = $1 AND id = $2";
    Ok(tx.execute(sql, args![account, id]).await? > 0)
}

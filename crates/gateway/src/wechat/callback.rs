//! A callback that has been proved: opened and read.

use serde_json::Value;

use super::{Merchant, answer};
use crate::{Notice, Unproved, json};

pub(super) fn read(body: &[u8], merchant: &Merchant) -> Result<Notice, Unproved> {
    let unclear = |what: &str| Unproved::Unreadable(what.to_owned());
    let envelope: Value = serde_json::from_slice(body).map_err(|_| unclear("the body is not JSON"))?;
    let part = |path: &str| json::text(&envelope, path).ok_or_else(|| unclear(path));
    if part("/resource/algorithm")? != "AEAD_AES_256_GCM" {
        return Err(unclear("another algorithm"));
    }
    let associated = json::text(&envelope, "/resource/associated_data").unwrap_or_default();
    let plain = merchant.secret.open(&part("/resource/nonce")?, &associated, &part("/resource/ciphertext")?)?;
    let resource: Value = serde_json::from_slice(&plain).map_err(|_| unclear("what was sealed is not JSON"))?;
    let mut notice = Notice { id: part("/id")?, kind: part("/event_type")?, ours: true, order: None, refund: None };
    if notice.kind.starts_with("TRANSACTION.") {
        let order = answer::standing(&resource, merchant).ok_or_else(|| unclear("an order without number or state"))?;
        notice.ours = order.ours;
        notice.order = Some(order);
    } else if notice.kind.starts_with("REFUND.") {
        let refund = answer::refund(&resource, "/refund_status");
        notice.ours = json::text(&resource, "/mchid").is_some_and(|mchid| mchid == merchant.mchid);
        notice.refund = Some(refund.ok_or_else(|| unclear("a refund without number or state"))?);
    }
    Ok(notice)
}

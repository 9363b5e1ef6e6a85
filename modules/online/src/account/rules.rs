//! Which account a bill is paid into, and which addresses a channel may have – pure.

use std::collections::BTreeMap;

use billing::OpenBill;
use kernel::{Error, Message, Result};
use tariff::Fee;

use super::model::{PayeeAccountId, PayeeAccountRow};

/// The bills by the account they are paid into: the one that names their kind of fee, else the one that takes every other kind; of
/// several the one entered first. `accounts` are the active ones of the channel in that order.
///
/// # Errors
/// A field error naming a bill that no account takes.
pub(crate) fn routed(
    accounts: &[PayeeAccountRow],
    bills: Vec<(OpenBill, Fee)>,
) -> Result<Vec<(PayeeAccountId, Vec<OpenBill>)>> {
    let mut known = Vec::with_capacity(accounts.len());
    for account in accounts {
        known.push((account.id, account.classes()?));
    }
    let mut routed: BTreeMap<usize, Vec<OpenBill>> = BTreeMap::new();
    for (bill, class) in bills {
        let own = known.iter().position(|(_, classes)| classes.contains(&class));
        let Some(nth) = own.or_else(|| known.iter().position(|(_, classes)| classes.is_empty())) else {
            let message = Message::of("online-no-account").with("item", bill.fee_item);
            return Err(Error::field("pay_channel", message));
        };
        routed.entry(nth).or_default().push(bill);
    }
    Ok(routed.into_iter().map(|(nth, bills)| (known[nth].0, bills)).collect())
}

/// An address of a channel: encrypted, or on this very machine, where a simulator listens.
pub(crate) fn sound(gateway: &str) -> Result<()> {
    let local = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"];
    if gateway.starts_with("https://") || local.iter().any(|start| gateway.starts_with(start)) {
        return Ok(());
    }
    Err(Error::field("gateway", Message::of("online-gateway-https")))
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant, Money};
    use uuid::Uuid;

    use super::*;
    use crate::account::model::{PayChannel, PayeeAccountState};

    fn account(n: u128, classes: &str) -> PayeeAccountRow {
        PayeeAccountRow {
            org_id: Id::from_uuid(Uuid::from_u128(1)),
            id: Id::from_uuid(Uuid::from_u128(n)),
            channel: PayChannel::Wechat,
            name: String::new(),
            merchant: String::new(),
            application: String::new(),
            gateway: String::new(),
            sealed: Vec::new(),
            fee_classes: classes.to_owned(),
            state: PayeeAccountState::Active,
            opened_at: Instant(0),
            version: 1,
        }
    }

    fn bill(n: u128) -> OpenBill {
        let day = "2026-01-01".parse().expect("a day");
        OpenBill {
            id: Id::from_uuid(Uuid::from_u128(n)),
            number: String::new(),
            payer_id: None,
            place_id: Id::from_uuid(Uuid::from_u128(9)),
            place: String::new(),
            item_id: Id::from_uuid(Uuid::from_u128(8)),
            fee_item: "停车费".to_owned(),
            from_on: day,
            to_on: day,
            due_on: day,
            amount: Money(100),
            owed: Money(100),
        }
    }

    #[test]
    fn bills_of_two_accounts_are_two_orders() {
        let accounts = [account(1, "[]"), account(2, r#"["parking"]"#)];
        let bills = vec![(bill(11), Fee::Management), (bill(12), Fee::Parking), (bill(13), Fee::Water)];
        let told = |routed: Vec<(PayeeAccountId, Vec<OpenBill>)>| -> Vec<(u128, Vec<u128>)> {
            let ids = |bills: Vec<OpenBill>| bills.iter().map(|bill| bill.id.uuid().as_u128()).collect();
            routed.into_iter().map(|(id, bills)| (id.uuid().as_u128(), ids(bills))).collect()
        };
        assert_eq!(told(routed(&accounts, bills).expect("routes")), [(1, vec![11, 13]), (2, vec![12])]);
        assert!(routed(&accounts[1..], vec![(bill(11), Fee::Management)]).is_err(), "no account takes it");
    }

    #[test]
    fn a_channel_is_reached_encrypted_or_on_this_machine() {
        for (gateway, wanted) in [
            ("https://api.mch.weixin.qq.com", true),
            ("http://127.0.0.1:9000", true),
            ("http://pay.example.test", false),
            ("http://127.0.0.1.example.test", false),
            ("", false),
        ] {
            assert_eq!(sound(gateway).is_ok(), wanted, "{gateway}");
        }
    }
}

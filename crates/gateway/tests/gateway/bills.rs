//! Row 23: bills with everything that was ever wrong with them.

use gateway::{
    Kind, Reason, Trouble, bill_day,
    simulator::{Fault, On, What, Which},
};
use kernel::Span;

use crate::shop::{Shop, afternoon, both, open};

/// Two payments today, one of them given back in part, and one payment after midnight.
async fn day(shop: &Shop) {
    shop.paid("BILL000001").await;
    shop.paid("BILL000002").await;
    let refund = shop.refund("BILL000002", "BILL000002R", 5_000);
    shop.channel.refund(&shop.moment(), &refund).await.unwrap();
    let mut late = shop.order("BILL000003");
    late.expires = afternoon() + Span::hours(20);
    shop.kept().orders.insert(late.number.clone(), late.amount);
    shop.channel.place(&shop.moment(), &late).await.unwrap();
    shop.later(Span::hours(10) + Span::seconds(1));
    assert!(shop.simulator.pay("BILL000003"));
    shop.later(Span::hours(11));
}

#[tokio::test]
async fn a_day_has_its_payments_and_refunds_and_the_next_day_has_its_own() {
    for shop in both().await {
        day(&shop).await;
        let bill = shop.channel.bill(&shop.moment(), bill_day(afternoon())).await.unwrap();
        let told: Vec<(Kind, &str, i64, Option<&str>)> =
            bill.rows.iter().map(|row| (row.kind, row.order.as_str(), row.amount.0, row.refund.as_deref())).collect();
        assert_eq!(
            told,
            [
                (Kind::Payment, "BILL000001", 28_650, None),
                (Kind::Payment, "BILL000002", 28_650, None),
                (Kind::Refund, "BILL000002", 5_000, Some("BILL000002R")),
            ]
        );
        assert!(bill.rows[0].subject.starts_with("示例小区 11月物业费, 3`号楼"), "{}", bill.rows[0].subject);
        assert_eq!(bill.rows[0].at, afternoon());
        let next = shop.channel.bill(&shop.moment(), bill_day(afternoon()).plus_days(1)).await.unwrap();
        assert_eq!(next.rows.len(), 1);
        let empty = shop.channel.bill(&shop.moment(), bill_day(afternoon()).plus_days(-1)).await.unwrap();
        assert!(empty.rows.is_empty());
    }
}

#[tokio::test]
async fn a_bill_that_is_cut_is_no_bill() {
    for shop in both().await {
        day(&shop).await;
        shop.simulator.fault(Fault::once(On::File, What::Changed));
        assert!(matches!(shop.reconcile().await, Err(Trouble::Unknown(_))));
        shop.simulator.edit_bills(|text| {
            let lines: Vec<&str> = text.lines().collect();
            lines[..lines.len() - 2].join("\r\n")
        });
        assert!(matches!(shop.reconcile().await, Err(Trouble::Unknown(_))), "its tail is missing");
        assert_eq!(shop.total(), (0, 0), "nothing of it was booked");
    }
}

#[tokio::test]
async fn a_missing_row_and_an_extra_row_are_read_as_they_are() {
    let shop = open(Which::WeChat, |_| {}).await;
    day(&shop).await;
    shop.simulator.edit_bills(|text| {
        let kept: Vec<&str> = text.lines().filter(|line| !line.contains("BILL000001")).collect();
        kept.join("\n").replace("`3,`", "`2,`")
    });
    assert_eq!(shop.reconcile().await, Ok(2));
    shop.simulator.edit_bills(|text| text.replace("`3,`", "`4,`"));
    assert!(shop.reconcile().await.is_err(), "it says that it has a row more");
}

#[tokio::test]
async fn a_file_of_another_digest_is_refused_and_one_that_is_not_packed_is_taken() {
    let shop = open(Which::WeChat, |_| {}).await;
    day(&shop).await;
    shop.simulator.fault(Fault::once(On::File, What::Forged));
    assert!(matches!(shop.reconcile().await, Err(Trouble::Unknown(_))));
    shop.simulator.fault(Fault::once(On::File, What::Unsigned));
    assert_eq!(shop.reconcile().await, Ok(3));
}

#[tokio::test]
async fn columns_are_found_by_name_whatever_their_order_and_generation() {
    let shop = open(Which::WeChat, |_| {}).await;
    day(&shop).await;
    shop.simulator.edit_bills(|text| {
        let text = text.replace("应结订单金额,代金券金额,", "总金额,企业红包金额,");
        let turned: Vec<String> = text
            .lines()
            .enumerate()
            .map(|(place, line)| match line.strip_prefix('`') {
                Some(row) if row.starts_with("2026") => {
                    let mut values: Vec<&str> = row.split(",`").collect();
                    values.rotate_left(6);
                    format!("`{}", values.join(",`"))
                }
                None if place == 0 => {
                    let mut names: Vec<&str> = line.split(',').collect();
                    names.rotate_left(6);
                    names.join(",")
                }
                _ => line.to_owned(),
            })
            .collect();
        format!("\u{feff}{}", turned.join("\n"))
    });
    let turned = shop.channel.bill(&shop.moment(), bill_day(afternoon())).await;
    // A row whose first value is not the time any more still begins with a backtick.
    assert_eq!(turned.map(|bill| bill.rows.len()), Ok(3));
}

#[tokio::test]
async fn a_bill_in_the_making_is_asked_for_later() {
    let shop = open(Which::WeChat, |_| {}).await;
    day(&shop).await;
    shop.simulator.fault(Fault::once(On::Bill, What::Says(400, "STATEMENT_CREATING".to_owned())));
    let trouble = shop.reconcile().await.unwrap_err();
    assert!(trouble.reason() == Some(Reason::NotReady) && Reason::NotReady.passes());
    shop.simulator.fault(Fault::once(On::Bill, What::Says(400, "NO_STATEMENT_EXIST".to_owned())));
    assert_eq!(
        shop.reconcile().await,
        Ok(0),
        "no bill is a bill without rows; whether that can be is for the books to say"
    );
    assert_eq!(shop.reconcile().await, Ok(3));
    assert_eq!(shop.reconcile().await, Ok(3), "reading it twice books nothing twice");
    assert_eq!(shop.total(), (2, 57_300));
}

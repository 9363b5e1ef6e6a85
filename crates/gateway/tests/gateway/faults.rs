//! What goes wrong between a payer's money and our book: callbacks late, double, lost, wrong, and calls whose answer is lost.

use gateway::{
    Channel, Client, Doubt, Placed, Reason, RefundState, State, Trouble, Way,
    simulator::{Fault, On, Stage, What, Which},
    wechat::WeChat,
};
use kernel::{Money, Span};
use std::{sync::Arc, time::Duration};

use crate::shop::{both, open};

#[tokio::test]
async fn each_way_of_paying_gives_the_payer_something_to_begin_with() {
    for shop in both().await {
        let mut order = shop.order("WAYS000001");
        let placed = shop.channel.place(&shop.moment(), &order).await.unwrap();
        assert!(matches!(&placed, Placed::Code(url) if url.ends_with("/pay/WAYS000001")), "{placed:?}");
        assert_eq!(shop.channel.place(&shop.moment(), &order).await, Ok(placed), "the same order again is the same");

        order = shop.order("WAYS000002");
        order.way = Way::Inside { payer: "oSIM-openid-0001".to_owned() };
        let Placed::Script(script) = shop.channel.place(&shop.moment(), &order).await.unwrap() else { panic!() };
        let first = if shop.which == Which::WeChat { "appId" } else { "tradeNO" };
        assert_eq!(script[0].0, first);

        order = shop.order("WAYS000003");
        order.way = Way::Phone { ip: "192.0.2.1".to_owned(), back: "https://pay.example.test/back?a=1".to_owned() };
        let Placed::Address(address) = shop.channel.place(&shop.moment(), &order).await.unwrap() else { panic!() };
        assert!(address.contains("https%3A%2F%2Fpay.example.test%2Fback%3Fa%3D1"), "{address}");
    }
}

#[tokio::test]
async fn the_payers_browser_pays_by_the_signed_address_of_alipay() {
    use gateway::{Method, Request, Wire};
    let shop = open(Which::Alipay, |_| {}).await;
    let mut order = shop.order("PHONE00001");
    order.way = Way::Phone { ip: String::new(), back: "https://pay.example.test/back".to_owned() };
    shop.kept().orders.insert(order.number.clone(), order.amount);
    let Placed::Address(url) = shop.channel.place(&shop.moment(), &order).await.unwrap() else { panic!() };
    let browser = Client::new(b"", Duration::from_secs(5));
    let ask = |method, url: &str| browser.send(Request { method, url: url.to_owned(), headers: vec![], body: vec![] });
    let there = ask(Method::Get, &url).await.unwrap();
    assert_eq!((there.status, there.header("location")), (303, Some("/pay/PHONE00001")));
    let forged = ask(Method::Get, &url.replace("286.50", "000.01")).await.unwrap();
    assert_eq!(forged.status, 400);
    let page = ask(Method::Post, &format!("{}/pay/PHONE00001", shop.simulator.address())).await.unwrap();
    assert!(String::from_utf8(page.body).unwrap().contains("支付成功"));
    shop.simulator.send_due().await;
    assert_eq!(shop.total(), (1, 28_650));
}

#[tokio::test]
async fn what_no_channel_takes_is_not_sent() {
    for shop in both().await {
        let good = shop.order("GOOD000001");
        let mut wrong = vec![good.clone(); 5];
        wrong[0].number = "A-1".to_owned();
        wrong[1].amount = Money(0);
        wrong[2].subject = String::new();
        wrong[3].subject = "长".repeat(128);
        wrong[4].expires = shop.clock.now();
        for order in &wrong {
            let result = shop.channel.place(&shop.moment(), order).await;
            assert!(matches!(result, Err(Trouble::Unsent(_))), "{result:?}");
        }
        assert_eq!(shop.simulator.journal(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn row_1_a_late_callback_changes_nothing_and_after_our_close_it_is_suspense() {
    for shop in both().await {
        let late = shop.paid("LATE000001").await;
        shop.poll().await;
        assert_eq!(shop.total(), (1, 28_650));
        shop.later(Span::hours(26));
        shop.simulator.send(late).await;
        assert_eq!(shop.total(), (1, 28_650));

        shop.clock.set(crate::shop::afternoon());
        let raced = shop.paid("LATE000002").await;
        shop.kept().closed.insert("LATE000002".to_owned());
        shop.simulator.send(raced).await;
        assert_eq!(shop.total(), (1, 28_650));
        assert_eq!(shop.kept().suspense.len(), 1);
        assert_eq!(shop.kept().alarms.len(), 1);
        shop.agrees();
    }
}

#[tokio::test]
async fn rows_2_3_and_25_doubles_in_any_shape_are_one_booking_and_all_are_acknowledged() {
    for shop in both().await {
        for what in [What::Again(5), What::Renewed] {
            let number = format!("DOUBLE{:06}", shop.simulator.calls().len());
            let index = shop.paid(&number).await;
            shop.simulator.fault(Fault::once(On::Callback, what));
            shop.simulator.send(index).await;
            let answers = shop.simulator.calls()[index].answers.clone();
            assert!(answers.len() >= 2 && answers.iter().all(|status| *status == 200), "{answers:?}");
        }
        let (simulator, others) = (shop.simulator.clone(), shop.simulator.clone());
        let index = shop.paid("DOUBLEPARALLEL").await;
        tokio::join!(simulator.send(index), others.send(index), simulator.send(index));
        assert_eq!(shop.total(), (3, 3 * 28_650));
        shop.agrees();
    }
}

#[tokio::test]
async fn row_4_out_of_order_ends_as_in_order() {
    for shop in both().await {
        let pay = shop.paid("ORDER00001").await;
        let refund = shop.refund("ORDER00001", "ORDER00001R1", 1_000);
        shop.channel.refund(&shop.moment(), &refund).await.unwrap();
        if shop.which == Which::WeChat {
            assert!(shop.simulator.end_refund("ORDER00001R1", "SUCCESS"));
        }
        shop.simulator.send(pay + 1).await;
        shop.simulator.send(pay).await;
        assert_eq!(shop.total(), (1, 28_650));
        assert_eq!(shop.kept().refunds.get("ORDER00001R1"), Some(&RefundState::Done));
        let standing = shop.channel.query(&shop.moment(), "ORDER00001").await.unwrap();
        assert!(standing.state.is_paid());
        shop.agrees();
    }
}

#[tokio::test]
async fn row_5_a_wrong_amount_settles_nothing_and_a_coupon_does_not_matter() {
    for shop in both().await {
        for (place, fen) in [1, -1, 99 * 28_650].into_iter().enumerate() {
            let index = shop.paid(&format!("AMOUNT000{place}")).await;
            shop.simulator.fault(Fault::once(On::Callback, What::Amount(fen)));
            assert_eq!(shop.simulator.send(index).await, 200, "repeating would not help");
        }
        assert_eq!(shop.total(), (0, 0));
        let waiting = {
            let kept = shop.kept();
            (kept.suspense.len(), kept.alarms.len())
        };
        assert_eq!(waiting, (3, 3));

        shop.place("AMOUNTCOUPON").await.unwrap();
        assert!(shop.simulator.pay_with_coupon("AMOUNTCOUPON", 500));
        let standing = shop.channel.query(&shop.moment(), "AMOUNTCOUPON").await.unwrap();
        assert_eq!((standing.amount, standing.by_payer), (Some(Money(28_650)), Some(Money(28_150))));
        shop.simulator.send(3).await;
        assert_eq!(shop.total(), (1, 28_650));
    }
}

#[tokio::test]
async fn row_5_another_currency_is_not_ours() {
    let shop = open(Which::WeChat, |_| {}).await;
    let index = shop.paid("CURRENCY01").await;
    shop.simulator.fault(Fault::once(On::Callback, What::Currency));
    assert_eq!(shop.simulator.send(index).await, 200);
    assert_eq!((shop.total(), shop.kept().alarms.len()), ((0, 0), 1));
}

#[tokio::test]
async fn row_6_money_under_a_strange_name_is_acknowledged_and_never_booked() {
    for shop in both().await {
        let index = shop.paid("STRANGER01").await;
        shop.simulator.fault(Fault::once(On::Callback, What::Stranger));
        assert_eq!(shop.simulator.send(index).await, 200);
        assert_eq!((shop.total(), shop.kept().alarms.len()), ((0, 0), 1));
        shop.kept().orders.clear();
        shop.simulator.send(index).await;
        assert_eq!(shop.total(), (0, 0), "a number that we never gave out");
        assert_eq!(shop.kept().suspense.len(), 1);
    }
}

#[tokio::test]
async fn row_7_a_lost_callback_is_found_by_asking_and_without_asking_by_the_bill() {
    for shop in both().await {
        let index = shop.paid("LOST000001").await;
        shop.simulator.fault(Fault::once(On::Callback, What::Lost));
        assert_eq!(shop.simulator.send(index).await, 0);
        shop.poll().await;
        assert_eq!(shop.total(), (1, 28_650));
        shop.paid("LOST000002").await;
        shop.later(Span::hours(21));
        assert_eq!(shop.reconcile().await, Ok(2));
        assert_eq!(shop.total(), (2, 57_300));
        shop.agrees();
    }
}

#[tokio::test]
async fn row_14_work_done_without_an_answer_is_unknown_and_the_query_knows() {
    for shop in both().await {
        for (place, what) in [What::Gone, What::Fails(500), What::Empty, What::Slow(2_500)].into_iter().enumerate() {
            let number = format!("UNKNOWN00{place}");
            shop.simulator.fault(Fault::once(On::Place, what.clone()));
            let placed = shop.place(&number).await;
            assert!(matches!(placed, Err(Trouble::Unknown(_))), "{what:?}: {placed:?}");
            assert!(shop.simulator.pay(&number), "it had been placed");
            shop.poll().await;

            let refund = shop.refund(&number, &format!("{number}R"), 28_650);
            shop.simulator.fault(Fault::once(On::Refund, what.clone()));
            let given = shop.channel.refund(&shop.moment(), &refund).await;
            assert!(matches!(given, Err(Trouble::Unknown(_))), "{what:?}: {given:?}");
            let again = shop.channel.refund(&shop.moment(), &refund).await.unwrap();
            assert_eq!(again.state, RefundState::Running, "a repetition says nothing about money");
            let known = shop.channel.query_refund(&shop.moment(), &refund).await.unwrap();
            assert_ne!(known.state, RefundState::Absent);
        }
        assert_eq!(shop.total(), (4, 4 * 28_650));
        assert!(
            shop.simulator.trades().iter().all(|trade| trade.given_back() == trade.amount && trade.backs.len() == 1)
        );
    }
}

#[tokio::test]
async fn rows_15_to_17_failures_of_every_shape_leave_the_number_usable() {
    for shop in both().await {
        let shapes = [What::Down(500), What::Down(503), What::Page, What::Forged, What::Unsigned, What::Changed];
        for (place, what) in shapes.into_iter().enumerate() {
            let number = format!("SHAPES000{place}");
            shop.simulator.fault(Fault::once(On::Place, what.clone()));
            let placed = shop.place(&number).await;
            assert!(matches!(placed, Err(Trouble::Unknown(_))), "{what:?}: {placed:?}");
            assert!(shop.place(&number).await.is_ok(), "the same number again");
        }
        shop.simulator.fault(Fault::once(On::Query, What::Down(429)));
        let busy = shop.channel.query(&shop.moment(), "SHAPES0000").await.unwrap_err();
        let busy_is_known = busy.reason() == Some(Reason::Busy) || shop.which == Which::WeChat;
        assert!(busy_is_known, "{busy}");
    }
}

#[tokio::test]
async fn codes_become_reasons() {
    let shop = open(Which::WeChat, |_| {}).await;
    shop.paid("REASONS001").await;
    for (status, code, reason) in [
        (400, "PARAM_ERROR", Reason::Content),
        (400, "ORDERCLOSED", Reason::Closed),
        (400, "ORDER_CLOSED", Reason::Closed),
        (403, "NOT_ENOUGH", Reason::NotEnough),
        (403, "NO_AUTH", Reason::Contract),
        (429, "RATELIMIT_EXCEEDED", Reason::Busy),
        (403, "A_CODE_OF_TOMORROW", Reason::Other),
    ] {
        shop.simulator.fault(Fault::once(On::Refund, What::Says(status, code.to_owned())));
        let refund = shop.refund("REASONS001", "REASONS001R", 100);
        let trouble = shop.channel.refund(&shop.moment(), &refund).await.unwrap_err();
        assert_eq!(trouble.reason(), Some(reason), "{trouble}");
    }
    shop.simulator.fault(Fault::once(On::Query, What::Says(400, "SYSTEM_ERROR".to_owned())));
    let trouble = shop.channel.query(&shop.moment(), "REASONS001").await.unwrap_err();
    assert_eq!(trouble, Trouble::Unknown(Doubt::Failed { status: 400, code: "SYSTEM_ERROR".to_owned() }));

    let shop = open(Which::Alipay, |_| {}).await;
    shop.paid("REASONS001").await;
    for (code, reason) in [
        ("ACQ.SELLER_BALANCE_NOT_ENOUGH", Reason::NotEnough),
        ("ACQ.TRADE_HAS_FINISHED", Reason::TooLate),
        ("ACQ.CONTEXT_INCONSISTENT", Reason::NumberUsed),
        ("ACQ.A_CODE_OF_TOMORROW", Reason::Other),
    ] {
        shop.simulator.fault(Fault::once(On::Refund, What::Says(200, code.to_owned())));
        let refund = shop.refund("REASONS001", "REASONS001R", 100);
        let trouble = shop.channel.refund(&shop.moment(), &refund).await.unwrap_err();
        assert_eq!(trouble.reason(), Some(reason), "{trouble}");
    }
}

#[tokio::test]
async fn row_19_payment_wins_against_our_close() {
    for shop in both().await {
        shop.paid("RACE000001").await;
        let closed = shop.channel.close(&shop.moment(), "RACE000001").await.unwrap_err();
        assert!(matches!(closed.reason(), Some(Reason::Paid | Reason::State)), "{closed}");
        shop.poll().await;
        assert_eq!(shop.total(), (1, 28_650));

        let nobody = shop.channel.close(&shop.moment(), "NEVERSEEN1").await;
        assert_eq!(nobody, Ok(()), "a success proves nothing");
        let standing = shop.channel.query(&shop.moment(), "NEVERSEEN1").await.unwrap();
        assert_eq!(standing.state, State::Absent);
    }
}

#[tokio::test]
async fn a_closed_order_is_over_and_a_code_that_nobody_scanned_is_not() {
    let shop = open(Which::WeChat, |_| {}).await;
    shop.place("CLOSE00001").await.unwrap();
    assert_eq!(shop.channel.query(&shop.moment(), "CLOSE00001").await.unwrap().state, State::Waiting);
    shop.channel.close(&shop.moment(), "CLOSE00001").await.unwrap();
    assert_eq!(shop.channel.query(&shop.moment(), "CLOSE00001").await.unwrap().state, State::Closed);
    assert_eq!(shop.place("CLOSE00001").await.unwrap_err().reason(), Some(Reason::Closed));
    assert!(!shop.simulator.pay("CLOSE00001"));

    let shop = open(Which::Alipay, |_| {}).await;
    shop.place("CLOSE00001").await.unwrap();
    shop.channel.close(&shop.moment(), "CLOSE00001").await.unwrap();
    assert_eq!(shop.channel.query(&shop.moment(), "CLOSE00001").await.unwrap().state, State::Absent);
    assert!(shop.simulator.pay("CLOSE00001"), "the code stays payable until it runs out");
    shop.poll().await;
    assert_eq!(shop.total(), (1, 28_650));
}

#[tokio::test]
async fn one_number_is_one_content() {
    for shop in both().await {
        shop.place("CONTENT001").await.unwrap();
        let mut other = shop.order("CONTENT001");
        other.amount = Money(1);
        let trouble = shop.channel.place(&shop.moment(), &other).await.unwrap_err();
        assert_eq!(trouble.reason(), Some(Reason::NumberUsed));
    }
}

#[tokio::test]
async fn row_21_parts_add_up_and_never_to_more_than_was_paid() {
    for shop in both().await {
        shop.paid("PARTS00001").await;
        shop.poll().await;
        let parts = [("PARTS1R1", 10_000), ("PARTS1R2", 10_000), ("PARTS1R3", 8_650)];
        for (number, fen) in parts {
            let refund = shop.refund("PARTS00001", number, fen);
            shop.channel.refund(&shop.moment(), &refund).await.unwrap();
        }
        let more = shop.refund("PARTS00001", "PARTS1R4", 1);
        assert!(matches!(shop.channel.refund(&shop.moment(), &more).await, Err(Trouble::Refused(_))));
        let other = shop.refund("PARTS00001", "PARTS1R1", 9_999);
        assert!(matches!(shop.channel.refund(&shop.moment(), &other).await, Err(Trouble::Refused(_))));
        assert_eq!(shop.channel.query_refund(&shop.moment(), &more).await.unwrap().state, RefundState::Absent);
        let standing = shop.channel.query(&shop.moment(), "PARTS00001").await.unwrap();
        assert_eq!(standing.state, State::Refunded, "given back whole is not the same as never paid");
        assert_eq!(shop.simulator.trades()[0].given_back(), 28_650);
    }
}

#[tokio::test]
async fn row_21_each_end_of_a_refund_at_wechat_is_told() {
    let shop = open(Which::WeChat, |_| {}).await;
    shop.paid("ENDS000001").await;
    let ends = [
        ("ENDS1R1", "SUCCESS", RefundState::Done),
        ("ENDS1R2", "CLOSED", RefundState::Failed),
        ("ENDS1R3", "ABNORMAL", RefundState::Stuck),
    ];
    for (number, status, state) in ends {
        let refund = shop.refund("ENDS000001", number, 100);
        assert_eq!(shop.channel.refund(&shop.moment(), &refund).await.unwrap().state, RefundState::Running);
        assert!(shop.simulator.end_refund(number, status));
        shop.simulator.send_due().await;
        assert_eq!(shop.kept().refunds.get(number), Some(&state));
        assert_eq!(shop.channel.query_refund(&shop.moment(), &refund).await.unwrap().state, state);
    }
}

#[tokio::test]
async fn row_22_a_refund_from_the_console_is_heard_of() {
    for shop in both().await {
        shop.paid("OUTSIDE001").await;
        shop.simulator.send_due().await;
        assert!(shop.simulator.refund_in_console(shop.which, "OUTSIDE001", "CONSOLE0001", 500));
        if shop.which == Which::WeChat {
            shop.simulator.end_refund("CONSOLE0001", "SUCCESS");
        }
        shop.simulator.send_due().await;
        assert!(shop.kept().outside.contains("CONSOLE0001"));
        assert_eq!(shop.total(), (1, 28_650), "a notice of a refund is not a second payment");
    }
}

#[tokio::test]
async fn row_30_nobody_there_is_not_sent_and_may_be_tried_again() {
    let shop = open(Which::WeChat, |_| {}).await;
    let mut merchant = shop.simulator.merchant("https://pay.example.test/notify");
    merchant.base = "http://127.0.0.1:1".to_owned();
    let nowhere = WeChat::new(merchant, Arc::new(Client::new(b"", Duration::from_secs(2))));
    let trouble = nowhere.query(&shop.moment(), "NOWHERE001").await.unwrap_err();
    assert!(matches!(trouble, Trouble::Unsent(_)), "{trouble}");
    let mut merchant = shop.simulator.merchant("https://pay.example.test/notify");
    merchant.base = shop.simulator.address().replace("http", "https");
    let plain = WeChat::new(merchant, Arc::new(Client::new(b"", Duration::from_secs(2))));
    let trouble = plain.query(&shop.moment(), "NOWHERE001").await.unwrap_err();
    assert!(matches!(trouble, Trouble::Unsent(_)), "no TLS on the other side: {trouble}");
}

#[tokio::test]
async fn a_notify_address_that_the_channel_would_refuse_is_refused() {
    let shop = open(Which::WeChat, |_| {}).await;
    for address in ["http://pay.example.test/notify", "https://pay.example.test/notify?a=1"] {
        let merchant = shop.simulator.merchant(address);
        let channel = WeChat::new(merchant, Arc::new(Client::new(b"", Duration::from_secs(2))));
        let trouble = channel.place(&shop.moment(), &shop.order("NOTIFY0001")).await.unwrap_err();
        assert_eq!(trouble.reason(), Some(Reason::Content));
    }
    assert!(shop.simulator.trades().iter().all(|trade| trade.stage != Stage::Waiting));
}

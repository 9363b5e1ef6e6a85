//! What proves that a message is the channel's: clock, key, signature, seal – and how keys change.

use gateway::{
    Doubt, Reason, State, Trouble, Unproved,
    simulator::{Fault, On, Proving, What, Which},
};
use kernel::Span;

use crate::shop::{both, open, open_with};

fn fetches(journal: &[String]) -> usize {
    journal.iter().filter(|line| line.ends_with("/v3/certificates")).count()
}

#[tokio::test]
async fn row_8_the_window_of_the_clock_is_five_minutes_to_the_second() {
    let shop = open(Which::WeChat, |_| {}).await;
    let index = shop.paid("CLOCK00001").await;
    for (skew, fits) in [(301, false), (-301, false), (86_400, false), (300, true), (-300, true)] {
        let (_, message) = shop.simulator.callback(index, Some(What::Clock(skew))).unwrap();
        let read = shop.channel.read(&shop.moment(), &message).await;
        assert_eq!(read.is_ok(), fits, "{skew}: {read:?}");
        if !fits {
            assert_eq!(read, Err(Unproved::Clock(-skew)));
        }
    }
}

#[tokio::test]
async fn row_8_the_channel_refuses_our_wrong_clock_and_says_so() {
    let shop = open(Which::WeChat, |_| {}).await;
    shop.place("CLOCK00002").await.unwrap();
    let moment = gateway::Moment::new(shop.clock.now() + Span::seconds(301), [1; 16]);
    let trouble = shop.channel.query(&moment, "CLOCK00002").await.unwrap_err();
    assert_eq!(trouble.reason(), Some(Reason::Signature));
}

#[tokio::test]
async fn row_9_an_old_callback_is_refused_and_a_fresh_one_is_a_no_op() {
    let shop = open(Which::WeChat, |_| {}).await;
    let index = shop.paid("REPLAY0001").await;
    let (_, message) = shop.simulator.callback(index, None).unwrap();
    for _ in 0..3 {
        assert_eq!(shop.receive(&message).await.status, 200);
    }
    shop.later(Span::hours(1));
    assert_eq!(shop.receive(&message).await.status, 500);
    assert_eq!(shop.total(), (1, 28_650));
}

#[tokio::test]
async fn row_10_a_wrong_signature_books_nothing_and_the_genuine_one_follows() {
    for shop in both().await {
        let index = shop.paid("FORGED0001").await;
        let mut wrong = vec![What::Forged, What::Unsigned, What::Changed];
        if shop.which == Which::WeChat {
            wrong.push(What::Probe);
        }
        let count = wrong.len();
        for what in wrong {
            shop.simulator.fault(Fault::once(On::Callback, what));
            shop.simulator.send(index).await;
        }
        assert_eq!((shop.total(), shop.kept().refused.len()), ((0, 0), count));
        assert!(!shop.simulator.calls()[index].over, "it comes again");
        shop.simulator.send(index).await;
        assert_eq!(shop.total(), (1, 28_650));
        shop.agrees();
    }
}

#[tokio::test]
async fn row_10_the_signature_of_another_body_or_of_our_own_key_is_wrong() {
    let shop = open(Which::WeChat, |_| {}).await;
    let (first, second) = (shop.paid("FORGED0002").await, shop.paid("FORGED0003").await);
    let (_, mut message) = shop.simulator.callback(first, None).unwrap();
    message.body = shop.simulator.callback(second, None).unwrap().1.body;
    assert_eq!(shop.channel.read(&shop.moment(), &message).await, Err(Unproved::Signature));

    let (_, mut message) = shop.simulator.callback(first, None).unwrap();
    let ours = shop.simulator.merchant("https://pay.example.test/notify").key;
    let header = |name: &str| message.header(name).unwrap().to_owned();
    let (seconds, nonce) = (header("Wechatpay-Timestamp"), header("Wechatpay-Nonce"));
    let signed = ours.sign(&gateway::wechat::sign::message_text(&seconds, &nonce, &message.body));
    for (name, value) in &mut message.headers {
        if name == "Wechatpay-Signature" {
            value.clone_from(&signed);
        }
    }
    assert_eq!(shop.channel.read(&shop.moment(), &message).await, Err(Unproved::Signature));
}

#[tokio::test]
async fn row_11_what_cannot_be_opened_is_an_error_and_comes_again() {
    let shop = open(Which::WeChat, |_| {}).await;
    let index = shop.paid("SEALED0001").await;
    for what in [What::Sealed, What::Associated] {
        let (_, message) = shop.simulator.callback(index, Some(what.clone())).unwrap();
        assert_eq!(shop.channel.read(&shop.moment(), &message).await, Err(Unproved::Sealed));
        shop.simulator.fault(Fault::once(On::Callback, what));
        assert_eq!(shop.simulator.send(index).await, 500);
    }
    shop.simulator.send(index).await;
    assert_eq!(shop.total(), (1, 28_650));
}

#[tokio::test]
async fn row_12_a_rotated_certificate_loses_no_callback_and_is_fetched_once() {
    let shop = open(Which::WeChat, |_| {}).await;
    let indexes = [shop.paid("ROTATE0001").await, shop.paid("ROTATE0002").await, shop.paid("ROTATE0003").await];
    assert_eq!(fetches(&shop.simulator.journal()), 1, "the first answer made the first fetch");
    shop.later(Span::minutes(2));
    shop.simulator.rotate(true);
    let simulator = &shop.simulator;
    tokio::join!(simulator.send(indexes[0]), simulator.send(indexes[1]), simulator.send(indexes[2]));
    assert_eq!(shop.total(), (3, 3 * 28_650));
    assert_eq!(fetches(&shop.simulator.journal()), 2);
    shop.agrees();
}

#[tokio::test]
async fn row_12_an_unknown_serial_is_no_storm_of_fetches() {
    let shop = open(Which::WeChat, |_| {}).await;
    let index = shop.paid("ROTATE0004").await;
    shop.later(Span::minutes(2));
    shop.simulator.rotate(false);
    for _ in 0..10 {
        assert_eq!(shop.simulator.send(index).await, 500);
    }
    assert_eq!(fetches(&shop.simulator.journal()), 2);
    let standing = shop.channel.query(&shop.moment(), "ROTATE0004").await;
    assert!(matches!(standing, Err(Trouble::Unknown(Doubt::Unproved(Unproved::Key(_))))), "{standing:?}");
    shop.later(Span::minutes(2));
    shop.simulator.rotate(true);
    shop.simulator.send(index).await;
    assert_eq!(shop.total(), (1, 28_650));
}

#[tokio::test]
async fn row_12_a_merchant_with_a_public_key_needs_no_certificate() {
    let shop = open(Which::WeChat, |simulator| simulator.prove_by(Proving::PublicKey)).await;
    assert_eq!(shop.channel.refresh(&shop.moment()).await, Ok(()), "404 does not stop the start");
    let index = shop.paid("PUBLIC0001").await;
    assert_eq!(shop.simulator.send(index).await, 200);
    shop.simulator.prove_by(Proving::Certificates);
    let index = shop.paid("PUBLIC0002").await;
    shop.later(Span::minutes(2));
    assert_eq!(shop.simulator.send(index).await, 200, "while keys change, callbacks carry either");
    assert_eq!(shop.total(), (2, 57_300));
}

#[tokio::test]
async fn row_12_a_refresh_that_fails_keeps_the_keys_there_are() {
    let shop = open(Which::WeChat, |_| {}).await;
    shop.channel.refresh(&shop.moment()).await.unwrap();
    for what in [What::Down(500), What::Forged, What::Changed, What::Page] {
        shop.simulator.fault(Fault::once(On::Certificates, what));
        assert!(shop.channel.refresh(&shop.moment()).await.is_err());
    }
    let index = shop.paid("REFRESH001").await;
    assert_eq!(shop.simulator.send(index).await, 200);
}

#[tokio::test]
async fn row_13_a_new_certificate_of_alipay_is_fetched_and_a_forged_one_is_not() {
    let shop = open_with(Which::Alipay, |_| {}, true).await;
    shop.paid("CERTIF0001").await;
    shop.simulator.rotate_alipay(true);
    let forged = shop.channel.query(&shop.moment(), "CERTIF0001").await;
    assert!(matches!(forged, Err(Trouble::Unknown(Doubt::Unproved(Unproved::Key(_))))), "{forged:?}");
    shop.simulator.rotate_alipay(false);
    assert_eq!(shop.channel.query(&shop.moment(), "CERTIF0001").await.unwrap().state, State::Paid);
    let index = shop.paid("CERTIF0002").await;
    shop.simulator.send(index).await;
    assert_eq!(shop.total(), (1, 28_650));
    let downloads = shop.simulator.journal().iter().filter(|line| line.contains("alipaycert")).count();
    assert_eq!(downloads, 2, "one for each certificate");
}

#[tokio::test]
async fn an_application_that_alipay_does_not_know_is_refused_without_a_signature() {
    use std::{sync::Arc, time::Duration};
    let shop = open(Which::Alipay, |_| {}).await;
    let mut seller = shop.simulator.seller("https://pay.example.test/notify");
    seller.app_id = "2021000000000999".to_owned();
    let wire = Arc::new(gateway::Client::new(b"", Duration::from_secs(2)));
    let channel = gateway::alipay::Alipay::new(seller, shop.simulator.public_keys(), wire);
    let trouble = gateway::Channel::query(&channel, &shop.moment(), "NOBODY0001").await.unwrap_err();
    assert_eq!(trouble.reason(), Some(Reason::Signature));
}

#[tokio::test]
async fn no_key_and_no_secret_shows_in_what_is_logged() {
    let shop = open(Which::WeChat, |_| {}).await;
    let merchant = format!("{:?}", shop.simulator.merchant("https://pay.example.test/notify"));
    let seller =
        format!("{:?} {:?}", shop.simulator.seller("https://pay.example.test/notify"), shop.simulator.public_keys());
    for text in [merchant, seller] {
        assert!(!text.contains("TEST-ONLY") && !text.contains("MII"), "{text}");
    }
}

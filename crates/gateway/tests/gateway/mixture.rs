//! Random days: orders, payments, refunds and faults in any mixture; in the end the channel's book and ours are the same.

use gateway::simulator::{Fault, On, What};
use kernel::Span;

use crate::shop::{Shop, both};

/// A small generator: the same seed is the same day.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

async fn step(shop: &Shop, dice: &mut Dice, orders: &mut Vec<String>, seed: u64) {
    let answers =
        [What::Gone, What::Fails(500), What::Down(503), What::Empty, What::Forged, What::Unsigned, What::Page];
    let calls = [What::Lost, What::Again(2), What::Renewed, What::Forged, What::Changed, What::Unsigned];
    let places = [On::Place, On::Query, On::Close, On::Refund];
    match dice.roll(9) {
        0..=2 => {
            let number = format!("MIX{seed:03}N{:04}", orders.len());
            // Whatever is answered, the order is asked about later.
            let _ = shop.place(&number).await;
            orders.push(number);
        }
        3 | 4 if !orders.is_empty() => {
            shop.simulator.pay(&orders[dice.roll(orders.len())]);
        }
        5 if !orders.is_empty() => {
            let number = &orders[dice.roll(orders.len())];
            let refund = shop.refund(number, &format!("{number}R{}", dice.roll(3)), 5_000);
            let _ = shop.channel.refund(&shop.moment(), &refund).await;
        }
        6 => {
            let what = answers[dice.roll(answers.len())].clone();
            shop.simulator.fault(Fault::once(places[dice.roll(places.len())], what));
        }
        7 => shop.simulator.fault(Fault::once(On::Callback, calls[dice.roll(calls.len())].clone())),
        _ => {
            shop.later(Span::seconds(20));
            shop.simulator.send_due().await;
        }
    }
}

#[tokio::test]
async fn after_a_day_of_faults_both_books_are_the_same() {
    for seed in 0..12 {
        for shop in both().await {
            let (mut dice, mut orders) = (Dice(seed * 7_919 + 1), Vec::new());
            for _ in 0..30 {
                step(&shop, &mut dice, &mut orders, seed).await;
            }
            shop.simulator.mend();
            shop.later(Span::hours(21));
            shop.poll().await;
            shop.simulator.send_due().await;
            shop.agrees();
            let trades = shop.simulator.trades();
            assert!(trades.iter().all(|trade| trade.given_back() <= trade.amount), "seed {seed}");
            assert!(
                trades.iter().any(|trade| trade.paid_at.is_some()),
                "seed {seed}: a day without money shows nothing"
            );
            let (times, fen) = shop.total();
            assert_eq!(fen, 28_650 * i64::try_from(times).unwrap());
        }
    }
}

//! Our side in miniature: orders, one function that books, callbacks over a real socket, a poller, and the bill as the last word.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use gateway::{
    Channel, Client, Kind, Message, Moment, Notice, Order, Placed, Refund, RefundState, Standing, Trouble, Way,
    alipay::Alipay,
    bill_day,
    simulator::{Simulator, Which},
    wechat::WeChat,
};
use kernel::{Clock, Instant, Money, Span};
use tokio::net::TcpListener;

/// What the shop keeps.
#[derive(Default)]
pub struct Kept {
    pub orders: BTreeMap<String, Money>,
    pub closed: BTreeSet<String>,
    /// Transaction → order and amount, booked once.
    pub booked: BTreeMap<String, (String, Money)>,
    /// Transaction → money that fits nothing.
    pub suspense: BTreeMap<String, Money>,
    /// Refund → amount asked for.
    pub asked: BTreeMap<String, Money>,
    pub refunds: BTreeMap<String, RefundState>,
    /// Refunds that nobody here asked for.
    pub outside: BTreeSet<String>,
    pub alarms: Vec<String>,
    pub refused: Vec<String>,
}

pub struct Shop {
    pub simulator: Simulator,
    pub channel: Arc<dyn Channel>,
    pub which: Which,
    pub clock: Clock,
    kept: Mutex<Kept>,
    chance: AtomicU8,
}

/// Saturday, two in the afternoon in Shanghai.
pub fn afternoon() -> Instant {
    "2026-11-21T14:00:00+08:00".parse().unwrap()
}

/// A shop for each channel, with a simulator of its own.
pub async fn both() -> [Arc<Shop>; 2] {
    [open(Which::WeChat, |_| {}).await, open(Which::Alipay, |_| {}).await]
}

/// Opens a shop, after the simulator was set up.
pub async fn open(which: Which, set_up: impl FnOnce(&Simulator)) -> Arc<Shop> {
    open_with(which, set_up, false).await
}

/// Opens a shop that trusts Alipay's certificates instead of its public key.
pub async fn open_with(which: Which, set_up: impl FnOnce(&Simulator), certificates: bool) -> Arc<Shop> {
    let clock = Clock::manual(afternoon());
    let simulator = Simulator::start(([127, 0, 0, 1], 0).into(), clock.clone()).await.unwrap();
    set_up(&simulator);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let notify = format!("http://{}/notify", listener.local_addr().unwrap());
    let wire = Arc::new(Client::new(b"", Duration::from_secs(2)));
    let channel: Arc<dyn Channel> = match which {
        Which::WeChat => Arc::new(WeChat::new(simulator.merchant(&notify), wire)),
        Which::Alipay => {
            let keys = if certificates { simulator.certificates() } else { simulator.public_keys() };
            Arc::new(Alipay::new(simulator.seller(&notify), keys, wire))
        }
    };
    let kept = Mutex::default();
    let shop = Arc::new(Shop { simulator, channel, which, clock, kept, chance: AtomicU8::new(1) });
    let doors = Router::new().route("/notify", post(callback)).with_state(shop.clone());
    tokio::spawn(async move { axum::serve(listener, doors).await });
    shop
}

async fn callback(State(shop): State<Arc<Shop>>, headers: HeaderMap, body: Bytes) -> Response {
    let headers = headers.iter().map(|(k, v)| (k.as_str().to_owned(), v.to_str().unwrap().to_owned())).collect();
    let reply = shop.receive(&Message { status: 0, headers, body: body.to_vec() }).await;
    let status = StatusCode::from_u16(reply.status).unwrap();
    (status, [(header::CONTENT_TYPE, reply.content_type)], reply.body).into_response()
}

impl Shop {
    pub fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }

    pub fn moment(&self) -> Moment {
        Moment::new(self.clock.now(), [self.chance.fetch_add(1, Ordering::Relaxed); 16])
    }

    pub fn later(&self, span: Span) {
        self.clock.set(self.clock.now() + span);
    }

    pub fn order(&self, number: &str) -> Order {
        Order {
            number: number.to_owned(),
            subject: "示例小区 11月物业费, 3`号楼".to_owned(),
            amount: Money(28_650),
            way: Way::Code,
            expires: afternoon() + Span::minutes(30),
        }
    }

    /// The order is written down before the channel hears of it.
    pub async fn place(&self, number: &str) -> Result<Placed, Trouble> {
        let order = self.order(number);
        self.kept().orders.insert(number.to_owned(), order.amount);
        self.channel.place(&self.moment(), &order).await
    }

    /// Placed and paid; the callback waits in the simulator under the last index.
    pub async fn paid(&self, number: &str) -> usize {
        self.place(number).await.unwrap();
        assert!(self.simulator.pay(number));
        self.simulator.calls().len() - 1
    }

    pub async fn receive(&self, message: &Message) -> gateway::Reply {
        match self.channel.read(&self.moment(), message).await {
            Ok(notice) => {
                self.hear(&notice);
                self.channel.taken()
            }
            Err(unproved) => {
                self.kept().refused.push(unproved.to_string());
                self.channel.not_taken()
            }
        }
    }

    fn hear(&self, notice: &Notice) {
        if !notice.ours {
            self.kept().alarms.push(format!("not ours: {}", notice.id));
            return;
        }
        if let Some(order) = &notice.order {
            self.book(order);
        }
        if let Some(refund) = &notice.refund {
            let mut kept = self.kept();
            if !kept.asked.contains_key(&refund.number) {
                kept.outside.insert(refund.number.clone());
            }
            kept.refunds.insert(refund.number.clone(), refund.state);
        }
    }

    /// The one function that books, whichever path the news came by.
    pub fn book(&self, standing: &Standing) {
        let (true, Some(transaction), Some(amount)) =
            (standing.state.is_paid(), &standing.transaction, standing.amount)
        else {
            return;
        };
        if !standing.ours {
            self.kept().alarms.push(format!("not ours: {}", standing.number));
            return;
        }
        self.take(transaction, &standing.number, amount);
    }

    fn take(&self, transaction: &str, number: &str, amount: Money) {
        let mut kept = self.kept();
        if kept.booked.contains_key(transaction) || kept.suspense.contains_key(transaction) {
            return;
        }
        if kept.orders.get(number) == Some(&amount) && !kept.closed.contains(number) {
            kept.booked.insert(transaction.to_owned(), (number.to_owned(), amount));
        } else {
            kept.alarms.push(format!("{number}: {amount} fits nothing"));
            kept.suspense.insert(transaction.to_owned(), amount);
        }
    }

    /// Asks about every order that is not settled.
    pub async fn poll(&self) {
        let open: Vec<String> = {
            let kept = self.kept();
            let settled: BTreeSet<&String> = kept.booked.values().map(|(number, _)| number).collect();
            kept.orders.keys().filter(|number| !settled.contains(number)).cloned().collect()
        };
        for number in open {
            if let Ok(standing) = self.channel.query(&self.moment(), &number).await {
                self.book(&standing);
            }
        }
    }

    /// The bill of today, read tomorrow.
    pub async fn reconcile(&self) -> Result<usize, Trouble> {
        let day = bill_day(afternoon());
        let bill = self.channel.bill(&self.moment(), day).await?;
        for row in bill.rows.iter().filter(|row| row.kind == Kind::Payment) {
            self.take(&row.transaction, &row.order, row.amount);
        }
        Ok(bill.rows.len())
    }

    pub fn refund(&self, order: &str, number: &str, fen: i64) -> Refund {
        self.kept().asked.insert(number.to_owned(), Money(fen));
        Refund {
            number: number.to_owned(),
            order: order.to_owned(),
            amount: Money(fen),
            total: Money(28_650),
            reason: "多收".to_owned(),
        }
    }

    /// How often money was booked, and how much.
    pub fn total(&self) -> (usize, i64) {
        let kept = self.kept();
        (kept.booked.len(), kept.booked.values().map(|(_, amount)| amount.0).sum())
    }

    /// Each yuan that the channel has is booked or waits in suspense; nothing else is.
    pub fn agrees(&self) {
        let paid = self.simulator.trades().into_iter().filter(|trade| trade.paid_at.is_some());
        let theirs: BTreeMap<String, i64> = paid.map(|trade| (trade.transaction, trade.amount)).collect();
        let kept = self.kept();
        let booked = kept.booked.iter().map(|(transaction, (_, amount))| (transaction.clone(), amount.0));
        let ours: BTreeMap<String, i64> =
            booked.chain(kept.suspense.iter().map(|(transaction, amount)| (transaction.clone(), amount.0))).collect();
        assert_eq!(ours, theirs);
    }
}

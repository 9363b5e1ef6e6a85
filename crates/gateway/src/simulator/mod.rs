//! Both services on one port of this machine: they sign, verify strictly, keep their own book, call back, write bills – and do wrong what
//! they are told to do wrong. For tests, and for a demo company whose residents pay.
//!
//! It builds every text to sign by itself and never calls the client's code for it, so that a common mistake does not pass. Its clock is
//! the one it is given; callbacks wait in a queue until [`Simulator::send_due`] or [`Simulator::send`] sends them, or
//! [`Simulator::keep_sending`] does it by itself.

mod alipay;
mod book;
mod door;
mod fault;
mod keys;
mod wechat;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub use book::{Back, Call, Event, Stage, Trade, Which};
pub use fault::{Fault, On, What};
use kernel::{Clock, Date};
pub use keys::{Issued, Key};
use tokio::net::TcpListener;

use crate::{
    Client, Message, Method, Request, SigningKey, VerifyingKey, Wire,
    alipay::{Keys, Seller},
    wechat::{Merchant, seal::ApiKey},
};

/// The merchant's number at the simulated WeChat Pay.
pub const MCHID: &str = "1900000000";
/// The application bound to it.
pub const APPID: &str = "wx0000000000test01";
/// The merchant's key for callbacks: invented, good for nothing.
const SECRET: &str = "TEST-ONLY-apiv3-key-000000000032";
/// The id of the simulated platform's public key.
const PUBLIC: &str = "PUB_KEY_ID_0100000000002026";
/// The application at the simulated Alipay.
pub const APP_ID: &str = "2021000000000001";
/// The seller there.
pub const SELLER: &str = "2088000000000009";

/// How the platform proves itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proving {
    /// By certificates.
    Certificates,
    /// By a public key with an id; there are no certificates.
    PublicKey,
}

/// Keys as consoles hand them out.
#[derive(Debug, Clone)]
pub struct HandedOut {
    /// The merchant's private key at WeChat Pay.
    pub merchant_key: String,
    /// The serial of the merchant's certificate.
    pub serial: String,
    /// The key for callbacks.
    pub api_key: &'static str,
    /// The application's private key at Alipay.
    pub application_key: String,
    /// Alipay's public key.
    pub alipay_key: String,
}

/// How a bill is changed before it is handed out: its text goes in and comes out.
type Edit = Arc<dyn Fn(String) -> String + Send + Sync>;

struct State {
    book: book::Book,
    faults: Vec<Fault>,
    journal: Vec<String>,
    /// Certificates that are listed; the last one signs.
    platform: Vec<Issued>,
    /// Certificates that sign and are not listed.
    unlisted: Option<Issued>,
    alipay: Issued,
    edit: Option<Edit>,
    mode: Proving,
}

struct Inner {
    clock: Clock,
    address: String,
    state: Mutex<State>,
    wire: Client,
    merchant: Issued,
    public: Arc<Key>,
    application: Issued,
}

/// A running simulator; it ends with the program.
#[derive(Clone)]
pub struct Simulator(Arc<Inner>);

impl Simulator {
    /// Listens on this address (port 0: any free one) and answers by this clock.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start(listen: SocketAddr, clock: Clock) -> std::io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let state = State {
            book: book::Book::default(),
            faults: Vec::new(),
            journal: Vec::new(),
            platform: vec![keys::certificate("platform 1", None)],
            unlisted: None,
            alipay: keys::certificate("alipay 1", Some("alipay root")),
            edit: None,
            mode: Proving::Certificates,
        };
        let simulator = Self(Arc::new(Inner {
            clock,
            address: format!("http://{}", listener.local_addr()?),
            state: Mutex::new(state),
            wire: Client::new(b"", Duration::from_secs(5)),
            merchant: keys::certificate("merchant", None),
            public: Key::of("platform public"),
            application: keys::certificate("application", Some("alipay root")),
        }));
        let doors = door::doors(simulator.clone());
        tokio::spawn(async move { axum::serve(listener, doors).await });
        Ok(simulator)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it listens: scheme and host.
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// What a merchant of the simulated WeChat Pay sets up; `notify` is where its callbacks go.
    pub fn merchant(&self, notify: &str) -> Merchant {
        let public = || VerifyingKey::read(&self.0.public.public_pem()).expect("a key of ours");
        let mode = self.state().mode;
        Merchant {
            base: self.0.address.clone(),
            mchid: MCHID.to_owned(),
            appid: APPID.to_owned(),
            serial: self.0.merchant.serial.clone(),
            key: SigningKey::read(&self.0.merchant.key.private_pem()).expect("a key of ours"),
            secret: ApiKey::of(SECRET).expect("32 characters"),
            notify: notify.to_owned(),
            notify_refund: notify.to_owned(),
            platform: (mode == Proving::PublicKey).then(|| (PUBLIC.to_owned(), public())),
        }
    }

    /// What a seller at the simulated Alipay sets up.
    pub fn seller(&self, notify: &str) -> Seller {
        Seller {
            gateway: format!("{}/gateway.do", self.0.address),
            app_id: APP_ID.to_owned(),
            seller_id: SELLER.to_owned(),
            key: SigningKey::read(&self.0.application.key.private_pem()).expect("a key of ours"),
            notify: notify.to_owned(),
        }
    }

    /// What the consoles of both services hand out, as texts that can be typed into a form.
    pub fn handed_out(&self) -> HandedOut {
        HandedOut {
            merchant_key: self.0.merchant.key.private_pem(),
            serial: self.0.merchant.serial.clone(),
            api_key: SECRET,
            application_key: self.0.application.key.private_pem(),
            alipay_key: self.state().alipay.key.public_pem(),
        }
    }

    /// Alipay's public key of now.
    pub fn public_keys(&self) -> Keys {
        Keys::public(VerifyingKey::read(&self.state().alipay.key.public_pem()).expect("a key of ours"))
    }

    /// Alipay's certificates of now, with the root they hang on.
    pub fn certificates(&self) -> Keys {
        let root = keys::certificate("alipay root", None);
        let alipay = self.state().alipay.pem.clone();
        Keys::certificates(&self.0.application.pem, &alipay, &root.pem, self.0.clock.now()).expect("a chain of ours")
    }

    /// Whether WeChat Pay proves itself by certificates or by a public key.
    pub fn prove_by(&self, mode: Proving) {
        self.state().mode = mode;
    }

    /// WeChat Pay signs with a new certificate from now on. A listed one can be fetched; the others stay listed.
    pub fn rotate(&self, listed: bool) {
        let mut state = self.state();
        let made = keys::certificate(&format!("platform {}", state.platform.len() + 1), None);
        if listed {
            state.platform.push(made);
            state.unlisted = None;
        } else {
            state.unlisted = Some(made);
        }
    }

    /// Alipay signs with a new certificate from now on, of its own root or of somebody else's.
    pub fn rotate_alipay(&self, forged: bool) {
        let root = if forged { "another root" } else { "alipay root" };
        self.state().alipay = keys::certificate("alipay 2", Some(root));
    }

    /// Orders a fault.
    pub fn fault(&self, fault: Fault) {
        self.state().faults.push(fault);
    }

    /// Forgets all faults that have not struck.
    pub fn mend(&self) {
        self.state().faults.clear();
    }

    /// The payer pays. False when the order is not there, over, or out of time.
    pub fn pay(&self, number: &str) -> bool {
        self.pay_with_coupon(number, 0)
    }

    /// The payer pays, and the service covers this many fen of it.
    pub fn pay_with_coupon(&self, number: &str, fen: i64) -> bool {
        let now = self.0.clock.now();
        self.state().book.pay(number, fen, now)
    }

    /// Brings a running refund of WeChat Pay's to its end: `SUCCESS`, `CLOSED` or `ABNORMAL`.
    pub fn end_refund(&self, refund: &str, status: &'static str) -> bool {
        let now = self.0.clock.now();
        let mut state = self.state();
        let mut backs = state.book.trades.iter_mut().flat_map(|t| t.backs.iter_mut().map(|b| (t.number.clone(), b)));
        let Some((number, back)) = backs.find(|(_, back)| back.number == refund) else { return false };
        back.status = status;
        state.book.call(&number, Event::Refunded(refund.to_owned()), now);
        true
    }

    /// Gives money back that nobody asked for here: somebody pressed a button in the service's console.
    pub fn refund_in_console(&self, which: Which, number: &str, refund: &str, fen: i64) -> bool {
        let now = self.0.clock.now();
        self.state().book.give_back((which, number), refund, fen, now).is_ok()
    }

    /// All trades as the services have them: the truth to compare with.
    pub fn trades(&self) -> Vec<Trade> {
        self.state().book.trades.clone()
    }

    /// The callbacks, in the order in which they came up.
    pub fn calls(&self) -> Vec<Call> {
        self.state().book.calls.clone()
    }

    /// What was asked, in order: method and path, or method of Alipay.
    pub fn journal(&self) -> Vec<String> {
        self.state().journal.clone()
    }

    /// Changes bills from now on.
    pub fn edit_bills(&self, edit: impl Fn(String) -> String + Send + Sync + 'static) {
        self.state().edit = Some(Arc::new(edit));
    }

    /// The bill of a day, unpacked, as the service would hand it out.
    pub fn bill(&self, which: Which, day: Date) -> String {
        let state = self.state();
        match which {
            Which::WeChat => wechat::bill(&state, day),
            Which::Alipay => alipay::bill(&state, day),
        }
    }

    /// A callback exactly as it would be sent now, with this done to it.
    pub fn callback(&self, index: usize, what: Option<What>) -> Option<(String, Message)> {
        let state = self.state();
        let call = state.book.calls.get(index)?.clone();
        let trade = state.book.trades.iter().find(|trade| trade.number == call.number)?.clone();
        let now = self.0.clock.now();
        Some(match trade.which {
            Which::WeChat => wechat::callback(self, &state, &trade, &call, what, now),
            Which::Alipay => alipay::callback(&state, &trade, &call, what, now),
        })
    }

    /// Sends one callback now, whenever it is due, with the faults that were ordered. The status that was answered; 0 for none.
    pub async fn send(&self, index: usize) -> u16 {
        let number = self.calls().get(index).map(|call| call.number.clone()).unwrap_or_default();
        let what = fault::strike(&mut self.state().faults, On::Callback, &number);
        let mut status = match what {
            Some(What::Lost) => {
                self.finish(index, 0, true);
                return 0;
            }
            Some(What::Again(_)) => self.deliver(index, None).await,
            _ => self.deliver(index, what.clone()).await,
        };
        let more = match what {
            Some(What::Again(times)) => times,
            Some(What::Renewed) => 1,
            _ => 0,
        };
        for _ in 0..more {
            status = self.deliver(index, None).await;
        }
        status
    }

    async fn deliver(&self, index: usize, what: Option<What>) -> u16 {
        let Some((url, message)) = self.callback(index, what) else { return 0 };
        let headers = message.headers.iter().filter_map(|(name, value)| Some((known(name)?, value.clone()))).collect();
        let request = Request { method: Method::Post, url, headers, body: message.body };
        let answer = self.0.wire.send(request).await;
        let status = answer.as_ref().map_or(0, |answer| answer.status);
        let success = answer.is_ok_and(|answer| match self.which(index) {
            Some(Which::Alipay) => answer.status == 200 && answer.body == b"success",
            _ => answer.status == 200 || answer.status == 204,
        });
        self.finish(index, status, success);
        status
    }

    fn which(&self, index: usize) -> Option<Which> {
        let mut state = self.state();
        let number = state.book.calls.get(index)?.number.clone();
        state.book.any(&number).map(|trade| trade.which)
    }

    fn finish(&self, index: usize, status: u16, success: bool) {
        let which = self.which(index).unwrap_or(Which::WeChat);
        let now = self.0.clock.now();
        if let Some(call) = self.state().book.calls.get_mut(index) {
            call.answers.push(status);
            call.tries += 1;
            match book::next(which, call.tries, now).filter(|_| !success && !call.over) {
                Some(due) => call.due = due,
                None => call.over = true,
            }
        }
    }

    /// Sends every callback that is due by the clock; how many were sent.
    pub async fn send_due(&self) -> usize {
        let now = self.0.clock.now();
        let calls = self.calls();
        let due: Vec<usize> = (0..calls.len()).filter(|i| !calls[*i].over && calls[*i].due <= now).collect();
        for index in &due {
            self.send(*index).await;
        }
        due.len()
    }

    /// Sends what is due once a second from now on, and ends refunds that were asked for: what a demo needs.
    pub fn keep_sending(&self) {
        let simulator = self.clone();
        tokio::spawn(async move {
            loop {
                let trades = simulator.trades();
                let running = trades.iter().flat_map(|trade| &trade.backs).filter(|back| back.status == "PROCESSING");
                for back in running {
                    simulator.end_refund(&back.number, "SUCCESS");
                }
                simulator.send_due().await;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
    }
}

/// The headers of callbacks, as names that live as long as the program.
fn known(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 6] = [
        "Content-Type",
        "Wechatpay-Timestamp",
        "Wechatpay-Nonce",
        "Wechatpay-Serial",
        "Wechatpay-Signature",
        "Wechatpay-Signature-Type",
    ];
    NAMES.into_iter().find(|known| *known == name)
}

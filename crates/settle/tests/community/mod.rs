//! The little community of the years: four rooms, three tariffs, one ledger.

mod setting;

use std::collections::{BTreeMap, BTreeSet};

use charge::{
    FeeClass, Given, Period, Subject, Tariff, Timeline,
    line::BillKey,
    meter,
    run::{Live, run},
};
use kernel::{Date, Id, Instant, Money};
use ledger::{
    AccountId, Act, Book, Command, EntryId, Fate, Posting, Refusal, Side, Taken, View,
    series::{Number, flaws},
    trial::{Trial, sum_of_all},
    verify::verify,
};
use settle::{
    Claim, ClaimKind, Move, Moved, Open, Order,
    aging::aging,
    allocate,
    matching::{Expected, StatementLine, propose},
    papers,
    penalty::{Cap, Rule, penalty},
    prepaid::{Purse, deduct},
};
use uuid::Uuid;

/// A small generator with a good spread: the same seed gives the same year.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }
}

pub struct Community {
    seed: u64,
    today: Date,
    rooms: Vec<Subject>,
    tariffs: Vec<Tariff>,
    readings: BTreeMap<String, Vec<meter::Reading>>,
    book: Book,
    claims: Vec<Claim>,
    /// The entry by which each bill was made, and its key.
    made: BTreeMap<String, (EntryId, BillKey)>,
    live: Live,
    /// What was charged for the late payment of each bill.
    fined: BTreeMap<String, Money>,
    ever: BTreeSet<BillKey>,
    receipts: Vec<Number>,
    matched: BTreeSet<String>,
    ids: u128,
    pub seen: BTreeMap<&'static str, u64>,
}

fn first() -> Date {
    Date::of(2026, 1, 1).expect("a day")
}

impl Community {
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            today: first(),
            rooms: setting::rooms(),
            tariffs: setting::tariffs(),
            readings: BTreeMap::new(),
            book: setting::book(),
            claims: Vec::new(),
            made: BTreeMap::new(),
            live: Live::default(),
            fined: BTreeMap::new(),
            ever: BTreeSet::new(),
            receipts: Vec::new(),
            matched: BTreeSet::new(),
            ids: 1_000,
            seen: BTreeMap::new(),
        }
    }

    pub fn day_of_year(&self) -> i64 {
        self.today.days_since(first())
    }

    pub fn wait(&mut self, days: i64) {
        self.today = self.today.plus_days(days);
    }

    fn saw(&mut self, what: &'static str) {
        *self.seen.entry(what).or_default() += 1;
    }

    fn id(&mut self) -> EntryId {
        self.ids += 1;
        Id::from_uuid(Uuid::from_u128(self.ids))
    }

    fn now(&self) -> Instant {
        Instant(self.day_of_year() * 86_400_000_000)
    }

    /// Sends a command, and once more as a device without signal would.
    fn send(&mut self, on: Date, act: Act) -> Result<EntryId, Refusal> {
        let id = self.id();
        let command = Command::new(id, on, act);
        let (now, before) = (self.now(), self.book.entries().len());
        let taken = self.book.take(command.clone(), now);
        if let Ok(taken) = &taken {
            assert_eq!(*taken, Taken::New(before as u64 + 1), "I4, seed {}", self.seed);
            if before.is_multiple_of(5) {
                assert_eq!(self.book.take(command, now), Ok(Taken::Again(before as u64 + 1)), "I4, seed {}", self.seed);
                self.saw("sent again");
            }
        }
        taken.map(|_| id)
    }

    fn post(&mut self, on: Date, postings: Vec<Posting>) -> EntryId {
        let sent = self.send(on, Act::Post { postings });
        sent.unwrap_or_else(|refusal| panic!("seed {}: {refusal:?}", self.seed))
    }

    fn claim(&mut self, bill: &str, kind: ClaimKind) -> &mut Claim {
        let found = self.claims.iter_mut().find(|claim| claim.bill == bill && claim.kind == kind);
        found.expect("the claim there is")
    }

    fn open(&self, wanted: impl Fn(&Claim) -> bool) -> Vec<Open> {
        self.claims.iter().filter(|claim| wanted(claim)).filter_map(|claim| claim.open(self.today)).collect()
    }

    pub fn read_meters(&mut self, chance: &mut Chance) {
        let today = self.today;
        for room in &self.rooms {
            let list = self.readings.entry(room.key.clone()).or_default();
            if list.last().is_some_and(|last| today.days_since(last.on) < 25) {
                continue;
            }
            let before = list
                .last()
                .map_or(99_700 + chance.below(280), |last| u64::try_from(last.figure.mantissa()).expect("whole"));
            let shows = before + chance.below(60);
            list.push(meter::Reading {
                on: today,
                figure: (shows % 100_000).into(),
                rolled_over: shows >= 100_000,
                replaced: None,
            });
        }
    }

    fn measured(&self, room: &Subject) -> Vec<(Period, Given)> {
        let gauge = meter::Meter { digits: 5, multiplier: 1.into(), loss: 300 };
        let readings = self.readings.get(&room.key).map(Vec::as_slice).unwrap_or_default();
        if let [only] = readings {
            assert_eq!(meter::used(&gauge, None, only), Err(charge::Finding::FirstReading));
        }
        let pairs = readings.windows(2);
        pairs
            .map(|pair| {
                let usage = meter::used(&gauge, Some(&pair[0]), &pair[1]).expect("used");
                (usage.days, Given { usage: Some(usage), ..Given::default() })
            })
            .collect()
    }

    pub fn run_bills(&mut self, chance: &mut Chance) {
        let found = self.run();
        let whole = found.lines.len();
        let kept = if chance.below(3) == 0 { chance.below(whole as u64 + 1) as usize } else { whole };
        if kept < whole {
            self.saw("broken off");
        }
        for line in found.lines.into_iter().take(kept) {
            self.bill(line);
        }
        assert_eq!(self.run().lines.len(), whole - kept, "I8: a second run makes what was left, seed {}", self.seed);
        if self.readings.values().any(|list| list.len() == 1) {
            self.saw("first reading");
        }
    }

    fn run(&self) -> charge::run::Run {
        let pairs: Vec<(&Tariff, &Subject)> =
            self.tariffs.iter().flat_map(|tariff| self.rooms.iter().map(move |room| (tariff, room))).collect();
        run(&pairs, first(), self.today, &self.live, &|_, room| self.measured(room))
    }

    fn bill(&mut self, line: charge::Line) {
        let shares: Vec<(AccountId, Money)> =
            line.shares.iter().map(|share| (setting::receivable(&share.payer), share.amount)).collect();
        assert_eq!(line.shares.iter().map(|share| share.amount).sum::<Money>(), line.amount, "I6, seed {}", self.seed);
        assert!(
            self.live.put(&line.key, line.period.to),
            "I8: one bill for item, object and period, seed {}",
            self.seed
        );
        if !self.ever.insert(line.key.clone()) {
            self.saw("billed again");
        }
        if line.amount == Money::ZERO {
            return;
        }
        let earned = setting::income(line.class);
        let entry = self.post(self.today, papers::billed(&shares, earned));
        let booked: Money = self
            .book
            .entry(entry)
            .expect("made")
            .postings
            .iter()
            .filter(|p| p.side == Side::Credit)
            .map(|p| p.amount)
            .sum();
        assert_eq!(booked, line.amount, "I6, seed {}", self.seed);
        for share in line.shares.into_iter().filter(|share| share.amount > Money::ZERO) {
            self.ids += 1;
            let bill = format!("B{}", self.ids);
            self.made.insert(bill.clone(), (entry, line.key.clone()));
            self.claims.push(Claim {
                bill,
                kind: ClaimKind::Principal,
                class: line.class,
                subject: line.key.subject.clone(),
                payer: share.payer,
                billed_on: self.today,
                due_on: line.due_on.max(self.today),
                amount: share.amount,
                moves: Vec::new(),
            });
        }
        self.saw("billed");
    }

    /// Pays what is open of an object, from an account in which the money stands; the rest becomes its prepayment.
    fn settle(&mut self, subject: &str, money: Money, from: AccountId, back: i64) {
        let open = self.open(|claim| claim.subject == subject);
        let found = allocate(money, &open, &Order::default(), &[]).expect("allocated");
        assert_eq!(found.sum() + found.rest, money);
        let newest = found.applied.iter().map(|one| self.claim_of(&one.bill, one.kind).billed_on).max();
        let wanted = self.today.plus_days(-back).max(newest.unwrap_or(self.today));
        let lines: Vec<(AccountId, Money)> = found
            .applied
            .iter()
            .map(|one| (setting::receivable(&self.claim_of(&one.bill, one.kind).payer), one.amount))
            .collect();
        let postings = papers::paid(from, &lines, Some((setting::prepaid(subject), found.rest)));
        let closed = self.book.closed_until().is_some_and(|until| wanted <= until);
        let on = match self.send(wanted, Act::Post { postings: postings.clone() }) {
            Ok(_) => {
                assert!(!closed, "I11, seed {}", self.seed);
                wanted
            }
            Err(refusal) => {
                assert!(closed && matches!(refusal, Refusal::PeriodClosed { .. }), "seed {}: {refusal:?}", self.seed);
                self.saw("refused as closed");
                self.post(self.today, postings);
                self.today
            }
        };
        if on < self.today {
            self.saw("back-dated");
        }
        for one in found.applied {
            self.claim(&one.bill, one.kind).moves.push(Move { on, what: Moved::Paid, amount: one.amount });
        }
        let series = setting::receipts();
        let within = series.within(self.today);
        let last = self.receipts.iter().filter(|number| number.within == within).map(|number| number.count).max();
        self.receipts.push(series.next(self.today, last.unwrap_or(0)));
        self.saw("paid");
    }

    fn claim_of(&self, bill: &str, kind: ClaimKind) -> &Claim {
        self.claims.iter().find(|claim| claim.bill == bill && claim.kind == kind).expect("the claim there is")
    }

    pub fn pay(&mut self, chance: &mut Chance) {
        let subject = self.rooms[chance.below(4) as usize].key.clone();
        let money = Money(chance.below(90_000) as i64 + 1);
        let back = if chance.below(3) == 0 { chance.below(70) as i64 } else { 0 };
        self.settle(&subject, money, setting::CASH.id(), back);
    }

    pub fn deduct(&mut self) {
        for room in 0..self.rooms.len() {
            let subject = self.rooms[room].key.clone();
            let purse = setting::prepaid(&subject);
            let purses = [Purse { key: subject.clone(), classes: Vec::new(), available: self.book.available(purse) }];
            let open = self.open(|claim| claim.subject == subject);
            let found = deduct(&purses, &open, &Order::default(), self.today, &|class| class != FeeClass::Rent);
            for one in found.expect("deducted") {
                let account = setting::receivable(&self.claim_of(&one.bill, one.kind).payer);
                self.post(self.today, papers::deducted(purse, &[(account, one.amount)]));
                let on = self.today;
                self.claim(&one.bill, one.kind).moves.push(Move { on, what: Moved::Paid, amount: one.amount });
                self.saw("deducted");
            }
        }
    }

    pub fn credit(&mut self, chance: &mut Chance) {
        let open = self.open(|_| true);
        let Some(one) = open.get(chance.below(open.len().max(1) as u64) as usize) else { return };
        let amount = Money(1 + chance.below(one.owed.0 as u64) as i64);
        let account = setting::receivable(&self.claim_of(&one.bill, one.kind).payer);
        self.post(self.today, papers::credited(setting::WAIVED.id(), account, amount));
        let on = self.today;
        self.claim(&one.bill, one.kind).moves.push(Move { on, what: Moved::Credited, amount });
        self.saw("credited");
    }

    /// Voids a bill of one payer; what was paid of it becomes a prepayment, what was credited comes back first.
    pub fn void(&mut self, chance: &mut Chance) {
        let shared = |entry: &EntryId| self.made.values().filter(|(other, _)| other == entry).count() > 1;
        let bills: Vec<String> =
            self.made.iter().filter(|(_, (entry, _))| !shared(entry)).map(|(bill, _)| bill.clone()).collect();
        let Some(bill) = bills.get(chance.below(bills.len().max(1) as u64) as usize) else { return };
        let penalised = self.fined.contains_key(bill);
        let claim = self.claim_of(bill, ClaimKind::Principal).clone();
        if penalised || self.book.fate(self.made[bill].0).is_some() {
            return;
        }
        let (account, on) = (setting::receivable(&claim.payer), self.today);
        for (what, other) in [(Moved::Paid, setting::prepaid(&claim.subject)), (Moved::Credited, setting::WAIVED.id())]
        {
            let amount = claim.moved(on, Some(what));
            if amount > Money::ZERO {
                self.post(on, papers::given_back(account, &[(other, amount)]));
                self.claim(bill, ClaimKind::Principal).moves.push(Move { on, what, amount: -amount });
            }
        }
        let (entry, key) = self.made.remove(bill).expect("made");
        let reversal = self.send(on, Act::Reverse { of: entry, reason: "wrong area".into() });
        reversal.unwrap_or_else(|refusal| panic!("seed {}: {refusal:?}", self.seed));
        self.claim(bill, ClaimKind::Principal).moves.push(Move { on, what: Moved::Voided, amount: claim.amount });
        assert!(self.live.remove(&key));
        self.saw("voided");
    }

    pub fn penalties(&mut self, chance: &mut Chance) {
        let rule = Rule {
            per_day: 500,
            delay: 5,
            from_due: false,
            cap: Some(Cap::Part(500)),
            rounding: charge::Rounding::default(),
        };
        let late: Vec<Claim> = self
            .claims
            .iter()
            .filter(|claim| claim.kind == ClaimKind::Principal && chance.below(3) == 0)
            .cloned()
            .collect();
        for claim in late {
            let before = self.fined.get(&claim.bill).copied().unwrap_or_default();
            let balances = claim.balances();
            let found =
                penalty(&Timeline::always(rule), claim.due_on, &balances, &[], &[], self.today).expect("a penalty");
            assert!(found.amount.0 * 20 <= claim.amount.0, "the cap holds, seed {}", self.seed);
            let amount = found.to_charge(before);
            if amount == Money::ZERO
                || self
                    .book
                    .fate(self.made.get(&claim.bill).map_or_else(|| Id::from_uuid(Uuid::nil()), |made| made.0))
                    .is_some()
            {
                continue;
            }
            self.post(
                self.today,
                papers::billed(&[(setting::receivable(&claim.payer), amount)], setting::PENALTY.id()),
            );
            self.ids += 1;
            *self.fined.entry(claim.bill.clone()).or_default() = before + amount;
            let bill = format!("{}/P{}", claim.bill, self.ids);
            let kind = ClaimKind::Penalty;
            self.claims.push(Claim {
                bill,
                kind,
                billed_on: self.today,
                due_on: self.today,
                amount,
                moves: Vec::new(),
                ..claim
            });
            self.saw("penalty");
        }
    }

    /// A statement of the bank: what names its bill posts, the rest goes to suspense; the same statement again posts nothing.
    pub fn statement(&mut self, chance: &mut Chance) {
        let open = self.open(|_| true);
        let days = Period::of(first(), self.today.plus_days(1));
        let expected: Vec<Expected> = open
            .iter()
            .map(|one| Expected {
                key: one.bill.clone(),
                amount: one.owed,
                codes: vec![one.bill.clone()],
                senders: Vec::new(),
                days,
            })
            .collect();
        let mut lines = Vec::new();
        for one in open.iter().take(3) {
            self.ids += 1;
            let reference = if chance.below(3) == 0 { "谢谢".to_owned() } else { format!("缴费 {}", one.bill) };
            let amount = if chance.below(4) == 0 { one.owed + Money(1) } else { one.owed };
            lines.push(StatementLine {
                key: format!("S{}", self.ids),
                on: self.today,
                amount,
                reference,
                sender: String::new(),
            });
        }
        let found = propose(&lines, &expected, &|line| self.matched.contains(line));
        let amount = |key: &str| lines.iter().find(|line| line.key == key).expect("a line").amount;
        for (line, bill) in &found.exact {
            assert!(self.matched.insert(line.clone()), "I12, seed {}", self.seed);
            let one = open.iter().find(|one| one.bill == *bill).expect("open");
            let account = setting::receivable(&self.claim_of(bill, one.kind).payer);
            self.post(self.today, papers::paid(setting::BANK.id(), &[(account, amount(line))], None));
            let (on, amount) = (self.today, amount(line));
            self.claim(bill, one.kind).moves.push(Move { on, what: Moved::Paid, amount });
            self.saw("matched");
        }
        for line in found.unknown.iter().chain(found.open.iter().map(|(line, _)| line)) {
            assert!(self.matched.insert(line.clone()), "I12, seed {}", self.seed);
            self.post(self.today, papers::taken_in(setting::BANK.id(), setting::SUSPENSE.id(), amount(line)));
            self.saw("suspense");
        }
        let total: Money = lines.iter().map(|line| line.amount).sum();
        let last: Money = self
            .book
            .entries()
            .iter()
            .rev()
            .take(lines.len())
            .flat_map(|entry| &entry.postings)
            .filter(|posting| posting.account == setting::BANK.id())
            .map(|posting| posting.amount)
            .sum();
        assert_eq!(total, last, "I12: a statement is explained whole, seed {}", self.seed);
        let again = propose(&lines, &expected, &|line| self.matched.contains(line));
        assert_eq!(again, settle::matching::Proposals::default(), "I12, seed {}", self.seed);
    }

    /// An order at a gateway: held, then paid, given up or forgotten. What was paid stands in suspense until it is allocated.
    pub fn gateway(&mut self, chance: &mut Chance) {
        let amount = Money(chance.below(30_000) as i64 + 1);
        let postings = papers::taken_in(setting::CLEARING.id(), setting::SUSPENSE.id(), amount);
        let expires = Instant(self.now().0 + 1);
        let hold = self.send(self.today, Act::Hold { postings, expires }).expect("held");
        self.saw("held");
        let act = if chance.below(2) == 0 { Act::Settle { hold, part: None } } else { Act::Void { hold } };
        let settled = matches!(act, Act::Settle { .. });
        self.send(self.today, act).expect("resolved");
        let again = self.send(self.today, Act::Settle { hold, part: None });
        assert_eq!(again, Err(Refusal::HoldOver), "I5, seed {}", self.seed);
        match self.book.fate(hold) {
            Some(Fate::Settled(_)) if settled => {
                let subject = self.rooms[chance.below(4) as usize].key.clone();
                self.settle(&subject, amount, setting::SUSPENSE.id(), 0);
            }
            Some(Fate::Voided(_)) if !settled => self.saw("given up"),
            other => panic!("I5, seed {}: {other:?}", self.seed),
        }
    }

    pub fn give_back_prepayment(&mut self, chance: &mut Chance) {
        let purse = setting::prepaid(&self.rooms[chance.below(4) as usize].key);
        let has = self.book.available(purse);
        let more = papers::given_back(purse, &[(setting::CASH.id(), has + Money(1))]);
        let refused = self.send(self.today, Act::Post { postings: more });
        assert!(matches!(refused, Err(Refusal::Below { .. })), "never below nothing, seed {}", self.seed);
        let cash = self.book.available(setting::CASH.id());
        let amount = Money(has.0.min(cash.0).min(5_000));
        if amount > Money::ZERO {
            self.post(self.today, papers::given_back(purse, &[(setting::CASH.id(), amount)]));
            self.saw("prepayment back");
        }
    }

    /// The month before the last is closed.
    pub fn close_books(&mut self) {
        let month = charge::period::Grid::calendar().period(charge::Rhythm::Monthly, self.today.plus_days(-35));
        if month.from >= first() && self.book.closed_until().is_none_or(|until| until < month.last()) {
            self.book.close(month.last()).expect("closed");
            self.saw("closed");
        }
    }

    /// Papers and ledger say the same, and nothing is overpaid.
    pub fn agrees(&self) {
        let seed = self.seed;
        let totals = self.book.accounts().map(|account| self.book.totals(account.id));
        assert_eq!(sum_of_all(totals), Money::ZERO, "I2, seed {seed}");
        assert_eq!(flaws(&self.receipts), [], "I10, seed {seed}");
        let mut owed: BTreeMap<&str, Money> = BTreeMap::new();
        for claim in &self.claims {
            assert!(claim.owed(self.today) >= Money::ZERO, "I6: never overpaid, seed {seed}: {claim:?}");
            let sum = owed.entry(claim.payer.as_str()).or_default();
            *sum = *sum + claim.owed(self.today);
        }
        for payer in setting::PAYERS {
            let claims = owed.get(payer).copied().unwrap_or_default();
            assert_eq!(self.book.balance(setting::receivable(payer)), claims, "I6, {payer}, seed {seed}");
        }
    }

    pub fn at_the_end(&self, chance: &mut Chance) {
        let seed = self.seed;
        let accounts: Vec<_> = self.book.accounts().cloned().collect();
        let kept = accounts.iter().map(|account| (account.id, self.book.totals(account.id))).collect();
        assert_eq!(
            verify(&accounts, self.book.periods(), self.book.entries(), &kept),
            [],
            "I1–I5, I9, I11, seed {seed}"
        );
        for _ in 0..6 {
            let on = first().plus_days(chance.below(365) as i64);
            let stood = self.book.as_of(on, u64::MAX);
            let receivables = setting::PAYERS.iter().map(|payer| setting::receivable(payer));
            let claims: Money = self.claims.iter().map(|claim| claim.owed(on)).sum();
            let balance: Money =
                receivables.map(|id| stood.get(&id).copied().unwrap_or_default().balance(Side::Debit)).sum();
            assert_eq!(balance, claims, "as of {on}, seed {seed}");
            assert_eq!(aging(&self.claims, on).total(), claims, "as of {on}, seed {seed}");
            assert!(Trial::of(&self.book, first(), on).balances(), "seed {seed}");
        }
    }
}

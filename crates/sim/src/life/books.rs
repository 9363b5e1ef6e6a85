//! The book of each community: the accountant posts what recurs, and the finance manager closes the month before.

use chrono::Datelike;
use kernel::{Date, Result, Span};
use module::HOME_ZONE;
use serde::Deserialize;
use serde_json::json;

use super::{
    Happening, Life,
    spending::{Planned, Spent},
};
use crate::{
    dice::Dice,
    stage::{said, text},
};

const OPEN: &str = "ledger.book_account.create";
const POST: &str = "ledger.entry.create";
const CLOSE: &str = "ledger.period.close";
/// When the accountant posts.
const POSTED_AT: Span = Span::minutes(9 * 60 + 40);
/// Rooms for which the amounts of world/books.toml are meant.
pub(super) const ROOMS: i64 = 1_000;

/// books.toml: accounts and what recurs on them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Books {
    /// The day of a month on which the month before is closed.
    pub close_on: u32,
    /// By how many per cent amounts vary.
    pub varies: i64,
    /// What stands at the beginning; its day is the first.
    pub opening: Recurring,
    /// The accounts moved by hand.
    pub account: Vec<BookAccount>,
    /// What recurs.
    pub entry: Vec<Recurring>,
    /// What the year's budget allows, by item.
    pub budget: Vec<Planned>,
    /// What is claimed every month.
    pub expense: Vec<Spent>,
}

/// An account of books.toml.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookAccount {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: String,
}

/// An entry of every month.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurring {
    /// The day of the month.
    #[serde(default)]
    pub day: u32,
    /// The code on the debit side.
    pub debit: String,
    /// The code on the credit side.
    pub credit: String,
    /// How much, in 元 for a community of 1,000 rooms.
    pub amount: i64,
    /// What is written.
    pub memo: String,
}

impl Life {
    /// The same, with the books to be kept as well.
    #[must_use]
    pub fn keeping_books(mut self) -> Self {
        if self.stage.platform.registry.action(POST).is_none() {
            return self;
        }
        let now = self.stage.clock.now();
        let today = now.date(HOME_ZONE);
        for at in 0..self.cast.communities.len() {
            self.plan_at(now.max(today.start(HOME_ZONE) + POSTED_AT), Happening::Books(at, today));
        }
        self
    }

    /// A day of a community's book; the first opens it.
    pub(super) async fn keep_book(&mut self, at: usize, day: Date) -> Result<()> {
        let nth = u64::try_from(day.0.to_epoch_days()).unwrap_or(0) * 64 + u64::try_from(at).unwrap_or(0);
        let mut dice = Dice::of(self.plan.seed, "book", nth);
        if !self.accounts.keys().any(|(of, _)| *of == at) {
            self.open_book(at, day, &mut dice).await?;
            self.plan_year(at, day, &mut dice).await?;
        }
        let entries = self.world.books.entry.clone();
        for entry in entries.iter().filter(|entry| entry.day == day.0.day()) {
            self.post(at, day, entry, &mut dice).await?;
        }
        self.spend(at, day, &mut dice).await?;
        self.office_day(at, day, &mut dice).await?;
        if day.0.day() == self.world.books.close_on {
            self.close_month(at, day, &mut dice).await?;
            self.disclose(at, day, &mut dice).await?;
        }
        let next = day.plus_days(1);
        self.plan_at(next.start(HOME_ZONE) + POSTED_AT, Happening::Books(at, next));
        Ok(())
    }

    async fn open_book(&mut self, at: usize, day: Date, dice: &mut Dice) -> Result<()> {
        let Some(by) = self.near("accountant", at, dice) else { return Ok(()) };
        let (caller, org) = (self.cast.staff[by].caller.clone(), self.cast.communities[at].org);
        // What came from another program stands on accounts that are there already.
        let there = self.stage.list(&caller, "ledger.book_account.list", json!({ "org_id": org })).await?;
        for account in self.world.books.account.clone() {
            if let Some(known) = there.iter().find(|one| one["code"] == account.code.as_str()) {
                self.accounts.insert((at, account.code), text(known, "id")?);
                continue;
            }
            let input = json!({ "org_id": org, "code": account.code, "name": account.name });
            match self.stage.act(&caller, OPEN, input).await {
                Ok(made) => {
                    self.accounts.insert((at, account.code), text(&made, "id")?);
                    self.tally.actions += 1;
                }
                Err(error) => self.refused("ledger", "open", error)?,
            }
        }
        let opening = self.world.books.opening.clone();
        self.post(at, day, &opening, dice).await
    }

    async fn post(&mut self, at: usize, day: Date, entry: &Recurring, dice: &mut Dice) -> Result<()> {
        let Some(by) = self.near("accountant", at, dice) else { return Ok(()) };
        let side = |code: &String| self.accounts.get(&(at, code.clone())).cloned();
        let (Some(debit), Some(credit)) = (side(&entry.debit), side(&entry.credit)) else { return Ok(()) };
        let community = &self.cast.communities[at];
        let rooms = i64::try_from(community.rooms.len()).unwrap_or(ROOMS);
        let most = self.world.books.varies * 100;
        let varied = dice.between(-most, most);
        // Fen: 元 × 100, by rooms, give or take.
        let fen = (entry.amount * 100 * rooms / ROOMS * (10_000 + varied) / 10_000).max(100);
        let lines = json!([{ "book_account_id": debit, "debit": fen }, { "book_account_id": credit, "credit": fen }]);
        let input = json!({ "org_id": community.org, "entry_on": day, "memo": entry.memo, "postings": lines });
        let caller = self.cast.staff[by].caller.clone();
        match self.stage.act(&caller, POST, said(input)).await {
            Ok(_) => self.tally.actions += 1,
            Err(error) => self.refused("ledger", "post", error)?,
        }
        Ok(())
    }

    async fn close_month(&mut self, at: usize, day: Date, dice: &mut Dice) -> Result<()> {
        let Some(by) = self.near("finance_lead", at, dice) else { return Ok(()) };
        let until = day.plus_days(-i64::from(day.0.day()));
        let input = json!({ "org_id": self.cast.communities[at].org, "closed_until": until });
        let caller = self.cast.staff[by].caller.clone();
        match self.stage.act(&caller, CLOSE, input).await {
            Ok(_) => self.tally.actions += 1,
            Err(error) => self.refused("ledger", "close", error)?,
        }
        Ok(())
    }
}

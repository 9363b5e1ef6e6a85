//! Sums over published bills of a community and what moved on them, grouped: each an aggregate over indexes, whatever the number of bills.

use std::collections::BTreeMap;

use kernel::{Date, Money, OrgId, Result};
use module::Context;
use property::PlaceId;
use store::{Arg, Args, Select, Stored, args};
use tariff::FeeItemId;

use super::rules::Sums;

/// By what sums are grouped: the columns of what was billed, credited and settled, and the group. A group is an expression, lest SQLite
/// reads every bill there is in the order of an index on the group instead of those of the period.
pub(super) struct By {
    billed: &'static str,
    credited: &'static str,
    settled: &'static str,
    group: &'static str,
}

/// By fee item.
pub(super) const BY_ITEM: By = By {
    billed: "COALESCE(b.item_id, b.item_id), COUNT(*), CAST(SUM(b.amount_fen) AS BIGINT)",
    credited: "COALESCE(b.item_id, b.item_id), COUNT(*), CAST(SUM(c.amount_fen) AS BIGINT)",
    settled: "COALESCE(b.item_id, b.item_id), COUNT(*), CAST(SUM(s.amount_fen) AS BIGINT)",
    group: "COALESCE(b.item_id, b.item_id)",
};
/// By room or parking space.
pub(super) const BY_PLACE: By = By {
    billed: "COALESCE(b.place_id, b.place_id), COUNT(*), CAST(SUM(b.amount_fen) AS BIGINT)",
    credited: "COALESCE(b.place_id, b.place_id), COUNT(*), CAST(SUM(c.amount_fen) AS BIGINT)",
    settled: "COALESCE(b.place_id, b.place_id), COUNT(*), CAST(SUM(s.amount_fen) AS BIGINT)",
    group: "COALESCE(b.place_id, b.place_id)",
};
/// By the month in which the period begins.
pub(super) const BY_MONTH: By = By {
    billed: "SUBSTR(b.from_on, 1, 7), COUNT(*), CAST(SUM(b.amount_fen) AS BIGINT)",
    credited: "SUBSTR(b.from_on, 1, 7), COUNT(*), CAST(SUM(c.amount_fen) AS BIGINT)",
    settled: "SUBSTR(b.from_on, 1, 7), COUNT(*), CAST(SUM(s.amount_fen) AS BIGINT)",
    group: "SUBSTR(b.from_on, 1, 7)",
};

/// Which bills.
#[derive(Debug, Clone)]
pub(super) struct Narrowed {
    pub org: OrgId,
    pub item: Option<FeeItemId>,
    pub places: Option<Vec<PlaceId>>,
    /// At the end of which day; now when none is said.
    pub as_of: Option<Date>,
}

/// When their periods begin.
#[derive(Debug, Clone, Copy)]
pub(super) enum Begins {
    /// Before a day: arrears, of which what was settled before it is told apart.
    Before(Date),
    /// Within days, both counted.
    Within(Date, Date),
    /// After a day.
    After(Date),
}

impl Narrowed {
    fn of(&self, select: Select, begins: Begins) -> Select {
        let select = select.filter("b.org_id = ?", args![self.org]).filter_if("b.item_id = ?", self.item);
        // What was voided later stood on the day.
        let select = match self.as_of {
            None => select.filter("b.state = 'published'", args![]),
            Some(day) => select.filter(
                "(b.state = 'published' OR (b.state = 'voided' AND b.voided_on > ?)) AND b.bill_on <= ?",
                args![day, day],
            ),
        };
        let select = match &self.places {
            Some(places) => select.among("b.place_id", places.iter().map(Arg::from).collect()),
            None => select,
        };
        match begins {
            Begins::Before(day) => select.filter("b.from_on < ?", args![day]),
            Begins::Within(first, last) => select.filter("b.from_on >= ? AND b.from_on <= ?", args![first, last]),
            Begins::After(day) => select.filter("b.from_on > ?", args![day]),
        }
    }
}

/// The sums of each group.
pub(super) async fn sums<K: Stored + Ord>(
    cx: &mut Context,
    by: &By,
    narrowed: &Narrowed,
    begins: Begins,
) -> Result<BTreeMap<K, Sums>> {
    let mut found: BTreeMap<K, Sums> = BTreeMap::new();
    let billed = Select::from("bills b").columns(by.billed).scope("b.org_id", cx.scope());
    for (key, bills, sum) in grouped::<K>(cx, narrowed.of(billed, begins), by).await? {
        let one = found.entry(key).or_default();
        (one.bills, one.billed) = (bills, sum);
    }
    let credited = Select::from("bills b")
        .join("JOIN credit_notes c ON c.org_id = b.org_id AND c.bill_id = b.id AND c.state = 'approved'")
        .columns(by.credited)
        .scope("b.org_id", cx.scope())
        .filter_if("c.decided_on <= ?", narrowed.as_of);
    for (key, _, sum) in grouped::<K>(cx, narrowed.of(credited, begins), by).await? {
        found.entry(key).or_default().credited = sum;
    }
    let settled = |cx: &Context| {
        Select::from("bills b")
            .join("JOIN bill_settlements s ON s.org_id = b.org_id AND s.bill_id = b.id")
            .columns(by.settled)
            .scope("b.org_id", cx.scope())
            .filter_if("s.counts_on <= ?", narrowed.as_of)
    };
    let mut since = narrowed.of(settled(cx), begins);
    if let Begins::Before(day) = begins {
        since = since.filter("s.counts_on >= ?", args![day]);
        let before = narrowed.of(settled(cx), begins).filter("s.counts_on < ?", args![day]);
        for (key, _, sum) in grouped::<K>(cx, before, by).await? {
            found.entry(key).or_default().settled_before = sum;
        }
    }
    for (key, _, sum) in grouped::<K>(cx, since, by).await? {
        found.entry(key).or_default().settled = sum;
    }
    Ok(found)
}

async fn grouped<K: Stored>(cx: &mut Context, select: Select, by: &By) -> Result<Vec<(K, i64, Money)>> {
    let (sql, args): (_, Args) = select.group_by(by.group).build();
    cx.tx().fetch_all(sql, args).await
}

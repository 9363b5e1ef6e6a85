//! How a line came about, in sentences for the one who pays.

use kernel::{Message, Money, Rate};
use rust_decimal::Decimal;

use crate::{
    exact::Exact,
    line::{Line, Part},
    relief::{Relief, Relieved},
    rounding::{Step, Way},
    sharing::CostShare,
    tariff::{AreaKind, Billing, Pricing},
};

/// So many fen as yuan, cut off after four places.
pub(crate) fn yuan(fen: Exact) -> String {
    fen.over(Exact::whole(100)).map_or_else(|| "…".to_owned(), |yuan| yuan.shown(4))
}

/// A unit price in yuan.
pub(crate) fn rate(rate: Rate) -> String {
    Decimal::new(rate.0, 4).normalize().to_string()
}

pub(crate) fn sentences(line: &Line) -> Vec<Message> {
    let mut told = Vec::new();
    if let Some(usage) = &line.usage {
        let reading = Message::of(if usage.replaced { "charge-told-replaced" } else { "charge-told-reading" });
        told.push(
            reading
                .with("from", usage.days.from)
                .with("until", usage.days.to)
                .with("before", usage.before.normalize())
                .with("after", usage.after.normalize())
                .with("multiplier", usage.multiplier.normalize())
                .with("loss", Decimal::new(i64::from(usage.loss), 2).normalize())
                .with("quantity", usage.quantity.normalize()),
        );
        told.extend(usage.last.map(|last| Message::of("charge-told-last").with("quantity", last.normalize())));
        told.extend(usage.estimated.then(|| Message::of("charge-told-estimated")));
    }
    told.extend(line.shared.iter().flat_map(CostShare::told));
    for part in &line.parts {
        told.extend(part_told(part, line));
    }
    if line.off > Money::ZERO {
        told.push(Message::of("charge-told-off").with("amount", line.off));
    }
    let (zh, en) = rounding(line);
    told.push(
        Message::of("charge-told-total")
            .with("exact", yuan(line.exact))
            .with_words("rounding", zh, en)
            .with("amount", line.amount),
    );
    if line.shares.len() > 1 {
        told.extend(
            line.shares
                .iter()
                .map(|share| Message::of("charge-told-share").with("payer", &share.payer).with("amount", share.amount)),
        );
    }
    told
}

/// The days of a part, what was multiplied, and the relief.
fn part_told(part: &Part, line: &Line) -> Vec<Message> {
    let mut told = if line.shared.is_some() { Vec::new() } else { price_told(part, line) };
    if part.price.surcharge > Money::ZERO {
        let (zh, en) = times(part, line);
        told.push(opened(part, "charge-told-surcharge", &zh, &en).with("price", part.price.surcharge));
    }
    told.extend(part.relief.as_ref().map(relieved));
    told.push(Message::of("charge-told-part").with("amount", yuan(part.amount)));
    told
}

fn opened(part: &Part, key: &'static str, zh: &str, en: &str) -> Message {
    Message::of(key)
        .with("from", part.days.from)
        .with("until", part.days.last())
        .with("version", part.price.version)
        .with_words("times", zh, en)
}

/// What was multiplied with what.
fn price_told(part: &Part, line: &Line) -> Vec<Message> {
    let (zh, en) = times(part, line);
    let opened = |key: &'static str| opened(part, key, &zh, &en);
    let mut told = Vec::new();
    match &part.price.pricing {
        Pricing::Fixed { amount } => told.push(opened("charge-told-fixed").with("price", amount)),
        Pricing::Area { area, rate: price } => {
            let (zh, en, area) = match area {
                AreaKind::Built => ("建筑面积", "built area", part.measures.built),
                AreaKind::Inside => ("套内面积", "inside area", part.measures.inside),
            };
            let area = area.unwrap_or_default();
            told.push(
                opened("charge-told-area").with_words("measure", zh, en).with("area", area).with("price", rate(*price)),
            );
        }
        Pricing::Count { of, rate: price } => {
            let count = part.measures.named.get(of).copied().unwrap_or_default().normalize();
            told.push(opened("charge-told-count").with("of", of).with("count", count).with("price", rate(*price)));
        }
        Pricing::Days { rate: price } => {
            told.push(opened("charge-told-days").with("days", part.days.days()).with("price", rate(*price)));
        }
        Pricing::Usage { unit, rate: price } => {
            let quantity = line.usage.as_ref().and_then(|usage| Exact::decimal(usage.quantity));
            let quantity = quantity.and_then(|quantity| quantity.times(part.times)).unwrap_or(Exact::ZERO);
            told.push(
                opened("charge-told-usage")
                    .with("quantity", quantity.shown(4))
                    .with("unit", unit)
                    .with("price", rate(*price)),
            );
        }
        Pricing::Tiers { unit, .. } => told.extend(part.tiers.iter().map(|tier| {
            opened("charge-told-tier")
                .with("tier", tier.tier)
                .with("quantity", tier.quantity.shown(4))
                .with("unit", unit)
                .with("price", rate(tier.rate))
        })),
        Pricing::Formula { formula, price } => {
            let price = price.as_ref().map(|(rate, _)| *rate);
            let values = formula.names().into_iter().filter_map(|name| {
                let value = crate::formula::value(&name, &part.measures, price, line.usage.as_ref())?;
                Some(format!("{name}={}", value.normalize()))
            });
            let values: Vec<String> = values.collect();
            let words = formula.words();
            told.push(
                opened("charge-told-formula")
                    .with_words("formula", &words.zh, &words.en)
                    .with("values", values.join("，")),
            );
        }
    }
    told
}

fn relieved(relief: &Relief) -> Message {
    let approved = relief.approved.as_deref().unwrap_or_default();
    if relief.kind == Relieved::Gift && relief.pays == 0 {
        return Message::of("charge-told-gift").with("approved", approved);
    }
    let (zh, en) = match relief.kind {
        Relieved::Vacant => ("空置", "vacancy"),
        Relieved::Discount => ("折扣", "discount"),
        Relieved::Gift => ("赠送", "gift"),
    };
    Message::of("charge-told-relief")
        .with_words("kind", zh, en)
        .with("percent", Decimal::new(i64::from(relief.pays), 2).normalize())
        .with("approved", approved)
}

/// `× 2+14/31 个月`, for use and what comes once nothing.
fn times(part: &Part, line: &Line) -> (String, String) {
    match line.billing {
        Billing::Periodic { .. } => (format!(" × {} 个月", part.times), format!(" × {} months", part.times)),
        _ if part.times == Exact::ONE => (String::new(), String::new()),
        _ => (format!(" × {}", part.times), format!(" × {}", part.times)),
    }
}

fn rounding(line: &Line) -> (&'static str, &'static str) {
    match (line.rounding.way, line.rounding.step) {
        (Way::HalfUp, Step::Fen) => ("四舍五入到分", "rounded to the fen"),
        (Way::HalfUp, Step::Jiao) => ("四舍五入到角", "rounded to the jiao"),
        (Way::HalfUp, Step::Yuan) => ("四舍五入到元", "rounded to the yuan"),
        (Way::Up, Step::Fen) => ("进位到分", "rounded up to the fen"),
        (Way::Up, Step::Jiao) => ("进位到角", "rounded up to the jiao"),
        (Way::Up, Step::Yuan) => ("进位到元", "rounded up to the yuan"),
        (Way::Down, Step::Fen) => ("舍去分以下", "cut off below the fen"),
        (Way::Down, Step::Jiao) => ("舍去角以下", "cut off below the jiao"),
        (Way::Down, Step::Yuan) => ("舍去元以下", "cut off below the yuan"),
    }
}

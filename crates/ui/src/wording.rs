//! How times, lengths of time and amounts are written for people: a second block of [`Speech`].

use chrono::{Datelike, Timelike, Weekday};
use chrono_tz::Tz;
use kernel::{Area, Date, Instant, Lang, Money, Span};

use crate::texts::Speech;

impl Speech {
    /// `2026-11-21 周六 14:05`, at a place.
    pub fn instant(&self, at: Instant, zone: Tz) -> String {
        let local = at.at(zone);
        format!("{} {} {}", local.format("%Y-%m-%d"), self.weekday(local.weekday()), local.format("%H:%M"))
    }

    /// `14:05` today, `昨天 14:05`, `11-19 14:05` in this year, `2025-12-31 14:05` before; at a place.
    pub fn moment(&self, at: Instant, now: Instant, zone: Tz) -> String {
        let (local, today) = (at.at(zone), now.at(zone));
        let clock = format!("{:02}:{:02}", local.hour(), local.minute());
        match (today.date_naive() - local.date_naive()).num_days() {
            0 => clock,
            1 => format!("{} {clock}", self.say("time-yesterday")),
            -1 => format!("{} {clock}", self.say("time-tomorrow")),
            _ if local.year() == today.year() => format!("{} {clock}", local.format("%m-%d")),
            _ => format!("{} {clock}", local.format("%Y-%m-%d")),
        }
    }

    /// `2026-11-21 周六`.
    pub fn date(&self, day: Date) -> String {
        format!("{day} {}", self.weekday(day.0.weekday()))
    }

    /// `¥1,234.56`; `-¥5.00` below zero.
    pub fn money(&self, amount: Money) -> String {
        let text = amount.to_string();
        text.strip_prefix('-').map_or_else(|| format!("¥{text}"), |rest| format!("-¥{rest}"))
    }

    /// `89.50 m²`.
    pub fn area(&self, area: Area) -> String {
        format!("{area} m²")
    }

    /// A length of time in its two greatest units: `3 时 20 分`, `2 天 4 时`, `38 分`. Below a minute: `不到 1 分`. The sign is left out.
    pub fn span(&self, span: Span) -> String {
        let minutes = span.0.unsigned_abs() / 60_000_000;
        let (days, hours, rest) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
        let part = |key: &str, count: u64| self.say_with(key, &[("count", &count.to_string())]);
        let parts = match (days, hours, rest) {
            (0, 0, 0) => return self.say("span-under-a-minute"),
            (0, 0, m) => vec![part("span-minutes", m)],
            (0, h, 0) => vec![part("span-hours", h)],
            (0, h, m) => vec![part("span-hours", h), part("span-minutes", m)],
            (d, 0, _) => vec![part("span-days", d)],
            (d, h, _) => vec![part("span-days", d), part("span-hours", h)],
        };
        parts.join(" ")
    }

    /// What is left until a limit: `余 38 分`, and `超时 12 分` once it has passed.
    pub fn left(&self, due: Instant, now: Instant) -> String {
        let (key, span) = if due >= now { ("time-left", due - now) } else { ("time-over", now - due) };
        self.say_with(key, &[("span", &self.span(span))])
    }

    /// How long ago something was: `刚刚`, `12 分前`.
    pub fn ago(&self, at: Instant, now: Instant) -> String {
        let span = now - at;
        if span < Span::minutes(1) {
            return self.say("time-just-now");
        }
        self.say_with("time-ago", &[("span", &self.span(span))])
    }

    /// A count with thousands separators: `12,345`.
    pub fn count(&self, count: u64) -> String {
        let digits = count.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    fn weekday(&self, day: Weekday) -> &'static str {
        let index = day.num_days_from_monday() as usize;
        match self.lang {
            Lang::Zh => ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][index],
            Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][index],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHANGHAI: Tz = chrono_tz::Asia::Shanghai;

    fn at(text: &str) -> Instant {
        text.parse().expect("a time")
    }

    #[test]
    fn times_are_written_as_the_office_writes_them() {
        let zh = Speech::shared(Lang::Zh);
        let now = at("2026-11-21T06:05:00Z");
        assert_eq!(zh.instant(now, SHANGHAI), "2026-11-21 周六 14:05");
        assert_eq!(zh.moment(at("2026-11-20T15:30:00Z"), now, SHANGHAI), "昨天 23:30");
        assert_eq!(zh.moment(at("2025-12-31T16:30:00Z"), now, SHANGHAI), "01-01 00:30");
        assert_eq!(zh.date(Date::of(2026, 11, 21).expect("a day")), "2026-11-21 周六");
        assert_eq!(zh.left(now + Span::minutes(38), now), "余 38 分");
        assert_eq!(zh.left(now - Span::minutes(12), now), "超时 12 分");
        assert_eq!(zh.left(now + Span::minutes(109), now), "余 1 时 49 分");
        assert_eq!(zh.ago(now - Span::hours(26), now), "1 天 2 时前");
        assert_eq!(zh.ago(now, now), "刚刚");
    }

    #[test]
    fn english_counts_its_units() {
        let en = Speech::shared(Lang::En);
        let now = at("2026-11-21T06:05:00Z");
        assert_eq!(en.left(now - Span::minutes(61), now), "1 h 1 min over");
        assert_eq!(en.ago(now - Span::days(1), now), "1 day ago");
        assert_eq!(en.ago(now - Span::days(2), now), "2 days ago");
    }

    #[test]
    fn amounts_carry_their_unit() {
        let zh = Speech::shared(Lang::Zh);
        assert_eq!(zh.money(Money(123_456)), "¥1,234.56");
        assert_eq!(zh.money(Money(-500)), "-¥5.00");
        assert_eq!(zh.area(Area(8_950)), "89.50 m²");
        assert_eq!(zh.count(1_234_567), "1,234,567");
    }
}

//! iCalendar text (RFC 5545) – pure: escaping, folding, instants in UTC.

use kernel::{Instant, Span};

use super::model::Appointment;

/// Octets of a line before it is folded.
const LINE: usize = 75;
/// How long an appointment is when nobody says.
const LENGTH_MINUTES: i64 = 60;

/// A text as a property's value.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\\' | ';' | ',' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            other => out.push(other),
        }
    }
    out
}

/// Adds a line, folded so that none has more than 75 octets and no sign is cut in two.
fn line(out: &mut String, text: &str) {
    let mut left = LINE;
    for sign in text.chars() {
        let octets = sign.len_utf8();
        if octets > left {
            out.push_str("\r\n ");
            left = LINE - 1;
        }
        out.push(sign);
        left -= octets;
    }
    out.push_str("\r\n");
}

/// `20261121T060500Z`
fn instant(at: Instant) -> String {
    at.at(chrono_tz::UTC).format("%Y%m%dT%H%M%SZ").to_string()
}

/// A calendar of these appointments.
pub(crate) fn calendar(name: &str, appointments: &[Appointment]) -> String {
    let mut out = String::new();
    let mut property = |name: &str, value: &str| line(&mut out, &format!("{name}:{value}"));
    property("BEGIN", "VCALENDAR");
    property("VERSION", "2.0");
    property("PRODID", "-//Steward//Appointments//ZH");
    property("METHOD", "PUBLISH");
    property("X-WR-CALNAME", &escaped(name));
    property("REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
    for one in appointments {
        property("BEGIN", "VEVENT");
        property("UID", &escaped(&one.uid));
        property("DTSTAMP", &instant(one.changed_at));
        property("LAST-MODIFIED", &instant(one.changed_at));
        property("SEQUENCE", &one.sequence.to_string());
        property("DTSTART", &instant(one.at));
        property("DTEND", &instant(one.until.unwrap_or(one.at + Span::minutes(LENGTH_MINUTES))));
        property("SUMMARY", &escaped(&one.summary));
        if let Some(location) = &one.location {
            property("LOCATION", &escaped(location));
        }
        if !one.description.is_empty() {
            property("DESCRIPTION", &escaped(&one.description));
        }
        if let Some(url) = &one.url {
            property("URL", url);
        }
        property("END", "VEVENT");
    }
    property("END", "VCALENDAR");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(summary: &str) -> Appointment {
        Appointment {
            uid: "case_1@steward".into(),
            at: "2026-11-21T06:05:00Z".parse().expect("an instant"),
            until: None,
            summary: summary.into(),
            location: Some("3-1-502".into()),
            description: "先敲门; 带伞, 有狗\n二楼".into(),
            url: None,
            sequence: 4,
            changed_at: "2026-11-20T01:00:00Z".parse().expect("an instant"),
        }
    }

    /// What a reader of the format makes of folded lines.
    fn unfolded(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    #[test]
    fn an_appointment_is_written_as_the_standard_says() {
        let text = calendar("我的预约", &[visit("上门维修")]);
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        assert!(text.contains("DTSTART:20261121T060500Z\r\nDTEND:20261121T070500Z\r\n"), "{text}");
        let text = unfolded(&text);
        assert!(text.contains(r"DESCRIPTION:先敲门\; 带伞\, 有狗\n二楼"), "{text}");
        assert!(text.contains("SEQUENCE:4\r\n") && text.contains("LOCATION:3-1-502\r\n"));
    }

    #[test]
    fn no_line_is_longer_than_allowed_and_no_sign_is_cut() {
        let long = "水管漏水".repeat(40);
        let text = calendar("我的预约", &[visit(&long)]);
        assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text}");
        assert!(unfolded(&text).contains(&format!("SUMMARY:{long}\r\n")), "folding changes nothing");
        assert!(!text.replace("\r\n", "").contains('\n'), "every line ends with both signs");
    }
}

//! How a phone is shown, and when somebody may fill a post.

use kernel::{Date, Error, Message, Result};

use super::model::{PostRow, PostState, StaffState};

/// A phone number as everybody may see it: `138****0001`. Short numbers show their last two digits only.
pub fn masked(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let text = |part: &[char]| part.iter().collect::<String>();
    match digits.len() {
        0 => String::new(),
        n if n < 8 => format!("****{}", text(&digits[n.saturating_sub(2)..])),
        n => format!("{}****{}", text(&digits[..3]), text(&digits[n - 4..])),
    }
}

/// Refuses an end before the beginning.
pub fn check_span(from: Date, to: Option<Date>) -> Result<()> {
    match to {
        Some(to) if to < from => Err(Error::field("to_on", Message::of("org-ends-before-it-begins"))),
        _ => Ok(()),
    }
}

/// Refuses to fill a closed post, or to fill one with somebody who has left.
pub fn check_assignment(post: &PostRow, staff: StaffState, from: Date, to: Option<Date>) -> Result<()> {
    if post.state == PostState::Closed {
        return Err(Error::field("post_id", Message::of("org-post-closed").with("name", &post.name)));
    }
    if staff == StaffState::Left {
        return Err(Error::field("staff_id", Message::of("org-staff-left")));
    }
    check_span(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_shows_enough_to_know_it_and_not_enough_to_call() {
        for (phone, shown) in [
            ("13800100001", "138****0001"),
            ("0555-8130010", "055****0010"),
            ("95598", "****98"),
            ("", ""),
            ("+86 138 0010 0001", "861****0001"),
        ] {
            assert_eq!(masked(phone), shown);
        }
    }

    #[test]
    fn an_assignment_does_not_end_before_it_begins() {
        let day = |d| Date::of(2026, 11, d).unwrap();
        assert!(check_span(day(2), Some(day(1))).is_err());
        assert!(check_span(day(2), Some(day(2))).is_ok());
        assert!(check_span(day(2), None).is_ok());
    }
}

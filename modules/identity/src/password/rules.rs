//! What a password must be.

use kernel::{Error, Message, Result};

/// Characters at least.
pub const SHORTEST: usize = 10;

/// Passwords everybody tries first, in small letters.
const WORST: [&str; 24] = [
    "1234567890",
    "12345678910",
    "123456789a",
    "a123456789",
    "0123456789",
    "0987654321",
    "1111111111",
    "0000000000",
    "8888888888",
    "6666666666",
    "1qaz2wsx3edc",
    "qwertyuiop",
    "qwerty123456",
    "asdfghjkl1",
    "password123",
    "password1234",
    "passw0rd123",
    "administrator",
    "admin123456",
    "admin888888",
    "woaini1314",
    "iloveyou123",
    "5201314520",
    "wuye123456",
];

/// Refuses a password that is too short, the log-in name itself, or one that everybody tries first.
pub fn check(field: &str, password: &str, login: &str) -> Result<()> {
    let small = password.to_lowercase();
    let login = login.trim().to_lowercase();
    let one_sign = password.chars().collect::<std::collections::BTreeSet<_>>().len() < 4;
    if password.chars().count() < SHORTEST {
        Err(Error::field(field, Message::of("identity-password-short").with("min", SHORTEST)))
    } else if small == login || (login.len() >= 4 && small.trim_matches(|c: char| c.is_ascii_digit()) == login) {
        Err(Error::field(field, Message::of("identity-password-is-login")))
    } else if one_sign || WORST.contains(&small.as_str()) {
        Err(Error::field(field, Message::of("identity-password-worst")))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_neither_short_nor_known_to_everybody() {
        for (password, login, good) in [
            ("anhe-demo-2026", "linxiao", true),
            ("三人行必有我师焉择其善", "linxiao", true),
            ("short-one", "linxiao", false),
            ("linxiaolin", "linxiaolin", false),
            ("LinXiao1990", "linxiao", false),
            ("password123", "linxiao", false),
            ("PASSWORD123", "linxiao", false),
            ("aaaaaaaaaaaa", "linxiao", false),
            ("1212121212", "linxiao", false),
        ] {
            assert_eq!(check("password", password, login).is_ok(), good, "{password}");
        }
    }
}

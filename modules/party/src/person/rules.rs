//! What makes a number, a name or a document a good one, how each is masked, and how a name sounds.

use kernel::{Date, Error, Message, Result};
use pinyin::ToPinyin;

use super::model::{PersonKind, Personal};

/// Surnames of two characters; the mask leaves both.
const COMPOUND: [&str; 24] = [
    "欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "长孙", "宇文", "司徒", "令狐", "端木",
    "东方", "独孤", "南宫", "百里", "申屠", "轩辕", "澹台", "公冶", "钟离", "闻人",
];
/// Characters that sound differently as a surname.
const SURNAME_SOUNDS: [(char, &str); 16] = [
    ('单', "shan"),
    ('仇', "qiu"),
    ('解', "xie"),
    ('查', "zha"),
    ('覃', "qin"),
    ('区', "ou"),
    ('朴', "piao"),
    ('曾', "zeng"),
    ('翟', "zhai"),
    ('盖', "ge"),
    ('尉', "yu"),
    ('乐', "yue"),
    ('任', "ren"),
    ('华', "hua"),
    ('么', "yao"),
    ('缪', "miao"),
];
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;
const IDENTITY_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const IDENTITY_CHECKS: &[u8; 11] = b"10X98765432";
const LICENCE_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const LICENCE_SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A name without space around it or doubled inside it.
pub fn name(text: &str) -> Result<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() { Err(Error::field("name", Message::of("invalid-required"))) } else { Ok(name) }
}

/// A telephone number as it is kept: digits alone, without the country code 86; `+` stays before any other.
pub fn phone(field: &str, text: &str) -> Result<String> {
    let mut digits: String = text.chars().filter_map(half_digit).collect();
    let foreign = text.trim_start().starts_with(['+', '＋']) && !digits.starts_with("86");
    if !foreign {
        // 0086 138…, +86 138…, 86 138…: all of them the number at home.
        let bare = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86"));
        if let Some(home) = bare.filter(|rest| is_mobile(rest)) {
            digits = home.to_owned();
        }
    }
    let mobile_like = !foreign && digits.len() == 11 && digits.starts_with('1');
    if !PHONE_DIGITS.contains(&digits.len()) || (mobile_like && !is_mobile(&digits)) {
        return Err(Error::field(field, Message::of("invalid-phone")));
    }
    Ok(if foreign { format!("+{digits}") } else { digits })
}

/// Whether these digits are a mobile number of the mainland.
pub fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]) && bytes.iter().all(u8::is_ascii_digit)
}

fn half_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0),
        _ => None,
    }
}

/// An identity number as it is kept: capital letters and digits. A card of eighteen characters and a licence of
/// eighteen must bear the right check character; other documents (passport, older card) are taken as they are.
pub fn identity_number(kind: PersonKind, text: &str) -> Result<String> {
    let number: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    let plain = number.bytes().all(|b| b.is_ascii_alphanumeric()) && (5..=20).contains(&number.len());
    let digits_first = number.len() == 18 && number.bytes().take(17).all(|b| b.is_ascii_digit());
    let right = match kind {
        PersonKind::Person if digits_first => card_is_right(&number),
        PersonKind::Organisation if number.len() == 18 => licence_is_right(&number),
        _ => true,
    };
    if plain && right { Ok(number) } else { Err(Error::field("identity_number", Message::of("party-identity-wrong"))) }
}

/// GB 11643: birthday and check character of an eighteen-character card.
fn card_is_right(number: &str) -> bool {
    let sum: u32 = number.bytes().zip(IDENTITY_WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = IDENTITY_CHECKS[(sum % 11) as usize];
    number.as_bytes()[17] == check && birthday(number).is_some()
}

/// The birthday that an eighteen-character card names.
pub fn birthday(card: &str) -> Option<Date> {
    let part = |range| card.get(range).and_then(|digits: &str| digits.parse::<u32>().ok());
    let year = i32::try_from(part(6..10)?).ok()?;
    Date::of(year, part(10..12)?, part(12..14)?).filter(|_| (1850..2200).contains(&year))
}

/// GB 32100: check character of a unified social credit code.
fn licence_is_right(number: &str) -> bool {
    let values: Option<Vec<usize>> = number.chars().map(|c| LICENCE_SIGNS.find(c)).collect();
    values.is_some_and(|values| {
        let sum: usize = values.iter().zip(LICENCE_WEIGHTS).map(|(value, weight)| value * weight).sum();
        (31 - sum % 31) % 31 == values[17]
    })
}

/// An e-mail address: one `@` with something on both sides.
pub fn email(text: &str) -> Result<String> {
    let address = text.trim();
    let parts: Vec<&str> = address.split('@').collect();
    let right = matches!(parts.as_slice(), [user, host] if !user.is_empty() && host.contains('.'))
        && !address.contains(char::is_whitespace);
    if right { Ok(address.to_owned()) } else { Err(Error::field("email", Message::of("party-email-wrong"))) }
}

/// A text with something in it, without space around it.
pub fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Personal fields as they were typed, in the form in which they are kept.
pub(crate) fn personal(kind: PersonKind, typed: Personal) -> Result<Personal> {
    Ok(Personal {
        phone: given(typed.phone.as_deref()).map(|p| phone("phone", p)).transpose()?,
        second_phone: given(typed.second_phone.as_deref()).map(|p| phone("second_phone", p)).transpose()?,
        identity_number: given(typed.identity_number.as_deref()).map(|n| identity_number(kind, n)).transpose()?,
        email: given(typed.email.as_deref()).map(email).transpose()?,
    })
}

/// The surname of a Chinese name: one character, or two of the compound ones.
fn surname(name: &str) -> &str {
    COMPOUND
        .iter()
        .find(|s| name.starts_with(**s) && name.len() > s.len())
        .copied()
        .unwrap_or_else(|| name.chars().next().map_or("", |first| &name[..first.len_utf8()]))
}

/// `张小明` → `张**`. A firm is no secret and keeps its name.
pub fn mask_name(kind: PersonKind, name: &str) -> String {
    if kind == PersonKind::Organisation {
        return name.to_owned();
    }
    let surname = surname(name);
    let hidden = name.chars().count().saturating_sub(surname.chars().count()).clamp(1, 3);
    format!("{surname}{}", "*".repeat(hidden))
}

/// `13800132046` → `138****2046`; shorter numbers keep their last four, or fewer.
pub fn mask_phone(phone: &str) -> String {
    let count = phone.chars().count();
    if count >= 11 { mask(phone, 3, 4) } else { mask(phone, 0, 4.min(count / 2)) }
}

/// `11010119900307002X` → `1101**********002X`; shorter documents keep less.
pub fn mask_identity(number: &str) -> String {
    let count = number.chars().count();
    if count >= 15 { mask(number, 4, 4) } else { mask(number, 1, 2) }
}

/// `wang.min@example.com` → `w*******@example.com`.
pub fn mask_email(address: &str) -> String {
    address.split_once('@').map_or_else(|| mask(address, 1, 0), |(user, host)| format!("{}@{host}", mask(user, 1, 0)))
}

fn mask(text: &str, first: usize, last: usize) -> String {
    let count = text.chars().count();
    let shown = |at: usize| at < first || at + last >= count;
    text.chars().enumerate().map(|(at, c)| if shown(at) { c } else { '*' }).collect()
}

/// The same fields, masked.
pub(crate) fn masked(personal: &Personal) -> Personal {
    Personal {
        phone: personal.phone.as_deref().map(mask_phone),
        second_phone: personal.second_phone.as_deref().map(mask_phone),
        identity_number: personal.identity_number.as_deref().map(mask_identity),
        email: personal.email.as_deref().map(mask_email),
    }
}

/// How a name sounds, syllable by syllable; characters without a sound stand for themselves.
fn sounds(name: &str) -> Vec<String> {
    let compound = COMPOUND.iter().any(|s| name.starts_with(s));
    name.chars()
        .zip(name.to_pinyin())
        .enumerate()
        .map(|(at, (c, sound))| {
            let surname = SURNAME_SOUNDS.iter().find(|(s, _)| at == 0 && !compound && *s == c);
            match (surname, sound) {
                (Some((_, sound)), _) => (*sound).to_owned(),
                (None, Some(sound)) => sound.plain().to_owned(),
                (None, None) => c.to_lowercase().to_string(),
            }
        })
        .collect()
}

/// The key by which names are ordered: sounds first, then the characters themselves.
pub fn name_key(name: &str) -> String {
    format!("{}|{name}", sounds(name).join(" "))
}

/// The terms a name is found by; with its right sound where the surname is said in its own way.
pub(crate) fn name_terms(name: &str) -> Vec<String> {
    let mut terms = module::search::name_terms(name);
    let sounds = sounds(&name.replace(' ', ""));
    terms.push(sounds.concat());
    terms.push(sounds.iter().filter_map(|sound| sound.chars().next()).collect());
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_in_one_form() {
        for (typed, kept) in [
            ("138 0013 2046", "13800132046"),
            ("+86 138-0013-2046", "13800132046"),
            ("008613800132046", "13800132046"),
            ("１３８００１３２０４６", "13800132046"),
            ("010-6655 4433", "01066554433"),
            ("95598", "95598"),
            ("+852 2345 6789", "+85223456789"),
        ] {
            assert_eq!(phone("phone", typed).expect(typed), kept);
        }
        for wrong in ["12345678901", "1234", "电话", "12800132046", "1380013204612345"] {
            assert!(phone("phone", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_card_with_a_slip_of_the_pen_is_refused() {
        let of = |text| identity_number(PersonKind::Person, text);
        assert_eq!(of("11010519491231002x").expect("right"), "11010519491231002X");
        assert_eq!(of("440524 18800101 0014").expect("right"), "440524188001010014");
        for wrong in ["110105194912310021", "11010519491331002X", "1234", "护照123456"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        assert_eq!(of("e12345678").expect("a passport"), "E12345678");
    }

    #[test]
    fn a_licence_has_its_own_check() {
        let of = |text| identity_number(PersonKind::Organisation, text);
        assert!(of("91350100M000100Y43").is_ok());
        assert!(of("91350100M000100Y44").is_err());
        assert!(of("91350100I000100Y43").is_err());
    }

    #[test]
    fn what_is_masked_keeps_just_enough_to_recognise() {
        for (name, shown) in [("张三", "张*"), ("张小明", "张**"), ("欧阳修", "欧阳*"), ("王", "王*")] {
            assert_eq!(mask_name(PersonKind::Person, name), shown);
        }
        assert_eq!(mask_name(PersonKind::Organisation, "一碗面馆"), "一碗面馆");
        assert_eq!(mask_phone("13800132046"), "138****2046");
        assert_eq!(mask_phone("95598"), "***98");
        assert_eq!(mask_identity("11010519491231002X"), "1101**********002X");
        assert_eq!(mask_identity("E12345678"), "E******78");
        assert_eq!(mask_email("wangmin@example.com"), "w******@example.com");
    }

    #[test]
    fn names_are_ordered_and_found_by_sound() {
        let mut names = ["张小明", "曾国强", "单田芳", "李雷", "白云"];
        names.sort_by_key(|name| name_key(name));
        assert_eq!(names, ["白云", "李雷", "单田芳", "曾国强", "张小明"]);
        let terms = name_terms("单田芳");
        assert!(terms.iter().any(|t| t == "shantianfang") && terms.iter().any(|t| t == "stf"), "{terms:?}");
    }

    #[test]
    fn an_address_needs_both_its_sides() {
        assert_eq!(email(" a@b.cn ").expect("right"), "a@b.cn");
        for wrong in ["a", "@b.cn", "a@b", "a b@c.cn", "a@b@c.cn"] {
            assert!(email(wrong).is_err(), "{wrong}");
        }
    }
}

//! Which standard answers hold, and which a question means – pure.

use std::collections::BTreeSet;

use kernel::Date;

use super::model::ArticleRow;

/// Whether it holds on a day.
pub(crate) fn holds(article: &ArticleRow, day: Date) -> bool {
    article.from_on <= day && article.to_on.is_none_or(|last| last >= day)
}

/// The pairs of neighbouring signs of a text; Chinese has no spaces between its words.
fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let signs: Vec<char> = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    signs.windows(2).map(|two| (two[0], two[1])).collect()
}

/// How much a question has in common with what was asked, in hundredths of the shorter of both; its answer counts a quarter.
fn likeness(article: &ArticleRow, asked: &str) -> usize {
    let asked = pairs(asked);
    let share = |text: &str| {
        let own = pairs(text);
        let shorter = own.len().min(asked.len()).max(1);
        own.intersection(&asked).count() * 100 / shorter
    };
    share(&article.question).max(share(&article.answer) / 4)
}

/// Below this two questions only share a common word.
const ALIKE: usize = 20;

/// Those that may answer what was asked, the likeliest first, of equally likely ones the most used.
pub(crate) fn answering(articles: Vec<ArticleRow>, asked: &str, day: Date, most: usize) -> Vec<ArticleRow> {
    let mut found: Vec<(usize, ArticleRow)> = articles
        .into_iter()
        .filter(|a| holds(a, day))
        .map(|a| (likeness(&a, asked), a))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    found.sort_by_key(|(likeness, a)| std::cmp::Reverse((*likeness, a.used)));
    found.into_iter().take(most).map(|(_, a)| a).collect()
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant};
    use uuid::Uuid;

    use super::*;

    fn article(n: u128, question: &str, used: i64) -> ArticleRow {
        ArticleRow {
            id: Id::from_uuid(Uuid::from_u128(n)),
            org_id: Id::from_uuid(Uuid::nil()),
            number: format!("ZS{n}"),
            question: question.into(),
            answer: "请到客服中心办理".into(),
            topic: None,
            version: 1,
            from_on: "2026-01-01".parse().expect("a day"),
            to_on: None,
            used,
            changed_by: String::new(),
            changed_at: Instant(0),
        }
    }

    #[test]
    fn a_question_finds_its_answer_in_other_words() {
        let day = "2026-11-22".parse().expect("a day");
        let all = vec![
            article(1, "装修押金什么时候退", 0),
            article(2, "月卡停车费怎么交", 3),
            article(3, "停车月卡怎么办", 9),
        ];
        let numbers = |asked| answering(all.clone(), asked, day, 3).into_iter().map(|a| a.number).collect::<Vec<_>>();
        assert_eq!(numbers("业主问装修押金多久退还"), ["ZS1"]);
        assert_eq!(numbers("停车月卡").first().map(String::as_str), Some("ZS3"));
        assert!(numbers("电梯").is_empty());
        let over =
            ArticleRow { to_on: Some("2026-11-21".parse().expect("a day")), ..article(4, "停车月卡怎么办", 99) };
        assert!(!holds(&over, day), "what no longer holds is not said");
    }
}

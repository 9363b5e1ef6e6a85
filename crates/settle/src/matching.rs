//! Lines of a bank statement and what they pay: the one exact match posts, everything else waits for a person.

use std::collections::BTreeMap;

use charge::Period;
use kernel::{Date, Money};
use serde::{Deserialize, Serialize};

/// Money that came in at the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// The bank's number of it.
    pub key: String,
    /// When.
    pub on: Date,
    /// How much.
    pub amount: Money,
    /// What the payer wrote.
    pub reference: String,
    /// Who sent it.
    pub sender: String,
}

/// Money that is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// What it would pay.
    pub key: String,
    /// How much.
    pub amount: Money,
    /// What the payer may write: room, bill number, plate.
    pub codes: Vec<String>,
    /// Who may send it.
    pub senders: Vec<String>,
    /// When it may come.
    pub days: Period,
}

/// Why a line may pay something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fit {
    /// The amounts agree.
    pub amount: bool,
    /// A code stands in the reference.
    pub code: bool,
    /// The sender is known for it.
    pub sender: bool,
}

impl Fit {
    /// How many things agree.
    pub fn strength(self) -> u8 {
        u8::from(self.amount) + u8::from(self.code) + u8::from(self.sender)
    }
}

/// What a statement comes to. Every line stands in exactly one of the three.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposals {
    /// Line and what it pays: amount and code agree, and nothing else fits either of them as well. These post.
    pub exact: Vec<(String, String)>,
    /// Line and what it might pay, the best first: a person decides.
    pub open: Vec<(String, Vec<(String, Fit)>)>,
    /// Lines that fit nothing: they go to suspense.
    pub unknown: Vec<String>,
}

/// Matches a statement with what is expected. A line that was taken before (`taken`) is passed over.
pub fn propose(lines: &[StatementLine], expected: &[Expected], taken: &dyn Fn(&str) -> bool) -> Proposals {
    let mut proposals = Proposals::default();
    let mut fits: Vec<(&StatementLine, Vec<(&Expected, Fit)>)> = Vec::new();
    let mut wanted_by: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    for line in lines.iter().filter(|line| !taken(&line.key)) {
        // The same line twice in a statement is one line.
        if !seen.insert(line.key.as_str()) {
            continue;
        }
        let found: Vec<(&Expected, Fit)> = expected
            .iter()
            .filter(|one| one.days.holds(line.on) && line.amount > Money::ZERO)
            .map(|one| (one, fit(line, one)))
            .filter(|(_, fit)| fit.code || fit.sender)
            .collect();
        for (one, _) in found.iter().filter(|(_, fit)| exact(*fit)) {
            *wanted_by.entry(one.key.as_str()).or_default() += 1;
        }
        fits.push((line, found));
    }
    for (line, mut found) in fits {
        let sure: Vec<&Expected> = found.iter().filter(|(_, fit)| exact(*fit)).map(|(one, _)| *one).collect();
        match sure.as_slice() {
            [one] if wanted_by.get(one.key.as_str()) == Some(&1) => {
                proposals.exact.push((line.key.clone(), one.key.clone()));
            }
            _ if found.is_empty() => proposals.unknown.push(line.key.clone()),
            _ => {
                found.sort_by(|(a, x), (b, y)| y.strength().cmp(&x.strength()).then_with(|| a.key.cmp(&b.key)));
                let list = found.into_iter().map(|(one, fit)| (one.key.clone(), fit)).collect();
                proposals.open.push((line.key.clone(), list));
            }
        }
    }
    proposals
}

const fn exact(fit: Fit) -> bool {
    fit.amount && fit.code
}

fn fit(line: &StatementLine, expected: &Expected) -> Fit {
    Fit {
        amount: line.amount == expected.amount,
        code: expected.codes.iter().any(|code| stands_in(code, &line.reference)),
        sender: expected.senders.iter().any(|sender| !sender.is_empty() && plain(sender) == plain(&line.sender)),
    }
}

/// Whether a code stands in a text as a word of its own; spaces, width of letters and case do not matter.
pub fn stands_in(code: &str, text: &str) -> bool {
    let (code, text): (Vec<char>, Vec<char>) = (plain(code), folded(text).collect());
    if code.is_empty() {
        return false;
    }
    (0..text.len()).any(|start| {
        let before = start.checked_sub(1).and_then(|at| text.get(at));
        !joins(before)
            && !text[start].is_whitespace()
            && ends(&code, &text, start).is_some_and(|end| !joins(text.get(end)))
    })
}

/// Where the code ends that begins at `start`, spaces within it passed over.
fn ends(code: &[char], text: &[char], start: usize) -> Option<usize> {
    let mut at = start;
    for wanted in code {
        while text.get(at).is_some_and(|c| c.is_whitespace()) {
            at += 1;
        }
        if text.get(at) != Some(wanted) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// A sign that would make the code part of a longer one.
fn joins(sign: Option<&char>) -> bool {
    sign.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '-')
}

fn plain(text: &str) -> Vec<char> {
    folded(text).filter(|c| !c.is_whitespace()).collect()
}

/// Wide letters and dashes as narrow ones, in capitals.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c).to_ascii_uppercase(),
        '—' | '–' | '−' => '-',
        c => c.to_ascii_uppercase(),
    })
}

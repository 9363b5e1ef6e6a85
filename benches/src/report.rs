//! The table a bench ends with: what was measured, beside its yardstick, beside what was wanted.

use std::time::Duration;

/// What is wanted of a figure.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// At least so many times the yardstick.
    AtLeast(f64),
    /// At most so many times the yardstick.
    AtMost(f64),
    /// At most so much, whatever the yardstick says; the figure is in the same unit.
    Within(f64, &'static str),
    /// Shown to put others into proportion.
    Nothing,
}

/// One line of the table. `measured` and `yardstick` are in `unit`.
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// How much.
    pub measured: f64,
    /// What it is compared with, and how much that was.
    pub yardstick: Option<(&'static str, f64)>,
    /// The unit of both.
    pub unit: &'static str,
    /// What is wanted.
    pub wanted: Wanted,
}

/// The lines of one bench.
pub struct Report {
    title: String,
    lines: Vec<[String; 5]>,
    notes: Vec<String>,
}

impl Report {
    /// An empty table.
    pub fn new(name: &str, what: &str, scale: f64) -> Self {
        let size =
            if (scale - 1.0).abs() < f64::EPSILON { String::new() } else { format!(" – at {scale} of the size") };
        let built = if cfg!(debug_assertions) { " – a development build: its figures mean little" } else { "" };
        Self { title: format!("{name}: {what}{size}{built}"), lines: Vec::new(), notes: Vec::new() }
    }

    /// Adds a line.
    pub fn add(&mut self, figure: Figure) {
        let ratio = figure.yardstick.map(|(_, yardstick)| figure.measured / yardstick.max(f64::MIN_POSITIVE));
        let (wanted, met) = match figure.wanted {
            Wanted::AtLeast(times) => (format!("≥ {times} ×"), ratio.map(|r| r >= times)),
            Wanted::AtMost(times) => (format!("≤ {times} ×"), ratio.map(|r| r <= times)),
            Wanted::Within(most, unit) => (format!("≤ {most} {unit}"), Some(figure.measured <= most)),
            Wanted::Nothing => (String::new(), None),
        };
        let met = match met {
            Some(true) => " met",
            Some(false) => " MISSED",
            None => "",
        };
        self.lines.push([
            figure.what,
            format!("{} {}", plain(figure.measured), figure.unit),
            figure.yardstick.map(|(name, much)| format!("{} {} {name}", plain(much), figure.unit)).unwrap_or_default(),
            ratio.map(|r| format!("{r:.2}")).unwrap_or_default(),
            format!("{wanted}{met}"),
        ]);
    }

    /// Adds a sentence below the table.
    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Prints everything.
    pub fn print(&self) {
        println!("\n{}", self.title);
        let head = ["what", "measured", "yardstick", "ratio", "wanted"].map(str::to_owned);
        let rows: Vec<&[String; 5]> = std::iter::once(&head).chain(&self.lines).collect();
        let widths: Vec<usize> =
            (0..5).map(|c| rows.iter().map(|r| r[c].chars().count()).max().unwrap_or_default()).collect();
        if !self.lines.is_empty() {
            for row in rows {
                let cells: Vec<String> =
                    row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
                println!("  {}", cells.join(" | ").trim_end());
            }
        }
        self.notes.iter().for_each(|note| println!("  {note}"));
    }
}

/// Three figures are enough to read; thousands are counted in full.
fn plain(much: f64) -> String {
    match much.abs() {
        x if x >= 100.0 => format!("{much:.0}"),
        x if x >= 10.0 => format!("{much:.1}"),
        _ => format!("{much:.2}"),
    }
}

/// The time below which this part of the (sorted) times lies, in milliseconds.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a rank")]
pub fn percentile(sorted: &[Duration], part: f64) -> f64 {
    let rank = (sorted.len().saturating_sub(1) as f64 * part).round() as usize;
    sorted.get(rank).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

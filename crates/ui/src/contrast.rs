//! Words stay readable on every ground, in both themes (WCAG 2.2, 1.4.3 and 1.4.11): checked on the tokens themselves.

const TOKENS: &str = include_str!("../../../assets/css/tokens.css");

/// The colours of a token in the light and the dark theme.
fn token(name: &str) -> [[f64; 3]; 2] {
    let line = TOKENS.lines().find_map(|l| l.trim().strip_prefix(&format!("--{name}: light-dark("))).expect("a token");
    let mut colours = line.trim_end_matches(");").split(", ").map(|hex| {
        let channel =
            |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).map(f64::from).expect("a hex colour") / 255.0;
        [channel(1), channel(3), channel(5)]
    });
    [colours.next().expect("light"), colours.next().expect("dark")]
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn ratio(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The pairs whose contrast is below a limit.
fn too_weak(pairs: &[(&str, &str)], limit: f64) -> Vec<String> {
    let mut weak = Vec::new();
    for (front, ground) in pairs {
        for (theme, (a, b)) in ["light", "dark"].iter().zip(token(front).into_iter().zip(token(ground))) {
            if ratio(a, b) < limit {
                weak.push(format!("{front} on {ground}, {theme}: {:.2}", ratio(a, b)));
            }
        }
    }
    weak
}

#[test]
fn words_stand_out_from_their_ground() {
    let mut pairs = vec![
        ("accent-ink", "accent"),
        ("accent-ink", "accent-strong"),
        ("accent-strong", "accent-wash"),
        ("accent-strong", "paper"),
    ];
    for ground in ["paper", "ground", "wash"] {
        pairs.extend(["ink", "ink-2", "ink-3", "accent"].map(|ink| (ink, ground)));
    }
    for (tone, wash) in [
        ("accent", "accent-wash"),
        ("ok", "ok-wash"),
        ("warn", "warn-wash"),
        ("bad", "bad-wash"),
        ("wait", "wait-wash"),
    ] {
        pairs.extend([(tone, wash), (tone, "paper"), ("ink", wash)]);
    }
    assert_eq!(too_weak(&pairs, 4.5), Vec::<String>::new());
}

#[test]
fn the_edges_of_controls_stand_out_from_the_page() {
    assert_eq!(too_weak(&[("edge", "paper"), ("edge", "ground"), ("accent", "ground")], 3.0), Vec::<String>::new());
}

//! A light reading of Rust and TypeScript text: comments and literals told from code, tests from the rest, functions with their length.

use std::ops::Range;

/// A string literal of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// The line it begins on, counted from 1.
    pub line: usize,
    /// Its text as written, without quotes, escapes untouched.
    pub text: String,
    /// Where it lies in the source, quotes included.
    pub span: Range<usize>,
}

/// A source with its comments and literals set apart.
#[derive(Debug, Clone)]
pub struct Source {
    /// The text with comments and the inside of string literals blanked; as long as the original, lines kept.
    pub code: String,
    /// The text with only comments blanked.
    pub spoken: String,
    /// The string literals in order.
    pub literals: Vec<Literal>,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`, counted from 1.
    pub line: usize,
    /// The lines of its body that are not blank or comment.
    pub length: usize,
}

impl Source {
    /// Reads a text: Rust rules for literals when `rust`, else those of TypeScript.
    pub fn read(text: &str, rust: bool) -> Self {
        let mut reader = Reader::new(text, rust);
        reader.run();
        let text_of = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: text_of(reader.code), spoken: text_of(reader.spoken), literals: reader.literals }
    }

    /// How many lines of the range are neither blank nor comment.
    pub fn lines_in(&self, range: Range<usize>) -> usize {
        self.spoken.as_bytes()[range].split(|b| *b == b'\n').filter(|l| !l.trim_ascii().is_empty()).count()
    }

    /// The part of the source that is not a `#[cfg(test)]` module (which by habit comes last).
    pub fn without_tests(&self) -> Range<usize> {
        0..self.code.find("#[cfg(test)]\nmod ").unwrap_or(self.code.len())
    }

    /// The line, counted from 1, of a byte.
    pub fn line_of(&self, at: usize) -> usize {
        1 + self.code.as_bytes()[..at].iter().filter(|b| **b == b'\n').count()
    }

    /// Every function that has a body, `keyword` being `fn` or `function`.
    pub fn functions(&self, keyword: &str) -> Vec<Function> {
        let bytes = self.code.as_bytes();
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices(&format!("{keyword} ")) {
            if at > 0 && is_word(bytes[at - 1]) {
                continue;
            }
            let rest = &self.code[at + keyword.len() + 1..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if name.is_empty() {
                continue;
            }
            if let Some(body) = self.body_from(at) {
                found.push(Function { name, line: self.line_of(at), length: self.lines_in(body) });
            }
        }
        found
    }

    /// The inside of the first `{…}` after `from` that is not within parentheses; `None` when a `;` comes first.
    fn body_from(&self, from: usize) -> Option<Range<usize>> {
        let bytes = self.code.as_bytes();
        let mut depth = 0_usize;
        let mut open = None;
        for (at, byte) in bytes.iter().enumerate().skip(from) {
            match byte {
                b'(' | b'[' if open.is_none() => depth += 1,
                b')' | b']' if open.is_none() => depth = depth.saturating_sub(1),
                b';' if open.is_none() && depth == 0 => return None,
                b'{' if open.is_none() && depth == 0 => {
                    open = Some(at);
                    depth = 1;
                }
                b'{' if open.is_some() => depth += 1,
                b'}' if open.is_some() => {
                    depth -= 1;
                    if depth == 0 {
                        return open.map(|start| start + 1..at);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

struct Reader<'a> {
    bytes: &'a [u8],
    rust: bool,
    at: usize,
    line: usize,
    code: Vec<u8>,
    spoken: Vec<u8>,
    literals: Vec<Literal>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, rust: bool) -> Self {
        let bytes = text.as_bytes();
        let room = bytes.len();
        let (code, spoken) = (Vec::with_capacity(room), Vec::with_capacity(room));
        Self { bytes, rust, at: 0, line: 1, code, spoken, literals: Vec::new() }
    }

    fn run(&mut self) {
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            if rest.starts_with(b"//") {
                let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                self.blank(end);
            } else if rest.starts_with(b"/*") {
                let end = self.comment_end();
                self.blank(end);
            } else if self.rust && self.raw_hashes().is_some() {
                self.raw_string();
            } else if rest[0] == b'"' || (!self.rust && matches!(rest[0], b'\'' | b'`')) {
                self.string(rest[0]);
            } else if self.rust && rest[0] == b'\'' {
                let length = self.char_length();
                self.copy(length, length > 1);
            } else {
                self.copy(1, false);
            }
        }
    }

    fn put(&mut self, byte: u8, hide_code: bool, hide_spoken: bool) {
        let blank = if byte == b'\n' { b'\n' } else { b' ' };
        self.code.push(if hide_code { blank } else { byte });
        self.spoken.push(if hide_spoken { blank } else { byte });
        self.line += usize::from(byte == b'\n');
        self.at += 1;
    }

    fn blank(&mut self, length: usize) {
        for _ in 0..length {
            self.put(self.bytes[self.at], true, true);
        }
    }

    fn copy(&mut self, length: usize, hide_code: bool) {
        for _ in 0..length {
            self.put(self.bytes[self.at], hide_code, false);
        }
    }

    fn comment_end(&self) -> usize {
        let rest = &self.bytes[self.at..];
        let (mut depth, mut i) = (0_usize, 0);
        while i < rest.len() {
            if rest[i..].starts_with(b"/*") && (self.rust || depth == 0) {
                depth += 1;
                i += 2;
            } else if rest[i..].starts_with(b"*/") {
                depth -= 1;
                i += 2;
                if depth == 0 {
                    return i;
                }
            } else {
                i += 1;
            }
        }
        rest.len()
    }

    /// The hashes of a raw string that begins here (`r"`, `r#"`, `br"`), if one does.
    fn raw_hashes(&self) -> Option<usize> {
        if self.at > 0 && is_word(self.bytes[self.at - 1]) {
            return None;
        }
        let rest = &self.bytes[self.at..];
        let rest = rest.strip_prefix(b"b").unwrap_or(rest).strip_prefix(b"r")?;
        let hashes = rest.iter().take_while(|b| **b == b'#').count();
        (rest.get(hashes) == Some(&b'"')).then_some(hashes)
    }

    fn raw_string(&mut self) {
        let hashes = self.raw_hashes().unwrap_or_default();
        let (start, line) = (self.at, self.line);
        while self.bytes[self.at] != b'"' {
            self.copy(1, false);
        }
        self.copy(1, false);
        let inside = self.at;
        let end: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
        while self.at < self.bytes.len() && !self.bytes[self.at..].starts_with(&end) {
            self.copy(1, true);
        }
        self.literal(inside, start, line, end.len());
    }

    fn string(&mut self, quote: u8) {
        let (start, line) = (self.at, self.line);
        self.copy(1, false);
        let inside = self.at;
        while self.at < self.bytes.len() && self.bytes[self.at] != quote {
            let step = if self.bytes[self.at] == b'\\' && self.at + 1 < self.bytes.len() { 2 } else { 1 };
            self.copy(step, true);
        }
        self.literal(inside, start, line, 1);
    }

    fn literal(&mut self, inside: usize, start: usize, line: usize, closing: usize) {
        let text = String::from_utf8_lossy(&self.bytes[inside..self.at]).into_owned();
        self.copy(closing.min(self.bytes.len() - self.at), false);
        self.literals.push(Literal { line, text, span: start..self.at });
    }

    /// The length of the character literal here; 1 for the quote of a lifetime.
    fn char_length(&self) -> usize {
        let rest = &self.bytes[self.at + 1..];
        if rest.first() == Some(&b'\\') {
            return rest.iter().skip(2).position(|b| *b == b'\'').map_or(1, |end| end + 4);
        }
        let width = match rest.first() {
            Some(byte) if *byte >= 0xf0 => 4,
            Some(byte) if *byte >= 0xe0 => 3,
            Some(byte) if *byte >= 0xc0 => 2,
            _ => 1,
        };
        if rest.get(width) == Some(&b'\'') { width + 2 } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_told_from_code() {
        let text = "let a = \"x // no\"; // yes \"no\"\nlet b = r#\"q\"q\"#; /* /* in */ out */ let c = '\"'; fn f<'a>(x: &'a str) {}\n";
        let source = Source::read(text, true);
        assert_eq!(source.literals.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["x // no", "q\"q"]);
        assert!(!source.code.contains("yes") && !source.code.contains("in") && source.code.contains("let c"));
        assert_eq!(source.code.len(), text.len());
        assert_eq!(source.literals[1].line, 2);
    }

    #[test]
    fn a_function_is_measured_without_blanks_and_comments() {
        let text =
            "trait T { fn none(&self); }\nfn two(a: [u8; 2]) -> u8 {\n    // why\n\n    let s = \"}\";\n    a[0]\n}\n";
        let found = Source::read(text, true).functions("fn");
        assert_eq!(found, [Function { name: "two".into(), line: 2, length: 2 }]);
    }

    #[test]
    fn tests_at_the_end_are_set_apart() {
        let source = Source::read("fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n", true);
        assert_eq!(source.lines_in(source.without_tests()), 1);
        assert_eq!(source.lines_in(0..source.code.len()), 5);
    }
}

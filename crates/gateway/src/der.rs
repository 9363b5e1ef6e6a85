//! As much DER as keys and certificates need: tag, length, content, one after the other.

/// One value with its tag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// Tag, length and content: what a signature covers.
    pub(crate) whole: &'a [u8],
}

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BITS: u8 = 0x03;
pub(crate) const OBJECT: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;

/// Reads values in their order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next value, of any kind.
    pub(crate) fn any(&mut self) -> Option<Item<'a>> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = if first < 0x80 {
            (usize::from(first), rest)
        } else {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f)).filter(|(d, _)| d.len() <= 4)?;
            (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), rest)
        };
        let (content, after) = rest.split_at_checked(length)?;
        let whole = &self.0[..self.0.len() - after.len()];
        self.0 = after;
        Some(Item { tag, content, whole })
    }

    /// The next value, which must be of this kind.
    pub(crate) fn of(&mut self, tag: u8) -> Option<Item<'a>> {
        self.any().filter(|item| item.tag == tag)
    }

    /// The inside of the next value, which must be a sequence.
    pub(crate) fn sequence(&mut self) -> Option<Self> {
        self.of(SEQUENCE).map(|item| Self(item.content))
    }
}

impl<'a> Item<'a> {
    /// The bytes of a string of whole bytes of bits.
    pub(crate) fn bits(self) -> Option<&'a [u8]> {
        (self.tag == BITS).then_some(self.content)?.strip_prefix(&[0])
    }
}

/// The DER inside a PEM text of this kind (the first of them), or of a text that is Base64 and nothing else.
pub(crate) fn from_pem(text: &str, label: &str) -> Option<Vec<u8>> {
    let all = every_pem(text, label);
    if let Some(first) = all.into_iter().next() {
        return Some(first);
    }
    if text.contains("-----") {
        return None;
    }
    decode(text)
}

/// The DER of every PEM block of this kind, in their order; blocks that cannot be read are left out.
pub(crate) fn every_pem(text: &str, label: &str) -> Vec<Vec<u8>> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let blocks = text.split(&begin).skip(1);
    blocks.filter_map(|block| block.split_once(&end).and_then(|(body, _)| decode(body))).collect()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let solid: String = text.split_whitespace().collect();
    data_encoding::BASE64.decode(solid.as_bytes()).ok().filter(|bytes| !bytes.is_empty())
}

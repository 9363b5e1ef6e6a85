//! The container of the old office programs: a file of sectors, in which each stream is a chain of some.
//!
//! Everything is looked up where the file says it is and never trusted to be there; a chain that has no end is damage.

/// How such a file begins.
pub(super) const MARK: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Numbers from here on are marks in a table and no sectors.
const MARKS: u32 = 0xffff_fffa;
/// The first sectors of the table stand in the head of the file, so many of them at most.
const IN_HEAD: usize = 109;
/// The size of an entry of the directory.
const ENTRY: usize = 128;
const IS_STREAM: u8 = 2;
const IS_ROOT: u8 = 5;

/// The bytes of a stream by its name; nothing when there is none, or when the container is damaged.
pub(super) fn stream(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let file = Container::open(bytes)?;
    let directory = file.read(file.at(48)?, bytes.len())?;
    let entries = || directory.chunks_exact(ENTRY).filter_map(Entry::read);
    let wanted = entries().find(|entry| entry.kind == IS_STREAM && entry.name == name)?;
    if wanted.size >= usize::try_from(file.at(56)?).ok()? {
        return file.read(wanted.first, wanted.size).filter(|read| read.len() == wanted.size);
    }
    // A short stream stands in sectors of its own, inside the stream of the root.
    let root = entries().find(|entry| entry.kind == IS_ROOT)?;
    let small = Container {
        bytes: &file.read(root.first, root.size)?,
        size: 1_usize.checked_shl(u32::from(u16_at(bytes, 32)?))?,
        head: 0,
        table: numbers(&file.read(file.at(60)?, bytes.len())?),
    };
    small.read(wanted.first, wanted.size).filter(|read| read.len() == wanted.size)
}

struct Container<'a> {
    bytes: &'a [u8],
    /// The size of a sector.
    size: usize,
    /// How many sectors' worth stands before the first.
    head: usize,
    /// Behind each sector comes this one.
    table: Vec<u32>,
}

impl<'a> Container<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30).filter(|shift| bytes.starts_with(&MARK) && matches!(shift, 9 | 12))?;
        let mut file = Self { bytes, size: 1 << shift, head: 1, table: Vec::new() };
        let mut sectors = numbers(bytes.get(76..76 + IN_HEAD * 4)?);
        // A large file says in further sectors where the rest of its table is; the last number of each leads to the next.
        let mut next = file.at(68)?;
        let most = file.most();
        while next < MARKS && sectors.len() <= most {
            let more = numbers(file.sector(next)?);
            let (last, here) = more.split_last()?;
            sectors.extend(here);
            next = *last;
        }
        for sector in sectors.into_iter().filter(|sector| *sector < MARKS).take(most) {
            let part = numbers(file.sector(sector)?);
            file.table.extend(part);
        }
        Some(file)
    }

    /// A number in the head of the file.
    fn at(&self, place: usize) -> Option<u32> {
        u32_at(self.bytes, place)
    }

    /// More sectors than the file has are a circle.
    fn most(&self) -> usize {
        self.bytes.len() / self.size + 1
    }

    /// A sector; the last one may be cut short.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let from = usize::try_from(number).ok()?.checked_add(self.head)?.checked_mul(self.size)?;
        self.bytes.get(from..self.bytes.len().min(from.checked_add(self.size)?))
    }

    /// The bytes of a chain, no more than are wanted.
    fn read(&self, first: u32, wanted: usize) -> Option<Vec<u8>> {
        let mut read = Vec::new();
        let mut next = first;
        let mut left = self.most();
        while next < MARKS && read.len() < wanted {
            left = left.checked_sub(1)?;
            let sector = self.sector(next)?;
            read.extend_from_slice(sector.get(..sector.len().min(wanted - read.len()))?);
            next = *self.table.get(usize::try_from(next).ok()?)?;
        }
        Some(read)
    }
}

struct Entry {
    name: String,
    kind: u8,
    first: u32,
    size: usize,
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(u16_at(bytes, 64)?).checked_sub(2)?;
        let units: Vec<u16> =
            bytes.get(..length.min(64))?.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
        Some(Self {
            name: String::from_utf16_lossy(&units),
            kind: *bytes.get(66)?,
            first: u32_at(bytes, 116)?,
            size: usize::try_from(u32_at(bytes, 120)?).ok()?,
        })
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect()
}

/// A number of two bytes.
pub(super) fn u16_at(bytes: &[u8], place: usize) -> Option<u16> {
    bytes.get(place..place + 2).map(|b| u16::from_le_bytes([b[0], b[1]]))
}

/// A number of four bytes.
pub(super) fn u32_at(bytes: &[u8], place: usize) -> Option<u32> {
    bytes.get(place..place + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: u32 = 0xffff_fffe;
    const FREE: u32 = 0xffff_ffff;

    fn set(file: &mut [u8], place: usize, number: u32) {
        file[place..place + 4].copy_from_slice(&number.to_le_bytes());
    }

    fn entry(file: &mut [u8], place: usize, name: &str, kind: u8, first: u32, size: u32) {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        file[place..place + wide.len()].copy_from_slice(&wide);
        file[place + 64] = u8::try_from(wide.len()).expect("short");
        file[place + 66] = kind;
        set(file, place + 116, first);
        set(file, place + 120, size);
    }

    /// A file whose one stream is short: it stands in two sectors of 64 bytes inside the stream of the root.
    fn short() -> Vec<u8> {
        let mut file = vec![0; 5 * 512];
        file[..8].copy_from_slice(&MARK);
        file[30] = 9;
        file[32] = 6;
        set(&mut file, 48, 1);
        set(&mut file, 56, 4_096);
        set(&mut file, 60, 2);
        set(&mut file, 68, END);
        (0..109).for_each(|n| set(&mut file, 76 + n * 4, if n == 0 { 0 } else { FREE }));
        (0..4).for_each(|n| set(&mut file, 512 + n * 4, END));
        entry(&mut file, 1_024, "Root Entry", IS_ROOT, 3, 128);
        entry(&mut file, 1_152, "Workbook", IS_STREAM, 0, 70);
        set(&mut file, 1_536, 1);
        set(&mut file, 1_540, END);
        file[2_048..2_112].fill(b'a');
        file[2_112..2_176].fill(b'b');
        file
    }

    #[test]
    fn a_short_stream_is_found_in_small_sectors() {
        let wanted = [[b'a'; 64].as_slice(), &[b'b'; 6]].concat();
        assert_eq!(stream(&short(), "Workbook"), Some(wanted));
        assert_eq!(stream(&short(), "Book"), None);
    }

    #[test]
    fn a_chain_in_a_circle_and_a_stream_that_is_too_long_are_damage() {
        let mut circle = short();
        set(&mut circle, 1_536, 0);
        set(&mut circle, 1_152 + 120, 4_000);
        assert_eq!(stream(&circle, "Workbook"), None);
        let mut long = short();
        set(&mut long, 1_152 + 120, 4_000_000);
        assert_eq!(stream(&long, "Workbook"), None);
        for length in 0..short().len() {
            stream(&short()[..length], "Workbook");
        }
    }
}

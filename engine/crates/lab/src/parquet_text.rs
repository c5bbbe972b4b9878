//! Text columns by their dictionaries: what is stored per row is a code, so the text itself
//! is looked at once per dictionary and not once per row.
//!
//! Apache Parquet format, "Encodings": PLAIN, RLE_DICTIONARY, and the hybrid of run lengths
//! and bit packing that codes are stored in.

use buurt_core::Column;
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};
use parquet::errors::ParquetError;
use std::collections::BTreeMap;
use std::ops::Range;

/// A text column under construction, categories in order of first appearance.
#[derive(Default)]
pub struct Texts {
    codes: Vec<u32>,
    categories: Vec<String>,
    known: BTreeMap<Vec<u8>, u32>,
}

/// An entry of a dictionary: its bytes, and its code once it has appeared.
type Entry = (Vec<u8>, Option<u32>);

fn broken(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

impl Texts {
    /// Adds the texts of `rows` (ascending) of a column chunk without nulls.
    pub fn read(
        &mut self,
        pages: &mut dyn PageReader,
        rows: &[Range<usize>],
    ) -> Result<(), ParquetError> {
        let (mut dictionary, mut start) = (Vec::new(), 0);
        let wanted = rows.iter().map(Range::len).sum::<usize>() + self.codes.len();
        while self.codes.len() < wanted {
            let page = pages
                .get_next_page()?
                .ok_or_else(|| ParquetError::EOF(format!("after row {start}")))?;
            match page {
                Page::DictionaryPage { buf, .. } => {
                    dictionary = Plain(&buf)
                        .map(|text| Ok((text?.to_vec(), None)))
                        .collect::<Result<Vec<Entry>, ParquetError>>()?;
                }
                Page::DataPage {
                    buf,
                    num_values,
                    encoding,
                    ..
                } => {
                    let held = start..start + num_values as usize;
                    let within = rows
                        .iter()
                        .map(|r| r.start.max(held.start)..r.end.min(held.end))
                        .filter(|r| r.start < r.end)
                        .map(|r| r.start - start..r.end - start);
                    match encoding {
                        Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => {
                            self.coded(&buf, held.len(), within, &mut dictionary)?;
                        }
                        Encoding::PLAIN => self.plain(&buf, within)?,
                        other => return Err(broken(&format!("encoding {other}"))),
                    }
                    start = held.end;
                }
                Page::DataPageV2 { .. } => return Err(broken("a page of version 2")),
            }
        }
        Ok(())
    }

    /// As a column.
    pub fn finish(self) -> Column {
        Column::Category {
            codes: self.codes,
            categories: self.categories,
        }
    }

    fn code(&mut self, text: &[u8]) -> Result<u32, ParquetError> {
        if let Some(code) = self.known.get(text) {
            return Ok(*code);
        }
        let owned = std::str::from_utf8(text).map_err(|e| broken(&e.to_string()))?;
        let code =
            u32::try_from(self.categories.len()).map_err(|_| broken("too many distinct texts"))?;
        self.categories.push(owned.to_owned());
        self.known.insert(text.to_vec(), code);
        Ok(code)
    }

    fn push(
        &mut self,
        dictionary: &mut [Entry],
        at: u32,
        times: usize,
    ) -> Result<(), ParquetError> {
        let (text, code) = dictionary
            .get_mut(at as usize)
            .ok_or_else(|| broken("a code outside the dictionary"))?;
        let code = match code {
            Some(code) => *code,
            None => *code.insert(self.code(text)?),
        };
        self.codes.extend(std::iter::repeat_n(code, times));
        Ok(())
    }

    fn coded(
        &mut self,
        page: &[u8],
        rows: usize,
        wanted: impl Iterator<Item = Range<usize>>,
        dictionary: &mut [Entry],
    ) -> Result<(), ParquetError> {
        let mut runs = Runs::new(page, rows)?;
        let mut held = 0..0;
        let mut run = Run::Same(0);
        for mut range in wanted {
            while range.start < range.end {
                while range.start >= held.end {
                    let length;
                    (run, length) = runs.next()?;
                    held = held.end..held.end + length;
                }
                let end = range.end.min(held.end);
                match &run {
                    Run::Same(at) => self.push(dictionary, *at, end - range.start)?,
                    Run::Packed(packed) => {
                        for row in range.start..end {
                            self.push(dictionary, packed.get(row - held.start), 1)?;
                        }
                    }
                }
                range.start = end;
            }
        }
        Ok(())
    }

    fn plain(
        &mut self,
        page: &[u8],
        wanted: impl Iterator<Item = Range<usize>>,
    ) -> Result<(), ParquetError> {
        let (mut texts, mut at) = (Plain(page), 0);
        for range in wanted {
            for row in at..range.end {
                let text = texts.next().ok_or_else(|| broken("a page cut short"))??;
                if row >= range.start {
                    let code = self.code(text)?;
                    self.codes.push(code);
                }
            }
            at = range.end;
        }
        Ok(())
    }
}

/// Texts one after the other, each after its length in four bytes.
struct Plain<'a>(&'a [u8]);

impl<'a> Iterator for Plain<'a> {
    type Item = Result<&'a [u8], ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let Some((text, rest)) = rest.split_at_checked(length) else {
            self.0 = &[];
            return Some(Err(broken("a text cut short")));
        };
        self.0 = rest;
        Some(Ok(text))
    }
}

/// Codes of successive rows.
enum Run<'a> {
    /// The same code for all.
    Same(u32),
    Packed(Packed<'a>),
}

/// Codes of `width` bits each, one after the other from the lowest bit.
struct Packed<'a> {
    bytes: &'a [u8],
    width: usize,
}

impl Packed<'_> {
    fn get(&self, at: usize) -> u32 {
        let bit = at * self.width;
        let mut word = [0; 8];
        let bytes = &self.bytes[bit / 8..];
        let taken = bytes.len().min(8);
        word[..taken].copy_from_slice(&bytes[..taken]);
        (u64::from_le_bytes(word) >> (bit % 8) & ((1 << self.width) - 1)) as u32
    }
}

/// The runs of a page of codes.
struct Runs<'a> {
    bytes: &'a [u8],
    width: usize,
    /// Rows that are not yet handed out.
    left: usize,
}

impl<'a> Runs<'a> {
    fn new(page: &'a [u8], rows: usize) -> Result<Self, ParquetError> {
        match page.split_first() {
            Some((width, bytes)) if *width <= 32 => Ok(Runs {
                bytes,
                width: usize::from(*width),
                left: rows,
            }),
            _ => Err(broken("codes of more than 32 bits")),
        }
    }

    fn take(&mut self, bytes: usize) -> Result<&'a [u8], ParquetError> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(bytes)
            .ok_or_else(|| broken("a page cut short"))?;
        self.bytes = rest;
        Ok(taken)
    }

    /// The next run with its number of rows.
    fn next(&mut self) -> Result<(Run<'a>, usize), ParquetError> {
        let (mut header, mut shift) = (0_u64, 0);
        loop {
            let byte = self.take(1)?[0];
            header |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
            if shift > 35 {
                return Err(broken("a run without end"));
            }
        }
        let count = (header >> 1) as usize;
        let (run, rows) = if header & 1 == 1 {
            let bytes = self.take(count * self.width)?;
            let width = self.width;
            (Run::Packed(Packed { bytes, width }), count * 8)
        } else {
            let mut code = [0; 4];
            let bytes = self.take(self.width.div_ceil(8))?;
            code[..bytes.len()].copy_from_slice(bytes);
            (Run::Same(u32::from_le_bytes(code)), count)
        };
        let rows = rows.min(self.left);
        if rows == 0 {
            return Err(broken("fewer codes than rows"));
        }
        self.left -= rows;
        Ok((run, rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(page: &[u8], rows: usize, wanted: &[Range<usize>]) -> Result<String, ParquetError> {
        let mut dictionary: Vec<Entry> = ["a", "b", "c", "d", "e", "f", "g", "h"]
            .map(|t| (t.as_bytes().to_vec(), None))
            .to_vec();
        let mut found = Texts::default();
        found.coded(page, rows, wanted.iter().cloned(), &mut dictionary)?;
        let text = |c: &u32| found.categories[*c as usize].as_str();
        Ok(found.codes.iter().map(text).collect())
    }

    // The example of the format: 0 to 7 in three bits are the bytes 88 C6 FA.
    #[test]
    fn packed_and_repeated_codes_are_read_by_range() {
        let page = [3, 0b11, 0x88, 0xC6, 0xFA, 4 << 1, 5];
        let read = |wanted: &[Range<usize>]| texts(&page, 12, wanted).unwrap_or_default();
        assert_eq!(read(&[0..8, 8..12]), "abcdefghffff");
        assert_eq!(read(&[1..3, 6..10, 11..12]), "bcghfff");
        assert_eq!(read(&[]), "");
    }

    fn refused(page: &[u8], rows: usize) -> bool {
        texts(page, rows, std::slice::from_ref(&(0..rows))).is_err()
    }

    #[test]
    fn damaged_pages_are_refused() {
        let whole = [3, 0b11, 0x88, 0xC6, 0xFA, 4 << 1, 5];
        for cut in 0..whole.len() {
            assert!(refused(&whole[..cut], 12), "{cut}");
        }
        // A code outside the dictionary, a width that is none, a header without end.
        assert!(refused(&[4, 2 << 1, 9], 2));
        assert!(refused(&[33, 2 << 1, 1], 2));
        assert!(refused(&[3, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], 2));
        assert!(Plain(&[5, 0, 0, 0, b'a']).any(|t| t.is_err()));
    }
}

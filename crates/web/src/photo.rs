//! What an uploaded file really is, whatever it calls itself.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder};

/// The longest side of a stored picture in pixels.
const SIDE: u32 = 2_000;
/// The largest picture that is decoded at all, in pixels a side and in bytes of memory.
const DECODE_SIDE: u32 = 16_000;
const DECODE_BYTES: u64 = 300_000_000;
const QUALITY: u8 = 82;
/// How files of the old office programs begin.
const OLD_OFFICE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// A file that may be kept.
pub(crate) struct Checked {
    /// What it is.
    pub media_type: &'static str,
    /// Its bytes; for pictures the re-encoded ones.
    pub bytes: Vec<u8>,
}

/// Accepts pictures (re-encoded as JPEG or, with little colours, PNG), PDF and workbooks by their content; the error is a key.
pub(crate) fn check(bytes: Vec<u8>) -> Result<Checked, &'static str> {
    if bytes.starts_with(b"%PDF-") {
        return Ok(Checked { media_type: "application/pdf", bytes });
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Checked { media_type: sheet::MEDIA_TYPE, bytes });
    }
    if is_text(&bytes) {
        return Ok(Checked { media_type: "text/csv", bytes });
    }
    if sheet::is_old_workbook(&bytes) {
        return Ok(Checked { media_type: "application/vnd.ms-excel", bytes });
    }
    if bytes.starts_with(OLD_OFFICE) {
        return Err("invalid-old-document");
    }
    match image::guess_format(&bytes) {
        Ok(ImageFormat::Png) => reencode(&bytes, ImageFormat::Png),
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::WebP)) => reencode(&bytes, format),
        _ => Err("invalid-file-kind"),
    }
}

/// Readable text without control characters, as office programs write it: a table with commas.
fn is_text(bytes: &[u8]) -> bool {
    sheet::is_text(bytes) && !bytes.trim_ascii_start().starts_with(b"<")
}

fn reencode(bytes: &[u8], format: ImageFormat) -> Result<Checked, &'static str> {
    let broken = |_| "invalid-photo";
    let mut limits = Limits::default();
    limits.max_image_width = Some(DECODE_SIDE);
    limits.max_image_height = Some(DECODE_SIDE);
    limits.max_alloc = Some(DECODE_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let turn = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(turn);
    if picture.width().max(picture.height()) > SIDE {
        picture = picture.thumbnail(SIDE, SIDE);
    }
    let mut out = Vec::new();
    if format == ImageFormat::Png {
        picture.write_to(&mut Cursor::new(&mut out), ImageFormat::Png).map_err(broken)?;
        return Ok(Checked { media_type: "image/png", bytes: out });
    }
    picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY)).map_err(broken)?;
    Ok(Checked { media_type: "image/jpeg", bytes: out })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_executable_named_jpg_is_refused() {
        assert_eq!(check(b"MZ\x90\x00\x03\x00\x00\x00".to_vec()).err(), Some("invalid-file-kind"));
        assert_eq!(check(b"\x7fELF".to_vec()).err(), Some("invalid-file-kind"));
        assert_eq!(check(b"\xff\xd8\xff\xe0 not a picture".to_vec()).err(), Some("invalid-photo"));
    }

    #[test]
    fn a_table_of_an_older_program_is_text_and_an_old_document_is_told_what_to_do() {
        // 房号 in GB18030.
        assert_eq!(check(b"\xb7\xbf\xba\xc5,1\n".to_vec()).map(|kept| kept.media_type), Ok("text/csv"));
        assert_eq!(check(OLD_OFFICE.to_vec()).err(), Some("invalid-old-document"));
        let workbook = include_bytes!("../../sheet/tests/fixture/old.xls").to_vec();
        assert_eq!(check(workbook).map(|kept| kept.media_type), Ok("application/vnd.ms-excel"));
    }

    #[test]
    fn a_large_photo_is_shrunk() {
        let mut bytes = Vec::new();
        DynamicImage::new_rgb8(3_000, 1_000)
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg)
            .expect("encodes");
        let kept = check(bytes).expect("is kept");
        let picture = image::load_from_memory(&kept.bytes).expect("decodes");
        assert_eq!((picture.width(), picture.height()), (2_000, 667));
    }
}

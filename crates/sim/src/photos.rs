//! Photos and signatures for the jobs: a few small pictures drawn by code, kept once and named anew for each use.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use kernel::{Error, Id, Instant, OrgId, Result};
use module::{Caller, Platform};
use store::files::{Content, File};
use uuid::Uuid;

use crate::dice::Dice;

const WIDTH: u32 = 480;
const HEIGHT: u32 = 360;
/// How far from its edge the ring road of the site plan lies, in hundredths of its width and height.
pub(crate) const PLAN_SIDE: i64 = 12;
/// How many pictures of each sort; the eye does not count them.
const EACH: u64 = 6;

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    /// A damage: a dark stain on a wall.
    Damage,
    /// The same, mended: a clean wall with a bright patch.
    Mended,
    /// The same sort of wall, taken on a round.
    Round,
    /// A name written by hand.
    Signature,
    /// The grounds from above: buildings inside a ring road.
    SitePlan,
}

/// The contents, kept already.
pub(crate) struct Album {
    damage: Vec<Content>,
    mended: Vec<Content>,
    signature: Vec<Content>,
    grounds: Vec<Content>,
}

impl Album {
    /// Draws the pictures and keeps their contents.
    pub async fn draw(platform: &Platform, seed: u64) -> Result<Self> {
        let mut album = Self { damage: Vec::new(), mended: Vec::new(), signature: Vec::new(), grounds: Vec::new() };
        album.grounds.push(platform.files.put(png(&grounds())?).await?);
        for nth in 0..EACH {
            let mut dice = Dice::of(seed, "photo", nth);
            album.damage.push(platform.files.put(jpeg(&wall(&mut dice, true))?).await?);
            album.mended.push(platform.files.put(jpeg(&wall(&mut dice, false))?).await?);
            album.signature.push(platform.files.put(png(&hand(&mut dice))?).await?);
        }
        Ok(album)
    }

    /// One of them under a new name, for an action that brings it along.
    pub fn take(
        &self,
        platform: &Platform,
        caller: &Caller,
        org: OrgId,
        shows: Shows,
        dice: &mut Dice,
    ) -> Option<File> {
        let (contents, name, media_type) = match shows {
            Shows::Damage => (&self.damage, "维修前.jpg", "image/jpeg"),
            Shows::Mended => (&self.mended, "维修后.jpg", "image/jpeg"),
            Shows::Round => (&self.mended, "巡查.jpg", "image/jpeg"),
            Shows::Signature => (&self.signature, "签字.png", "image/png"),
            Shows::SitePlan => (&self.grounds, "总平面图.png", "image/png"),
        };
        let content = dice.pick(contents)?;
        let at: Instant = platform.clock.now();
        Some(File {
            org,
            id: platform.ids.next(at, 0),
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            size: content.size,
            sha256: content.sha256.clone(),
            at,
            by: caller.actor.id,
        })
    }
}

/// How a form names a file.
pub(crate) fn named(id: Uuid) -> String {
    Id::<File>::from_uuid(id).to_string()
}

fn wall(dice: &mut Dice, damaged: bool) -> RgbImage {
    let tint = dice.between(0, 30);
    let (x, y) = (dice.between(120, 360), dice.between(100, 260));
    let (wide, high) = (dice.between(40, 110), dice.between(30, 80));
    let shade = |base: i64| u8::try_from(base.clamp(0, 255)).unwrap_or(255);
    RgbImage::from_fn(WIDTH, HEIGHT, |px, py| {
        let (px, py) = (i64::from(px), i64::from(py));
        // Light falls from the upper left; tiles of 60 points have a darker joint.
        let light = 205 + tint - (px + py) / 14;
        let joint = if px % 60 < 2 || py % 60 < 2 { 28 } else { 0 };
        let (dx, dy) = ((px - x) * 100 / wide, (py - y) * 100 / high);
        let inside = dx * dx + dy * dy < 10_000;
        let change = match (inside, damaged) {
            (true, true) => -70 - (dx * 7 + dy * 13).rem_euclid(25),
            (true, false) => 22,
            (false, _) => 0,
        };
        let level = light - joint + change;
        Rgb([shade(level), shade(level - 4 - tint / 3), shade(level - 14 - tint / 2)])
    })
}

fn hand(dice: &mut Dice) -> RgbImage {
    let mut paper = RgbImage::from_pixel(240, 90, Rgb([255, 255, 255]));
    let (mut y, mut pull) = (45_i64, 0_i64);
    for x in 20..220_i64 {
        pull = (pull + dice.between(-3, 3)).clamp(-6, 6);
        y = (y + pull).clamp(12, 78);
        for (dx, dy) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            if let (Ok(px), Ok(py)) = (u32::try_from(x + dx), u32::try_from(y + dy)) {
                paper.put_pixel(px, py, Rgb([24, 32, 64]));
            }
        }
    }
    paper
}

/// Grass, a ring road, and buildings in rows within it.
fn grounds() -> RgbImage {
    let part = |at: u32, whole: u32| i64::from(at) * 100 / i64::from(whole);
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (x, y) = (part(x, WIDTH), part(y, HEIGHT));
        let edge = x.min(y).min(100 - x).min(100 - y);
        let (column, row) = ((x - 22).rem_euclid(20), (y - 24).rem_euclid(26));
        let inside = (22..82).contains(&x) && (24..76).contains(&y);
        match edge {
            edge if (edge - PLAN_SIDE).abs() < 3 => Rgb([214, 212, 206]),
            _ if inside && column < 13 && row < 15 => Rgb([176, 188, 204]),
            _ => Rgb([222, 234, 216]),
        }
    })
}

fn jpeg(picture: &RgbImage) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 62).encode_image(picture).map_err(|e| undrawn(&e))?;
    Ok(bytes)
}

fn png(picture: &RgbImage) -> Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(|e| undrawn(&e))?;
    Ok(bytes.into_inner())
}

fn undrawn(error: &dyn std::fmt::Display) -> Error {
    Error::Internal(format!("a picture could not be drawn: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_small_and_the_same_each_time() {
        let draw = || jpeg(&wall(&mut Dice::of(1, "photo", 0), true)).expect("draws");
        assert_eq!(draw(), draw());
        assert!(draw().len() < 40_000, "{} bytes", draw().len());
        assert!(png(&hand(&mut Dice::of(1, "photo", 0))).expect("draws").len() < 10_000);
    }
}

//! The typefaces, compiled in, and which of them has a character.

use krilla::text::Font;
use rustybuzz::{Direction, GlyphBuffer, Script, ShapePlan, UnicodeBuffer, script, shape_with_plan};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    /// In Latin; other scripts have one weight.
    Bold,
}

/// A typeface: to be measured and shaped with, and to be written into a document.
pub(super) struct Face {
    pub(super) font: Font,
    shaper: rustybuzz::Face<'static>,
    /// How it sets each script, found out once: that takes far longer than setting a line.
    plans: Mutex<Vec<(Direction, Script, Arc<ShapePlan>)>>,
}

impl Face {
    fn read(bytes: &'static [u8]) -> Option<Face> {
        let shaper = rustybuzz::Face::from_slice(bytes, 0)?;
        Some(Face { font: Font::new(bytes.into(), 0)?, shaper, plans: Mutex::default() })
    }

    pub(super) fn has(&self, character: char) -> bool {
        self.shaper.glyph_index(character).is_some()
    }

    /// What its lengths are parts of.
    pub(super) fn em(&self) -> i32 {
        self.shaper.units_per_em()
    }

    pub(super) fn shape(&self, text: &str) -> GlyphBuffer {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        shape_with_plan(&self.shaper, &self.plan(buffer.direction(), buffer.script()), buffer)
    }

    fn plan(&self, direction: Direction, script: Script) -> Arc<ShapePlan> {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        let known = plans.iter().find(|(known, of, _)| *known == direction && *of == script);
        if let Some((_, _, plan)) = known {
            return plan.clone();
        }
        let named = (script != script::UNKNOWN).then_some(script);
        let plan = Arc::new(ShapePlan::new(&self.shaper, direction, named, None, &[]));
        plans.push((direction, script, plan.clone()));
        plan
    }
}

macro_rules! bytes {
    ($($name:literal),+) => { [$(include_bytes!(concat!("../../fonts/NotoSans", $name, ".ttf")).as_slice()),+] };
}

const LATIN: [&[u8]; 2] = bytes!["-Regular", "-Bold"];
const OTHERS: [&[u8]; 10] = bytes![
    "Devanagari-Regular",
    "Bengali-Regular",
    "Gurmukhi-Regular",
    "Gujarati-Regular",
    "Oriya-Regular",
    "Tamil-Regular",
    "Telugu-Regular",
    "Kannada-Regular",
    "Malayalam-Regular",
    "Arabic-Regular"
];

static REGULAR: LazyLock<Option<Face>> = LazyLock::new(|| Face::read(LATIN[0]));
static BOLD: LazyLock<Option<Face>> = LazyLock::new(|| Face::read(LATIN[1]));
static SCRIPTS: LazyLock<Vec<Face>> = LazyLock::new(|| OTHERS.into_iter().filter_map(Face::read).collect());

/// The typeface for a character: Latin's if that has it, else the script's. Spaces, stops and marks, which are in many,
/// go with what is before them. What none has is an empty box.
pub(super) fn face_for(
    character: char,
    weight: Weight,
    before: Option<&'static Face>,
) -> Option<&'static Face> {
    let latin = match weight {
        Weight::Regular => REGULAR.as_ref(),
        Weight::Bold => BOLD.as_ref(),
    };
    let has = |face: &&'static Face| face.has(character);
    before
        .filter(|face| !character.is_alphanumeric() && has(face))
        .or_else(|| latin.filter(has))
        .or_else(|| SCRIPTS.iter().find(has))
        .or(before)
        .or(latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_typeface_can_be_read() {
        assert!(REGULAR.is_some() && BOLD.is_some());
        assert_eq!(SCRIPTS.len(), OTHERS.len());
    }

    #[test]
    fn every_script_has_a_typeface() {
        let words = "₹−…–“” Ārya किस्त কিস্তি ਕਿਸ਼ਤ હપ્તો କିସ୍ତି தவணை వాయిదా ಕಂತು ഗഡു قسط";
        for weight in [Weight::Regular, Weight::Bold] {
            let missing: String = words
                .chars()
                .filter(|character| !face_for(*character, weight, None).unwrap().has(*character))
                .collect();
            assert_eq!(missing, "");
        }
    }
}

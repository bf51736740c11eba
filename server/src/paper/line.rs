//! Text, shaped and broken into lines.

#![expect(clippy::float_arithmetic, reason = "places on paper; no amount is reckoned here")]

use super::face::{Face, Weight, face_for};
use krilla::text::{GlyphId, KrillaGlyph};

/// One line, measured. Its glyphs are found again when it is written: a long document is far smaller without them.
pub(crate) struct Line {
    pub(super) runs: Vec<Run>,
    /// At one point.
    width: f32,
}

/// A part of a line in one typeface.
pub(super) struct Run {
    pub(super) face: &'static Face,
    pub(super) text: String,
    /// At one point.
    pub(super) width: f32,
}

impl Line {
    pub(crate) fn of(text: &str, weight: Weight) -> Line {
        let mut runs: Vec<(&'static Face, String)> = Vec::new();
        for character in text.chars() {
            // A line has no breaks in it, and a tabulator no place to go to.
            let character = if character.is_control() { ' ' } else { character };
            let before = runs.last().map(|(face, _)| *face);
            let Some(face) = face_for(character, weight, before) else { continue };
            match runs.last_mut() {
                Some((same, run)) if std::ptr::eq(*same, face) => run.push(character),
                _ => runs.push((face, character.to_string())),
            }
        }
        let runs: Vec<Run> = runs.into_iter().map(|(face, text)| Run::of(face, text)).collect();
        let width = runs.iter().map(|run| run.width).sum();
        Line { runs, width }
    }

    /// So wide it is at this size.
    pub(crate) fn width(&self, size: f32) -> f32 {
        self.width * size
    }

    #[cfg(test)]
    pub(crate) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

impl Run {
    fn of(face: &'static Face, text: String) -> Run {
        let em = units(face.em());
        let width = face.shape(&text).glyph_positions().iter().map(|at| units(at.x_advance) / em).sum();
        Run { face, text, width }
    }

    pub(super) fn glyphs(&self) -> Vec<KrillaGlyph> {
        let em = units(self.face.em());
        let shaped = self.face.shape(&self.text);
        let mut starts: Vec<usize> = shaped.glyph_infos().iter().map(|glyph| place(glyph.cluster)).collect();
        starts.sort_unstable();
        let end = |start: usize| {
            let next = starts.partition_point(|other| *other <= start);
            starts.get(next).copied().unwrap_or(self.text.len())
        };
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).map(|(glyph, at)| {
            let start = place(glyph.cluster);
            KrillaGlyph::new(
                GlyphId::new(glyph.glyph_id),
                units(at.x_advance) / em,
                units(at.x_offset) / em,
                units(at.y_offset) / em,
                units(at.y_advance) / em,
                start..end(start),
                None,
            )
        });
        glyphs.collect()
    }
}

fn place(cluster: u32) -> usize {
    usize::try_from(cluster).unwrap_or(usize::MAX)
}

/// A length in a typeface's own units; those are small.
fn units(length: i32) -> f32 {
    f32::from(i16::try_from(length).unwrap_or(if length < 0 { i16::MIN } else { i16::MAX }))
}

/// As many lines as it takes at this size, each at most so wide: broken at spaces, and within a word that is wider
/// than a line. Of more than `most` lines the last says that there would be more.
pub(crate) fn wrapped(text: &str, weight: Weight, size: f32, width: f32, most: usize) -> Vec<Line> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = Line::of(&words, weight);
    if whole.width(size) <= width {
        return if words.is_empty() { Vec::new() } else { vec![whole] };
    }
    let fits = |text: &str| Line::of(text, weight).width(size) <= width;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words.split(' ') {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if fits(&longer) {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line = broken(word, &fits, &mut lines);
        if lines.len() > most {
            break;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
            while !fits(last) && last.chars().count() > 1 {
                last.pop();
                last.pop();
                last.push('…');
            }
        }
    }
    lines.iter().map(|line| Line::of(line, weight)).collect()
}

/// A word that may be wider than a line: whole lines of it go to `lines`, what is left is given back.
fn broken(word: &str, fits: &impl Fn(&str) -> bool, lines: &mut Vec<String>) -> String {
    let mut rest = String::new();
    for character in word.chars() {
        rest.push(character);
        if !fits(&rest) && rest.chars().count() > 1 {
            rest.pop();
            lines.push(std::mem::replace(&mut rest, character.to_string()));
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width: f32, most: usize, expected: &[&str]) {
        let lines = wrapped(text, Weight::Regular, 10.0, width, most);
        let found: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(found, expected);
        for line in &lines {
            assert!(line.width(10.0) <= width || line.text().chars().count() == 1, "{}", line.text());
        }
    }

    #[test]
    fn lines_break_at_spaces_and_in_words_that_are_too_wide() {
        check("", 50.0, 3, &[]);
        check("  one\n two\tthree ", 100.0, 3, &["one two three"]);
        check("one two three", 40.0, 3, &["one two", "three"]);
        check("WWWWWWWWWW", 40.0, 9, &["WWWW", "WWWW", "WW"]);
        check("a WWWWWW b", 40.0, 9, &["a", "WWWW", "WW b"]);
        check("one two three four five", 40.0, 2, &["one two", "three…"]);
        check("W", 1.0, 9, &["W"]);
    }

    #[test]
    fn a_line_is_cut_where_its_typeface_changes() {
        let line = Line::of("Asha आशा, ஆஷா ₹5", Weight::Bold);
        let runs: Vec<&str> = line.runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(runs, ["Asha ", "आशा, ", "ஆஷா ₹", "5"]);
        for run in &line.runs {
            assert!(run.glyphs().iter().all(|glyph| glyph.glyph_id.to_u32() != 0), "{}", run.text);
        }
    }

    #[test]
    fn figures_are_of_one_width() {
        let width = |text| Line::of(text, Weight::Regular).width(9.0);
        assert!((width("₹1,11,111.11") - width("₹8,88,888.88")).abs() < 0.01);
    }
}

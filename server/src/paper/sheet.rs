//! What is where on each sheet, and what it is to somebody who hears the document.

#![expect(clippy::float_arithmetic, reason = "places on paper; no amount is reckoned here")]

use super::{Line, Weight};

/// The colours of a document: it is printed as often as it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Text,
    Quiet,
    Rule,
    Brand,
    /// On the brand's colour.
    Paper,
}

#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) weight: Weight,
    pub(crate) ink: Ink,
}

/// A place on a baseline, where a line begins or where it ends.
#[derive(Clone, Copy)]
pub(crate) struct Spot {
    x: f32,
    y: f32,
    ends: bool,
}

impl Spot {
    pub(crate) fn begins(x: f32, y: f32) -> Spot {
        Spot { x, y, ends: false }
    }

    pub(crate) fn ends(x: f32, y: f32) -> Spot {
        Spot { x, y, ends: true }
    }
}

/// What a piece of the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Heading,
    Paragraph,
    Table,
    Head,
    Body,
    Row,
    HeadCell,
    Cell,
}

/// A piece of the document that others, and marks, belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Decoration, and what every page repeats.
    Nothing,
    Of(usize),
}

pub(super) struct Piece {
    pub(super) kind: Kind,
    /// The piece that it is in.
    pub(super) within: Option<usize>,
}

pub(super) enum Mark {
    /// `x` is where it begins, `y` its baseline.
    Text {
        x: f32,
        y: f32,
        size: f32,
        ink: Ink,
        line: Line,
        part: Part,
    },
    Box {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        ink: Ink,
    },
}

/// A document as it is put together.
#[derive(Default)]
pub(crate) struct Paper {
    pub(super) sheets: Vec<Vec<Mark>>,
    pub(super) pieces: Vec<Piece>,
}

impl Paper {
    pub(crate) fn new_sheet(&mut self) {
        self.sheets.push(Vec::new());
    }

    pub(crate) fn sheets(&self) -> usize {
        self.sheets.len()
    }

    /// The sheet of that number, or the last.
    fn sheet(&mut self, number: usize) -> &mut Vec<Mark> {
        if self.sheets.is_empty() {
            self.sheets.push(Vec::new());
        }
        let last = self.sheets.len().saturating_sub(1);
        &mut self.sheets[number.min(last)]
    }

    pub(crate) fn heading(&mut self) -> Part {
        self.piece(Kind::Heading, Part::Nothing)
    }

    pub(crate) fn paragraph(&mut self) -> Part {
        self.piece(Kind::Paragraph, Part::Nothing)
    }

    /// A table with its head and its body.
    pub(crate) fn table(&mut self) -> (Part, Part) {
        let table = self.piece(Kind::Table, Part::Nothing);
        (self.piece(Kind::Head, table), self.piece(Kind::Body, table))
    }

    pub(crate) fn row(&mut self, of: Part) -> Part {
        self.piece(Kind::Row, of)
    }

    pub(crate) fn head_cell(&mut self, row: Part) -> Part {
        self.piece(Kind::HeadCell, row)
    }

    pub(crate) fn cell(&mut self, row: Part) -> Part {
        self.piece(Kind::Cell, row)
    }

    fn piece(&mut self, kind: Kind, within: Part) -> Part {
        let within = match within {
            Part::Nothing => None,
            Part::Of(piece) => Some(piece),
        };
        self.pieces.push(Piece { kind, within });
        Part::Of(self.pieces.len().saturating_sub(1))
    }

    /// On the last sheet.
    pub(crate) fn text(&mut self, spot: Spot, style: Style, text: &str, part: Part) {
        self.line(spot, style, Line::of(text, style.weight), part);
    }

    /// On the last sheet.
    pub(crate) fn line(&mut self, spot: Spot, style: Style, line: Line, part: Part) {
        self.push(usize::MAX, spot, style, line, part);
    }

    /// On a sheet that is there: what can only be said at the end, and belongs to no piece.
    pub(crate) fn text_on(&mut self, sheet: usize, spot: Spot, style: Style, text: &str) {
        self.push(sheet, spot, style, Line::of(text, style.weight), Part::Nothing);
    }

    fn push(&mut self, sheet: usize, spot: Spot, style: Style, line: Line, part: Part) {
        let x = if spot.ends { spot.x - line.width(style.size) } else { spot.x };
        self.sheet(sheet).push(Mark::Text { x, y: spot.y, size: style.size, ink: style.ink, line, part });
    }

    /// A filled box; a rule is a thin one.
    pub(crate) fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        self.sheet(usize::MAX).push(Mark::Box { x, y, width, height, ink });
    }
}

#[cfg(test)]
impl Paper {
    /// Text that is not between left, right and bottom, or that touches the next on its line.
    pub(crate) fn unfit(&self, left: f32, right: f32, bottom: f32) -> Vec<String> {
        let mut found = Vec::new();
        for (number, sheet) in self.sheets.iter().enumerate() {
            let mut spans: Vec<(f32, f32, f32, String)> = sheet
                .iter()
                .filter_map(|mark| match mark {
                    Mark::Text { x, y, size, line, .. } if line.width(*size) > 0.0 => {
                        Some((*y, *x, x + line.width(*size), line.text()))
                    }
                    Mark::Text { .. } | Mark::Box { .. } => None,
                })
                .collect();
            spans.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            let out = |span: &&(f32, f32, f32, String)| span.1 < left || span.2 > right || span.0 > bottom;
            found.extend(spans.iter().filter(out).map(|span| format!("{number}: {span:?} is outside")));
            let touches =
                |pair: &&[(f32, f32, f32, String)]| pair[0].0 == pair[1].0 && pair[0].2 + 3.0 > pair[1].1;
            found.extend(spans.windows(2).filter(touches).map(|pair| format!("{number}: {pair:?} touch")));
        }
        found
    }
}

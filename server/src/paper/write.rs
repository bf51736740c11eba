//! A document as PDF.

#![expect(clippy::float_arithmetic, reason = "places on paper; no amount is reckoned here")]

use super::{
    HEIGHT, Ink, Paper, Part, WIDTH,
    sheet::{Kind, Mark},
};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    destination::XyzDestination,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup,
        TagKind, TagTree,
    },
};
use std::num::NonZeroU16;

/// What a document says of itself.
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unwritten {
    #[error("a page has no size")]
    Size,
    #[error("{0:?}")]
    Krilla(krilla::error::KrillaError),
}

pub(crate) fn written(paper: &Paper, about: &About<'_>) -> Result<Vec<u8>, Unwritten> {
    written_with(paper, about, SerializeSettings { enable_tagging: true, ..SerializeSettings::default() })
}

fn written_with(paper: &Paper, about: &About<'_>, settings: SerializeSettings) -> Result<Vec<u8>, Unwritten> {
    let mut document = Document::new_with(settings);
    document.set_metadata(
        Metadata::new().title(about.title.to_owned()).language("en-IN".to_owned()).creator("Kist".to_owned()),
    );
    let mut said: Vec<Vec<Identifier>> = paper.pieces.iter().map(|_| Vec::new()).collect();
    for sheet in &paper.sheets {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(Unwritten::Size)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in sheet {
            let part = match mark {
                Mark::Text { part: Part::Of(piece), .. } => said.get_mut(*piece),
                Mark::Text { .. } | Mark::Box { .. } => None,
            };
            let tag = match part {
                Some(_) => ContentTag::Span(SpanTag::empty()),
                None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
            };
            let identifier = surface.start_tagged(tag);
            draw(&mut surface, mark);
            surface.end_tagged();
            if let Some(said) = part {
                said.push(identifier);
            }
        }
        surface.finish();
        page.finish();
    }
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(
        about.title.to_owned(),
        XyzDestination::new(0, Point::from_xy(0.0, 0.0)),
    ));
    document.set_outline(outline);
    document.set_tag_tree(tree(paper, about, said));
    document.finish().map_err(Unwritten::Krilla)
}

fn draw(surface: &mut Surface<'_>, mark: &Mark) {
    match mark {
        Mark::Text { x, y, size, ink, line, .. } => {
            surface.set_fill(Some(fill(*ink)));
            let mut x = *x;
            for run in &line.runs {
                surface.draw_glyphs(
                    Point::from_xy(x, *y),
                    &run.glyphs(),
                    run.face.font.clone(),
                    &run.text,
                    *size,
                    false,
                );
                x += run.width * size;
            }
        }
        Mark::Box { x, y, width, height, ink } => {
            surface.set_fill(Some(fill(*ink)));
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}

/// As in `style/`, in a printer's colours.
fn fill(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Text => rgb::Color::new(0x1d, 0x22, 0x2b),
        Ink::Quiet => rgb::Color::new(0x5a, 0x60, 0x6b),
        Ink::Rule => rgb::Color::new(0xd9, 0xdb, 0xde),
        Ink::Brand => rgb::Color::new(0x00, 0x5b, 0x66),
        Ink::Paper => rgb::Color::new(0xff, 0xff, 0xff),
    };
    Fill { paint: color.into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

/// What the document is to somebody who hears it, in the order in which its pieces were begun.
fn tree(paper: &Paper, about: &About<'_>, said: Vec<Vec<Identifier>>) -> TagTree {
    let mut groups: Vec<TagGroup> = paper
        .pieces
        .iter()
        .zip(said)
        .map(|(piece, said)| {
            TagGroup::with_children(tag(piece.kind, about), said.into_iter().map(Node::from).collect())
        })
        .collect();
    // The pieces in each, from the last to the first.
    let mut inner: Vec<Vec<Node>> = paper.pieces.iter().map(|_| Vec::new()).collect();
    let mut outer: Vec<Node> = Vec::new();
    // A piece begins after the one it is in: from the end, each is complete when its turn comes.
    for piece in paper.pieces.iter().rev() {
        let (Some(mut group), Some(pieces)) = (groups.pop(), inner.pop()) else { break };
        group.children.extend(pieces.into_iter().rev());
        match piece.within.and_then(|within| inner.get_mut(within)) {
            Some(around) => around.push(group.into()),
            None => outer.push(group.into()),
        }
    }
    let mut tree = TagTree::new();
    for node in outer.into_iter().rev() {
        tree.push(node);
    }
    tree
}

fn tag(kind: Kind, about: &About<'_>) -> TagKind {
    match kind {
        Kind::Heading => Tag::Hn(NonZeroU16::MIN, Some(about.title.to_owned())).into(),
        Kind::Paragraph => Tag::P.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Head => Tag::THead.into(),
        Kind::Body => Tag::TBody.into(),
        Kind::Row => Tag::TR.into(),
        Kind::HeadCell => Tag::TH(TableHeaderScope::Column).into(),
        Kind::Cell => Tag::TD.into(),
    }
}

#[cfg(test)]
impl Paper {
    /// Whether a program finds nothing that PDF/UA-1 forbids.
    pub(crate) fn accessible(&self, title: &str) -> Result<(), String> {
        use krilla::configure::{Accessibility, ConfigurationBuilder};
        let configuration = ConfigurationBuilder::new()
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|error| format!("{error:?}"))?;
        let settings =
            SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
        written_with(self, &About { title }, settings).map(|_| ()).map_err(|error| error.to_string())
    }
}

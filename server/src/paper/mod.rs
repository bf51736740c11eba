//! Documents as PDF: A4 pages of text and rules, in typefaces that write every script of India, tagged so that a
//! screen reader finds headings and tables.
//!
//! A document is first put together as plain marks on sheets, then written: pages say how many there are.
//!
//! Lengths are points (1/72 inch), from a page's upper left corner.

mod face; // typefaces, and which of them has a character
mod line; // text, shaped and broken into lines
mod sheet; // what is where, and what it is
mod write; // as PDF

pub(crate) use face::Weight;
pub(crate) use line::{Line, wrapped};
pub(crate) use sheet::{Ink, Paper, Part, Spot, Style};
pub(crate) use write::{About, Unwritten, written};

/// A4.
pub(crate) const WIDTH: f32 = 595.0;
pub(crate) const HEIGHT: f32 = 842.0;

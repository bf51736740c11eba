//! Components without business words. A page is made of these.

pub(crate) mod act; // a change, as a form sends it
pub(crate) mod address; // what the address of the page says
pub(crate) mod amount; // money, digit under digit
pub(crate) mod ask_form; // a form that asks for a page
pub(crate) mod badge; // a state: a colour and always a word
pub(crate) mod button; // the one button, and the link that looks like it
pub(crate) mod chart; // SVG drawn on the server, with a table beside it
pub(crate) mod copy_id; // a short id with a copy button
pub(crate) mod copy_text; // a text with a copy button
pub(crate) mod date; // a date in words, the exact time on hover
pub(crate) mod duration; // how long, in words
pub(crate) mod empty; // a list with nothing in it
pub(crate) mod facts; // what and how much, in two columns
pub(crate) mod failed; // what is shown instead of a part that could not be read
pub(crate) mod field; // a labelled input with its hint and its refusal
pub(crate) mod filter; // choices that live in the address
pub(crate) mod form; // a form that works before, with and without WebAssembly
pub(crate) mod heading; // the top of a page
pub(crate) mod hydrated; // whether the browser has taken over
pub(crate) mod icon; // line drawings
pub(crate) mod load; // loading, failed and loaded looks of a resource
pub(crate) mod money_field; // an input for rupees
pub(crate) mod notice; // a sentence to the person
pub(crate) mod pager; // older and newer
pub(crate) mod panel; // a sheet of paper
pub(crate) mod skeleton; // the shape of what is coming
pub(crate) mod table; // rows
pub(crate) mod timeline; // what happened, in words

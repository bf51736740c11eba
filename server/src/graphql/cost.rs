//! What a query would cost, before anything is read: every field of every object it could answer counts one, everything
//! that is read twenty. A list counts as many objects as its `limit` allows.

use async_graphql::{
    ErrorExtensionValues, Name, ServerError, Value, Variables,
    parser::types::{DocumentOperations, ExecutableDocument, Field, Selection, SelectionSet},
};
use domain::page::{DEFAULT_LIMIT, MOST_LIMIT};
use std::collections::HashMap;

const READ: u64 = 20;
/// Of objects in objects.
const DEEPEST: usize = 12;
/// Of the description of all types, which may be asked for once in a document, with so many selections at most.
const INTROSPECTION: u64 = 1_000;
const INTROSPECTION_SELECTIONS_MAX: u32 = 250;
/// Operations and fragments of a document.
const DEFINITIONS_MAX: usize = 50;
/// Of brackets in each other, in the text: what reads it goes into each of them.
const NESTED_MAX: usize = 64;

#[derive(Clone, Debug)]
pub(super) struct FieldCost {
    /// The type of what it leads to.
    pub(super) to: String,
    pub(super) size: Size,
    pub(super) reads: bool,
}

/// How many there are for each object that has the field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Size {
    One,
    /// A page: as many as are asked for.
    Page,
    /// The things on it.
    OfPage,
    About(u32),
}

pub(super) type Costs = HashMap<(String, String), FieldCost>;

/// Of all operations of a document together. It stops counting at `most`, so that a query cannot be made that costs much
/// to count.
pub(super) fn of(
    document: &ExecutableDocument,
    variables: &Variables,
    costs: &Costs,
    most: u64,
) -> Result<u64, ServerError> {
    let mut count = Count { document, variables, costs, most, cost: 0, introspection: None };
    let operations: Vec<_> = match &document.operations {
        DocumentOperations::Single(one) => vec![one],
        DocumentOperations::Multiple(all) => all.values().collect(),
    };
    if operations.len().saturating_add(document.fragments.len()) > DEFINITIONS_MAX {
        let sentence = format!("A document has at most {DEFINITIONS_MAX} operations and fragments.");
        return Err(refused(sentence, "query_too_costly", None));
    }
    for operation in operations {
        count.set(&operation.node.selection_set.node, &Place { of: "Query", times: 1, page: 0, depth: 1 })?;
    }
    Ok(count.cost)
}

/// Refuses a text whose brackets are too deep in each other, before anything reads it that goes into each of them.
pub(super) fn not_too_nested(query: &str) -> Result<(), ServerError> {
    let bytes = query.as_bytes();
    let (mut at, mut depth) = (0_usize, 0_usize);
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        at = match byte {
            b'#' => at + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len()),
            b'"' => at + string(rest),
            _ => at + 1,
        };
        match byte {
            b'[' | b'{' | b'(' => depth += 1,
            b']' | b'}' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > NESTED_MAX {
            let sentence = format!("This query is too deep: at most {NESTED_MAX} brackets in each other.");
            return Err(refused(sentence, "query_too_deep", None));
        }
    }
    Ok(())
}

/// How long the text is that begins here with a quotation mark, or with three.
fn string(rest: &[u8]) -> usize {
    const BLOCK: &[u8] = b"\"\"\"";
    let is_block = rest.starts_with(BLOCK);
    let mut at = if is_block { 3 } else { 1 };
    while let Some(byte) = rest.get(at) {
        let here = rest.get(at..).unwrap_or_default();
        match byte {
            b'\\' if is_block => {
                at += if here.get(1..).is_some_and(|after| after.starts_with(BLOCK)) { 4 } else { 1 }
            }
            b'\\' => at += 2,
            b'"' if !is_block => return at + 1,
            b'"' if here.starts_with(BLOCK) => return at + 3,
            b'\n' | b'\r' if !is_block => return at,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Where in the document, and in how many objects.
struct Place<'a> {
    of: &'a str,
    times: u64,
    /// How many are on the page that this is.
    page: u64,
    depth: usize,
}

struct Count<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    costs: &'a Costs,
    most: u64,
    cost: u64,
    /// Selections in the description of all types, once it was asked for.
    introspection: Option<u32>,
}

impl<'a> Count<'a> {
    fn set(&mut self, set: &'a SelectionSet, place: &Place<'a>) -> Result<(), ServerError> {
        if place.depth > DEEPEST {
            let sentence = format!("This query is too deep: at most {DEEPEST} objects within each other.");
            return Err(refused(sentence, "query_too_deep", None));
        }
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, place)?,
                Selection::InlineFragment(fragment) => {
                    self.inner(&fragment.node.selection_set.node, place)?
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                    // That there is none is said by whoever runs it.
                    if let Some(fragment) = fragment {
                        self.inner(&fragment.node.selection_set.node, place)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A fragment costs something even when it is empty: it can be named many times.
    fn inner(&mut self, set: &'a SelectionSet, place: &Place<'a>) -> Result<(), ServerError> {
        self.add(1)?;
        self.set(set, &Place { depth: place.depth + 1, ..*place })
    }

    fn field(&mut self, field: &'a Field, place: &Place<'a>) -> Result<(), ServerError> {
        let name = field.name.node.as_str();
        let within = &field.selection_set.node;
        if matches!(name, "__schema" | "__type") {
            if self.introspection.replace(0).is_some() {
                let sentence = "The types can be asked for once in a document.";
                return Err(refused(sentence.to_owned(), "query_too_costly", None));
            }
            self.add(INTROSPECTION)?;
            return self.types(within, false, 1);
        }
        let known = self.costs.get(&(place.of.to_owned(), name.to_owned()));
        let Some(known) = known else {
            // Whatever stands within it would not be counted.
            if name != "__typename" || !within.items.is_empty() {
                let sentence = format!("There is no field {name} in {}, or nothing in it.", place.of);
                return Err(refused(sentence, "validation_error", None));
            }
            return self.add(place.times);
        };
        self.add(place.times.saturating_add(if known.reads { READ } else { 0 }))?;
        let (each, page) = match known.size {
            Size::One => (1, place.page),
            Size::Page => (1, self.limit(field)),
            Size::OfPage => (place.page, 0),
            Size::About(many) => (u64::from(many), 0),
        };
        let times = place.times.saturating_mul(each);
        self.set(within, &Place { of: &known.to, times, page, depth: place.depth + 1 })
    }

    /// Types of fields of types of fields would be without end.
    fn types(&mut self, set: &'a SelectionSet, is_within: bool, depth: usize) -> Result<(), ServerError> {
        for selection in &set.items {
            let seen = self.introspection.get_or_insert_default();
            *seen = seen.saturating_add(1);
            if *seen > INTROSPECTION_SELECTIONS_MAX {
                let sentence = "That is more than is needed to learn the types.";
                return Err(refused(sentence.to_owned(), "query_too_costly", None));
            }
            let (set, is_within) = match &selection.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    let leads_on = matches!(
                        name,
                        "types" | "fields" | "inputFields" | "interfaces" | "possibleTypes" | "enumValues"
                    );
                    if is_within && leads_on {
                        let sentence =
                            "Of the type of a field its name can be asked for, and not what is in it.";
                        return Err(refused(sentence.to_owned(), "query_too_deep", None));
                    }
                    (&field.node.selection_set.node, is_within || matches!(name, "fields" | "inputFields"))
                }
                Selection::InlineFragment(fragment) => (&fragment.node.selection_set.node, is_within),
                Selection::FragmentSpread(spread) => {
                    match self.document.fragments.get(&spread.node.fragment_name.node) {
                        Some(fragment) => (&fragment.node.selection_set.node, is_within),
                        None => continue,
                    }
                }
            };
            if depth > 2 * DEEPEST {
                return Err(refused("This query is too deep.".to_owned(), "query_too_deep", None));
            }
            self.types(set, is_within, depth + 1)?;
        }
        Ok(())
    }

    fn add(&mut self, cost: u64) -> Result<(), ServerError> {
        self.cost = self.cost.saturating_add(cost);
        if self.cost <= self.most {
            return Ok(());
        }
        let sentence = format!("This query could cost more than {}. Ask for less at once.", self.most);
        Err(refused(sentence, "query_too_costly", Some(self.most)))
    }

    /// What cannot be read is refused later; until then it counts as much as it can be.
    fn limit(&self, field: &Field) -> u64 {
        let Some((_, given)) = field.arguments.iter().find(|(name, _)| name.node == "limit") else {
            return DEFAULT_LIMIT.unsigned_abs();
        };
        let known = |name: Name| self.variables.get(&name).cloned().ok_or(());
        match given.node.clone().into_const_with(known) {
            Ok(Value::Number(number)) => number.as_u64().unwrap_or(MOST_LIMIT.unsigned_abs()),
            _ => MOST_LIMIT.unsigned_abs(),
        }
    }
}

pub(super) fn refused(sentence: String, code: &str, most: Option<u64>) -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code);
    if let Some(most) = most {
        extensions.set("cost_max", most);
    }
    ServerError { extensions: Some(extensions), ..ServerError::new(sentence, None) }
}

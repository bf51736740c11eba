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
/// Of the description of all types.
const INTROSPECTION: u64 = 250;

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
    let mut count = Count { document, variables, costs, most, cost: 0 };
    let all = match &document.operations {
        DocumentOperations::Single(one) => vec![one],
        DocumentOperations::Multiple(all) => all.values().collect(),
    };
    for operation in all {
        count.set(&operation.node.selection_set.node, &Place { of: "Query", times: 1, page: 0, depth: 1 })?;
    }
    Ok(count.cost)
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
        if matches!(name, "__schema" | "__type") {
            self.add(INTROSPECTION)?;
            return self.types(&field.selection_set.node, false, 1);
        }
        let known = self.costs.get(&(place.of.to_owned(), name.to_owned()));
        let Some(known) = known else { return self.add(place.times) };
        self.add(place.times.saturating_add(if known.reads { READ } else { 0 }))?;
        let (each, page) = match known.size {
            Size::One => (1, place.page),
            Size::Page => (1, self.limit(field)),
            Size::OfPage => (place.page, 0),
            Size::About(many) => (u64::from(many), 0),
        };
        let times = place.times.saturating_mul(each);
        self.set(&field.selection_set.node, &Place { of: &known.to, times, page, depth: place.depth + 1 })
    }

    /// Types of fields of types of fields would be without end.
    fn types(&mut self, set: &'a SelectionSet, is_within: bool, depth: usize) -> Result<(), ServerError> {
        for selection in &set.items {
            self.add(1)?;
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
                    if leads_on {
                        self.add(INTROSPECTION)?;
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

fn refused(sentence: String, code: &str, most: Option<u64>) -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code);
    if let Some(most) = most {
        extensions.set("cost_max", most);
    }
    ServerError { extensions: Some(extensions), ..ServerError::new(sentence, None) }
}

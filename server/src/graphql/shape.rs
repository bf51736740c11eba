//! Shapes of the OpenAPI document as types of GraphQL, and values in these shapes.

use super::{
    cost::{FieldCost, Size},
    links::{self, LINKS, Link, Links},
};
use crate::graphql::ask::Ask;
use async_graphql::{
    Error, Name, Value,
    dynamic::{Enum, EnumItem, Field, FieldFuture, FieldValue, Object, ResolverContext, Scalar, TypeRef},
};
use serde_json::{Map, Value as Json};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// Of a list within an object, where nobody knows how long it is.
const USUAL: u32 = 12;

/// Beside GraphQL's own.
const SCALARS: [(&str, &str); 6] = [
    ("Amount", "Rupees, exact, as text with two decimals: \"1250.00\"."),
    ("Rate", "Per cent a year, exact, as text: \"12.00\"."),
    ("Long", "A whole number that may need 64 bits. Where a field's name ends in `_paise` it is paise."),
    ("Date", "A day in India: \"2026-11-20\"."),
    ("DateTime", "RFC 3339, in UTC."),
    ("JSON", "Whatever was sent."),
];

/// How a value is shown.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Leaf,
    Object,
    List(Box<Kind>),
}

/// A type, as it is where it may be null.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) of: TypeRef,
    pub(super) kind: Kind,
}

impl Shape {
    fn leaf(name: &str) -> Shape {
        Shape { of: TypeRef::named(name), kind: Kind::Leaf }
    }

    pub(super) fn list(self) -> Shape {
        Shape { of: TypeRef::List(Box::new(self.needed())), kind: Kind::List(Box::new(self.kind)) }
    }

    pub(super) fn needed(&self) -> TypeRef {
        TypeRef::NonNull(Box::new(self.of.clone()))
    }
}

/// All types that were needed so far.
pub(super) struct Shapes<'a> {
    /// Of the document.
    components: &'a Map<String, Json>,
    pub(super) objects: BTreeMap<String, Object>,
    pub(super) enums: BTreeMap<String, Enum>,
    pub(super) costs: HashMap<(String, String), FieldCost>,
    begun: BTreeSet<String>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(components: &'a Map<String, Json>) -> Shapes<'a> {
        Shapes {
            components,
            objects: BTreeMap::new(),
            enums: BTreeMap::new(),
            costs: HashMap::new(),
            begun: BTreeSet::new(),
        }
    }

    pub(super) fn scalars() -> impl Iterator<Item = Scalar> {
        SCALARS.into_iter().map(|(name, words)| Scalar::new(name).description(words))
    }

    /// `within` names an object that has no name of its own.
    pub(super) fn shape(&mut self, schema: &Json, within: &str) -> Shape {
        if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
            return self.named(name);
        }
        if let Some(one) =
            schema["anyOf"].as_array().and_then(|any| any.iter().find(|one| one["type"] != "null"))
        {
            return self.shape(one, within);
        }
        match kind_of(schema) {
            "array" => self.shape(&schema["items"], within).list(),
            "object" if schema["properties"].is_object() => self.object(within, within, schema),
            "string" => Shape::leaf(match schema["format"].as_str() {
                Some("uuid") => TypeRef::ID,
                Some("date") => "Date",
                Some("date-time") => "DateTime",
                _ => TypeRef::STRING,
            }),
            "integer" => Shape::leaf(match schema["format"].as_str() {
                Some("int64" | "uint64" | "uint32") => "Long",
                _ => TypeRef::INT,
            }),
            "boolean" => Shape::leaf(TypeRef::BOOLEAN),
            "number" => Shape::leaf(TypeRef::FLOAT),
            _ => Shape::leaf("JSON"),
        }
    }

    fn named(&mut self, component: &str) -> Shape {
        let name = component.strip_suffix("View").unwrap_or(component);
        if SCALARS.iter().any(|(scalar, _)| *scalar == name) {
            return Shape::leaf(name);
        }
        let Some(schema) = self.components.get(component) else { return Shape::leaf("JSON") };
        if let Some(words) = words_of(schema) {
            return self.words(name, schema, &words);
        }
        if schema["properties"].is_object() {
            self.object(name, component, schema)
        } else {
            self.shape(schema, name)
        }
    }

    /// Words that GraphQL cannot write as they are stay text.
    fn words(&mut self, name: &str, schema: &Json, words: &[&str]) -> Shape {
        let plain = |word: &&str| {
            word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                && !word.starts_with(|first: char| first.is_ascii_digit())
        };
        if !words.iter().all(plain) {
            return Shape::leaf(TypeRef::STRING);
        }
        self.enums.entry(name.to_owned()).or_insert_with(|| {
            let all = Enum::new(name).items(words.iter().map(|word| EnumItem::new(*word)));
            match schema["description"].as_str() {
                Some(said) => all.description(said),
                None => all,
            }
        });
        Shape::leaf(name)
    }

    fn object(&mut self, name: &str, component: &str, schema: &Json) -> Shape {
        let shape = Shape { of: TypeRef::named(name), kind: Kind::Object };
        // Also while it is being made: objects lead to each other.
        if !self.begun.insert(name.to_owned()) {
            return shape;
        }
        let mut object = Object::new(name);
        if let Some(said) = schema["description"].as_str() {
            object = object.description(said);
        }
        let links: Vec<&Link> = LINKS.iter().filter(|link| link.of.contains(&component)).collect();
        let needed: BTreeSet<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        for (field, of) in schema["properties"].as_object().into_iter().flatten() {
            if links.iter().any(|link| link.name == field) {
                continue;
            }
            let shape = self.shape(of, &format!("{name}{}", capital(field)));
            let of_type = if needed.contains(field.as_str()) && !is_nullable(of) {
                shape.needed()
            } else {
                shape.of.clone()
            };
            let size = if matches!(shape.kind, Kind::List(_)) { Size::About(USUAL) } else { Size::One };
            self.note(name, field, &shape, size, false);
            let made = property(field, of_type, shape.kind);
            object = object.field(match of["description"].as_str() {
                Some(said) => made.description(said),
                None => made,
            });
        }
        for link in links {
            object = object.field(self.link(name, link));
        }
        self.objects.insert(name.to_owned(), object);
        shape
    }

    fn link(&mut self, of: &str, link: &'static Link) -> Field {
        let (component, about) = link.what.shape();
        let one = self.named(component);
        let shape = if about.is_some() { one.list() } else { one };
        self.note(of, link.name, &shape, about.map_or(Size::One, Size::About), true);
        let kind = shape.kind;
        let made = Field::new(link.name, shape.of, move |context| {
            let kind = kind.clone();
            FieldFuture::new(async move { follow(&context, link, &kind).await })
        });
        made.description(link.what.words())
    }

    pub(super) fn note(&mut self, of: &str, field: &str, shape: &Shape, size: Size, reads: bool) {
        let to = shape.of.type_name().to_owned();
        self.costs.insert((of.to_owned(), field.to_owned()), FieldCost { to, size, reads });
    }

    /// One page: `items`, and the cursor of the `next`.
    pub(super) fn page(&mut self, of: &Shape) -> Shape {
        let name = format!("{}List", of.of.type_name());
        let items = of.clone().list();
        if self.begun.insert(name.clone()) {
            self.note(&name, "items", &items, Size::OfPage, false);
            self.note(&name, "next", &Shape::leaf(TypeRef::STRING), Size::One, false);
            let next = "The cursor of the next page; null on the last.";
            let object = Object::new(&name)
                .description("One page, newest first.")
                .field(property("items", items.needed(), items.kind))
                .field(property("next", TypeRef::named(TypeRef::STRING), Kind::Leaf).description(next));
            self.objects.insert(name.clone(), object);
        }
        Shape { of: TypeRef::named(name), kind: Kind::Object }
    }
}

fn property(name: &str, of: TypeRef, kind: Kind) -> Field {
    let field = name.to_owned();
    Field::new(name, of, move |context| {
        let shown = seen(context.parent_value).and_then(|parent| show(&kind, parent.get(&field)?));
        FieldFuture::Value(shown)
    })
}

async fn follow<'a>(
    context: &ResolverContext<'a>,
    link: &Link,
    kind: &Kind,
) -> Result<Option<FieldValue<'a>>, Error> {
    let id = seen(context.parent_value).and_then(|parent| parent.pointer(link.by)).and_then(Json::as_str);
    let Some(id) = id.and_then(|id| Uuid::try_parse(id).ok()) else { return Ok(None) };
    let ask = context.data::<Arc<Ask>>()?;
    let found = match context.data::<Links>()?.load_one((link.what, id)).await {
        Ok(found) => found,
        Err(problem) => return Ok(refused(context, ask.told(&problem))),
    };
    let many = match found.as_deref() {
        Some(Json::Array(items)) => items.len(),
        _ => 1,
    };
    if let Err(too_many) = ask.made(many) {
        return Ok(refused(context, too_many));
    }
    Ok(match (found, kind) {
        // Nobody's, or nobody's to see; a list of what is theirs to see may be empty.
        (None, Kind::List(_)) => {
            links::is_open(ask, link.what).then(|| FieldValue::list(Vec::<FieldValue<'a>>::new()))
        }
        (None, _) => None,
        (Some(found), _) => show_owned(kind, found.as_ref().clone()),
    })
}

/// Null in its place, and why in the list of errors. The library would leave the field out.
pub(super) fn refused<'a>(context: &ResolverContext<'a>, why: Error) -> Option<FieldValue<'a>> {
    let why = why.into_server_error(context.ctx.item.pos);
    context.ctx.add_error(context.ctx.set_error_path(why));
    None
}

fn seen<'a>(value: &'a FieldValue<'a>) -> Option<&'a Json> {
    value.downcast_ref::<Json>()
}

/// A part of what somebody else holds.
fn show<'a>(kind: &Kind, json: &'a Json) -> Option<FieldValue<'a>> {
    match (kind, json) {
        (_, Json::Null) => None,
        (Kind::List(of), Json::Array(items)) => {
            Some(FieldValue::list(items.iter().map(|item| show(of, item).unwrap_or(FieldValue::NULL))))
        }
        (Kind::Object, object) => Some(FieldValue::borrowed_any(object)),
        (Kind::Leaf | Kind::List(_), leaf) => Value::from_json(leaf.clone()).ok().map(FieldValue::value),
    }
}

/// A whole answer.
pub(super) fn show_owned<'a>(kind: &Kind, json: Json) -> Option<FieldValue<'a>> {
    match (kind, json) {
        (_, Json::Null) => None,
        (Kind::List(of), Json::Array(items)) => Some(FieldValue::list(
            items.into_iter().map(|item| show_owned(of, item).unwrap_or(FieldValue::NULL)),
        )),
        (Kind::Object, object) => Some(FieldValue::owned_any(object)),
        (Kind::Leaf | Kind::List(_), leaf) => Value::from_json(leaf).ok().map(FieldValue::value),
    }
}

/// The words that it is one of.
fn words_of(schema: &Json) -> Option<Vec<&str>> {
    if let Some(all) = schema["enum"].as_array() {
        return all.iter().map(Json::as_str).collect();
    }
    let mut words = Vec::new();
    for one in schema["oneOf"].as_array()? {
        match one["const"].as_str() {
            Some(word) => words.push(word),
            None => words.extend(words_of(one)?),
        }
    }
    Some(words)
}

fn kind_of(schema: &Json) -> &str {
    match &schema["type"] {
        Json::String(kind) => kind,
        Json::Array(kinds) => {
            kinds.iter().filter_map(Json::as_str).find(|kind| *kind != "null").unwrap_or_default()
        }
        _ if schema["const"].is_string() => "string",
        _ => "",
    }
}

fn is_nullable(schema: &Json) -> bool {
    let any = schema["anyOf"].as_array().is_some_and(|any| any.iter().any(|one| one["type"] == "null"));
    any || schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "null"))
}

/// `bank_account` as the end of a type's name.
fn capital(field: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    };
    field.split('_').map(word).collect()
}

/// For arguments: a word, a number and an id alike are text after the `?`.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Enum(name) => Some(Name::as_str(name).to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Boolean(yes) => Some(yes.to_string()),
        Value::Null | Value::Binary(_) | Value::List(_) | Value::Object(_) => None,
    }
}

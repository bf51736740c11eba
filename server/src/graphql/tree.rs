//! The schema: the fields at the root, and every type that they lead to.

use super::{
    ask::Ask,
    cost::{self, Costs, Size},
    roots::ROOTS,
    shape::{Kind, Shapes, refused, show_owned, text_of},
};
use crate::{
    gate::limits::Bucket,
    openapi,
    rest::{self, problem::Problem},
};
use async_graphql::{
    Error, Request, Response, ServerError,
    dynamic::{
        Field, FieldFuture, FieldValue, InputValue, Object, ResolverContext, Schema, SchemaError, TypeRef,
    },
};
use axum::http::Method;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;
use uuid::Uuid;

const QUERY: &str = "Query";

pub(super) struct Tree {
    schema: Schema,
    costs: Costs,
}

/// A read of the catalogue, as a field at the root.
struct Root {
    path: &'static str,
    /// Which of the arguments stand in the path.
    in_path: Vec<String>,
    in_query: Vec<String>,
    bucket: Option<Bucket>,
    /// How the whole answer is shown; of a page, one of its items.
    kind: Kind,
    is_page: bool,
}

impl Tree {
    pub(super) fn grow() -> Result<Tree, SchemaError> {
        let document = openapi::document();
        let none = Map::new();
        let mut shapes = Shapes::new(document["components"]["schemas"].as_object().unwrap_or(&none));
        let mut query = Object::new(QUERY).description("The reads of the API, for whoever is signed in.");
        for (name, path) in ROOTS {
            query = query.field(root(&mut shapes, document, name, path));
        }
        let mut schema =
            Schema::build(QUERY, None, None).register(query).disable_suggestions().limit_directives(8);
        schema = Shapes::scalars().fold(schema, async_graphql::dynamic::SchemaBuilder::register);
        let (objects, enums) = (std::mem::take(&mut shapes.objects), std::mem::take(&mut shapes.enums));
        schema = objects.into_values().fold(schema, async_graphql::dynamic::SchemaBuilder::register);
        schema = enums.into_values().fold(schema, async_graphql::dynamic::SchemaBuilder::register);
        Ok(Tree { schema: schema.finish()?, costs: shapes.costs })
    }

    pub(super) fn words(&self) -> String {
        self.schema.sdl()
    }

    /// Reads the query as well, so that it is read once.
    pub(super) fn cost(&self, request: &mut Request, most: u64) -> Result<u64, ServerError> {
        cost::not_too_nested(&request.query)?;
        let variables = request.variables.clone();
        cost::of(request.parsed_query().map_err(unreadable)?, &variables, &self.costs, most)
    }

    pub(super) async fn run(&self, request: Request) -> Response {
        self.schema.execute(request).await
    }
}

/// The library would send the query back, with a pointer drawn below it.
fn unreadable(error: ServerError) -> ServerError {
    let place =
        error.locations.first().map(|place| format!(" at line {}, column {}", place.line, place.column));
    ServerError { message: format!("The query cannot be read{}.", place.unwrap_or_default()), ..error }
}

fn root(shapes: &mut Shapes<'_>, document: &Json, name: &'static str, path: &'static str) -> Field {
    let operation = &document["paths"][path]["get"];
    let answered = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    let parameters: Vec<&Json> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| match parameter["$ref"].as_str().and_then(|target| target.strip_prefix('#')) {
            Some(place) => document.pointer(place).unwrap_or(parameter),
            None => parameter,
        })
        // Pages are gone through by their cursors; what stands in headers is said by arguments, too.
        .filter(|parameter| parameter["in"] != "header" && parameter["name"] != "offset")
        .collect();
    let named = |place: &str| -> Vec<String> {
        let of_place = parameters.iter().filter(|parameter| parameter["in"] == place);
        of_place.filter_map(|parameter| parameter["name"].as_str()).map(str::to_owned).collect()
    };
    let (in_path, in_query) = (named("path"), named("query"));
    let is_page = in_query.iter().any(|name| name == "limit");
    let whole = shapes.shape(if is_page { &answered["items"] } else { answered }, name);
    let shown = if is_page { shapes.page(&whole) } else { whole.clone() };
    let size = match &whole.kind {
        _ if is_page => Size::Page,
        Kind::List(_) => Size::About(60),
        Kind::Leaf | Kind::Object => Size::One,
    };
    shapes.note(QUERY, name, &shown, size, true);
    let bucket = rest::bucket(&Method::GET, &format!("{}{path}", rest::BASES[0]));
    let of = Arc::new(Root { path, in_path, in_query, bucket, kind: whole.kind, is_page });
    let mut field = Field::new(name, shown.of, move |context| {
        let of = of.clone();
        FieldFuture::new(async move { of.read(&context).await })
    });
    for parameter in parameters {
        let (name, schema) = (parameter["name"].as_str().unwrap_or_default(), &parameter["schema"]);
        let shape = shapes.shape(schema, name);
        let of = if parameter["required"] == true { shape.needed() } else { shape.of };
        // What is refused there is refused here in the same words, so text will do for a day.
        let of = if of.type_name() == "Date" { TypeRef::named(TypeRef::STRING) } else { of };
        let said = match name {
            "cursor" => Some("`next` of the page before."),
            "limit" => Some("At most 200; 50 where nothing is said."),
            _ => parameter["description"].as_str(),
        };
        let argument = InputValue::new(name, of);
        field = field.argument(match said {
            Some(said) => argument.description(said),
            None => argument,
        });
    }
    let summary = operation["summary"].as_str().unwrap_or_default();
    field.description(format!("{summary}. `GET {path}`"))
}

impl Root {
    async fn read<'a>(&self, context: &ResolverContext<'a>) -> Result<Option<FieldValue<'a>>, Error> {
        let ask = context.data::<Arc<Ask>>()?;
        let asked = match self.address(context) {
            Ok(address) => ask.get(&address, self.bucket).await,
            Err(nowhere) => Err(nowhere),
        };
        let answered = match asked {
            Ok(answered) => answered,
            Err(problem) => return Ok(refused(context, ask.told(&problem))),
        };
        Ok(if self.is_page {
            show_owned(&Kind::Object, json!({ "items": answered.body, "next": answered.next }))
        } else {
            show_owned(&self.kind, answered.body)
        })
    }

    /// What stands in the path are ids: a word might be another route's.
    fn address(&self, context: &ResolverContext<'_>) -> Result<String, Problem> {
        let given = |name: &String| context.args.get(name).and_then(|value| text_of(value.as_value()));
        let mut path = self.path.to_owned();
        for name in &self.in_path {
            let id =
                Uuid::try_parse(given(name).unwrap_or_default().trim()).map_err(|_| Problem::not_found())?;
            path = path.replace(&format!("{{{name}}}"), &id.to_string());
        }
        let pairs: Vec<(&String, String)> =
            self.in_query.iter().filter_map(|name| Some((name, given(name)?))).collect();
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        Ok(if query.is_empty() { path } else { format!("{path}?{query}") })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::roots::NOT_HERE, *};
    use async_graphql::{Variables, parser::parse_query};
    use std::collections::BTreeSet;

    #[test]
    fn every_read_is_a_field_or_is_named_as_none() {
        let here: BTreeSet<&str> = ROOTS.iter().map(|(_, path)| *path).chain(NOT_HERE).collect();
        assert_eq!(here.len(), ROOTS.len() + NOT_HERE.len(), "none is both");
        let reads: BTreeSet<&str> = rest::described()
            .iter()
            .filter(|route| route.method == Method::GET)
            .map(|route| route.path)
            .collect();
        assert_eq!(here, reads);
    }

    #[test]
    fn the_committed_schema_is_the_one_that_is_served() {
        let committed = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/schema.graphql"));
        assert!(Tree::grow().unwrap().words() == committed, "`make openapi` writes docs/schema.graphql anew");
    }

    #[track_caller]
    fn cost(query: &str, most: u64) -> Result<u64, String> {
        let document = parse_query(query).unwrap();
        cost::of(&document, &Variables::default(), &Tree::grow().unwrap().costs, most)
            .map_err(|refused| refused.message)
    }

    #[test]
    fn a_query_costs_what_it_can_answer() {
        for (query, expected) in [
            ("{ me { id name } }", 20 + 1 + 2),
            // One page, its items, ten loans with two fields.
            ("{ loans(limit: 10) { items { id status } } }", 20 + 1 + 1 + 20),
            ("{ loans { items { id } next } }", 20 + 1 + 2 + 50),
            // The schedules of ten loans are read once.
            ("{ loans(limit: 10) { items { schedule { number } } } }", 20 + 1 + 1 + (20 + 10) + 600),
            ("{ a: me { id } b: me { id } }", 2 * 22),
            ("query A { me { ...F } } fragment F on Person { id }", 20 + 1 + 1 + 1),
        ] {
            assert_eq!(cost(query, 10_000), Ok(expected), "{query}");
        }
    }

    #[test]
    fn what_costs_too_much_is_not_run() {
        let refusal = |query: &str| cost(query, 10_000).unwrap_err();
        assert!(
            refusal("{ loans(limit: 200) { items { schedule { number emi paid } } } }").contains("10000")
        );
        let many = format!("{{ {} }}", (0..500).map(|n| format!("a{n}: me {{ id }} ")).collect::<String>());
        assert!(refusal(&many).contains("cost"));
        // Twice the one before: 2 to the power of 40 fields, were it run.
        let doubling: String =
            (0..40).map(|n| format!("fragment F{n} on Query {{ ...F{} ...F{} }} ", n + 1, n + 1)).collect();
        assert!(
            cost(&format!("{{ ...F0 }} {doubling} fragment F40 on Query {{ __typename }}"), 10_000).is_err()
        );
        // Where nothing can be, nothing is counted, and the library would follow it.
        for place in ["__typename", "nope", "me { id"] {
            let close = if place.contains('{') { "} }" } else { "}" };
            assert!(
                cost(
                    &format!(
                        "{{ {place} {{ ...F0 }} {close} {doubling} fragment F40 on Query {{ __typename }}"
                    ),
                    10_000
                )
                .is_err()
            );
        }
        let fragments: String =
            (0..50).map(|n| format!("fragment F{n} on Query {{ __typename }} ")).collect();
        assert!(refusal(&format!("{{ me {{ id }} }} {fragments}")).contains("at most 50"));
        let circle = "{ me { ...A } } fragment A on Person { ...B } fragment B on Person { ...A }";
        assert!(refusal(circle).contains("deep"));
        let around = "{ plan(id: 1) { refunds { plan { refunds { plan { refunds { plan { refunds { plan { refunds { plan { refunds { id } } } } } } } } } } } } }";
        assert!(cost(around, u64::MAX).unwrap_err().contains("deep"));
        assert!(
            refusal("{ plan(id: 1) { refunds { plan { refunds { plan { refunds { plan { refunds { id } } } } } } } } }")
                .contains("cost")
        );
        let aliases: String = (0..250).map(|n| format!("a{n}: name ")).collect();
        assert!(
            refusal(&format!("{{ __schema {{ types {{ fields {{ {aliases} }} }} }} }}"))
                .contains("more than is needed")
        );
        assert!(
            refusal("{ a: __schema { types { name } } b: __schema { types { name } } }").contains("once")
        );
        let types = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
        assert!(refusal(types).contains("type of a field"));
    }

    #[test]
    fn what_tools_ask_to_know_all_types_is_answered() {
        let query = include_str!("introspection.graphql");
        assert!(cost(query, 10_000).is_ok());
    }

    #[test]
    fn brackets_are_counted_where_they_are_brackets() {
        let deep = |query: &str| cost::not_too_nested(query).is_err();
        assert!(deep(&"{a".repeat(65)) && deep(&format!("{{ a(b: {}", "[".repeat(64))));
        assert!(!deep(&"{a}".repeat(100)) && !deep(&format!("{{ a(b: \"{}\") }}", "[".repeat(99))));
        assert!(!deep(&format!("{{ a # {}\n }}", "[".repeat(99))));
        assert!(!deep(&format!("{{ a(b: \"\"\" \" {} \"\"\") }}", "[".repeat(99))));
        // Closed in texts, and not in truth.
        assert!(
            deep(&"[\"]\" ".repeat(65))
                && deep(&"[\"\"\"]\"]\"\"\" ".repeat(65))
                && deep(&"[ #]\n".repeat(65))
        );
    }
}

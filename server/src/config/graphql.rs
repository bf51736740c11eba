use super::reader::Reader;

const USUAL: u32 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraphqlSettings {
    /// What one query may cost; `None`: there is no graph.
    pub cost_max: Option<u64>,
}

impl Reader<'_> {
    pub(super) fn graphql(&mut self) -> GraphqlSettings {
        let most = self.number("GRAPHQL_COST_MAX", USUAL, 1);
        GraphqlSettings { cost_max: self.flag("GRAPHQL", true).then_some(most.into()) }
    }
}

use leptos::prelude::*;
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    params::ParamsMap,
};

/// What the address of this page says.
#[derive(Clone, Copy)]
pub(crate) struct Address {
    params: Memo<ParamsMap>,
    query: Memo<ParamsMap>,
}

pub(crate) fn use_address() -> Address {
    Address { params: use_params_map(), query: use_query_map() }
}

impl Address {
    /// A part of the path, such as the id of `/loans/:loan`. Followed.
    pub(crate) fn part(self, name: &str) -> String {
        self.params.with(|params| params.get(name).unwrap_or_default())
    }

    /// A choice, such as the state of `?status=ACTIVE`. A filter form sends its empty fields too: they choose
    /// nothing. Followed.
    pub(crate) fn choice(self, name: &str) -> Option<String> {
        self.query.with(|query| query.get(name).filter(|value| !value.is_empty()))
    }
}

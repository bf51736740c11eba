use leptos::prelude::*;

/// A table that scrolls sideways inside itself when it must, and can be reached by keyboard then.
#[component]
pub(crate) fn Table(
    /// What it lists; heard, not seen.
    #[prop(into)]
    caption: String,
    /// Two wide figures beside each other must fit on a phone.
    #[prop(optional)]
    dense: bool,
    children: Children,
) -> impl IntoView {
    let label = caption.clone();
    view! {
        <div class="overflow-x-auto" tabindex="0" role="region" aria-label=label>
            <table class=if dense { "w-full text-xs sm:text-sm" } else { "w-full text-sm" }>
                <caption class="sr-only">{caption}</caption>
                {children()}
            </table>
        </div>
    }
    .into_any()
}

/// Whether a column is words or figures, and whether a phone has room for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Words,
    Figures,
    WordsIfRoom,
    FiguresIfRoom,
}

impl Column {
    const fn head(self) -> &'static str {
        match self {
            Column::Words => "py-2 pr-3 font-medium text-left",
            Column::Figures => "py-2 pl-3 font-medium text-right",
            Column::WordsIfRoom => "hidden sm:table-cell py-2 pr-3 font-medium text-left",
            Column::FiguresIfRoom => "hidden sm:table-cell py-2 pl-3 font-medium text-right",
        }
    }

    /// The class of this column's cells.
    pub(crate) const fn cell(self) -> &'static str {
        match self {
            Column::Words => "py-3 pr-3 align-top",
            Column::Figures => "py-3 pl-3 text-right align-top tnum whitespace-nowrap",
            Column::WordsIfRoom => "hidden sm:table-cell py-3 pr-3 align-top",
            Column::FiguresIfRoom => {
                "hidden sm:table-cell py-3 pl-3 text-right align-top tnum whitespace-nowrap"
            }
        }
    }
}

#[component]
pub(crate) fn Head(columns: &'static [(&'static str, Column)]) -> impl IntoView {
    let cell = |(word, column): &(&'static str, Column)| {
        view! {
            <th scope="col" class=column.head()>
                {*word}
            </th>
        }
    };
    view! {
        <thead>
            <tr class="text-xs quiet border-b border-base-300">{columns.iter().map(cell).collect_view()}</tr>
        </thead>
    }
    .into_any()
}

/// The class of a row.
pub(crate) const ROW: &str = "row-line";

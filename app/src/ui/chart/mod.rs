//! Charts, drawn as SVG on the server with whole numbers, and answering to the pointer once the browser runs.
//!
//! Figures are not left to the eye: the page shows them in a table beside the chart.

mod bars; // one or several values stacked, for each of a row of places
mod donut; // a part of a whole
mod line; // one value over time

pub(crate) use bars::{Bar, Bars, Series};
pub(crate) use donut::Donut;
pub(crate) use line::{Line, Spot};

use leptos::{ev::PointerEvent, html, prelude::*};

/// `value` of `most`, as a length of `size`. Negative values have no length.
fn length(value: i64, most: i64, size: i64) -> i64 {
    if most <= 0 {
        return 0;
    }
    let length = i128::from(value.clamp(0, most)).saturating_mul(size.into()) / i128::from(most);
    i64::try_from(length).unwrap_or(size)
}

/// Where place number `index` of `count` begins on an axis of `size`.
fn place(index: usize, count: usize, size: i64) -> i64 {
    let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    length(whole(index), whole(count.max(1)), size)
}

/// Covers a drawing and tells which of `count` places the pointer is over.
#[component]
fn Pointer(count: usize, picked: RwSignal<Option<usize>>) -> impl IntoView {
    let cover = NodeRef::<html::Div>::new();
    let hydrated = super::hydrated::use_hydrated();
    let over = move |ev: PointerEvent| {
        let width = cover.get().map_or(0, |cover| i64::from(cover.client_width()));
        let at = i64::from(ev.offset_x()).clamp(0, width.saturating_sub(1).max(0));
        let count_wide = i64::try_from(count).unwrap_or(0);
        let index = if width > 0 { at.saturating_mul(count_wide) / width } else { 0 };
        picked.set(usize::try_from(index).ok().filter(|index| *index < count));
    };
    view! {
        <div
            node_ref=cover
            class="absolute inset-0"
            class=("hidden", move || !hydrated.get())
            on:pointermove=over
            on:pointerleave=move |_| picked.set(None)
        ></div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_stay_inside() {
        assert_eq!(length(50, 100, 300), 150);
        assert_eq!(length(i64::MAX, i64::MAX, 300), 300);
        assert_eq!(length(-5, 100, 300), 0);
        assert_eq!(length(5, 0, 300), 0);
        assert_eq!(place(0, 0, 300), 0);
        assert_eq!(place(3, 4, 400), 300);
    }
}

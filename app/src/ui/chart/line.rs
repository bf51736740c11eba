use super::{Pointer, length, place};
use leptos::prelude::*;
use std::fmt::Write;

const WIDTH: i64 = 6000;
const HEIGHT: i64 = 1000;
/// Room for half the line's thickness.
const EDGE: i64 = 30;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub value: i64,
    /// Its figure in words, for the pointer.
    pub words: String,
}

/// One value over time.
#[component]
pub(crate) fn Line(
    spots: Vec<Spot>,
    /// What it shows, for those who cannot see it.
    #[prop(into)]
    label: String,
    #[prop(default = "w-full h-12 block")] class: &'static str,
) -> impl IntoView {
    let picked = RwSignal::new(None);
    let count = spots.len();
    let (line, area) = paths(&spots);
    let places: Vec<i64> = (0..count).map(|index| across(index, count)).collect();
    let caption =
        move || picked.get().and_then(|index: usize| spots.get(index).map(|spot| spot.words.clone()));
    let mark = move || {
        let x = picked.get().and_then(|index| places.get(index).copied())?;
        Some(
            view! { <line x1=x x2=x y1="0" y2=HEIGHT stroke="currentColor" vector-effect="non-scaling-stroke" /> },
        )
    };
    view! {
        <figure class="mt-3">
            <div class="relative text-primary">
                <svg
                    viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                    preserveAspectRatio="none"
                    class=class
                    role="img"
                    aria-label=label
                >
                    <path d=area fill="currentColor" opacity=".08" />
                    <path
                        d=line
                        fill="none"
                        stroke="currentColor"
                        stroke-width="2"
                        stroke-linejoin="round"
                        vector-effect="non-scaling-stroke"
                    />
                    {mark}
                </svg>
                <Pointer count picked />
            </div>
            <figcaption class="text-xs quiet tnum min-h-4 mt-1">{caption}</figcaption>
        </figure>
    }
    .into_any()
}

fn across(index: usize, count: usize) -> i64 {
    place(index, count.saturating_sub(1), WIDTH)
}

fn paths(spots: &[Spot]) -> (String, String) {
    let most = spots.iter().map(|spot| spot.value).max().unwrap_or(0);
    let mut line = String::new();
    for (index, spot) in spots.iter().enumerate() {
        let letter = if index == 0 { 'M' } else { 'L' };
        let height = length(spot.value, most, HEIGHT.saturating_sub(EDGE.saturating_mul(2)));
        let down = HEIGHT.saturating_sub(EDGE).saturating_sub(height);
        let _a_string_takes_all = write!(line, "{letter}{} {down}", across(index, spots.len()));
    }
    let area = if line.is_empty() { String::new() } else { format!("{line}V{HEIGHT}H0Z") };
    (line, area)
}

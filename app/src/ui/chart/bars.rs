use super::{Pointer, length, place};
use leptos::prelude::*;

const WIDTH: i64 = 6000;
const HEIGHT: i64 = 1000;

/// One of the values of each bar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Series {
    pub name: &'static str,
    /// How it is drawn, such as `fill-primary`.
    pub fill: &'static str,
    /// The same for the legend, such as `bg-primary`.
    pub chip: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    /// What stands under it, if there is room.
    pub label: String,
    /// One value for each series, from the bottom up.
    pub parts: Vec<i64>,
    /// Its figures in words, for the pointer.
    pub words: String,
    /// Drawn paler: past and done.
    pub faded: bool,
}

/// Bars of stacked values.
#[component]
pub(crate) fn Bars(
    series: &'static [Series],
    #[prop(into)] bars: Signal<Vec<Bar>>,
    /// What it shows, for those who cannot see it.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let picked = RwSignal::new(None::<usize>);
    let caption =
        move || picked.get().and_then(|index| bars.with(|bars| bars.get(index).map(|bar| bar.words.clone())));
    let ends = move || {
        bars.with(|bars| {
            let label = |bar: Option<&Bar>| bar.map(|bar| bar.label.clone()).unwrap_or_default();
            (label(bars.first()), label(bars.last()))
        })
    };
    view! {
        <figure class="mt-1">
            <div class="flex flex-wrap gap-x-4 gap-y-1 text-xs quiet mb-3">
                {series
                    .iter()
                    .map(|series| {
                        view! {
                            <span class="flex items-center gap-1.5">
                                <i class=format!("size-2.5 rounded-sm {}", series.chip)></i>
                                {series.name}
                            </span>
                        }
                    })
                    .collect_view()}
            </div>
            <div class="relative">
                <svg
                    viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                    preserveAspectRatio="none"
                    class="w-full h-32 sm:h-40 block"
                    role="img"
                    aria-label=move || label.get()
                >
                    {move || bars.with(|bars| drawn(series, bars, picked))}
                </svg>
                {move || view! { <Pointer count=bars.with(Vec::len) picked /> }}
            </div>
            <figcaption class="flex justify-between gap-3 text-xs quiet tnum mt-2 min-h-4">
                {move || match caption() {
                    Some(words) => view! { <span class="text-base-content">{words}</span> }.into_any(),
                    None => {
                        let (first, last) = ends();
                        view! {
                            <span>{first}</span>
                            <span>{last}</span>
                        }
                            .into_any()
                    }
                }}
            </figcaption>
        </figure>
    }
    .into_any()
}

fn drawn(series: &'static [Series], bars: &[Bar], picked: RwSignal<Option<usize>>) -> AnyView {
    let total = |bar: &Bar| bar.parts.iter().fold(0_i64, |sum, part| sum.saturating_add((*part).max(0)));
    let most = bars.iter().map(total).max().unwrap_or(0);
    let count = bars.len();
    let bar = |(index, bar): (usize, &Bar)| {
        let (left, right) = (place(index, count, WIDTH), place(index.saturating_add(1), count, WIDTH));
        let gap = (right.saturating_sub(left) / 6).clamp(10, 120);
        let width = right.saturating_sub(left).saturating_sub(gap).max(10);
        let mut floor = HEIGHT;
        let rects: Vec<_> = bar
            .parts
            .iter()
            .zip(series)
            .map(|(part, series)| {
                let height = length(*part, most, HEIGHT);
                floor = floor.saturating_sub(height);
                view! { <rect x=left.saturating_add(gap / 2) y=floor width=width height=height class=series.fill /> }
            })
            .collect();
        let faded = bar.faded;
        let class = move || match picked.get() {
            Some(at) if at != index => "opacity-40",
            Some(_) => "",
            None if faded => "opacity-40",
            None => "",
        };
        view! {
            <g class=class>
                <title>{bar.words.clone()}</title>
                {rects}
            </g>
        }
    };
    bars.iter().enumerate().map(bar).collect_view().into_any()
}

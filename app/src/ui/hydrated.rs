use leptos::prelude::*;

#[derive(Clone, Copy)]
struct Hydrated(RwSignal<bool>);

pub(crate) fn provide() {
    let hydrated = RwSignal::new(false);
    provide_context(Hydrated(hydrated));
    Effect::new(move |_| {
        hydrated.set(true);
        // For style sheets, and for tests of what only a script does.
        #[cfg(feature = "hydrate")]
        if let Some(root) = document().document_element() {
            let _unmarked_if_refused = root.set_attribute("data-hydrated", "");
        }
    });
}

/// Whether the browser has taken over. What needs a script is shown only then.
pub(crate) fn use_hydrated() -> Signal<bool> {
    use_context::<Hydrated>().map_or_else(|| Signal::stored(false), |hydrated| hydrated.0.into())
}

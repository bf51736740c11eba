//! The ends of business days, and the clock of a demonstration.

pub mod server;

use crate::ui::{
    act::Act,
    amount::Amount,
    badge::{Badge, Meaning},
    button::{Size, Submit, Tone},
    date::{Day, ExactMoment},
    empty::Empty,
    facts::{Fact, Facts},
    field::Field,
    form::ActForm,
    heading::Heading,
    icon::Glyph,
    load::Reading,
    notice::{Notice, Tone as Loudness},
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::{
    clock::ClockView,
    debt::view::{DayEndView, DayEndsView},
};
use leptos::prelude::*;
use server::{DaysScreen, EndDays, MoveClock, ReadDays};

#[component]
pub(crate) fn DaysPage() -> impl IntoView {
    let (jump, end) = (Act::new::<MoveClock>(), Act::new::<EndDays>());
    let screen = Reading::live(|| ReadDays {});
    screen.show(move |screen| {
        let DaysScreen { ends, clock } = screen;
        view! {
            <Heading
                title="Days"
                below="At the end of each business day what is overdue is found, charged and classed. Days that were missed are ended in order."
            />
            <div class="grid gap-4 lg:grid-cols-2 items-start mb-4">
                <Now ends=ends.clone() clock=clock.clone() end />
                {clock.is_movable.then(|| view! { <Clock jump /> })}
            </div>
            <Panel title="Days that are over">
                <History days=ends.days />
            </Panel>
        }
        .into_any()
    })
}

#[component]
fn Now(ends: DayEndsView, clock: ClockView, end: Act) -> impl IntoView {
    let behind = ends.behind;
    let ahead = clock.offset_seconds / 86_400;
    view! {
        <Panel title="Now">
            <Facts>
                <Fact what="Business date">
                    <Day date=ends.today />
                </Fact>
                {(ahead != 0)
                    .then(|| view! { <Fact what="Ahead of the real date">{format!("{ahead} days")}</Fact> })}
                <Fact what="Last day that is over">
                    {match ends.last {
                        Some(last) => view! { <Day date=last /> }.into_any(),
                        None => view! { "none yet" }.into_any(),
                    }}
                </Fact>
            </Facts>
            {(behind > 0)
                .then(|| {
                    view! {
                        <Notice tone=Loudness::Calm>
                            {if behind == 1 {
                                "One day is still to be ended. It happens by itself, within a minute.".to_owned()
                            } else {
                                format!("{behind} days are still to be ended. It happens by itself; this page follows.")
                            }}
                        </Notice>
                    }
                })}
            <ActForm action=end fields=&[] class="mt-4">
                <Submit tone=Tone::Quiet size=Size::Small busy="Asking…">"End what is over now"</Submit>
            </ActForm>
        </Panel>
    }
    .into_any()
}

#[component]
fn Clock(jump: Act) -> impl IntoView {
    view! {
        <Panel title="Move time ahead">
            <p class="text-sm quiet mb-3">
                "In a demonstration only, and never back. Dues, charges and classes follow as if that time had passed."
            </p>
            <ActForm action=jump fields=&["days", "months"] class="space-y-3">
                <div class="grid grid-cols-2 gap-3">
                    <Field label="Months" name="months" value="0" most=3 />
                    <Field label="Days" name="days" value="1" most=4 />
                </div>
                <Submit busy="Moving…">"Move time ahead"</Submit>
            </ActForm>
        </Panel>
    }
    .into_any()
}

#[component]
fn History(days: Vec<DayEndView>) -> impl IntoView {
    if days.is_empty() {
        return view! { <Empty glyph=Glyph::Clock title="No day yet" words="The first one is ended after midnight." /> }
            .into_any();
    }
    let row = |day: DayEndView| {
        let running = day.finished_at.is_none();
        let (meaning, word) = if running { (Meaning::Waiting, "running") } else { (Meaning::Good, "over") };
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <div class="font-medium">
                        <Day date=day.business_date />
                    </div>
                    <div class="mt-1">
                        <Badge meaning word />
                    </div>
                </td>
                <td class=Column::WordsIfRoom.cell()>
                    <span class="text-xs quiet">{day.finished_at.map(|at| view! { <ExactMoment at /> })}</span>
                </td>
                <td class=Column::FiguresIfRoom.cell()>{day.borrowers}</td>
                <td class=Column::Figures.cell()>{day.new_debtors}</td>
                <td class=Column::FiguresIfRoom.cell()>{day.classes_changed}</td>
                <td class=Column::Figures.cell()>
                    <Amount paise=day.charges />
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Days, newest first">
            <Head columns=COLUMNS />
            <tbody>{days.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Day", Column::Words),
    ("Ended", Column::WordsIfRoom),
    ("Looked at", Column::FiguresIfRoom),
    ("Into debt", Column::Figures),
    ("Classes", Column::FiguresIfRoom),
    ("Charges", Column::Figures),
];

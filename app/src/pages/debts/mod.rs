//! What a borrower owes and did not pay in time.

pub mod server;

use crate::{
    pages::plans::server::PayInstalments,
    ui::{
        act::Act,
        amount::{Amount, BigAmount},
        button::{ButtonLink, Size, Submit, Tone},
        date::Day,
        form::ActForm,
        heading::Heading,
        load::Reading,
        notice::{Notice, Tone as Loudness},
        panel::{FigurePanel, Panel},
        table::{Column, Head, ROW, Table},
    },
};
use domain::debt::view::OverdueView;
use leptos::prelude::*;
use server::{DebtScreen, ReadDebt};

#[component]
pub(crate) fn OverduePage() -> impl IntoView {
    let pay = Act::new::<PayInstalments>();
    let screen = Reading::live(|| ReadDebt {});
    screen.show(move |screen| {
        view! {
            <Heading title="Overdue" below="While something is overdue there is no new loan and nothing to buy on instalments." />
            <Debt screen pay />
        }
        .into_any()
    })
}

#[component]
fn Debt(screen: DebtScreen, pay: Act) -> impl IntoView {
    let DebtScreen { debt, wallet, key } = screen;
    if !debt.has_overdue {
        return view! {
            <Notice tone=Loudness::Good>"Nothing is overdue. You are in good standing."</Notice>
            <ButtonLink href="/dashboard" tone=Tone::Quiet>"To the first page"</ButtonLink>
        }
        .into_any();
    }
    let ids: Vec<String> = debt.overdue_installments.iter().map(|one| one.id.to_string()).collect();
    let after = wallet.saturating_sub(debt.total_debt);
    let short = after.is_negative();
    let says = if short {
        format!("Your wallet holds {} and lacks {}.", wallet.show(), after.abs().show())
    } else {
        format!("Your wallet then holds {}, and you are in good standing again.", after.show())
    };
    view! {
        <div class="grid gap-4 lg:grid-cols-2 items-start">
            <FigurePanel title="To pay now">
                <BigAmount paise=debt.total_debt />
                <ActForm action=pay fields=&[] class="mt-4 space-y-2">
                    <input type="hidden" name="instalments" value=ids.join(",") />
                    <input type="hidden" name="idempotency_key" value=key />
                    <Submit size=Size::Block busy="Paying…" disabled=short>
                        {format!("Pay {}, all that is overdue", debt.total_debt.show())}
                    </Submit>
                    <p class="text-xs quiet text-center">{says}</p>
                </ActForm>
                {short
                    .then(|| {
                        view! {
                            <p class="text-sm mt-3 text-center">
                                <a class="link text-primary" href="/wallet/add">"Add money first"</a>
                            </p>
                        }
                    })}
            </FigurePanel>
            <Panel title="What it is made of">
                <Table caption="Overdue instalments, the oldest first">
                    <Head columns=COLUMNS />
                    <tbody>{debt.overdue_installments.into_iter().map(row).collect_view()}</tbody>
                </Table>
            </Panel>
        </div>
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[("Due", Column::Words), ("Amount", Column::Figures)];

fn row(one: OverdueView) -> impl IntoView {
    let (what, href) = match (one.loan_id, one.plan_id) {
        (Some(loan), _) => (format!("Instalment {} of a loan", one.number), format!("/loans/{loan}")),
        (_, Some(plan)) => (format!("Instalment {} of a plan", one.number), format!("/bnpl/{plan}")),
        (None, None) => (format!("Instalment {}", one.number), "/dashboard".to_owned()),
    };
    let late = if one.days_overdue == 1 {
        "1 day late".to_owned()
    } else {
        format!("{} days late", one.days_overdue)
    };
    let charge = one
        .penalty_amount
        .is_positive()
        .then(|| format!(" · {} of it for being late", one.penalty_amount.show()));
    view! {
        <tr class=ROW>
            <td class=Column::Words.cell()>
                <div class="font-medium">
                    <a class="hover:underline" href=href>{what}</a>
                </div>
                <div class="text-xs quiet"><Day date=one.due_date /> {format!(" · {late}")} {charge}</div>
            </td>
            <td class=Column::Figures.cell()>
                <Amount paise=one.amount_due />
            </td>
        </tr>
    }
}

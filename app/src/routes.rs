//! Every page, on one screen.

use crate::{
    layout::{AdminLayout, BorrowerLayout, MerchantLayout, PublicLayout, SettledLayout},
    pages::{
        admin::{
            AccountPage, AdminLoanPage, AdminLoansPage, ApprovalPage, ApprovalsPage, EntriesPage, EntryPage,
            LedgerPage, PeoplePage, PersonPage, ProofPage, TodayPage,
        },
        calculator::CalculatorPage,
        dashboard::DashboardPage,
        home::HomePage,
        loans::{ApplyPage, LoanPage, LoansPage, PayPage, ReceiptPage},
        merchant::MerchantPage,
        not_found::NotFound,
        register::RegisterPage,
        settings::SettingsPage,
        sign_in::SignInPage,
        wallet::WalletPage,
    },
};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Routes},
    path,
};

/// Without a script only what is in the first answer is seen, so each page is sent when all of it is there.
const WHOLE: SsrMode = SsrMode::Async;

#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=NotFound>
            <ParentRoute path=path!("") view=PublicLayout ssr=WHOLE>
                <Route path=path!("/") view=HomePage ssr=WHOLE />
                <Route path=path!("/calculator") view=CalculatorPage ssr=WHOLE />
                <Route path=path!("/sign-in") view=SignInPage ssr=WHOLE />
                <Route path=path!("/register") view=RegisterPage ssr=WHOLE />
            </ParentRoute>
            <ParentRoute path=path!("") view=BorrowerLayout ssr=WHOLE>
                <Route path=path!("/dashboard") view=DashboardPage ssr=WHOLE />
                <Route path=path!("/wallet") view=WalletPage ssr=WHOLE />
                <Route path=path!("/loans") view=LoansPage ssr=WHOLE />
                <Route path=path!("/loans/apply") view=ApplyPage ssr=WHOLE />
                <Route path=path!("/loans/:loan") view=LoanPage ssr=WHOLE />
                <Route path=path!("/loans/:loan/pay") view=PayPage ssr=WHOLE />
                <Route path=path!("/loans/:loan/receipts/:repayment") view=ReceiptPage ssr=WHOLE />
            </ParentRoute>
            <ParentRoute path=path!("") view=SettledLayout ssr=WHOLE>
                <Route path=path!("/settings") view=SettingsPage ssr=WHOLE />
            </ParentRoute>
            <ParentRoute path=path!("") view=MerchantLayout ssr=WHOLE>
                <Route path=path!("/merchant") view=MerchantPage ssr=WHOLE />
            </ParentRoute>
            <ParentRoute path=path!("") view=AdminLayout ssr=WHOLE>
                <Route path=path!("/admin") view=TodayPage ssr=WHOLE />
                <Route path=path!("/admin/approvals") view=ApprovalsPage ssr=WHOLE />
                <Route path=path!("/admin/approvals/:loan") view=ApprovalPage ssr=WHOLE />
                <Route path=path!("/admin/loans") view=AdminLoansPage ssr=WHOLE />
                <Route path=path!("/admin/loans/:loan") view=AdminLoanPage ssr=WHOLE />
                <Route path=path!("/admin/people") view=PeoplePage ssr=WHOLE />
                <Route path=path!("/admin/people/:person") view=PersonPage ssr=WHOLE />
                <Route path=path!("/admin/ledger") view=LedgerPage ssr=WHOLE />
                <Route path=path!("/admin/ledger/accounts/:account") view=AccountPage ssr=WHOLE />
                <Route path=path!("/admin/ledger/entries") view=EntriesPage ssr=WHOLE />
                <Route path=path!("/admin/ledger/entries/:entry") view=EntryPage ssr=WHOLE />
                <Route path=path!("/admin/proof") view=ProofPage ssr=WHOLE />
            </ParentRoute>
        </Routes>
    }
}

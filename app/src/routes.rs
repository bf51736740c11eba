//! Every page, on one screen.

use crate::{
    layout::{AdminLayout, BorrowerLayout, MerchantLayout, PublicLayout, SettledLayout},
    pages::{
        admin::{
            AccountPage, AdminLoanPage, AdminLoansPage, AdminMerchantPage, AdminPaymentPage,
            AdminPaymentsPage, AdminTransferPage, AdminTransfersPage, AdminWebhooksPage, AllBankAccountsPage,
            AnalyticsPage, ApprovalPage, ApprovalsPage, AuditPage, DaysPage, EntriesPage, EntryPage,
            GatewaysPage, JobPage, JobsPage, LedgerPage, MerchantsPage, OverdueListPage, PeoplePage,
            PersonPage, ProofPage, SimulatorPage, StuckPage, TodayPage,
        },
        bank_accounts::BankAccountsPage,
        calculator::CalculatorPage,
        checkout::CheckoutPage,
        dashboard::DashboardPage,
        debts::OverduePage,
        developers::{
            DevelopersPage,
            requests::RequestsPage,
            webhooks::{EndpointPage, WebhooksPage},
        },
        home::HomePage,
        loans::{ApplyPage, LoanPage, LoansPage, PayPage, ReceiptPage},
        merchant::{MerchantLedgerPage, MerchantPage, NewPayoutPage, PayoutPage, PayoutsPage},
        not_found::NotFound,
        notifications::NotificationsPage,
        payments::{NewPaymentPage, PaymentPage, PaymentsPage},
        plans::{AdminPlanPage, AdminPlansPage, MerchantPlanPage, MerchantPlansPage, PlanPage, PlansPage},
        refunds::{AdminRefundsPage, AskBackPage, MerchantRefundsPage, RefundsPage},
        register::RegisterPage,
        settings::SettingsPage,
        sign_in::SignInPage,
        wallet::{AddMoneyPage, WalletPage, WalletTransferPage, WalletTransfersPage, WithdrawPage},
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

/// Every page as one type, so that the router's code for a route is compiled once and not once for each page.
macro_rules! page {
    ($component:ident) => {{
        let page: fn() -> AnyView = || $component().into_any();
        page
    }};
}

#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=NotFound>
            <ParentRoute path=path!("") view=page!(PublicLayout) ssr=WHOLE>
                <Route path=path!("/") view=page!(HomePage) ssr=WHOLE />
                <Route path=path!("/calculator") view=page!(CalculatorPage) ssr=WHOLE />
                <Route path=path!("/sign-in") view=page!(SignInPage) ssr=WHOLE />
                <Route path=path!("/register") view=page!(RegisterPage) ssr=WHOLE />
            </ParentRoute>
            <Route path=path!("/pay/:payment") view=page!(CheckoutPage) ssr=WHOLE />
            <ParentRoute path=path!("") view=page!(BorrowerLayout) ssr=WHOLE>
                <Route path=path!("/dashboard") view=page!(DashboardPage) ssr=WHOLE />
                <Route path=path!("/wallet") view=page!(WalletPage) ssr=WHOLE />
                <Route path=path!("/wallet/add") view=page!(AddMoneyPage) ssr=WHOLE />
                <Route path=path!("/wallet/withdraw") view=page!(WithdrawPage) ssr=WHOLE />
                <Route path=path!("/wallet/transfers") view=page!(WalletTransfersPage) ssr=WHOLE />
                <Route path=path!("/wallet/transfers/:transfer") view=page!(WalletTransferPage) ssr=WHOLE />
                <Route path=path!("/bnpl") view=page!(PlansPage) ssr=WHOLE />
                <Route path=path!("/bnpl/:plan") view=page!(PlanPage) ssr=WHOLE />
                <Route path=path!("/overdue") view=page!(OverduePage) ssr=WHOLE />
                <Route path=path!("/notifications") view=page!(NotificationsPage) ssr=WHOLE />
                <Route path=path!("/refunds") view=page!(RefundsPage) ssr=WHOLE />
                <Route path=path!("/refunds/new") view=page!(AskBackPage) ssr=WHOLE />
                <Route path=path!("/loans") view=page!(LoansPage) ssr=WHOLE />
                <Route path=path!("/loans/apply") view=page!(ApplyPage) ssr=WHOLE />
                <Route path=path!("/loans/:loan") view=page!(LoanPage) ssr=WHOLE />
                <Route path=path!("/loans/:loan/pay") view=page!(PayPage) ssr=WHOLE />
                <Route path=path!("/loans/:loan/receipts/:repayment") view=page!(ReceiptPage) ssr=WHOLE />
            </ParentRoute>
            <ParentRoute path=path!("") view=page!(SettledLayout) ssr=WHOLE>
                <Route path=path!("/settings") view=page!(SettingsPage) ssr=WHOLE />
            </ParentRoute>
            <ParentRoute path=path!("") view=page!(MerchantLayout) ssr=WHOLE>
                <Route path=path!("/merchant") view=page!(MerchantPage) ssr=WHOLE />
                <Route path=path!("/merchant/payments") view=page!(PaymentsPage) ssr=WHOLE />
                <Route path=path!("/merchant/payments/new") view=page!(NewPaymentPage) ssr=WHOLE />
                <Route path=path!("/merchant/payments/:payment") view=page!(PaymentPage) ssr=WHOLE />
                <Route path=path!("/merchant/payouts") view=page!(PayoutsPage) ssr=WHOLE />
                <Route path=path!("/merchant/payouts/new") view=page!(NewPayoutPage) ssr=WHOLE />
                <Route path=path!("/merchant/payouts/:payout") view=page!(PayoutPage) ssr=WHOLE />
                <Route path=path!("/merchant/plans") view=page!(MerchantPlansPage) ssr=WHOLE />
                <Route path=path!("/merchant/plans/:plan") view=page!(MerchantPlanPage) ssr=WHOLE />
                <Route path=path!("/merchant/refunds") view=page!(MerchantRefundsPage) ssr=WHOLE />
                <Route path=path!("/merchant/ledger") view=page!(MerchantLedgerPage) ssr=WHOLE />
                <Route path=path!("/merchant/bank-accounts") view=page!(BankAccountsPage) ssr=WHOLE />
                <Route path=path!("/merchant/developers") view=page!(DevelopersPage) ssr=WHOLE />
                <Route path=path!("/merchant/developers/requests") view=page!(RequestsPage) ssr=WHOLE />
                <Route path=path!("/merchant/developers/webhooks") view=page!(WebhooksPage) ssr=WHOLE />
                <Route path=path!("/merchant/developers/webhooks/:endpoint") view=page!(EndpointPage) ssr=WHOLE />
            </ParentRoute>
            <ParentRoute path=path!("") view=page!(AdminLayout) ssr=WHOLE>
                <Route path=path!("/admin") view=page!(TodayPage) ssr=WHOLE />
                <Route path=path!("/admin/approvals") view=page!(ApprovalsPage) ssr=WHOLE />
                <Route path=path!("/admin/approvals/:loan") view=page!(ApprovalPage) ssr=WHOLE />
                <Route path=path!("/admin/payments") view=page!(AdminPaymentsPage) ssr=WHOLE />
                <Route path=path!("/admin/payments/:payment") view=page!(AdminPaymentPage) ssr=WHOLE />
                <Route path=path!("/admin/gateways") view=page!(GatewaysPage) ssr=WHOLE />
                <Route path=path!("/admin/webhooks") view=page!(AdminWebhooksPage) ssr=WHOLE />
                <Route path=path!("/admin/transfers") view=page!(AdminTransfersPage) ssr=WHOLE />
                <Route path=path!("/admin/transfers/:transfer") view=page!(AdminTransferPage) ssr=WHOLE />
                <Route path=path!("/admin/stuck") view=page!(StuckPage) ssr=WHOLE />
                <Route path=path!("/admin/loans") view=page!(AdminLoansPage) ssr=WHOLE />
                <Route path=path!("/admin/loans/:loan") view=page!(AdminLoanPage) ssr=WHOLE />
                <Route path=path!("/admin/overdue") view=page!(OverdueListPage) ssr=WHOLE />
                <Route path=path!("/admin/plans") view=page!(AdminPlansPage) ssr=WHOLE />
                <Route path=path!("/admin/plans/:plan") view=page!(AdminPlanPage) ssr=WHOLE />
                <Route path=path!("/admin/refunds") view=page!(AdminRefundsPage) ssr=WHOLE />
                <Route path=path!("/admin/days") view=page!(DaysPage) ssr=WHOLE />
                <Route path=path!("/admin/people") view=page!(PeoplePage) ssr=WHOLE />
                <Route path=path!("/admin/people/:person") view=page!(PersonPage) ssr=WHOLE />
                <Route path=path!("/admin/merchants") view=page!(MerchantsPage) ssr=WHOLE />
                <Route path=path!("/admin/merchants/:merchant") view=page!(AdminMerchantPage) ssr=WHOLE />
                <Route path=path!("/admin/bank-accounts") view=page!(AllBankAccountsPage) ssr=WHOLE />
                <Route path=path!("/admin/ledger") view=page!(LedgerPage) ssr=WHOLE />
                <Route path=path!("/admin/ledger/accounts/:account") view=page!(AccountPage) ssr=WHOLE />
                <Route path=path!("/admin/ledger/entries") view=page!(EntriesPage) ssr=WHOLE />
                <Route path=path!("/admin/ledger/entries/:entry") view=page!(EntryPage) ssr=WHOLE />
                <Route path=path!("/admin/proof") view=page!(ProofPage) ssr=WHOLE />
                <Route path=path!("/admin/analytics") view=page!(AnalyticsPage) ssr=WHOLE />
                <Route path=path!("/admin/audit") view=page!(AuditPage) ssr=WHOLE />
                <Route path=path!("/admin/jobs") view=page!(JobsPage) ssr=WHOLE />
                <Route path=path!("/admin/jobs/:job") view=page!(JobPage) ssr=WHOLE />
                <Route path=path!("/admin/simulator") view=page!(SimulatorPage) ssr=WHOLE />
            </ParentRoute>
        </Routes>
    }
}

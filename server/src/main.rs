//! `kist`: the one binary.

use clap::{Parser, Subcommand};
use domain::{
    explain::Explain,
    identity::pg::ResetSecondFactor,
    ledger::{pg::prove_at_length, view::ProofView},
    watch::pg::keep_proof,
    work::{Meta, execute},
};
use secrecy::ExposeSecret;
use server::{
    config::{Config, SimulatorAlone},
    first_admin, graphql, migrations, openapi, seed, simulator,
    startup::{self, Server},
    state::Kist,
    telemetry,
};
use std::{
    io::{Write, stdout},
    path::PathBuf,
    process::ExitCode,
};

#[derive(Parser)]
#[command(
    name = "kist",
    version,
    about = "Loans and wallets on one ledger that adds up. Settings come from the environment."
)]
struct Cli {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// Answer browsers and programs, and do jobs in the background (the default)
    Serve {
        /// Leave the jobs to `kist work` in other processes
        #[arg(long)]
        no_workers: bool,
    },
    /// Do jobs in the background and nothing else; as many of these as are needed
    Work,
    /// Bring the database to the newest schema
    Migrate {
        /// A folder of migrations instead of those in the binary
        #[arg(long, value_name = "DIR")]
        source: Option<PathBuf>,
    },
    /// Fill an empty database with demo people, loans and money; on a filled one it does nothing
    Seed,
    /// Make an admin; the password is the first line of standard input
    CreateAdmin {
        email: String,
        #[arg(long, default_value = "Admin")]
        name: String,
    },
    /// Ask a running server how it is (KIST_ADDR, or METRICS_ADDR of one that only works); exit code 1 when it is not well
    Health,
    /// Take the second factor off an admin who has lost their phone
    ResetSecondFactor { email: String },
    /// Recompute every balance from the ledger's legs; exit code 1 and a list when anything differs
    ProveLedger,
    /// Print the OpenAPI document; needs neither settings nor a database
    Openapi,
    /// Print the types of the GraphQL API; needs neither settings nor a database
    GraphqlSchema,
    /// Be a pretend bank, for a demonstration with several servers; needs no database
    SimulateBank,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let ended = match cli.what.unwrap_or(What::Serve { no_workers: false }) {
        // It has no database to be told of.
        What::SimulateBank => simulate_bank().await,
        What::Openapi => print_openapi(),
        What::GraphqlSchema => print_graphql_schema(),
        What::Health => ask_health().await,
        what => with_settings(what).await,
    };
    ended.unwrap_or_else(|error| {
        let _ = writeln!(std::io::stderr(), "kist: {error:#}");
        ExitCode::FAILURE
    })
}

async fn simulate_bank() -> anyhow::Result<ExitCode> {
    let alone = SimulatorAlone::from_env()?;
    let _telemetry = telemetry::start(alone.log_format, None)?;
    let running = simulator::start(alone.settings).await?;
    tracing::info!(address = %running.address, "a pretend bank is listening");
    running.run(asked_to_stop()).await;
    Ok(ExitCode::SUCCESS)
}

async fn with_settings(what: What) -> anyhow::Result<ExitCode> {
    let mut config = Config::from_env()?;
    let _telemetry = telemetry::start(config.log_format, config.traces.as_ref())?;
    match what {
        What::SimulateBank => return simulate_bank().await,
        What::Openapi => return print_openapi(),
        What::GraphqlSchema => return print_graphql_schema(),
        What::Health => return ask_health().await,
        What::Serve { no_workers } => {
            if no_workers {
                config.workers.slots = 0;
            }
            let server = Server::start(config).await?;
            tracing::info!(address = %server.address()?, "listening");
            server.run(asked_to_stop()).await?;
        }
        What::Work => startup::work(config, asked_to_stop()).await?,
        What::Migrate { source } => migrations::apply(&config, source.as_deref()).await?,
        What::Seed => {
            if config.migrate_first {
                migrations::apply(&config, None).await?;
            }
            seed::run(&Kist::new(config).await?).await?;
        }
        What::CreateAdmin { email, name } => {
            let mut password = String::new();
            std::io::stdin().read_line(&mut password)?;
            first_admin::create(
                &Kist::new(config).await?,
                &name,
                &email,
                password.trim_end_matches(['\r', '\n']),
            )
            .await?;
        }
        What::ResetSecondFactor { email } => {
            let command = ResetSecondFactor {
                email_folded: email.to_lowercase(),
                meta: Meta { request_id: "reset-second-factor".to_owned() },
            };
            let pool = domain::work::connect(config.database_url.expose_secret(), 1).await?;
            let there_was = execute(&pool, &command).await;
            let there_was = there_was.map_err(|failure| anyhow::anyhow!("{}", failure.explain().message))?;
            let said = if there_was { "The second factor is off." } else { "There was none." };
            writeln!(stdout().lock(), "{said}")?;
        }
        What::ProveLedger => {
            let pool = domain::work::connect(config.database_url.expose_secret(), 1).await?;
            let proof = prove_at_length(&pool).await.map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
            // The instruments tell how the latest one ended, whoever ran it.
            keep_proof(&pool, &proof).await?;
            report(&proof)?;
            return Ok(if proof.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// For containers, in which there is no other program to ask with.
async fn ask_health() -> anyhow::Result<ExitCode> {
    let set = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    let address =
        set("METRICS_ADDR").or_else(|| set("KIST_ADDR")).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let address = address.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]");
    let client = reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_secs(3)).build()?;
    let answer = client.get(format!("http://{address}/health/ready")).send().await?;
    writeln!(stdout().lock(), "{}", answer.status())?;
    Ok(if answer.status().is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_openapi() -> anyhow::Result<ExitCode> {
    let text = serde_json::to_string_pretty(openapi::document())?;
    writeln!(stdout().lock(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

fn print_graphql_schema() -> anyhow::Result<ExitCode> {
    let text = graphql::schema().map_err(anyhow::Error::msg)?;
    write!(stdout().lock(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

fn report(proof: &ProofView) -> std::io::Result<()> {
    let mut out = stdout().lock();
    for check in &proof.checks {
        let verdict = if check.failures == 0 { "holds" } else { "FAILS" };
        writeln!(out, "{verdict}  {:<20} {}", check.name, check.promise)?;
    }
    for difference in &proof.differences {
        let (expected, found) = (difference.expected, difference.found);
        writeln!(out, "{}: {} should be {expected}, is {found}", difference.check, difference.what)?;
    }
    writeln!(
        out,
        "{} accounts, {} entries, {} legs, {} loans; debits {}, credits {}; {} ms.",
        proof.accounts,
        proof.entries,
        proof.legs,
        proof.loans,
        proof.total_debit,
        proof.total_credit,
        proof.took_ms
    )
}

/// Ctrl-C, or what a supervisor sends.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
    tracing::info!("stopping; finishing what is under way");
}

//! `kist`: the one binary.

use clap::{Parser, Subcommand};
use domain::{ledger::pg::prove, ledger::view::ProofView};
use secrecy::ExposeSecret;
use server::{
    config::{Config, SimulatorAlone},
    first_admin, migrations, seed, simulator,
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
    /// Recompute every balance from the ledger's legs; exit code 1 and a list when anything differs
    ProveLedger,
    /// Be a pretend bank, for a demonstration with several servers; needs no database
    SimulateBank,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let ended = match cli.what.unwrap_or(What::Serve { no_workers: false }) {
        // It has no database to be told of.
        What::SimulateBank => simulate_bank().await,
        what => with_settings(what).await,
    };
    ended.unwrap_or_else(|error| {
        let _ = writeln!(std::io::stderr(), "kist: {error:#}");
        ExitCode::FAILURE
    })
}

async fn simulate_bank() -> anyhow::Result<ExitCode> {
    let alone = SimulatorAlone::from_env()?;
    telemetry::start(alone.log_format);
    let running = simulator::start(alone.settings).await?;
    tracing::info!(address = %running.address, "a pretend bank is listening");
    running.run(asked_to_stop()).await;
    Ok(ExitCode::SUCCESS)
}

async fn with_settings(what: What) -> anyhow::Result<ExitCode> {
    let mut config = Config::from_env()?;
    telemetry::start(config.log_format);
    match what {
        What::SimulateBank => return simulate_bank().await,
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
        What::ProveLedger => {
            let pool = domain::work::connect(config.database_url.expose_secret(), 1).await?;
            let proof = prove(&pool).await.map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
            report(&proof)?;
            return Ok(if proof.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
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

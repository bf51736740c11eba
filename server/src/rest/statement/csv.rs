//! For a spreadsheet.

use crate::export::guarded;
use domain::{
    calendar::business_date,
    wallet::view::{Direction, StatementView},
};

/// Opening balance, every line oldest first, closing balance.
pub(super) fn written(statement: &StatementView) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["date", "description", "source", "reference", "debit", "credit", "balance"])?;
    let balance = |words, day: chrono::NaiveDate, amount: domain::money::Paise| {
        [
            day.to_string(),
            String::from(words),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            amount.to_string(),
        ]
    };
    writer.write_record(balance("Opening balance", statement.from, statement.opening_balance))?;
    for line in &statement.lines {
        let amount = line.amount.to_string();
        let (debit, credit) = match line.direction {
            Direction::Debit => (amount, String::new()),
            Direction::Credit => (String::new(), amount),
        };
        writer.write_record([
            business_date(line.created_at).to_string(),
            guarded(&line.description),
            line.source.as_str().to_owned(),
            line.reference_id.map(|id| id.to_string()).unwrap_or_default(),
            debit,
            credit,
            line.balance_after.to_string(),
        ])?;
    }
    writer.write_record(balance("Closing balance", statement.to, statement.closing_balance))?;
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        id::{EntryId, PersonId},
        money::Paise,
        wallet::view::{Source, TransactionView},
    };
    use uuid::Uuid;

    fn line(direction: Direction, paise: i64, after: i64, description: &str) -> TransactionView {
        TransactionView {
            id: EntryId(Uuid::nil()),
            user_id: PersonId(Uuid::nil()),
            amount: Paise::new(paise),
            direction,
            source: Source::WalletTopup,
            reference_id: None,
            description: description.to_owned(),
            balance_after: Paise::new(after),
            // Past midnight in India.
            created_at: "2026-01-31T19:00:00Z".parse().unwrap(),
            number: 1,
        }
    }

    #[test]
    fn a_statement_adds_up_and_cannot_run_formulas() {
        let statement = StatementView {
            from: "2026-02-01".parse().unwrap(),
            to: "2026-02-28".parse().unwrap(),
            holder: "Asha Rao".to_owned(),
            opening_balance: Paise::new(100),
            lines: vec![
                line(Direction::Credit, 150_050, 150_150, "=HYPERLINK(\"http://evil\"), said \"x\""),
                line(Direction::Debit, 50, 150_100, "Rent"),
            ],
            closing_balance: Paise::new(150_100),
        };
        let text = String::from_utf8(written(&statement).unwrap()).unwrap();
        assert_eq!(
            text,
            "date,description,source,reference,debit,credit,balance\n\
             2026-02-01,Opening balance,,,,,1.00\n\
             2026-02-01,\"'=HYPERLINK(\"\"http://evil\"\"), said \"\"x\"\"\",WALLET_TOPUP,,,1500.50,1501.50\n\
             2026-02-01,Rent,WALLET_TOPUP,,0.50,,1501.00\n\
             2026-02-28,Closing balance,,,,,1501.00\n"
        );
    }
}

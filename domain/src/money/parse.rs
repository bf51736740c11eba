use super::{MoneyError, Paise, PositivePaise};

/// The largest amount that one request may carry: ₹9,99,99,99,99,99,999.99, fifteen digits as in
/// `numeric(15, 2)`. Thousands of such amounts still add up in the ledger's `bigint`, so that no sum overflows
/// because of one silly request.
pub const AMOUNT_MAX: Paise = Paise::new(999_999_999_999_999);

impl PositivePaise {
    /// An amount of rupees as a request carries it: the text of a JSON number or the contents of a JSON string.
    ///
    /// Decimal digits with at most two decimals and nothing else: no sign, exponent, grouping or space.
    pub fn parse_amount(text: &str) -> Result<PositivePaise, MoneyError> {
        within_limit(Paise::parse(text)?)
    }

    /// A whole number of paise as a field that ends in `_paise` carries it.
    pub fn parse_paise(text: &str) -> Result<PositivePaise, MoneyError> {
        let (negative, digits) = sign_and_rest(text)?;
        within_limit(signed(negative, all_digits(digits)?)?)
    }

    /// An amount of rupees as a person types it into a form: `₹ 1,23,456.50`, `1,250.5`, `500/-`.
    ///
    /// Commas must stand where India (1,23,456) or the rest of the world (123,456) puts them: `1,25` may well
    /// be meant as one rupee twenty-five, and guessing with money is worse than asking again.
    pub fn parse_typed(text: &str) -> Result<PositivePaise, MoneyError> {
        let text = text.trim();
        let text = ["₹", "Rs.", "Rs", "INR"].iter().find_map(|sign| text.strip_prefix(sign)).unwrap_or(text);
        let text = text.strip_suffix("/-").unwrap_or(text).trim();
        let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
        if whole.contains(',') && !grouped(whole.strip_prefix('-').unwrap_or(whole)) {
            return Err(MoneyError::Unreadable);
        }
        let (digits, fraction) = text.split_at(whole.len());
        PositivePaise::parse_amount(&format!("{}{fraction}", digits.replace(',', "")))
    }
}

impl Paise {
    /// Rupees with at most two decimals, exactly, of either sign: the inverse of [`Paise::rupees`].
    pub fn parse(text: &str) -> Result<Paise, MoneyError> {
        let (negative, rest) = sign_and_rest(text)?;
        let (whole, fraction) = rest.split_once('.').unwrap_or((rest, "00"));
        let rupees = all_digits(whole)?;
        let hundredths = all_digits(fraction)?;
        let hundredths = match fraction.len() {
            1 => hundredths.saturating_mul(10),
            2 => hundredths,
            _ => return Err(MoneyError::TooManyDecimals),
        };
        let paise = rupees.checked_mul(100).and_then(|paise| paise.checked_add(hundredths));
        signed(negative, paise.ok_or(MoneyError::TooLarge)?)
    }
}

fn sign_and_rest(text: &str) -> Result<(bool, &str), MoneyError> {
    if text.is_empty() {
        return Err(MoneyError::Empty);
    }
    Ok(text.strip_prefix('-').map_or((false, text), |rest| (true, rest)))
}

/// ASCII only: the digits of other scripts are digits to `char::is_numeric`, and not to us.
fn all_digits(text: &str) -> Result<i128, MoneyError> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(MoneyError::Unreadable);
    }
    text.parse().map_err(|_| MoneyError::TooLarge)
}

fn signed(negative: bool, paise: i128) -> Result<Paise, MoneyError> {
    let paise = if negative { paise.checked_neg().ok_or(MoneyError::TooLarge)? } else { paise };
    i64::try_from(paise).map(Paise::new).map_err(|_| MoneyError::TooLarge)
}

fn within_limit(paise: Paise) -> Result<PositivePaise, MoneyError> {
    let amount = PositivePaise::try_from(paise)?;
    if amount.get() > AMOUNT_MAX { Err(MoneyError::TooLarge) } else { Ok(amount) }
}

/// Whether the commas stand where India or the rest of the world puts them.
fn grouped(whole: &str) -> bool {
    let groups: Vec<&str> = whole.split(',').collect();
    let [first, middle @ .., last] = groups.as_slice() else { return false };
    let sizes =
        |size: usize| (1..=size).contains(&first.len()) && middle.iter().all(|group| group.len() == size);
    last.len() == 3 && (sizes(2) || sizes(3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use MoneyError::{Empty, NotPositive, TooLarge, TooManyDecimals, Unreadable};
    use proptest::prelude::*;

    #[track_caller]
    fn check(
        parse: fn(&str) -> Result<PositivePaise, MoneyError>,
        text: &str,
        want: Result<i64, MoneyError>,
    ) {
        assert_eq!(parse(text).map(|amount| amount.get().get()), want, "{text:?}");
    }

    #[test]
    fn rupees_in_a_request() {
        let check = |text, want| check(PositivePaise::parse_amount, text, want);
        check("100000.00", Ok(10_000_000));
        check("100000", Ok(10_000_000));
        check("0.29", Ok(29));
        check("8.35", Ok(835)); // 834.9999… in binary
        check("1.1", Ok(110));
        check("0.01", Ok(1));
        check("007", Ok(700));
        check("9999999999999.99", Ok(AMOUNT_MAX.get()));

        for text in ["0", "0.0", "0.00", "-0", "-5", "-0.01"] {
            check(text, Err(NotPositive));
        }
        for text in ["0.001", "1.234", "1.000"] {
            check(text, Err(TooManyDecimals));
        }
        for text in [
            "1e400",
            "1e2",
            "1E2",
            "1.5e1",
            "NaN",
            "nan",
            "inf",
            "Infinity",
            "९",
            "१२.५०",
            "٣",
            "1 000",
            " 1",
            "1 ",
            "1\n",
            "+5",
            "--5",
            "-",
            ".",
            ".5",
            "5.",
            "1.2.3",
            "1,000",
            "₹5",
            "0x10",
            "1_000",
            "null",
            "1.-5",
        ] {
            check(text, Err(Unreadable));
        }
        for text in [
            "10000000000000",
            "9999999999999999999",
            "92233720368547758.08",
            "999999999999999999999999999999999999999999999999",
        ] {
            check(text, Err(TooLarge));
        }
        check("", Err(Empty));
    }

    #[test]
    fn paise_in_a_request() {
        let check = |text, want| check(PositivePaise::parse_paise, text, want);
        check("6000", Ok(6_000));
        check("999999999999999", Ok(AMOUNT_MAX.get()));
        check("1000000000000000", Err(TooLarge));
        check("9223372036854775808", Err(TooLarge));
        check("0", Err(NotPositive));
        check("-1", Err(NotPositive));
        check("1.0", Err(Unreadable));
        check("1e3", Err(Unreadable));
        check("", Err(Empty));
    }

    #[test]
    fn rupees_as_people_type_them() {
        let check = |text, want| check(PositivePaise::parse_typed, text, want);
        check("1250", Ok(125_000));
        check(" 1250.5 ", Ok(125_050));
        check("1,250.5", Ok(125_050));
        check("₹ 1,23,456.00", Ok(12_345_600));
        check("₹1,23,45,678.90", Ok(1_234_567_890));
        check("123,456", Ok(12_345_600));
        check("1,234,567", Ok(123_456_700));
        check("Rs. 500/-", Ok(50_000));
        check("\u{a0}500\u{a0}", Ok(50_000));

        for text in [
            "1,25", "1,2,3", "12,34,56", "1234,567", ",500", "500,", "1,,000", "1,0000", "₹₹5", "5 00",
            "1.000,50",
        ] {
            check(text, Err(Unreadable));
        }
        check("1250.505", Err(TooManyDecimals));
        check("-5", Err(NotPositive));
        check("-1,000", Err(NotPositive));
        check("₹", Err(Empty));
        check("   ", Err(Empty));
    }

    proptest! {
        #[test]
        fn no_text_panics(text: String) {
            let _ = (PositivePaise::parse_amount(&text), PositivePaise::parse_paise(&text), PositivePaise::parse_typed(&text), Paise::parse(&text));
        }

        #[test]
        fn what_we_show_can_be_typed_back(paise in 1..=AMOUNT_MAX.get()) {
            let amount = Paise::new(paise);
            prop_assert_eq!(PositivePaise::parse_typed(&amount.show()).map(PositivePaise::get), Ok(amount));
            prop_assert_eq!(PositivePaise::parse_amount(&amount.rupees()).map(PositivePaise::get), Ok(amount));
            prop_assert_eq!(PositivePaise::parse_paise(&paise.to_string()).map(PositivePaise::get), Ok(amount));
        }
    }
}

use super::Paise;

/// What stands before a negative amount that is shown: the true minus, as wide as a plus in tabular figures.
const MINUS: char = '\u{2212}';

impl Paise {
    /// For programs: `100000.00`, `-0.05`.
    pub fn rupees(self) -> String {
        let (rupees, paise) = self.split_paise();
        let sign = if self.is_negative() { "-" } else { "" };
        format!("{sign}{rupees}.{paise:02}")
    }

    /// For people: `₹1,23,456.00`, `−₹100.05`, in lakh and crore.
    pub fn show(self) -> String {
        let (rupees, paise) = self.split_paise();
        let sign = if self.is_negative() { MINUS.to_string() } else { String::new() };
        format!("{sign}₹{}.{paise:02}", group_indian(&rupees.to_string()))
    }

    fn split_paise(self) -> (u64, u64) {
        let all = self.get().unsigned_abs();
        (all / 100, all % 100)
    }
}

/// A comma before the last three digits, then before every two.
fn group_indian(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len().saturating_mul(2));
    for (index, digit) in digits.chars().enumerate() {
        let after = digits.len().saturating_sub(index);
        if index > 0 && after >= 3 && after % 2 == 1 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(paise: i64, rupees: &str, shown: &str) {
        assert_eq!(Paise::new(paise).rupees(), rupees);
        assert_eq!(Paise::new(paise).show(), shown);
    }

    #[test]
    fn lakhs_and_crores() {
        check(0, "0.00", "₹0.00");
        check(-5, "-0.05", "\u{2212}₹0.05");
        check(99, "0.99", "₹0.99");
        check(99_900, "999.00", "₹999.00");
        check(100_000, "1000.00", "₹1,000.00");
        check(1_000_000, "10000.00", "₹10,000.00");
        check(12_345_600, "123456.00", "₹1,23,456.00");
        check(50_000_000, "500000.00", "₹5,00,000.00");
        check(1_234_567_890, "12345678.90", "₹1,23,45,678.90");
        check(-10_005, "-100.05", "\u{2212}₹100.05");
        check(i64::MAX, "92233720368547758.07", "₹92,23,37,20,36,85,47,758.07");
        check(i64::MIN, "-92233720368547758.08", "\u{2212}₹92,23,37,20,36,85,47,758.08");
    }

    #[test]
    fn display_is_for_programs_and_keeps_the_width_asked_for() {
        assert_eq!(format!("{:>8}|", Paise::new(150)), "    1.50|");
    }
}

use super::Flow;
use crate::money::arithmetic::Arithmetic;
use rust_decimal::Decimal;

/// Beyond a millionfold in one period there is nothing that anybody would call a rate.
const RATE_MAX: Decimal = Decimal::from_parts(1_048_576, 0, 0, false, 0);
/// Far below the second decimal of a percentage, far above the noise in the 28th digit.
const CLOSE_ENOUGH: Decimal = Decimal::from_parts(1, 0, 0, false, 18);
/// Ten are usual. Each one at worst halves the bracket, which 80 bring from the largest rate to close enough.
const STEPS_MAX: u32 = 160;

/// The rate of one period at which advances and payments are worth the same; 0.01 is 1 %.
///
/// `None` if there is none from 0 to a millionfold: no flows, negative ones, or less paid back than advanced.
///
/// Newton's method between two bounds that close in on the root; a step out of them is replaced by halving.
pub fn unit_rate(advances: &[Flow], payments: &[Flow]) -> Option<Decimal> {
    let readable = |(time, amount): &Flow| {
        !amount.is_sign_negative() && (Decimal::ZERO..Decimal::ONE).contains(&time.fraction)
    };
    if !advances.iter().chain(payments).all(readable) || advances.iter().all(|(_, amount)| amount.is_zero()) {
        return None;
    }
    // How much more the payments are worth than the advances at a rate: falls as the rate rises.
    let surplus = |rate| worth(payments, rate)?.less(worth(advances, rate)?);

    let (mut low, mut high) = (Decimal::ZERO, Decimal::ONE);
    let mut here = surplus(low)?;
    // An instalment that does not end, such as 100 ÷ 3, has lost its last digit: three of them are a trace
    // less than 100, and the rate is 0 all the same.
    if here.value.abs() <= worth(advances, low)?.value.times(CLOSE_ENOUGH)? {
        return Some(low);
    }
    if here.value.is_sign_negative() {
        return None;
    }
    while surplus(high)?.value > Decimal::ZERO {
        (low, high) = (high, high.plus(high)?);
        if high > RATE_MAX {
            return None;
        }
    }
    let mut rate = low;
    if !rate.is_zero() {
        here = surplus(rate)?;
    }
    for _ in 0..STEPS_MAX {
        let newton = here.value.over(here.slope).and_then(|step| rate.minus(step));
        let inside = newton.filter(|next| (low..=high).contains(next));
        let next = match inside {
            Some(next) => next,
            None => low.plus(high)?.over(Decimal::TWO)?,
        };
        let moved = next.minus(rate)?.abs();
        rate = next;
        if moved <= CLOSE_ENOUGH.times(Decimal::ONE.plus(rate)?)? {
            return Some(rate);
        }
        here = surplus(rate)?;
        if here.value > Decimal::ZERO {
            low = rate;
        } else {
            high = rate;
        }
    }
    None
}

/// What flows are worth at the time of the first advance, and how that changes with the rate.
struct Worth {
    value: Decimal,
    slope: Decimal,
}

impl Worth {
    fn less(self, other: Worth) -> Option<Worth> {
        Some(Worth { value: self.value.minus(other.value)?, slope: self.slope.minus(other.slope)? })
    }
}

fn worth(flows: &[Flow], rate: Decimal) -> Option<Worth> {
    let discount = Decimal::ONE.over(Decimal::ONE.plus(rate)?)?;
    let mut sum = Worth { value: Decimal::ZERO, slope: Decimal::ZERO };
    // Flows mostly follow each other by one period: then each power is one multiplication from the last.
    let (mut whole, mut power) = (0_u32, Decimal::ONE);
    for (time, amount) in flows {
        power = match time.whole.checked_sub(whole) {
            Some(later) => power.times(raised(discount, later)?)?,
            None => raised(discount, time.whole)?,
        };
        whole = time.whole;
        let odd_days = Decimal::ONE.over(Decimal::ONE.plus(time.fraction.times(rate)?)?)?;
        let value = amount.times(power)?.times(odd_days)?;
        // d/di of 1 ÷ ((1 + f·i)·(1 + i)^t), over itself: −(t ÷ (1 + i) + f ÷ (1 + f·i)).
        let falls = discount.times(whole.into())?.plus(time.fraction.times(odd_days)?)?;
        sum.value = sum.value.plus(value)?;
        sum.slope = sum.slope.minus(value.times(falls)?)?;
    }
    Some(sum)
}

/// By squaring: exact to the last digits, where a power by logarithms is not.
fn raised(base: Decimal, exponent: u32) -> Option<Decimal> {
    let (mut result, mut square, mut left) = (Decimal::ONE, base, exponent);
    loop {
        if left % 2 == 1 {
            result = result.times(square)?;
        }
        left /= 2;
        if left == 0 {
            return Some(result);
        }
        square = square.times(square)?;
    }
}

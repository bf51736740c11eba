//! To be read, printed and filed.

#![expect(clippy::float_arithmetic, reason = "places on paper; no amount is reckoned here")]

use crate::paper::{
    About, HEIGHT, Ink, Line, Paper, Part, Spot, Style, Unwritten, WIDTH, Weight, wrapped, written as pdf,
};
use chrono::{DateTime, Utc};
use domain::{
    calendar::{business_date, show_date, show_time},
    money::Paise,
    wallet::view::{Direction, StatementView, TransactionView},
};

/// Opening balance, every line oldest first, closing balance.
pub(super) fn written(statement: &StatementView, made: DateTime<Utc>) -> Result<Vec<u8>, Unwritten> {
    let title = format!("Wallet statement, {}", period(statement));
    pdf(&laid_out(statement, made), &About { title: &title })
}

const LEFT: f32 = 44.0;
const RIGHT: f32 = WIDTH - 44.0;
/// Where lines of the table end, above the foot of the page.
const BOTTOM: f32 = HEIGHT - 64.0;
/// Where the table begins on every page but the first.
const TOP: f32 = 60.0;

/// Columns: where a word begins, or where a figure ends.
const DATE: f32 = LEFT;
const WHAT: f32 = 110.0;
const OUT: f32 = 394.0;
const IN: f32 = 472.0;
const BALANCE: f32 = RIGHT;
const WHAT_WIDTH: f32 = 204.0;
const COLUMN_WIDTH: f32 = 74.0;
/// So many lines of a description are shown: all of the longest that there can be, whatever its letters.
const WORDS_MOST: usize = 12;

const BRAND: Style = Style { size: 15.0, weight: Weight::Bold, ink: Ink::Text };
const TITLE: Style = Style { size: 15.0, weight: Weight::Bold, ink: Ink::Text };
const HOLDER: Style = Style { size: 11.0, weight: Weight::Bold, ink: Ink::Text };
const FIGURE: Style = Style { size: 11.0, weight: Weight::Bold, ink: Ink::Text };
const STRONG: Style = Style { size: 9.0, weight: Weight::Bold, ink: Ink::Text };
const PLAIN: Style = Style { size: 9.0, weight: Weight::Regular, ink: Ink::Text };
const QUIET: Style = Style { size: 8.0, weight: Weight::Regular, ink: Ink::Quiet };
const SMALL: Style = Style { size: 7.0, weight: Weight::Regular, ink: Ink::Quiet };

fn period(statement: &StatementView) -> String {
    format!("{} to {}", show_date(statement.from), show_date(statement.to))
}

fn laid_out(statement: &StatementView, made: DateTime<Utc>) -> Paper {
    let mut paper = Paper::default();
    paper.new_sheet();
    top(&mut paper, statement, made);
    let (head, body) = paper.table();
    let mut table = Table { y: 192.0, paper, body };
    table.head(Some(head));
    table.balance("Opening balance", &show_date(statement.from), statement.opening_balance);
    for line in &statement.lines {
        table.movement(line);
    }
    table.balance("Closing balance", &show_date(statement.to), statement.closing_balance);
    let mut paper = table.paper;
    feet(&mut paper, statement);
    paper
}

/// Who, when, and what it comes to.
fn top(paper: &mut Paper, statement: &StatementView, made: DateTime<Utc>) {
    mark(paper, LEFT, 38.0);
    paper.text(Spot::begins(LEFT + 28.0, 54.0), BRAND, "Kist", Part::Nothing);
    let heading = paper.heading();
    paper.text(Spot::ends(RIGHT, 54.0), TITLE, "Wallet statement", heading);
    let holder = paper.paragraph();
    for (row, line) in wrapped(&statement.holder, Weight::Bold, HOLDER.size, 300.0, 2).into_iter().enumerate()
    {
        paper.line(Spot::begins(LEFT, below(92.0, row, 14.0)), HOLDER, line, holder);
    }
    let times = paper.paragraph();
    paper.text(Spot::ends(RIGHT, 92.0), PLAIN, &period(statement), times);
    let made_at = paper.paragraph();
    paper.text(Spot::ends(RIGHT, 105.0), QUIET, &format!("Made on {}", show_time(made)), made_at);

    let total = |direction| statement.total(direction).map_or_else(|| "—".to_owned(), Paise::show);
    let figures = [
        ("Opening balance", statement.opening_balance.show()),
        ("Money in", total(Direction::Credit)),
        ("Money out", total(Direction::Debit)),
        ("Closing balance", statement.closing_balance.show()),
    ];
    paper.fill(LEFT, 128.0, RIGHT - LEFT, 0.75, Ink::Rule);
    let (head, body) = paper.table();
    let (names, values) = (paper.row(head), paper.row(body));
    let mut x = LEFT;
    for (name, _) in &figures {
        let cell = paper.head_cell(names);
        paper.text(Spot::begins(x, 146.0), QUIET, name, cell);
        x += FIGURE_WIDTH;
    }
    let mut x = LEFT;
    for (_, value) in &figures {
        let cell = paper.cell(values);
        figure(paper, Spot::begins(x, 162.0), FIGURE, value, FIGURE_WIDTH - 6.0, cell);
        x += FIGURE_WIDTH;
    }
    paper.fill(LEFT, 176.0, RIGHT - LEFT, 0.75, Ink::Rule);
}

const FIGURE_WIDTH: f32 = (RIGHT - LEFT) / 4.0;

/// The mark of the product, as in `public/favicon.svg`.
fn mark(paper: &mut Paper, x: f32, y: f32) {
    paper.fill(x, y, 20.0, 20.0, Ink::Brand);
    for (left, top, width, height) in
        [(5.0, 5.0, 2.5, 10.0), (8.75, 5.0, 6.25, 2.5), (8.75, 8.75, 4.4, 2.5), (8.75, 12.5, 2.5, 2.5)]
    {
        paper.fill(x + left, y + top, width, height, Ink::Paper);
    }
}

/// What each page ends with, said when it is known how many there are.
fn feet(paper: &mut Paper, statement: &StatementView) {
    let pages = paper.sheets();
    let words = format!("Kist wallet statement, {}", period(statement));
    for sheet in 0..pages {
        let page = sheet.saturating_add(1);
        paper.text_on(sheet, Spot::begins(LEFT, HEIGHT - 36.0), SMALL, &words);
        paper.text_on(sheet, Spot::ends(RIGHT, HEIGHT - 36.0), SMALL, &format!("Page {page} of {pages}"));
    }
}

/// The table of movements, row after row and page after page.
struct Table {
    paper: Paper,
    body: Part,
    /// Where the next row begins.
    y: f32,
}

impl Table {
    /// With the piece it is, or on a later page again.
    fn head(&mut self, piece: Option<Part>) {
        let row = piece.map(|head| self.paper.row(head));
        let base = self.y + 11.0;
        for (spot, words) in [
            (Spot::begins(DATE, base), "Date"),
            (Spot::begins(WHAT, base), "What"),
            (Spot::ends(OUT, base), "Money out"),
            (Spot::ends(IN, base), "Money in"),
            (Spot::ends(BALANCE, base), "Balance"),
        ] {
            let cell = row.map_or(Part::Nothing, |row| self.paper.head_cell(row));
            self.paper.text(spot, Style { ink: Ink::Quiet, ..STRONG }, words, cell);
        }
        self.y += 18.0;
        self.rule();
    }

    /// Makes room for a row so high.
    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.paper.new_sheet();
            self.y = TOP;
            self.head(None);
        }
    }

    fn rule(&mut self) {
        self.paper.fill(LEFT, self.y, RIGHT - LEFT, 0.5, Ink::Rule);
    }

    fn balance(&mut self, words: &str, day: &str, balance: Paise) {
        self.room(20.0);
        let base = self.y + 14.0;
        let figures = [None, None, Some(balance)];
        self.row(base, STRONG, day, vec![(STRONG, Line::of(words, Weight::Bold), base)], figures);
        self.y += 20.0;
        self.rule();
    }

    fn movement(&mut self, line: &TransactionView) {
        let title = line.source.words();
        let mut words = vec![(STRONG, Line::of(title, Weight::Bold))];
        let description = wrapped(&line.description, Weight::Regular, QUIET.size, WHAT_WIDTH, WORDS_MOST);
        words.extend(description.into_iter().map(|line| (QUIET, line)));
        // Money that an admin booked has the person behind it, whose statement this is.
        if let Some(reference) = line.reference_id.filter(|reference| *reference != line.user_id.0) {
            words.push((SMALL, Line::of(&format!("Reference {reference}"), Weight::Regular)));
        }
        let height = below(12.0, words.len(), 11.0);
        self.room(height);
        let mut base = self.y + 14.0;
        let first = base;
        let placed = words
            .into_iter()
            .map(|(style, line)| {
                let at = (style, line, base);
                base += 11.0;
                at
            })
            .collect();
        let figures = match line.direction {
            Direction::Debit => [Some(line.amount), None, Some(line.balance_after)],
            Direction::Credit => [None, Some(line.amount), Some(line.balance_after)],
        };
        self.row(first, PLAIN, &show_date(business_date(line.created_at)), placed, figures);
        self.y += height;
        self.rule();
    }

    fn row(
        &mut self,
        base: f32,
        style: Style,
        day: &str,
        words: Vec<(Style, Line, f32)>,
        figures: [Option<Paise>; 3],
    ) {
        let row = self.paper.row(self.body);
        let cell = self.paper.cell(row);
        self.paper.text(Spot::begins(DATE, base), style, day, cell);
        let cell = self.paper.cell(row);
        for (style, line, base) in words {
            self.paper.line(Spot::begins(WHAT, base), style, line, cell);
        }
        for (place, amount) in [OUT, IN, BALANCE].into_iter().zip(figures) {
            let cell = self.paper.cell(row);
            // An empty cell is there as well: whoever hears the table counts them.
            let amount = amount.map(Paise::show).unwrap_or_default();
            figure(&mut self.paper, Spot::ends(place, base), style, &amount, COLUMN_WIDTH, cell);
        }
    }
}

/// Smaller, where it would not fit: a figure is never broken and never runs into the next.
fn figure(paper: &mut Paper, spot: Spot, style: Style, figure: &str, width: f32, part: Part) {
    let line = Line::of(figure, style.weight);
    let size = if line.width(style.size) > width { width / line.width(1.0) } else { style.size };
    paper.line(spot, Style { size, ..style }, line, part);
}

/// So far below, after so many lines of that height.
fn below(y: f32, lines: usize, height: f32) -> f32 {
    y + f32::from(u16::try_from(lines).unwrap_or(u16::MAX)) * height
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{EntryId, PersonId};
    use domain::money::AMOUNT_MAX;
    use domain::wallet::view::Source;
    use uuid::Uuid;

    fn statement(lines: usize, holder: &str, description: &str, amount: i64) -> StatementView {
        let line = |number: usize| TransactionView {
            id: EntryId(Uuid::nil()),
            user_id: PersonId(Uuid::nil()),
            amount: Paise::new(amount),
            direction: if number.is_multiple_of(2) { Direction::Credit } else { Direction::Debit },
            source: Source::WithdrawalReversal,
            reference_id: Some(Uuid::max()),
            description: description.to_owned(),
            balance_after: Paise::new(amount),
            created_at: "2026-12-30T19:00:00Z".parse().unwrap(),
            number: 1,
        };
        StatementView {
            from: "2026-12-01".parse().unwrap(),
            to: "2026-12-31".parse().unwrap(),
            holder: holder.to_owned(),
            opening_balance: Paise::new(amount),
            lines: (0..lines).map(line).collect(),
            closing_balance: Paise::new(amount),
        }
    }

    fn made() -> DateTime<Utc> {
        "2026-12-31T10:00:00Z".parse().unwrap()
    }

    /// Laid out, held against the standard for accessible documents, and looked through for what does not fit.
    #[track_caller]
    fn check(statement: &StatementView, sheets: usize) {
        let paper = laid_out(statement, made());
        assert_eq!(paper.sheets(), sheets);
        assert_eq!(paper.unfit(LEFT - 0.01, RIGHT + 0.01, HEIGHT - 30.0), Vec::<String>::new());
        assert_eq!(paper.accessible("Statement"), Ok(()));
    }

    #[test]
    fn what_is_largest_fits() {
        let largest = AMOUNT_MAX.get();
        check(&statement(0, "A", "", 0), 1);
        check(&statement(1, "A", "Rent", largest), 1);
        let long = "W".repeat(255);
        check(&statement(60, &"Ananthapadmanabhan ".repeat(6), &long, largest), 16);
        check(&statement(200, "आशा राव", "किराया, दिसंबर; वाटक ೧೨ கட்டணம்", 100), 14);
    }

    #[test]
    fn nothing_that_can_be_written_breaks_it() {
        for text in [
            "",
            " ",
            "\u{0}\t\n",
            "\u{202e}abc",
            "👍🏽",
            "e\u{301}\u{301}\u{301}",
            "\u{fffd}",
            "قسط ₹5",
            "中文",
        ] {
            assert!(written(&statement(2, text, text, 100), made()).is_ok(), "{text:?}");
        }
    }
}

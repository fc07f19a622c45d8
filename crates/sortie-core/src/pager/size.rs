//! How many rows a page has, and where it lies in the list.

use serde_json::value::RawValue;

use super::Pager;

impl Pager<'_> {
    /// Takes the size of all pages from the first one, which has so many `rows`.
    pub(super) fn fit(&mut self, rows: u64) {
        // Whoever gives more than was asked for does so again.
        self.size = self.size.max(rows);
        // Whoever gives less may give no more at once, or have dropped some: the next page tells.
        if (2..self.size).contains(&rows) && self.expected.is_some_and(|it| it > rows) {
            self.usual = Some(self.size);
            self.size = rows;
        }
    }

    /// Whether `rows`, asked for from the last one of a first page that was short, begin with it: then pages are never
    /// longer. Else rows were dropped, pages have the `usual` size, and
    /// this one is asked for again from where the first ought to have ended.
    pub(super) fn is_cap(&mut self, usual: u64, rows: &[&RawValue]) -> bool {
        let first = rows.first().map(|row| self.sign(row));
        let anchor = self.last.as_ref().and_then(|last| Some(&last.ends.as_ref()?.1));
        let is_cap = anchor.is_some() && first.as_ref() == anchor;
        if !is_cap {
            self.size = usual;
            self.planned = self.pages;
        }
        if let Some(last) = &mut self.last {
            last.full = is_cap;
        }
        is_cap
    }

    /// How many rows to ask for at once.
    pub(super) fn limit(&self) -> u64 {
        self.size.min(self.paging.maximum)
    }

    /// How many rows a page repeats.
    pub(super) fn overlap(&self) -> u64 {
        u64::from(self.size > 1)
    }

    /// How far a page is from the next.
    pub(super) fn step(&self) -> u64 {
        self.size - self.overlap()
    }

    /// How many rows the page that came has, if none was dropped.
    pub(super) fn due(&self) -> u64 {
        let skip = self.pages * self.step();
        self.expected.map_or(self.size, |expected| self.size.min(expected.saturating_sub(skip)))
    }
}

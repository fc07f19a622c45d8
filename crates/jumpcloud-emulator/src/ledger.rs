mod active;

use std::{collections::BTreeMap, time::Duration};

use self::active::Active;
use crate::{
    call,
    counters::{CallCounters, Counters},
    fault::{Effect, FaultRule, Reach},
    plan::{Churn, Plan},
};

/// What has been counted, and the rules that decide by counts.
#[derive(Debug)]
pub(crate) struct Ledger {
    seed: u64,
    /// Never set back: what lags is seen by this clock.
    number: u64,
    totals: Counters,
    routes: BTreeMap<(String, String), CallCounters>,
    rules: Vec<Active>,
}

/// The most routes that are counted apart; what comes then is counted together.
const ROUTES: usize = 1000;

impl Ledger {
    /// An empty one, in which `seed` decides what chance has to.
    pub(crate) fn new(seed: u64, rules: Vec<FaultRule>) -> Self {
        let (totals, routes) = (Counters::default(), BTreeMap::new());
        let mut ledger = Self { seed, number: 0, totals, routes, rules: Vec::new() };
        ledger.add(rules);
        ledger
    }

    /// Adds rules behind those there are.
    pub(crate) fn add(&mut self, rules: Vec<FaultRule>) {
        let first = self.rules.len();
        let seed = self.seed;
        self.rules.extend(rules.into_iter().zip(first..).map(|(rule, place)| Active::new(rule, seed, place)));
    }

    /// Forgets all rules.
    pub(crate) fn clear_rules(&mut self) {
        self.rules.clear();
    }

    /// Sets all counters back; the rules stay and count on.
    pub(crate) fn clear_counters(&mut self) {
        self.totals = Counters::default();
        self.routes.clear();
    }

    /// What has been counted.
    pub(crate) fn counters(&self) -> Counters {
        let calls = self.routes.values().cloned().collect();
        Counters { calls, faults: self.rules.iter().map(Active::counters).collect(), ..self.totals.clone() }
    }

    /// How many calls changed the directory.
    pub(crate) fn writes(&self) -> u64 {
        self.totals.writes
    }

    /// Counts a connection, and tells whether it is taken.
    pub(crate) fn connect(&mut self) -> bool {
        let mut taken = true;
        for rule in &mut self.rules {
            let refuses = rule.effect().reach() == Reach::Connections;
            if refuses && rule.meets() {
                rule.strike();
                taken = false;
            }
        }
        self.totals.connections += 1;
        self.totals.refused_connections += u64::from(!taken);
        taken
    }

    /// Counts a call and decides nothing else.
    pub(crate) fn count(&mut self, method: &str, path: &str, now: Duration) -> Plan {
        self.number += 1;
        self.totals.requests += 1;
        let mut route = (method.to_owned(), call::route(path));
        if self.routes.len() >= ROUTES && !self.routes.contains_key(&route) {
            route = ("*".to_owned(), "*".to_owned());
        }
        self.route(&route).requests += 1;
        Plan { number: self.number, now, route, delay: Duration::ZERO, churn: Vec::new(), effect: None }
    }

    /// Counts a call and decides what befalls it.
    ///
    /// Every rule counts every call that it concerns. Latencies add up, and so do users who come and go; of all
    /// else the first rule that strikes decides.
    pub(crate) fn plan(&mut self, method: &str, path: &str, now: Duration) -> Plan {
        let mut plan = self.count(method, path, now);
        for rule in &mut self.rules {
            if !rule.concerns(method, path) || !rule.meets() {
                continue;
            }
            match rule.effect().clone() {
                Effect::Latency(span) => plan.delay = plan.delay.saturating_add(rule.draw(&span)),
                Effect::Insert(side) => plan.churn.push(Churn::Insert(side)),
                Effect::Delete(side) => plan.churn.push(Churn::Delete(side)),
                _ if plan.effect.is_some() => continue,
                Effect::Rate(limit, _) if rule.admits(limit, now) => continue,
                effect => plan.effect = Some(effect),
            }
            rule.strike();
        }
        if matches!(plan.effect, Some(Effect::Rate(..))) {
            self.totals.over_limit += 1;
            self.route(&plan.route).over_limit += 1;
        }
        plan
    }

    /// Counts that the call of `plan` has changed the directory.
    pub(crate) fn wrote(&mut self, plan: &Plan) {
        self.totals.writes += 1;
        self.route(&plan.route).writes += 1;
    }

    fn route(&mut self, route: &(String, String)) -> &mut CallCounters {
        self.routes.entry(route.clone()).or_insert_with(|| {
            let (method, path) = route.clone();
            CallCounters { method, path, ..CallCounters::default() }
        })
    }
}

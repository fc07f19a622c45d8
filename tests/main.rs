//! The program as its users meet it: the real binary, real sockets.
//!
//! `cases/*.txt` are what users type, in files of their own; their snapshots are what they are answered. The
//! modules hold what cannot be typed: servers that misbehave, every action of the catalogue, the crates' arrows.

mod budget;
mod cases;
mod catalogue;
mod choices;
mod diagnosis;
mod diagnosis_network;
mod diagnosis_proxies;
mod dialogs;
mod drift;
mod dry_runs;
mod faults;
mod formats;
mod guide;
mod house;
mod interrupt;
mod matrix;
mod network;
mod oauth;
mod pages;
mod panics;
mod peak_memory;
mod proxies;
mod readme;
mod redirects;
mod retries;
mod seeds;
mod statuses;
mod support;
mod tls;
mod tokens;
mod trust;
mod writers;

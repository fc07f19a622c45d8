use std::collections::HashMap;

use fake::locales::{Data, EN};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use crate::user::{Name, Person, Persona, Traits};

/// The first `count` people of the organization that `seed` decides; a longer list begins like a shorter one.
pub(crate) fn people(count: usize, seed: u64) -> impl Iterator<Item = Person> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut namesakes: HashMap<(u16, u16), u16> = HashMap::with_capacity(count.min(1 << 20));
    (0..u32::MAX).take(count).map(move |index| {
        let (names, rest) = (random.next_u64(), random.next_u64());
        let first = below(names >> 32, EN::NAME_FIRST_NAME.len());
        let last = below(names & 0xffff_ffff, EN::NAME_LAST_NAME.len());
        let bearers = namesakes.entry((first, last)).or_default();
        let name = Name { first, last, namesakes: *bearers };
        *bearers = bearers.saturating_add(1);
        let (bits, dice) = (u32::try_from(rest >> 32).unwrap_or_default(), rest & 0xffff_ffff);
        Person { index, bits, name, traits: traits(index, dice) }
    })
}

/// What is special about person number `index`, who threw `dice`.
///
/// The first two are ordinary, so that the first rows of a list are; numbers eight and nine are not, so that
/// ten people show what there is.
fn traits(index: u32, dice: u64) -> Traits {
    match (index, Persona::at(index)) {
        (_, Some(persona)) => persona.traits,
        (0, _) => Traits::ENROLLED,
        (1, _) => Traits::NONE,
        (8, _) => Traits::EXPIRED,
        (9, _) => Traits::OLD.and(Traits::LOCKED).and(Traits::EXPIRED),
        _ => {
            let state = match dice % 100 {
                0..=1 => Traits::LOCKED,
                2..=4 => Traits::SUSPENDED,
                5..=7 => Traits::STAGED,
                8..=11 => Traits::EXPIRED,
                12 => Traits::LOCKED.and(Traits::EXPIRED),
                13..=15 => Traits::PASSWORDLESS,
                _ => Traits::NONE,
            };
            let age = match dice / 100 % 100 {
                0..=9 => Traits::OLD,
                10..=24 => Traits::NULLS,
                25..=26 => Traits::DELEGATED,
                _ => Traits::NONE,
            };
            let factor = if dice / 10_000 % 100 < 35 { Traits::ENROLLED } else { Traits::NONE };
            state.and(age).and(factor)
        }
    }
}

/// A number below `count`, which `bits`, 32 of them, decide.
fn below(bits: u64, count: usize) -> u16 {
    let count = u64::try_from(count).unwrap_or(1);
    u16::try_from((bits * count) >> 32).unwrap_or_default()
}

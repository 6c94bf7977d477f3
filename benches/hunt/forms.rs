//! What most traps are made of.

/// What a trap is made of, and how so many bytes of it are made.
pub type Trap<I> = (&'static str, fn(usize) -> I);

/// `unit` again and again.
pub fn fill(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len())
}

/// Opening markup, as much of closing markup.
pub fn nested(open: &str, middle: &str, close: &str, bytes: usize) -> String {
    let depth = bytes / (open.len() + close.len());
    format!("{}{middle}{}", open.repeat(depth), close.repeat(depth))
}

/// Pieces that differ by their number.
pub fn numbered(bytes: usize, mut piece: impl FnMut(usize) -> String) -> String {
    let mut out = String::new();
    for number in 0.. {
        if out.len() >= bytes {
            break;
        }
        out.push_str(&piece(number));
    }
    out
}

/// Lines of which each begins with one `step` more than the one before.
pub fn stairs(step: &str, words: &str, bytes: usize) -> String {
    let lines = (bytes as f64).sqrt() as usize;
    numbered(lines * lines, |line| step.repeat(line) + words)
}

/// Words that hardly repeat, of about so many bytes: a linear congruential generator (Knuth, MMIX) writes them.
pub fn prose(bytes: usize) -> String {
    let mut state: u64 = 7;
    numbered(bytes, |number| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let letters = (state >> 20).to_be_bytes().map(|byte| char::from(b'a' + byte % 26));
        let word: String = letters.iter().skip(2).take(2 + (state >> 61) as usize).collect();
        word + if number % 12 == 11 { ". " } else { " " }
    })
}

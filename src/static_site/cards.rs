//! The cards of all pieces. Those of passages would be endless, so a link to a passage is shown with its piece's card.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::card::{self, Fonts};
use crate::content::guarded;
use crate::site::Site;

use super::files::File;

/// The cards of the pieces with these slugs; one that cannot be drawn is logged and left out.
pub fn of(site: &Site, slugs: Vec<String>, fonts: &Fonts) -> Vec<File> {
    let drawn = slugs.into_par_iter().filter_map(|slug| {
        let card = site.card(&slug, None).ok()??;
        let fault = match guarded(|| card::draw(&card, fonts)) {
            Ok(Ok(picture)) => {
                let address = format!("/{slug}/card.png");
                return Some(File::new(address.clone(), &address[1..], "image/png", picture));
            }
            Ok(Err(fault)) => fault.to_string(),
            Err(panic) => panic,
        };
        tracing::error!(fault, title = card.title, "a card could not be drawn");
        None
    });
    drawn.collect()
}

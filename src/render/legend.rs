//! The legend of a piece: which annotations its text has, and a switch for each.
//!
//! Enter at [`Legend::new`]. A layer has a switch, and so has each annotation whose body stands in the panel, such as a
//! speaker: notes in the margin are too many, and have their place beside the text. A switch is a link to the same page
//! with one thing more or less hidden, and leads to the first and last place in the text.

use crate::content::{Annotation, Layer};

use super::annotated::AnnotatedPiece;
use super::bodies::{Body, Passage};
use super::hidden::Hidden;
use super::pages::Surroundings;

pub struct Legend<'a> {
    pub layers: Vec<LegendLayer<'a>>,
    /// The address of the page with everything shown.
    pub all: String,
    /// The address of the page with everything hidden.
    pub none: String,
}

pub struct LegendLayer<'a> {
    pub layer: &'a Layer,
    pub switch: Switch,
    /// The class of its marks, where they are all the same and no annotation has a switch of its own to show it.
    pub shape: String,
    pub members: Vec<Member<'a>>,
}

pub struct Member<'a> {
    pub annotation: &'a Annotation,
    pub switch: Switch,
    /// The class of its marks.
    pub shape: String,
}

pub struct Switch {
    /// The name that it puts into the address.
    pub name: String,
    pub is_hidden: bool,
    /// The address of the page with the switch turned over.
    pub address: String,
    /// How many passages of the text it shows or hides.
    pub count: usize,
    /// The ids of the first and the last of their references.
    pub first: String,
    pub last: String,
}

impl<'a> Legend<'a> {
    pub fn new(annotated: &'a AnnotatedPiece<'_>, surroundings: &Surroundings<'_>) -> Self {
        let piece = annotated.piece;
        let hidden = surroundings.hidden;
        let address = |hidden: &Hidden| surroundings.addresses.carrying(hidden).piece(&piece.slug);
        let mut layers = Vec::with_capacity(piece.layers.len());
        for layer in &piece.layers {
            let of_layer = annotated.bodies.in_reading_order().filter(|body| body.layer.name == layer.name);
            let bodies: Vec<&Body<'_>> = of_layer.filter(|body| !body.passages.is_empty()).collect();
            let Some(switch) = Switch::new(
                &layer.name,
                hidden.hides_layer(&layer.name),
                address(&hidden.layer_toggled(&layer.name)),
                &bodies,
            ) else {
                continue;
            };
            let in_panel = bodies.iter().filter(|body| !body.is_in_margin());
            let members = in_panel.filter_map(|body| {
                let is_hidden = hidden.hides(&layer.name, &body.key);
                Some(Member {
                    annotation: body.annotation,
                    switch: Switch::new(&body.key, is_hidden, address(&hidden.toggled(&body.key)), &[body])?,
                    shape: body.shape(),
                })
            });
            let members: Vec<Member<'_>> = members.collect();
            let is_uniform = members.is_empty() && bodies.iter().all(|body| body.tone == bodies[0].tone);
            let shape = if is_uniform { bodies[0].shape() } else { String::new() };
            layers.push(LegendLayer { layer, switch, shape, members });
        }
        let everything = Hidden::layers(layers.iter().map(|legend| legend.layer.name.as_str()));
        Self { all: address(&Hidden::default()), none: address(&everything), layers }
    }
}

impl Switch {
    /// A switch for the passages of these bodies, if there are any.
    fn new(name: &str, is_hidden: bool, address: String, bodies: &[&Body<'_>]) -> Option<Self> {
        let passages = || bodies.iter().flat_map(|body| &body.passages);
        let place = |passage: &&Passage| passage.range.start;
        Some(Self {
            name: name.to_owned(),
            is_hidden,
            address,
            count: passages().count(),
            first: passages().min_by_key(place)?.reference.clone(),
            last: passages().max_by_key(place)?.reference.clone(),
        })
    }
}

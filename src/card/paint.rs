//! A composition as pixels.

use skrifa::outline::OutlinePen;
use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Rect, Transform};

use super::colours::{self, Colour};
use super::fonts::Fonts;
use super::layout::{Composition, HEIGHT, WIDTH};

/// `None` where there is no memory for the pixels.
pub fn paint(composition: &Composition, fonts: &Fonts) -> Option<Pixmap> {
    let mut canvas = Pixmap::new(WIDTH, HEIGHT)?;
    let Colour(red, green, blue) = colours::PAPER;
    canvas.fill(Color::from_rgba8(red, green, blue, u8::MAX));
    for rule in &composition.rules {
        if let Some(area) = Rect::from_xywh(rule.x, rule.y, rule.width, rule.height) {
            canvas.fill_rect(area, &ink(rule.colour), Transform::identity(), None);
        }
    }
    for line in &composition.lines {
        let mut pen = Pen(PathBuilder::new());
        fonts.outline(&line.shaped, (line.x, line.baseline), line.size, &mut pen);
        if let Some(path) = pen.0.finish() {
            canvas.fill_path(&path, &ink(line.colour), FillRule::Winding, Transform::identity(), None);
        }
    }
    Some(canvas)
}

fn ink(Colour(red, green, blue): Colour) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, u8::MAX);
    paint
}

/// Outlines as paths.
struct Pen(PathBuilder);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.quad_to(cx, cy, x, y);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0.cubic_to(cx0, cy0, cx1, cy1, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}

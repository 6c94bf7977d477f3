//! The text format of Prometheus.

use std::fmt::Write;

/// What may be made of a number.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Only grows.
    Counter,
    /// How it is now.
    Gauge,
    Histogram,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// Families of numbers, one after the other.
#[derive(Default)]
pub struct Exposition {
    text: String,
    /// The name of the family that is being written.
    name: &'static str,
}

impl Exposition {
    /// Begins a family. Samples that follow are of it.
    pub fn family(&mut self, name: &'static str, kind: Kind, help: &str) {
        self.name = name;
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {}", kind.as_str());
    }

    pub fn sample(&mut self, labels: &[(&str, &str)], value: f64) {
        self.sample_of("", labels, value);
    }

    /// A sample of a part of the family, such as `_bucket`.
    pub fn sample_of(&mut self, part: &str, labels: &[(&str, &str)], value: f64) {
        let _ = write!(self.text, "{}{part}", self.name);
        for (place, (label, text)) in labels.iter().enumerate() {
            self.text.push(if place == 0 { '{' } else { ',' });
            let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.text, "{label}=\"{text}\"");
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
    }

    /// A family of one number.
    pub fn single(&mut self, name: &'static str, kind: Kind, help: &str, value: f64) {
        self.family(name, kind, help);
        self.sample(&[], value);
    }

    pub fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_follow_what_is_said_of_them() {
        let mut out = Exposition::default();
        out.single("a_total", Kind::Counter, "All of them.", 3.0);
        out.family("b", Kind::Gauge, "Some.");
        out.sample(&[("x", "\"\\\n"), ("y", "1")], 0.25);
        out.sample_of("_sum", &[], 1e15);
        assert_eq!(
            out.finish(),
            "# HELP a_total All of them.\n# TYPE a_total counter\na_total 3\n# HELP b Some.\n# TYPE b gauge\n\
             b{x=\"\\\"\\\\\\n\",y=\"1\"} 0.25\nb_sum 1000000000000000\n"
        );
    }
}

//! A citation as RIS: a tag of two characters a line, `ELEC` for what is read online.

use std::fmt::Write;

use super::Citation;

impl Citation<'_> {
    pub fn ris(&self) -> String {
        let mut record = String::new();
        let mut field = |tag: &str, value: &str| {
            let _ = write!(record, "{tag}  - {value}\r\n");
        };
        field("TY", "ELEC");
        for name in &self.authors {
            field("AU", &name.parted_by_commas());
        }
        field("TI", &self.title);
        if let Some(date) = self.date {
            field("PY", &format!("{:04}", date.year()));
            field("DA", &format!("{:04}/{:02}/{:02}", date.year(), date.month(), date.day()));
        }
        field("T2", &self.library);
        field("PB", &self.publisher);
        field("UR", &self.url);
        field("LA", self.lang);
        if let Some(description) = &self.description {
            field("AB", description);
        }
        for remark in self.remarks() {
            field("N1", &remark);
        }
        if let Some(license) = &self.license {
            field("N1", &format!("Licence: {license}"));
        }
        field("ID", &self.key);
        field("ER", "");
        record
    }
}

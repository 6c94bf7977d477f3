//! Every MUST of the Web Annotation Data Model (W3C Recommendation of 23 February 2017) that can be said of what is
//! served, by section. They stand for the JSON Schemas of the W3C's test suite, which no package registry has.

use serde_json::Value;

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
const MOTIVATIONS: [&str; 13] = [
    "assessing",
    "bookmarking",
    "classifying",
    "commenting",
    "describing",
    "editing",
    "highlighting",
    "identifying",
    "linking",
    "moderating",
    "questioning",
    "replying",
    "tagging",
];

/// What an annotation breaks; nothing if it is one.
pub fn annotation(value: &Value, is_document: bool) -> Vec<String> {
    let mut faults = Faults(Vec::new());
    if is_document {
        // 3.1: one or more @context values, and the model's among them.
        faults.expect(value["@context"] == CONTEXT, "3.1 @context");
    }
    // 3.1: exactly one IRI that identifies it; the type Annotation.
    faults.expect(is_iri(&value["id"]), "3.1 id");
    faults.expect(value["type"] == "Annotation", "3.1 type");
    // 3.1: one or more targets.
    let targets = list(&value["target"]);
    faults.expect(!targets.is_empty(), "3.1 target");
    // 3.2.5: no body beside a bodyValue.
    faults.expect(value.get("bodyValue").is_none(), "3.2.5 bodyValue");
    for body in list(&value["body"]) {
        faults.body(body);
    }
    for target in targets {
        faults.target(target);
    }
    faults.provenance(value);
    // 3.3.5: motivations are resources; those of the model are short words.
    let motivations = list(&value["motivation"]);
    faults.expect(!motivations.is_empty() && motivations.iter().all(|it| is_motivation(it)), "3.3.5 motivation");
    faults.0
}

/// What a collection breaks.
pub fn collection(value: &Value, is_document: bool) -> Vec<String> {
    let mut faults = Faults(Vec::new());
    if is_document {
        // 5.1: the context, exactly one IRI, the type.
        faults.expect(value["@context"] == CONTEXT, "5.1 @context");
        // 5.1: a link to its first page, as long as there is one.
        let is_empty = value["total"] == 0;
        faults.expect(is_iri(&value["first"]) != is_empty, "5.1 first");
        faults.expect(is_iri(&value["last"]) != is_empty, "5.1 last");
    }
    faults.expect(is_iri(&value["id"]), "5.1 id");
    faults.expect(value["type"] == "AnnotationCollection", "5.1 type");
    // 5.1: a total is a whole number, at least 0.
    faults.expect(value["total"].is_u64(), "5.1 total");
    faults.expect(value["label"].is_string(), "5.1 label");
    faults.provenance(value);
    faults.0
}

/// What a page of a collection breaks.
pub fn page(value: &Value) -> Vec<String> {
    let mut faults = Faults(Vec::new());
    // 5.2: the context, exactly one IRI, the type.
    faults.expect(value["@context"] == CONTEXT, "5.2 @context");
    faults.expect(is_iri(&value["id"]), "5.2 id");
    faults.expect(value["type"] == "AnnotationPage", "5.2 type");
    // 5.2: the collection that it is part of.
    faults.0.extend(collection(&value["partOf"], false));
    // 5.2: at most one next and prev each, and a start index of at least 0.
    for name in ["next", "prev"] {
        faults.expect(value.get(name).is_none_or(is_iri), &format!("5.2 {name}"));
    }
    faults.expect(value["startIndex"].is_u64(), "5.2 startIndex");
    // 5.2: one or more annotations, in a list.
    faults.expect(value["items"].as_array().is_some_and(|items| !items.is_empty()), "5.2 items");
    for item in list(&value["items"]) {
        faults.0.extend(annotation(item, false));
    }
    faults.0
}

/// One value or a list of them.
pub fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().collect(),
        value => vec![value],
    }
}

struct Faults(Vec<String>);

impl Faults {
    fn expect(&mut self, holds: bool, rule: &str) {
        if !holds {
            self.0.push(rule.to_owned());
        }
    }

    fn body(&mut self, body: &Value) {
        // 3.2.4: a textual body has exactly one value, a text, and is neither a specific resource nor a set.
        self.expect(body["type"] == "TextualBody", "3.2.4 type");
        self.expect(body["value"].is_string(), "3.2.4 value");
        self.expect(body.get("source").is_none() && body.get("items").is_none(), "3.2.4 source, 3.2.7 items");
        // 3.2.1: media types, languages, and one of three directions.
        self.expect(body["format"] == "text/html" || body["format"] == "text/plain", "3.2.1 format");
        self.expect(body["language"].as_str().is_some_and(|lang| !lang.is_empty()), "3.2.1 language");
        let direction = body.get("textDirection");
        self.expect(
            direction.is_none_or(|it| ["ltr", "rtl", "auto"].iter().any(|dir| it == dir)),
            "3.2.1 textDirection",
        );
        // 3.3.5: a purpose is a motivation.
        self.expect(is_motivation(&body["purpose"]), "3.3.5 purpose");
        self.provenance(body);
    }

    fn target(&mut self, target: &Value) {
        if target.is_string() {
            // 3.2.1: an external web resource is named by one IRI.
            return self.expect(is_iri(target), "3.2.1 target");
        }
        // 4: exactly one source, which is no text of its own; the scope (4.6) is a resource.
        self.expect(is_iri(&target["source"]) && target.get("value").is_none(), "4 source");
        self.expect(target["type"] == "SpecificResource", "4 type");
        self.expect(is_iri(&target["scope"]), "4.6 scope");
        // 3.3.5: no purpose on a target.
        self.expect(target.get("purpose").is_none(), "3.3.5 purpose");
        let selectors = list(&target["selector"]);
        self.expect(!selectors.is_empty(), "4.2 selector");
        for selector in selectors {
            self.selector(selector);
        }
    }

    fn selector(&mut self, selector: &Value) {
        match selector["type"].as_str().unwrap_or_default() {
            // 4.2.4: exactly one exact; at most one prefix and suffix each.
            "TextQuoteSelector" => {
                self.expect(selector["exact"].is_string(), "4.2.4 exact");
                for name in ["prefix", "suffix"] {
                    self.expect(selector.get(name).is_none_or(Value::is_string), "4.2.4 prefix and suffix");
                }
            }
            // 4.2.5: exactly one start and end, whole numbers, at least 0.
            "TextPositionSelector" => {
                let (start, end) = (selector["start"].as_u64(), selector["end"].as_u64());
                self.expect(start.is_some() && start <= end, "4.2.5 start and end");
            }
            // 4.2.9: exactly one selector for each end.
            "RangeSelector" => {
                for name in ["startSelector", "endSelector"] {
                    self.expect(selector[name].is_object(), "4.2.9 selectors");
                    self.selector(&selector[name]);
                }
            }
            other => self.0.push(format!("4.2 a selector of type {other}")),
        }
    }

    fn provenance(&mut self, value: &Value) {
        // 3.3.1: times are xsd:dateTime in UTC. Nothing here says when it was made.
        for name in ["created", "modified", "generated"] {
            self.expect(value.get(name).is_none(), "3.3.1 times");
        }
        // 3.3.2: agents have at most one id, and their names are texts.
        for agent in list(&value["creator"]) {
            self.expect(agent["name"].is_string(), "3.3.2 name");
            let kind = agent.get("type");
            self.expect(kind.is_none_or(|kind| kind == "Person" || kind == "Organization"), "3.3.2 type");
        }
        // 3.3.6, 3.3.7: rights, canonical and via are IRIs.
        for name in ["rights", "canonical", "via"] {
            self.expect(list(value.get(name).unwrap_or(&Value::Null)).into_iter().all(is_iri), "3.3.6 rights");
        }
    }
}

fn is_motivation(value: &Value) -> bool {
    MOTIVATIONS.iter().any(|known| value == known)
}

/// An absolute IRI (RFC 3987): a scheme, a host, and nothing that cannot stand in one.
fn is_iri(value: &Value) -> bool {
    let Some((scheme, rest)) = value.as_str().and_then(|iri| iri.split_once("://")) else { return false };
    let is_char = |char: char| !char.is_whitespace() && !char.is_control() && !"<>\"{}|\\^`".contains(char);
    matches!(scheme, "http" | "https") && !rest.is_empty() && !rest.starts_with('/') && rest.chars().all(is_char)
}

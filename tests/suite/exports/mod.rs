//! What other programs are given: citations, annotations as data and as lists, the head of the page, the feed.
//!
//! `formats` reads the formats back, so that what is written and what is read are not the same code.

mod annotations;
mod citations;
mod formats;
mod head;
mod lists;
mod musts;
mod syndication;

use serde_json::Value;

use crate::site::Answer;

/// The settings of a library that knows its address.
const PUBLISHED: &str =
    "-- sidelight.yaml --\ntitle: Library\nbase_url: https://example.org/read\npublisher: The House\n";

/// A piece in which every kind of target occurs.
const ODD: &str = r#"
-- odd/index.md --
---
title: Odd, but so
description: "Words & <signs>"
date: 2026-01-31
updated: 2026-02-01
authors: ["Lima, Ana", The House, Somebody]
lang: pt-BR
license: CC BY-SA 4.0
source: { title: "Old", publisher: Gazette, date: 2025-12-01, url: "https://gazette.example/?a=1&b=2" }
---
👩‍👧 began it: the [word](notes/linked.md) and the word again, שלום, and the [end](notes/linked.md).

A second paragraph, to be quoted across. The word.
-- odd/notes/linked.md --
---
title: Linked
subtitle: Twice
date: 2025-06-01
place: Here
tags: [one, "two; three"]
sources: [{ title: T, publisher: P, url: "https://p.example/" }]
---
Says *much* and leads [on](across.md), [home](../index.md).
-- odd/notes/across.md --
---
title: Across
targets: [{ start: "and the end", end: "second paragraph" }, { exact: "שלום" }]
---
-- odd/notes/lost.md --
---
title: "=Lost"
targets: [{ exact: nowhere to be found, prefix: "it is " }, { start: gone from here, end: to over there }, { exact: word }]
---
"A quote", and a line.
-- odd/notes/whole.md --
---
title: About the whole
---
-- odd/speakers/ana.md --
---
title: Ana
role: Mayor
side: Hills
targets: [{ exact: began it }]
---
-- odd/analogies/bridge.md --
---
title: A bridge
cast: [{ figure: pillar, stands_for: trust }]
targets: [{ exact: to be quoted }]
---
"#;

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

//! Which way straight quotation marks turn.

use proptest::prelude::*;
use sidelight::text::Document;

use crate::fuzzing::properties::markdown::{check_quotation_marks, is_read};
use crate::fuzzing::properties::marks::plain;
use crate::markdown::{Mix, document, noise};

fn text_of(markdown: &str) -> String {
    Document::parse(markdown, 0).text.as_str().to_owned()
}

/// Sentences as people type them, and as they are printed.
const SENTENCES: &[(&str, &str)] = &[
    // Plain quotations.
    (r#"She said "yes" and left."#, "She said “yes” and left."),
    (r#""Yes," she said."#, "“Yes,” she said."),
    ("He wrote 'never again' twice.", "He wrote ‘never again’ twice."),
    (r#"("Yes," she said.)"#, "(“Yes,” she said.)"),
    (r#"Have you read "Emma"?"#, "Have you read “Emma”?"),
    (r#""What?!" he cried; "never!""#, "“What?!” he cried; “never!”"),
    (r#"The so-called "experts" ("so-called" is right)."#, "The so-called “experts” (“so-called” is right)."),
    (r#"An empty "" says nothing, nor does ''."#, "An empty “” says nothing, nor does ‘’."),
    (r#"A "one", a "two"; a "three": a "four"."#, "A “one”, a “two”; a “three”: a “four”."),
    (r#"The files ".txt" and ".md" are read."#, "The files “.txt” and “.md” are read."),
    (r#""$5," he said, "or 10%.""#, "“$5,” he said, “or 10%.”"),
    (r##"A line of "#hashtags" and "@names"."##, "A line of “#hashtags” and “@names”."),
    // One in the other.
    (r#""'a' b" and "a 'b'""#, "“‘a’ b” and “a ‘b’”"),
    (r#""I heard 'stop,'" she said."#, "“I heard ‘stop,’” she said."),
    (r#"'I heard "stop,"' she said."#, "‘I heard “stop,”’ she said."),
    (r#""'Tis the season," he sang."#, "“’Tis the season,” he sang."),
    (r#""Don't say 'don't'!""#, "“Don’t say ‘don’t’!”"),
    (r#""She said 'he said "no"'.""#, "“She said ‘he said “no”’.”"),
    // Apostrophes inside and at the end of words.
    ("I don't, you can't, we won't.", "I don’t, you can’t, we won’t."),
    ("It's five o'clock at O'Brien's.", "It’s five o’clock at O’Brien’s."),
    ("The dogs' bowl and the boss's chair.", "The dogs’ bowl and the boss’s chair."),
    ("James' book, for goodness' sake.", "James’ book, for goodness’ sake."),
    ("Goin' nowhere, doin' nothin'.", "Goin’ nowhere, doin’ nothin’."),
    ("The (king)'s men and Acme Inc.'s offer.", "The (king)’s men and Acme Inc.’s offer."),
    (r#"In "Macbeth"'s first act."#, "In “Macbeth”’s first act."),
    ("Mind your p's and q's, and the 1990's.", "Mind your p’s and q’s, and the 1990’s."),
    ("She'd've known; y'all'd've too.", "She’d’ve known; y’all’d’ve too."),
    // At the beginning of words.
    ("'Tis better, 'twas said, 'twill be.", "’Tis better, ’twas said, ’twill be."),
    ("The music of the '60s and '70s.", "The music of the ’60s and ’70s."),
    ("The class of '99 met again.", "The class of ’99 met again."),
    ("The summer of '68.", "The summer of ’68."),
    ("Between '90 and '95 he wrote.", "Between ’90 and ’95 he wrote."),
    ("We saw '12 Angry Men' again.", "We saw ‘12 Angry Men’ again."),
    ("The answer is '42' here.", "The answer is ‘42’ here."),
    ("Rock 'n' roll, fish 'n' chips.", "Rock ’n’ roll, fish ’n’ chips."),
    ("Rock'n'roll and drum 'n bass.", "Rock’n’roll and drum ’n bass."),
    ("Give 'em what they want.", "Give ’em what they want."),
    ("Just 'cause he said so.", "Just ’cause he said so."),
    ("The word 'cause' has two senses.", "The word ‘cause’ has two senses."),
    ("Get 'er done, 'Arry.", "Get ’er done, ’Arry."),
    ("'Cause and effect' is a chapter.", "‘Cause and effect’ is a chapter."),
    ("The pronoun 'em' is short.", "The pronoun ‘em’ is short."),
    (r#""'60s music," she said."#, "“’60s music,” she said."),
    // Measures.
    (r#"A 12" record."#, "A 12” record."),
    (r#"He is 6'2" tall."#, "He is 6’2” tall."),
    (r#"He is 6' 2" tall."#, "He is 6’ 2” tall."),
    (r#""It is 12" long," he said."#, "“It is 12” long,” he said."),
    (r#"A 2"x4" beam, a 12"-wide shelf."#, "A 2”x4” beam, a 12”-wide shelf."),
    (r#"The 7" and the 12" "single"."#, "The 7” and the 12” “single”."),
    ("It lies at 52°31'N.", "It lies at 52°31’N."),
    // Dashes, dots, brackets.
    (r#"He said--"no"--and left."#, "He said–“no”–and left."),
    (r#""But I--" she began."#, "“But I–” she began."),
    (r#""Well ..." he said. "... and then?""#, "“Well …” he said. “… and then?”"),
    (r#"Pre-"war" and post-"war"."#, "Pre-“war” and post-“war”."),
    (r#""Yes"/"no" questions."#, "“Yes”/“no” questions."),
    (r#"The key="value" pair."#, "The key=“value” pair."),
    (r#"[see "Note 1"]"#, "[see “Note 1”]"),
    // Markup.
    (r#"She said "*yes*" and "**no**"."#, "She said “yes” and “no”."),
    (r#"*"Emma"* and "*Emma*"."#, "“Emma” and “Emma”."),
    (r#"He called it "[very professional](notes/n.md)"."#, "He called it “very professional”."),
    (r#"He called it ["very professional"](notes/n.md)."#, "He called it “very professional”."),
    (r#"He called it "very [professional."](notes/n.md)"#, "He called it “very professional.”"),
    (r#"He "[said](notes/n.md)" and *"meant"* it."#, "He “said” and “meant” it."),
    (r#"["One](notes/n.md) and two," he said."#, "“One and two,” he said."),
    ("*un*'altra and the *dogs*' bowl.", "un’altra and the dogs’ bowl."),
    (r#"The sign "`=`" and the word "`a`"."#, "The sign “=” and the word “a”."),
    (r#"Type `"a"` or `'b'`, not "c"."#, r#"Type "a" or 'b', not “c”."#),
    (r#"So it says ("`(`")."#, "So it says (“(”)."),
    ("The map\"![m](m.png)\" here.", "The map“” here."),
    (r#"A note"[^1]"#, "A note”[^1]"),
    // Escapes.
    (r#"A 12\" record, a \"straight\" one."#, r#"A 12" record, a "straight" one."#),
    (r"It\'s the \'60s.", "It's the '60s."),
    (r#"&quot;As it is&quot; and "as it is""#, "\"As it is\" and “as it is”"),
    // Lines and breaks.
    ("\"One\ntwo\" and\n\"three\".", "“One two” and “three”."),
    ("\"One\\\ntwo,\" he said.", "“One\ntwo,” he said."),
    // Over blocks.
    ("\"One.\n\n\"Two.\n\n\"Three.\"", "“One.\n\n“Two.\n\n“Three.”"),
    ("He wrote: 'One.\n\n'Two.\n\n'Three.'", "He wrote: ‘One.\n\n‘Two.\n\n‘Three.’"),
    ("\"One.\n\nTwo.\" He left.", "“One.\n\nTwo.” He left."),
    ("- \"One\n- two\"\n- \"three\"", "“One\ntwo”\n“three”"),
    ("> \"One.\n>\n> Two.\"\n\nHe left.", "“One.\n\nTwo.”\n\nHe left."),
    ("|\"a|b\"|\n|-|-|\n|\"c\"|'d'|", "“a\tb”\n“c”\t‘d’"),
    ("# \"Title\"\n\n\"Text\"", "“Title”\n\n“Text”"),
    // Other languages' apostrophes.
    ("L'homme d'aujourd'hui, qu'il s'agit.", "L’homme d’aujourd’hui, qu’il s’agit."),
    (r#"Il lit l'"Odyssée" et l'*Iliade*."#, "Il lit l’“Odyssée” et l’Iliade."),
    ("Un'altra volta, l'acqua, un po' d'olio.", "Un’altra volta, l’acqua, un po’ d’olio."),
    (r#"Dell'"arte" e della "vita"."#, "Dell’“arte” e della “vita”."),
    ("'s Avonds in 's-Hertogenbosch, zo'n dag.", "’s Avonds in ’s-Hertogenbosch, zo’n dag."),
    ("'t Is koud, dus 'n trui.", "’t Is koud, dus ’n trui."),
    ("So 'ne Sache, wie geht's, der Hans' Hut.", "So ’ne Sache, wie geht’s, der Hans’ Hut."),
    (r#"Er sagte: "Ja, das geht.""#, "Er sagte: “Ja, das geht.”"),
    ("Die '68er und die 90er.", "Die ’68er und die 90er."),
    ("La gent d'aquí, l'any '36.", "La gent d’aquí, l’any ’36."),
    ("П'ять м'ячів і об'єкт.", "П’ять м’ячів і об’єкт."),
    (r#"צה"ל וג'ירפה, "כן" אמר."#, "צה”ל וג’ירפה, “כן” אמר."),
    ("他说\"你好\"然后走了。", "他说“你好”然后走了。"),
    ("他说：\"你好。\"她说：\"再见。\"", "他说：“你好。”她说：“再见。”"),
    ("「\"東京\"」と'大阪'の話。", "「“東京”」と‘大阪’の話。"),
    ("他说\"没有完\n\n她说\"好\"了，又说\"不\"了。", "他说“没有完\n\n她说“好”了，又说“不”了。"),
    ("«\"Да\"» и \"нет\".", "«“Да”» и “нет”."),
    // What was typed curly stays, and is looked at.
    ("“He said 'no'”, she said.", "“He said ‘no’”, she said."),
    ("(“Emma”'s author)", "(“Emma”’s author)"),
];

#[test]
fn straight_marks_turn_as_they_are_printed() {
    assert!(SENTENCES.len() >= 80);
    let wrong: Vec<String> = SENTENCES
        .iter()
        .filter_map(|(written, printed)| {
            let text = text_of(written);
            (text != *printed).then(|| format!("{written}\n  is {text}\n not {printed}\n"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), SENTENCES.len(), wrong.concat());
}

/// Each sentence again between two others, which have marks of their own.
#[test]
fn marks_of_other_sentences_turn_none() {
    for (written, printed) in SENTENCES.iter().filter(|(written, _)| !written.contains(['\n', '^'])) {
        let text = text_of(&format!("He's \"here\". {written} She's 'there'.\n\n{written}\n"));
        assert_eq!(text, format!("He’s “here”. {printed} She’s ‘there’.\n\n{printed}"), "{written}");
    }
}

#[test]
fn marks_in_the_description_of_a_picture_turn_too() {
    let html = plain("![The \"*King*\"'s '60s \"`=`\"](x.png) \"a\"");
    assert!(html.contains("alt=\"The “King”’s ’60s “=”\"> “a”"), "{html}");
}

#[test]
fn a_footnote_goes_on_with_no_quotation_of_the_text() {
    assert_eq!(text_of("他说\"你[^1]\n\n[^1]: 说\"好\"了\"吗\n"), "他说“你\n\n说“好”了“吗");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn markup_turns_no_mark(markdown in document(Mix { footnotes: false, raw_html: false })) {
        check_quotation_marks(&markdown);
    }

    #[test]
    fn markup_turns_no_mark_in_noise(markdown in noise()) {
        prop_assume!(is_read(&markdown));
        check_quotation_marks(&markdown);
    }
}

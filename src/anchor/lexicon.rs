//! The few words that decide what an edit means: negations, numbers, opposites, words without a meaning of their own.
//!
//! English is served best; other languages have their negations and articles here, and otherwise fall under the
//! cautious rule for any replaced word. All entries are in small letters; apostrophes are folded.

/// Words that turn a sentence into its opposite.
#[rustfmt::skip] // A table reads better when it is dense.
const NEGATIONS: &[&str] = &[
    "not", "no", "never", "none", "nor", "neither", "nobody", "nothing", "nowhere", "without", "cannot",
    "hardly", "scarcely", "barely", "cant", "wont", "dont", // en
    "nicht", "nichts", "kein", "keine", "keinen", "keiner", "keinem", "nie", "niemals", "niemand", "ohne",
    "weder", // de
    "ne", "pas", "jamais", "rien", "sans", "aucun", "aucune", "ni", "non", // fr
    "nunca", "jamás", "nada", "nadie", "sin", "ningún", "ninguna", "mai", "senza", "nessuno", // es, it
    "não", "sem", "nem", "niet", "geen", "nooit", "zonder", "ikke", "aldri", "inte", "utan", // pt, nl, no, sv
    "не", "ни", "нет", "никогда", "без", "bez", "nigdy", "değil", "không", "لا", "ليس", "לא", "नहीं", // others
    "不", "没", "沒", "無", "无", "非", "未", "别", // zh, ja
];

/// What makes the opposite of a word when it stands before it.
const NEGATIVE_PREFIXES: &[&str] = &["un", "in", "im", "ir", "il", "dis", "non", "mis", "anti", "не"];

/// Words for numbers. "One", "last" and "second" are not among them: mostly they do not count anything.
#[rustfmt::skip] // A table reads better when it is dense.
const NUMBERS: &[&str] = &[
    "zero", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty",
    "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "billion",
    "dozen", "twice", "thrice", "first", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth", // en
    "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "hundert", "tausend", // de
    "deux", "trois", "quatre", "cinq", "huit", "neuf", "dix", "vingt", "cent", "mille", // fr
    "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "cien", "mil", // es
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "万", "億", "亿",
];

/// Words that may come and go in a longer quote without changing what it says.
#[rustfmt::skip] // A table reads better when it is dense.
const SMALL: &[&str] = &[
    "a", "an", "the", "'s", "of", "to", "in", "on", "at", "by", "for", "with", "from", "into", "upon", "as",
    "and", "that", "which", "who", "whom", "this", "these", "those", "there", "then", "than", "so", "too",
    "also", "very", "quite", "just", "rather", "indeed", "really", "even", "still", "yet", "such", "is", "are",
    "was", "were", "be", "been", "being", "am", "do", "does", "did", "has", "have", "had", "it", "its", "own",
    "well", "now", "here", "o", "oh", "etc", "or", "but", "if", "will", "shall", "would", "should", "up", "out",
    "over", "about", // en
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "und", "zu", "von",
    "mit", // de
    "le", "la", "les", "un", "une", "du", "de", "et", "à", "au", "aux", "en", "que", "qui", // fr
    "el", "los", "las", "una", "unos", "y", "del", "al", "lo", "il", "i", "gli", "e", "di", "da", "o", "os",
    "as", // es, it, pt
    "het", "een", "van", "och", "att", "en", "et", "и", "в", "на", "с", "к", "по", "из", "а", // others
    "的", "了", "地", "得", "は", "が", "を", "に", "の", "と", "も", "で",
];

/// Words of a kind that are each other's opposite or alternative: one for another changes what is said.
#[rustfmt::skip] // A table reads better when it is dense.
const OPPOSITES: &[(&str, &str)] = &[
    ("all", "some"), ("always", "sometimes"), ("and", "or"), ("before", "after"), ("above", "below"),
    ("with", "without"), ("up", "down"), ("into", "from"), ("more", "less"), ("most", "least"), ("many", "few"),
    ("every", "any"), ("for", "against"), ("he", "she"), ("his", "her"), ("him", "her"), ("man", "woman"),
    ("men", "women"), ("good", "bad"), ("best", "worst"), ("better", "worse"), ("big", "small"),
    ("great", "little"), ("large", "small"), ("old", "new"), ("old", "young"), ("high", "low"),
    ("higher", "lower"), ("long", "short"), ("early", "late"), ("rich", "poor"), ("strong", "weak"),
    ("hot", "cold"), ("true", "false"), ("right", "wrong"), ("left", "right"), ("war", "peace"),
    ("love", "hate"), ("life", "death"), ("day", "night"), ("east", "west"), ("eastern", "western"),
    ("north", "south"), ("northern", "southern"), ("win", "lose"), ("won", "lost"), ("begin", "end"),
    ("began", "ended"), ("open", "closed"), ("opened", "closed"), ("accept", "reject"),
    ("accepted", "rejected"), ("rise", "fall"), ("rose", "fell"), ("increase", "decrease"),
    ("increased", "decreased"), ("increases", "decreases"), ("reduce", "increase"), ("reduced", "increased"),
    ("gain", "loss"), ("buy", "sell"), ("bought", "sold"), ("friend", "enemy"), ("friend", "fiend"),
    ("allow", "forbid"), ("allowed", "forbidden"), ("success", "failure"), ("succeeded", "failed"),
    ("agree", "disagree"), ("include", "exclude"), ("internal", "external"), ("import", "export"),
    ("minimum", "maximum"), ("must", "may"), ("support", "oppose"), ("supported", "opposed"),
];

/// Spellings of one word that share too little to be told by their letters.
#[rustfmt::skip] // A table reads better when it is dense.
const VARIANTS: &[(&str, &str)] = &[
    ("gray", "grey"), ("shew", "show"), ("shewed", "showed"), ("shewn", "shown"), ("gaol", "jail"),
    ("tyre", "tire"), ("plough", "plow"), ("favor", "favour"), ("honor", "honour"), ("labor", "labour"),
    ("cheque", "check"), ("hath", "has"), ("doth", "does"), ("thou", "you"), ("thee", "you"), ("ye", "you"),
    ("thy", "your"), ("thine", "yours"), ("hast", "have"), ("art", "are"), ("upon", "on"), ("unto", "to"),
    ("till", "until"), ("amongst", "among"), ("amidst", "amid"), ("whilst", "while"), ("oft", "often"),
    ("ere", "before"), ("tis", "its"), ("twas", "was"), ("enquire", "inquire"), ("enquiry", "inquiry"),
    ("aeroplane", "airplane"), ("learnt", "learned"), ("dreamt", "dreamed"), ("burnt", "burned"),
    ("spelt", "spelled"), ("connexion", "connection"),
];

/// Whether a word negates.
pub(super) fn is_negation(word: &str) -> bool {
    let word = word.to_lowercase();
    NEGATIONS.contains(&word.as_str()) || word.ends_with("n't")
}

/// Whether one word is the other with a negative prefix.
pub(super) fn are_negated(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let negates = |long: &str, short: &str| {
        short.chars().count() > 2 && NEGATIVE_PREFIXES.iter().any(|prefix| long.strip_prefix(prefix) == Some(short))
    };
    negates(&a, &b)
        || negates(&b, &a)
        || a.strip_suffix("less") == b.strip_suffix("ful") && a.ends_with("less")
        || b.strip_suffix("less") == a.strip_suffix("ful") && b.ends_with("less")
}

/// Whether a word is a number or a sign that goes with one.
pub(super) fn is_number(word: &str) -> bool {
    word.chars().any(char::is_numeric)
        || word.chars().any(|c| matches!(c, '$' | '¢'..='¥' | '\u{20a0}'..='\u{20cf}'))
        || NUMBERS.contains(&word.to_lowercase().as_str())
}

/// Whether a word has no meaning of its own.
pub(super) fn is_small(word: &str) -> bool {
    SMALL.contains(&word.to_lowercase().as_str())
}

/// Whether two words are opposites or alternatives.
pub(super) fn are_opposites(a: &str, b: &str) -> bool {
    pairs(OPPOSITES, &a.to_lowercase(), &b.to_lowercase())
}

/// Whether two words, in small letters and without apostrophes, are spellings of one.
pub(super) fn are_variants(a: &str, b: &str) -> bool {
    pairs(VARIANTS, a, b)
}

fn pairs(list: &[(&str, &str)], a: &str, b: &str) -> bool {
    list.iter().any(|pair| *pair == (a, b) || *pair == (b, a))
}

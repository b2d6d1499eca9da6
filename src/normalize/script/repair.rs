//! Repair of text that was converted to traditional character by character, or in part: 皇後, 頭發, 不斷髮展, 沖刺的干勁.
//!
//! What such a text was before is known: each character has one simplified form. That text is cut into its most probable phrases and
//! converted, and where the two differ within a phrase the text is wrong, or spelled otherwise.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use super::convert::StageName;
use super::detect::{Evidence, Han};
use super::segment;
use super::tables::{Table, Value, chars, dictionary};
use crate::model::{BIT, Class, Cost, Symbol, cost};
use crate::normalize::Change;

/// How much is repaired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScriptRepair {
    /// Words that nobody writes; and those that are spelled in a way that some write (公布, 一周) only where the text shows by other words
    /// that it was converted character by character.
    #[default]
    Guarded,
    /// Every word that OpenCC would have written otherwise.
    Full,
}

/// Spellings that traditional text has beside those of OpenCC, in Taiwan, Hong Kong or before the standards: the first is written by many where
/// OpenCC writes the second. No word is wrong by these alone.
const SPELLINGS: &str = "周週布佈注註托託核覈才纔了瞭並併并並回迴盡儘占佔杯盃跡蹟贊讚台臺台檯升昇升陞欲慾游遊卷捲舍捨采採咨諮划劃仿彷傭佣藉借\
    復複復覆象像像象計係系係系繫志誌念唸向嚮致緻誇夸奸姦折摺座坐坐座燬毀岩巖匯彙征徵借藉家傢具俱杆桿制製衝沖群羣峰峯污汙床牀裡裏為爲麵麪\
    啟啓脫脱說説著着線綫吃喫嘆歎溼濕菸煙煙菸恆恒眾衆粽糉灶竈韌靭兌兑銳鋭悅悦稅税閱閲蛻蜕媧媪鉤鈎鬱郁鑑鑒鑒鑑證証雕彫只隻隻只個箇于於册冊夥伙伙夥嚐嘗嘗嚐尸屍屍尸檯臺臺檯沾霑愈癒癒愈僱雇雇僱\
    遊游佈布週周註注託托瞭了併並迴回儘盡佔占盃杯蹟跡讚贊臺台昇升陞升慾欲捲卷捨舍採采諮咨劃划製制準准准準範范\
    毀燬徵征纍累累纍錶表";

/// Words in which one of [`SPELLINGS`] is no spelling but wrong: 關系, 復雜, 批準. In native traditional text (that of the language model's training, in which 7 million
/// characters were written so and not converted) the word stands in its other form once or never for each 20 times it stands in this one.
const WORDS: &str = "複製複數複利複寫複印繁複複雜複合複本複選複習複述複核複查複審重複關係係數連繫聯繫維繫繫於製造製作製成製品製備製衣製藥製版製片\
    製劑繪製仿製再製木製炮製印製配製預製調製精製粗製訂製研製錄製監製攝製燒製磨製定製客製註冊註解註腳註記註銷評註備註\
    附註標誌日誌網誌雜誌號誌儘管批准核准准許准予特准只准獲准委託受託信託憑藉慰藉藉由藉此藉以捲動回捲捲簾捲起龍捲迴圈\
    遞迴迴旋巡迴迂迴迴路合併歸併吞併併入併吞併發彙整詞彙船隻牛隻沖洗沖刷沖涼沖銷沖泡沖淡沖繩游泳游水上游下游浮游游擊游標\
    捨棄取捨施捨捨去強姦通姦占卜占星占夢彷彿風采神采文采喝采尼采伙食嚮往嚮導細緻精緻別緻讚美讚賞讚歎讚揚瞭望划算划船\
    划艇治癒痊癒存摺摺疊摺紙";

/// Text that was converted character by character is wrong wherever such a conversion can be: it has at least this many different words that OpenCC would have
/// written otherwise, and this many for each that it would have written so. Text that was written so has far more of the latter.
const FEWEST: usize = 2;
/// The same where all of these words are spelled in ways that some write.
const FEWEST_SPELLED: usize = 6;
const WRONG_FOR_RIGHT: usize = 4;

/// By how many bits the characters of a word must belong together for it to be a word here: 球后 is in the dictionary, and `停球後` has another one.
const COHERENCE: Cost = 4 * BIT;

/// How sure a word is that nobody writes, and one that is spelled otherwise.
const WRONG: f64 = 0.97;
const SPELLED: f64 = 0.85;

/// A word of the text that OpenCC would have written otherwise.
struct Word {
    span: Range<usize>,
    found: String,
    wanted: String,
    /// Whether anything but spellings differ.
    is_wrong: bool,
}

/// Finds and repairs them, in traditional and mixed lines.
pub fn changes(text: &str, level: ScriptRepair) -> Vec<Change> {
    let standard = Standard::of(text);
    let mut words = Vec::new();
    let mut right = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let evidence = Evidence::of_characters(line);
        // Written Cantonese has other words: 係 is its verb.
        if matches!(evidence.script(), Han::Traditional | Han::Mixed) && evidence.cantonese == 0 {
            right += look(line, start, standard, &mut words);
        }
        start += line.len();
    }
    let different: HashSet<&str> = words.iter().map(|word| word.found.as_str()).collect();
    let fewest = if words.iter().any(|word| word.is_wrong) { FEWEST } else { FEWEST_SPELLED };
    let is_converted = different.len() >= fewest && words.len() >= right * WRONG_FOR_RIGHT;
    words
        .into_iter()
        .filter(|word| word.is_wrong || is_converted || level == ScriptRepair::Full)
        .map(|word| Change {
            confidence: if word.is_wrong { WRONG } else { SPELLED },
            reason: Some(
                if word.is_wrong {
                    format!("{} is no word, {} is", word.found, word.wanted)
                } else {
                    format!("{} is the spelling of {}", word.wanted, word.found)
                }
                .into(),
            ),
            span: word.span,
            replacement: word.wanted,
        })
        .collect()
}

/// Collects the words of a line that differ; how many there are that a conversion character by character would have got wrong, and are right.
fn look(line: &str, start: usize, standard: Standard, words: &mut Vec<Word>) -> usize {
    let known = known();
    let (st, ts) = (StageName::St.stage(), StageName::Ts.stage());
    // Character for character, so that the places are the same.
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let simplified: String = chars.iter().map(|(_, c)| ts.alone(*c).unwrap_or(*c)).collect();
    let ends = segment::ends(st, &simplified);
    let symbols: Vec<Symbol> = simplified.chars().map(Symbol::of).collect();
    let mut right = 0;
    let (mut at, mut index) = (0, 0);
    for end in ends {
        let phrase = simplified.get(at..end).unwrap_or_default();
        at = end;
        let count = phrase.chars().count();
        let Some(found) = chars.get(index..index + count) else { break };
        let first_index = index;
        index += count;
        if count < 2 {
            continue;
        }
        let Some(wanted) = st.phrase_value(phrase).filter(|wanted| wanted.chars().count() == count)
        else {
            continue;
        };
        let naive = |c: char| st.alone(c).unwrap_or(c);
        let (mut is_other, mut is_wrong, mut is_right) = (false, false, false);
        let (mut is_drawn, mut is_listed) = (false, false);
        let wanted_chars: Vec<char> = wanted.chars().collect();
        let pairs = found.iter().map(|(_, c)| *c).zip(wanted.chars()).zip(phrase.chars());
        for (place, ((found, wanted), plain)) in pairs.enumerate() {
            if standard.is_same(found, wanted) {
                is_right |=
                    !standard.is_same(naive(plain), wanted) && !is_spelling(naive(plain), wanted);
                continue;
            }
            is_other = true;
            is_listed |= is_only_form(&wanted_chars, place);
            is_wrong |= !is_spelling(found, wanted);
            is_drawn |= is_drawn_outside(&symbols, first_index + place, first_index, index);
        }
        right += usize::from(is_right && !is_other);
        if !is_other {
            continue;
        }
        let first = found.first().map_or(0, |(at, _)| *at);
        let last = chars.get(index).map_or(line.len(), |(at, _)| *at);
        let text = line.get(first..last).unwrap_or_default();
        // Only what differs changes; the rest keeps its own spelling.
        let written: String = found
            .iter()
            .map(|(_, c)| *c)
            .zip(wanted.chars())
            .map(|(found, wanted)| if standard.is_same(found, wanted) { found } else { wanted })
            .collect();
        words.push(Word {
            span: start + first..start + last,
            found: text.to_owned(),
            is_wrong: (is_wrong && coherence(phrase) >= COHERENCE || is_listed)
                && !known.contains(text)
                && !is_drawn,
            wanted: written,
        });
    }
    right
}

fn is_han(symbol: Symbol) -> bool {
    matches!(symbol.class(), Class::Han | Class::HanExtended)
}

/// By how many bits the second of two characters is cheaper after the first.
fn saving(first: Symbol, second: Symbol) -> Cost {
    second.alone().saturating_sub(cost(first, second))
}

/// Whether the character at `place`, the first or last of a phrase, belongs to its neighbour outside rather than to the phrase: `顯示錶|示` is 顯示|表示.
fn is_drawn_outside(symbols: &[Symbol], place: usize, start: usize, end: usize) -> bool {
    let between = |first: usize| match (symbols.get(first), symbols.get(first + 1)) {
        // A mark is a neighbour of all words.
        (Some(first), Some(second)) if is_han(*first) && is_han(*second) => saving(*first, *second),
        _ => 0,
    };
    let before = place.checked_sub(1).map_or(0, between);
    if place == start {
        return before > between(place);
    }
    place + 1 == end && between(place) > before
}

/// How many bits the characters of a phrase save each other.
fn coherence(phrase: &str) -> Cost {
    let mut sum = 0;
    let mut previous = None;
    for symbol in phrase.chars().map(Symbol::of) {
        if let Some(previous) = previous {
            sum += saving(previous, symbol);
        }
        previous = Some(symbol);
    }
    sum
}

/// Whose characters a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standard {
    /// Those of OpenCC's dictionaries: 爲, 衆, 裏.
    OpenCc,
    /// Those of Taiwan, Hong Kong, or of no standard: what is one character there is one.
    Other,
}

impl Standard {
    fn of(text: &str) -> Self {
        let (tw, hk) = (StageName::Tw.stage(), StageName::Hk.stage());
        let (st, ts) = (StageName::St.stage(), StageName::Ts.stage());
        let (mut own, mut other) = (0, 0);
        for c in text.chars().filter(|c| !c.is_ascii()) {
            own += usize::from(tw.alone(c).is_some() && hk.alone(c).is_some());
            // 才 stands for 纔 there, and for itself in converted text: only what no conversion writes counts.
            let plain = ts.alone(c).unwrap_or(c);
            let is_naive = st.alone(plain).unwrap_or(plain) == c;
            let (from_tw, from_hk) =
                (StageName::TwRev.stage().alone(c), StageName::HkRev.stage().alone(c));
            other += usize::from(!is_naive && from_tw.is_some() && from_hk.is_some());
        }
        if own >= other { Self::OpenCc } else { Self::Other }
    }

    fn is_same(self, a: char, b: char) -> bool {
        let by = |name: StageName, c: char| name.stage().alone(c).unwrap_or(c);
        a == b
            || self == Self::Other
                && (by(StageName::Tw, a) == by(StageName::Tw, b)
                    || by(StageName::Hk, a) == by(StageName::Hk, b))
    }
}

fn is_spelling(found: char, wanted: char) -> bool {
    static PAIRS: OnceLock<HashSet<(char, char)>> = OnceLock::new();
    let pairs = PAIRS.get_or_init(|| pairs_of(SPELLINGS));
    pairs.contains(&(found, wanted))
}

/// Whether the character at `place` belongs to a word that has one form only.
fn is_only_form(word: &[char], place: usize) -> bool {
    static ONLY: OnceLock<HashSet<(char, char)>> = OnceLock::new();
    let only = ONLY.get_or_init(|| pairs_of(WORDS));
    let has = |first: usize| match (word.get(first), word.get(first + 1)) {
        (Some(first), Some(second)) => only.contains(&(*first, *second)),
        _ => false,
    };
    has(place) || place.checked_sub(1).is_some_and(has)
}

/// Each two characters of a list.
fn pairs_of(list: &str) -> HashSet<(char, char)> {
    let chars: Vec<char> = list.chars().collect();
    chars.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?))).collect()
}

/// Words of traditional text that the dictionaries have.
fn known() -> &'static HashSet<String> {
    static KNOWN: OnceLock<HashSet<String>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let keys = [
            Table::TsPhrases,
            Table::TwVariantsPhrases,
            Table::TwPhrases,
            Table::TwVariantsRevPhrases,
            Table::TwPhrasesRev,
            Table::HkVariantsPhrases,
            Table::HkPhrases,
            Table::HkVariantsRevPhrases,
            Table::HkPhrasesRev,
        ];
        let keys = keys.into_iter().flat_map(|table| dictionary(table).keys());
        let keys = keys.map(|key| chars(key).collect());
        let st = StageName::St.stage();
        // Values that are not what a conversion character by character gives.
        let values = dictionary(Table::StPhrases).iter().filter_map(|entry| {
            if entry.value == Value::ByCharacter {
                return None;
            }
            st.phrase_value(&chars(entry.key).collect::<String>())
        });
        keys.chain(values).collect()
    })
}

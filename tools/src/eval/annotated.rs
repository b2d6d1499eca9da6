//! Traditional text that a byte-wise program put readings into: the damage of the seed document
//! `qilin-2023`, made anew on lines of other publishers.
//!
//! What the program did, as the seed shows it (the tests make its damaged places byte for byte):
//!
//! 1. after each occurrence of the two bytes of a character of its list it put the reading in
//!    parentheses, in bytes, at odd offsets too, one character of the list after the other;
//! 2. full-width commas became ASCII ones where they stood in step;
//! 3. before the two bytes of `。、！；`, one mark after the other, it put a byte that no text
//!    shows, at odd offsets too; before `？` only where an ASCII character follows;
//! 4. the result was read as GBK: `?` for a pair that is none, which takes both bytes with
//!    it; private-use characters and the byte of step 3 were stripped;
//! 5. `！？：；（）` became ASCII.
//!
//! Lines end in CR LF, as such files did: where a line ends in half a pair, the mark takes the CR.

use std::fmt::Write as _;
use std::time::Instant;

use fix_text::{Cause, Fixer};
use rayon::prelude::*;

use super::cases::{self, CleanFile};
use super::codec::Codec;
use super::outcome::common_characters;

/// Traditional characters outside GB 2312 by their frequency in the training text, with the first
/// reading that pypinyin (MIT) gives.
const FREQUENT: &str = "\
    個gè 會huì 為wèi 時shí 設shè 當dāng 選xuǎn 應yīng 對duì 國guó 數shù 係xì 動dòng 關guān 將jiāng 機jī 開kāi 務wù \
    這zhè 規guī 標biāo 發fā 進jìn 單dān 資zī 過guò 檔dàng 項xiàng 業yè 間jiān 來lái 經jīng 無wú 們men 與yǔ 並bìng \
    員yuán 處chù 請qǐng 點diǎn 區qū 組zǔ 門mén 內nèi 實shí 錄lù 輸shū 體tǐ 從cóng 號hào 權quán 學xué 產chǎn 顯xiǎn \
    條tiáo 統tǒng 變biàn 圖tú 級jí 據jù 編biān 責zé 書shū 證zhèng 啟qǐ 見jiàn 電diàn 裝zhuāng 傳chuán 參cān 結jié \
    擇zé 則zé 話huà 詩shī 計jì 檢jiǎn 樣yàng 線xiàn 執zhí 稱chēng 該gāi 報bào 網wǎng 確què 運yùn 監jiān 預yù 義yì \
    備bèi 構gòu 類lèi 記jì 護hù 碼mǎ 連lián 轉zhuǎn 爲wèi 現xiàn 別bié 態tài 長zhǎng 調diào 種zhǒng 屬shǔ 問wèn \
    議yì 頁yè 節jié 許xǔ 職zhí 沒méi 戶hù 輯jí 語yǔ 題tí 視shì 邊biān 換huàn 給gěi 環huán 縣xiàn 錯cuò 頭tóu 鍵jiàn \
    兩liǎng 儲chǔ 訊xùn 認rèn 準zhǔn 庫kù 決jué 軟ruǎn 測cè 試shì 違wéi 導dǎo 狀zhuàng 幾jǐ 說shuō 載zài 織zhī \
    萬wàn 罰fá 範fàn 況kuàng 軍jūn 險xiǎn 須xū 誤wù 場chǎng 寫xiě 農nóng 營yíng 強qiáng 欄lán 製zhì 採cǎi 讀dú \
    風fēng 嗰gě 講jiǎng 負fù 識shí 東dōng 圍wéi 聲shēng 續xù 複fù 質zhì 還hái 適shì 車chē 塊kuài 劃huà 刪shān 擊jī \
    術shù 審shěn 協xié 專zhuān 師shī 驗yàn 復fù 郵yóu 總zǒng 細xì 辦bàn 華huá 費fèi 終zhōng 舉jǔ 裡lǐ 約yuē \
    創chuàng 張zhāng 氣qì 財cái 佈bù 廣guǎng 嚴yán 麼me 釋shì 徑jìng 額é 達dá 價jià 貨huò 層céng 閉bì 註zhù 損sǔn \
    興xìng 響xiǎng 醫yī 帶dài 稅shuì 汙wū 維wéi 簡jiǎn 絡luò 遠yuǎn 聽tīng 尋xún 聯lián 隱yǐn 擔dān 補bǔ 際jì \
    籤qiān 斷duàn 盤pán 寧níng 濟jì 匯huì 離lí 縮suō 獲huò 歷lì 讓ràng 誌zhì 銷xiāo 僅jǐn 陽yáng 覽lǎn 夠gòu 馬mǎ \
    樂lè 冊cè 難nán 覺jué 幫bāng 腳jiǎo 論lùn 觀guān 買mǎi 評píng 領lǐng 歸guī 償cháng 繼jì 陣zhèn 畫huà 帳zhàng \
    錢qián 較jiào 絕jué 訴sù 臨lín 藥yào 詢xún 燈dēng 臺tái 遊yóu 紹shào 優yōu 隨suí 養yǎng 訂dìng 納nà 溫wēn \
    敗bài 嗎ma 齊qí 衛wèi 壓yā 詞cí 緊jǐn 擴kuò 顏yán 滿mǎn 譯yì 遷qiān 託tuō 舊jiù 陳chén 簽qiān 減jiǎn 餘yú \
    順shùn 鄉xiāng 療liáo 戰zhàn 訪fǎng 獨dú 閱yuè 館guǎn 詳xiáng 遺yí 雲yún 繪huì 隊duì 勞láo 隻zhī 鑰yào 夾jiā \
    龍lóng 債zhài 鈕niǔ 雙shuāng 紀jì 鎖suǒ 賣mài 眾zhòng 貼tiē 亞yà 廢fèi 紅hóng 黃huáng 喎wāi 熱rè 爾ěr 轄xiá \
    筆bǐ 禮lǐ 親qīn 嘗cháng 勵lì 鐘zhōng 園yuán 鏈liàn 慶qìng 團tuán 憑píng 蘇sū 賠péi 階jiē 壞huài 飲yǐn 虛xū \
    飛fēi 爭zhēng 銀yín 蓋gài 諗shěn 樹shù 靈líng 愛ài 兒ér 佔zhàn 寬kuān 寶bǎo 樓lóu 瀏liú 閣gé 購gòu 暫zàn \
    圓yuán 棄qì 偵zhēn 聞wén 聖shèng 灣wān 觸chù 掛guà 輕qīng 併bìng 異yì 鍾zhōng 極jí 吳wú 習xí 雜zá 魚yú 蹤zōng \
    傷shāng 趙zhào 濾lǜ 孫sūn 週zhōu 鎮zhèn 曆lì 積jī 堅jiān 搵wèn 針zhēn 訓xùn 側cè 劉liú 衝chōng 飯fàn 雖suī 惡è \
    篩shāi 擬nǐ 遞dì 盡jǐn 羅luó 築zhù 腦nǎo 歲suì 謂wèi 訟sòng 鏡jìng 紙zhǐ 戲xì 繳jiǎo 齋zhāi 靜jìng 緩huǎn \
    賬zhàng 頂dǐng 驅qū 亂luàn 禪chán 礦kuàng 礎chǔ 獻xiàn 殘cán 願yuàn 陸lù 漁yú 殺shā 獄yù 誰shuí 豐fēng 藍lán \
    鐵tiě 繫xì 漢hàn 頻pín 綠lǜ 淨jìng 貴guì 傾qīng 賴lài 賢xián 輪lún 藝yì 陰yīn 雞jī 掃sǎo 幣bì 謝xiè 遲chí 諸zhū \
    楊yáng 蘭lán 礙ài 葉yè 儀yí 媽mā 練liàn 擁yōng 災zāi 薦jiàn 討tǎo 勢shì 輔fǔ 島dǎo 軸zhóu 鑑jiàn 撫fǔ 贈zèng \
    攝shè 揮huī 驚jīng 罷bà 穩wěn 裏lǐ 黨dǎng 迴huí 憶yì 煙yān 夢mèng 閒xián 誒éi 緣yuán 獎jiǎng 懷huái 勝shèng \
    慮lǜ 橫héng 韓hán 滅miè 宮gōng 鄭zhèng 緒xù 飾shì 辭cí";

/// Lines of a document.
const DOCUMENT: std::ops::RangeInclusive<usize> = 40..=100;
/// Characters of a list.
const LIST: std::ops::RangeInclusive<usize> = 100..=400;
/// The byte before punctuation.
const SEPARATOR: u8 = 0x02;

/// A character and its reading.
type Reading = (char, &'static str);

/// Bytes, what they replace, and what must follow.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8], follows: fn(Option<&u8>) -> bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 4);
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        match rest.strip_prefix(from) {
            Some(after) if follows(after.first()) => {
                out.extend_from_slice(to);
                rest = after;
            }
            _ => {
                out.push(first);
                rest = tail;
            }
        }
    }
    out
}

/// The program and its list.
struct Program {
    gbk: Codec,
    list: Vec<Reading>,
    /// Whether readings are put in; otherwise only separators are.
    annotates: bool,
}

impl Program {
    fn new(list: Vec<Reading>, annotates: bool) -> Self {
        Self { gbk: Codec::named("gbk").expect("GBK is known"), list, annotates }
    }

    fn bytes(&self, text: &str) -> Vec<u8> {
        self.gbk.encode(text).expect("readings and marks are in GBK")
    }

    /// What becomes of a line; `None` where GBK lacks one of its characters.
    fn damage(&self, line: &str) -> Option<String> {
        let mut bytes = self.gbk.encode(line)?;
        if self.annotates {
            for (c, reading) in &self.list {
                let code = self.bytes(&c.to_string());
                let with = self.bytes(&format!("{c}({reading})"));
                bytes = replaced(&bytes, &code, &with, |_| true);
            }
        }
        bytes = pairs(&bytes)
            .into_iter()
            .flat_map(|piece| match piece {
                Piece::Pair([0xA3, 0xAC]) => b",".to_vec(),
                Piece::Pair(pair) => pair.to_vec(),
                Piece::Byte(byte) | Piece::Cut(byte) => vec![byte],
            })
            .collect();
        for mark in ["。", "、", "！", "；", "？"] {
            let code = self.bytes(mark);
            let with = [&[SEPARATOR], code.as_slice()].concat();
            let follows: fn(Option<&u8>) -> bool = match mark {
                "？" => |next| next.is_some_and(u8::is_ascii),
                _ => |_| true,
            };
            bytes = replaced(&bytes, &code, &with, follows);
        }
        let read = pairs(&bytes).into_iter().map(|piece| match piece {
            Piece::Byte(0x80) => '€',
            Piece::Byte(0xFF) | Piece::Cut(_) => '?',
            Piece::Byte(byte) => char::from(byte),
            Piece::Pair(pair) => self.char(pair).unwrap_or('?'),
        });
        let kept =
            |&c: &char| c != char::from(SEPARATOR) && !('\u{E000}'..='\u{F8FF}').contains(&c);
        Some(read.filter(kept).map(|c| if c == '，' { c } else { folded(c) }).collect())
    }

    /// The character of a pair as decoders of the time had it: private-use for codes that later
    /// tables fill.
    fn char(&self, pair: [u8; 2]) -> Option<char> {
        const LATER: [(u16, u16); 7] = [
            (0xA6D9, 0xA6DF),
            (0xA6EC, 0xA6ED),
            (0xA6F3, 0xA6F3),
            (0xA8BC, 0xA8BC),
            (0xA8BF, 0xA8BF),
            (0xA989, 0xA995),
            (0xFE50, 0xFEA0),
        ];
        let code = u16::from_be_bytes(pair);
        if LATER.iter().any(|&(first, last)| (first..=last).contains(&code)) {
            return Some('\u{E000}');
        }
        let decoded = self.gbk.decode(&pair);
        let mut chars = decoded.text.chars();
        let (Some(c), None, true) = (chars.next(), chars.next(), decoded.lossless) else {
            return None;
        };
        Some(c)
    }
}

/// Bytes as a decoder takes them.
enum Piece {
    Byte(u8),
    Pair([u8; 2]),
    /// A lead byte at the end.
    Cut(u8),
}

fn pairs(bytes: &[u8]) -> Vec<Piece> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        out.push(match (first, tail.split_first()) {
            (0..=0x80 | 0xFF, _) => Piece::Byte(first),
            (_, None) => Piece::Cut(first),
            (_, Some((&second, after))) => {
                rest = after;
                Piece::Pair([first, second])
            }
        });
    }
    out
}

/// Full-width punctuation as ASCII, as the damage has it.
fn folded(c: char) -> char {
    match c {
        '，' => ',',
        '！' => '!',
        '？' => '?',
        '：' => ':',
        '；' => ';',
        '（' => '(',
        '）' => ')',
        _ => c,
    }
}

fn fold(text: &str) -> String {
    text.chars().map(folded).collect()
}

/// A document: its lines clean, damaged, and damaged but without the readings that stand in step.
struct Document {
    clean: Vec<String>,
    damaged: Vec<String>,
    bare: Vec<String>,
}

impl Document {
    fn new(lines: &[&str], program: &Program) -> Self {
        let mut document = Self { clean: Vec::new(), damaged: Vec::new(), bare: Vec::new() };
        for line in lines {
            let Some(damaged) = program.damage(line) else { continue };
            let mut bare = damaged.clone();
            for (c, reading) in &program.list {
                bare = bare.replace(&format!("{c}({reading})"), &c.to_string());
                bare = bare.replace(&format!("({reading})"), "");
            }
            document.clean.push((*line).to_owned());
            document.damaged.push(damaged);
            document.bare.push(bare);
        }
        document
    }
}

/// Some characters of a document's list; which ones depends on its text alone.
fn list(seed: u64) -> Vec<Reading> {
    let size = LIST.start() + seed as usize % (LIST.end() - LIST.start() + 1);
    let mut all: Vec<(u64, Reading)> = FREQUENT
        .split_whitespace()
        .filter_map(|entry| {
            let c = entry.chars().next()?;
            let order = cases::hash(&format!("{seed}{c}"));
            Some((order, (c, entry.get(c.len_utf8()..)?)))
        })
        .collect();
    all.sort_unstable();
    all.into_iter().take(size).map(|(_, reading)| reading).collect()
}

/// The figures of a run.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    documents: usize,
    lines: usize,
    exact: usize,
    /// Lines that are out of step somewhere, and how many of them came out.
    out_of_step: usize,
    out_of_step_exact: usize,
    /// Characters of the clean text that the damaged one, without readings, does not show.
    lost: usize,
    lost_still: usize,
    /// Lines that are changed and no nearer to the clean text, or farther from it.
    harmed: usize,
    /// Edits of what is out of step, and places left and reported.
    edits: usize,
    reported: usize,
    /// Lines that still hold a reading of the program.
    annotated_still: usize,
    bytes: usize,
    seconds: f64,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.lines += other.lines;
        self.exact += other.exact;
        self.out_of_step += other.out_of_step;
        self.out_of_step_exact += other.out_of_step_exact;
        self.lost += other.lost;
        self.lost_still += other.lost_still;
        self.harmed += other.harmed;
        self.edits += other.edits;
        self.reported += other.reported;
        self.annotated_still += other.annotated_still;
        self.bytes += other.bytes;
        self.seconds += other.seconds;
    }
}

/// Repairs a document and counts; shows failures.
fn judge(document: &Document, program: &Program, shown: &mut String) -> Count {
    let text = document.damaged.join("\n");
    let start = Instant::now();
    let fixed = Fixer::default().fix(&text);
    let mut count = Count {
        documents: 1,
        bytes: text.len(),
        seconds: start.elapsed().as_secs_f64(),
        ..Count::default()
    };
    count.edits = fixed.edits().iter().filter(|edit| edit.cause == Cause::OutOfStep).count();
    count.reported = fixed.findings().len();
    let mut lines = Vec::new();
    let mut from = 0;
    for line in &document.damaged {
        lines.push(from..from + line.len());
        from += line.len() + 1;
    }
    let output: Vec<&str> = fixed.text().split('\n').collect();
    for (at, clean) in document.clean.iter().enumerate() {
        // A repair that loses a line feed loses every line after it.
        let output = if output.len() == document.clean.len() { output[at] } else { "" };
        let (clean, bare, output) = (fold(clean), fold(&document.bare[at]), fold(output));
        let length = clean.chars().count();
        let lost = length - common_characters(&clean, &bare);
        let lost_still = length - common_characters(&clean, &output);
        let out_of_step = bare != clean;
        count.lines += 1;
        count.lost += lost;
        count.lost_still += lost_still;
        count.out_of_step += usize::from(out_of_step);
        if output == clean {
            count.exact += 1;
            count.out_of_step_exact += usize::from(out_of_step);
            continue;
        }
        let harmed = output != bare && output != document.damaged[at] && lost_still >= lost;
        count.harmed += usize::from(harmed);
        let left = |(c, reading): &Reading| output.contains(&format!("{c}({reading})"));
        count.annotated_still += usize::from(program.list.iter().any(left));
        let _ = writeln!(
            shown,
            "- {lost} lost, {lost_still} still{}\n  clean   {clean}\n  damaged {}\n  output  {output}",
            if harmed { ", harmed" } else { "" },
            document.damaged[at],
        );
        if out_of_step {
            let spans = lines.get(at).map_or(0..0, |line| line.clone());
            for finding in fixed.findings() {
                if spans.start <= finding.span.start && finding.span.end <= spans.end {
                    let proposal = finding.proposal.as_deref().unwrap_or("nothing");
                    let _ = writeln!(
                        shown,
                        "  left    {} → {} ({:.2})",
                        finding.original, proposal, finding.confidence
                    );
                }
            }
        }
    }
    count
}

/// The report: how documents of the traditional files come out, file by file, with readings and
/// with separators only. Failures follow where they were asked for.
pub fn report(files: &[CleanFile], failures: usize) -> String {
    let mut out = String::from(
        "\n## Traditional documents that a byte-wise program put readings into\n\n\
         | lines | documents | lines | exact | out of step | exact | lost characters | right | harmed | edits | reported | with readings left | MB/s |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let mut shown = String::new();
    for annotates in [true, false] {
        let mut all = Count::default();
        for file in files.iter().filter(|file| file.stem.starts_with("zh-hant")) {
            let mut count = Count::default();
            for (one, failed) in documents(file, annotates) {
                count += one;
                if annotates {
                    shown.push_str(&failed);
                }
            }
            row(&mut out, &file.stem, annotates, count);
            all += count;
        }
        row(&mut out, "**all**", annotates, all);
    }
    let mut left = failures;
    for line in shown.lines() {
        if line.starts_with('-') {
            let Some(fewer) = left.checked_sub(1) else { break };
            left = fewer;
        }
        let _ = writeln!(out, "{line}");
    }
    out
}

/// Every document of a file, repaired and counted.
fn documents(file: &CleanFile, annotates: bool) -> Vec<(Count, String)> {
    let gbk = Codec::named("gbk").expect("GBK is known");
    let lines: Vec<&str> = file
        .lines
        .iter()
        .filter_map(|(_, line)| cases::whole_line(line))
        .filter(|line| gbk.encode(line).is_some())
        .collect();
    let mut chunks = Vec::new();
    let mut rest = lines.as_slice();
    while let Some(first) = rest.first() {
        let seed = cases::hash(first);
        let size = DOCUMENT.start() + seed as usize % (DOCUMENT.end() - DOCUMENT.start() + 1);
        let (chunk, after) = rest.split_at(size.min(rest.len()));
        if chunk.len() >= *DOCUMENT.start() {
            chunks.push((seed, chunk));
        }
        rest = after;
    }
    chunks
        .par_iter()
        .map(|(seed, lines)| {
            let program = Program::new(list(seed >> 8), annotates);
            let document = Document::new(lines, &program);
            let mut shown = String::new();
            let count = judge(&document, &program, &mut shown);
            (count, shown)
        })
        .collect()
}

fn row(out: &mut String, name: &str, annotates: bool, count: Count) {
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    let recovered = count.lost.saturating_sub(count.lost_still);
    let _ = writeln!(
        out,
        "| {name}{} | {} | {} | {:.2} % | {} | {:.2} % | {} | {:.2} % | {} ({:.2} %) | {} | {} | {} | {:.2} |",
        if annotates { "" } else { ", separators only" },
        count.documents,
        count.lines,
        percent(count.exact, count.lines),
        count.out_of_step,
        percent(count.out_of_step_exact, count.out_of_step),
        count.lost,
        percent(recovered, count.lost),
        count.harmed,
        percent(count.harmed, count.lines),
        count.edits,
        count.reported,
        count.annotated_still,
        count.bytes as f64 / 1e6 / count.seconds.max(1e-9),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list of the seed document, as far as these places need it, in an order that makes them.
    const SEEN: &str = "實shí 動dòng 區qū 運yùn 發fā 節jié 務wù 險xiǎn 級jí 點diǎn 風fēng 進jìn 養yǎng \
        當dāng 聯lián 擔dān 負fù 網wǎng 雲yún 執zhí 內nèi 獎jiǎng 強qiáng 規guī 導dǎo 調diào";

    /// Damaged places of the seed, with the readings that stand in step.
    #[test]
    fn the_seeds_places_byte_for_byte() {
        let program = Program::new(
            SEEN.split_whitespace()
                .map(|entry| {
                    let c = entry.chars().next().unwrap();
                    (c, &entry[c.len_utf8()..])
                })
                .collect(),
            true,
        );
        for (clean, damaged) in [
            ("曲靖市麒麟區政府", "曲靖市麒麟?yún)^(qū)政府"),
            ("《麒麟區2022年", "《麒麟?yún)^(qū)2022年"),
            ("，龍潭河水庫至園區供水", ",龍?zhí)逗铀畮熘翀@區(qū)供水"),
            ("，龍潭田、陸東煤礦", ",龍?zhí)短?、陸東煤礦"),
            ("實施。“綠美城市”建", "實(shí)施?!熬G美城市”建"),
            ("9件小（二）型水庫完成除險", "9件?。ǘ┬退畮焱瓿沙U(xiǎn)"),
            ("億元。基本養", "億元?;攫B(yǎng)"),
            ("，“三保”壓力", ",“三?!眽毫"),
            ("第一要務\n加快", "第一要?jiǎng)?wù)\n加快"),
            ("煤炭、危化等重點行", "煤炭、?;戎攸c(diǎn)行"),
            ("互動。縱深", "互動(dòng)??v深"),
            ("我們全面推進高", "我們?nèi)嫱七M(jìn)高"),
            ("展潛力，就一定", "展?jié)摿Γ鸵欢"),
            ("龍潭市井、古", "龍?zhí)妒芯?、古"),
            ("“灰犀牛”事件。加強", "“灰犀?!笔录?。加強(qiáng)"),
            ("越要有新擔當。我", "越要有新?lián)?dāng)。我"),
            ("作風漂浮，缺乏", "作風(fēng)漂浮,缺乏"),
            ("鞏固。科", "鞏固。科"),
            ("領導包保、專", "領導(dǎo)包保、專"),
        ] {
            let made = program.damage(clean).unwrap();
            assert!(made.starts_with(damaged), "{clean}: {made} instead of {damaged}");
        }
    }

    #[test]
    fn lists_differ_and_are_long_enough() {
        let (one, other) = (list(1), list(2));
        assert_ne!(one, other);
        assert!(one.len() >= 100 && other.len() >= 100);
        assert_eq!(one, list(1));
    }
}

//! Whose standard traditional text follows, by its words.
//!
//! Characters tell little: what is typed in Hong Kong has most of Taiwan's forms (說, 衛, 裡), whatever the standard is. Words do: names of
//! institutions and countries, technical terms, everyday things.

use std::sync::OnceLock;

use crate::hash::Map;

/// Words of Taiwan for which Hong Kong has others, or that are hers.
const TAIWAN: &str = "\
中華民國 行政院 立法院 司法院 監察院 考試院 直轄市 縣政府 鄉公所 鄉鎮 縣（市） 縣市 村里 戶政 役男 替代役 國小 國民中學 立委 本法 \
主管機關 健保 勞保 軟體 硬體 韌體 資訊 網路 程式設計 網際網路 部落格 簡訊 視訊 數位 類比 奈米 雷射 積體電路 印表機 行動電話 隨身碟 \
硬碟 記憶體 計程車 公車 捷運 機車 腳踏車 公尺 公分 馬鈴薯 鳳梨 番茄醬 優格 起司 洋芋 速食 泡麵 超商 川普 歐巴馬 希拉蕊 柴契爾 \
甘迺迪 普丁 紐西蘭 義大利 沙烏地 奈及利亞 衣索比亞 肯亞 坦尚尼亞 尚比亞 辛巴威 波士尼亞 克羅埃西亞 賽普勒斯 杜拜 葉門 寮國 喬治亞 \
亞塞拜然 象牙海岸 蒲隆地 盧安達 瓜地馬拉 宏都拉斯 巴貝多 千里達 蓋亞那 馬爾地夫 斯洛維尼亞 列支敦斯登 茅利塔尼亞 索馬利亞 莫三比克 \
賴比瑞亞 加薩 佛羅里達 西維吉尼亞 好萊塢 紐澤西 麻薩諸塞 舊金山 飛彈 太空梭 國民黨 民進黨 大陸地區 警察機關 公務人員 法律扶助 \
新臺幣 新台幣 萬元以 執行長 全壘打 幼兒園 身心障礙 原住民族 考績 政風 裁罰 使用者 程式碼 字串 陣列 函式 變數 資料夾 演算法 社群媒體 \
民眾 孩童 觀光 聯準會 道瓊 那斯達克 柯林頓 馬克宏 梅克爾 梅伊 臉書 晚間 影集 營收 早安 巧克力 三明治 冰淇淋 披薩 鮪魚 鮭魚 酪梨 \
洗髮精 冰箱 原子筆 安全帽 加油站 警察局 派出所 檢察官 地檢署 衛福部 內政部 經濟部 客運 筆電 台幣 臺幣 政府採購法";

/// The other way round.
const HONG_KONG: &str = "\
特首 立法會 區議會 政務司 財政司 律政司 警務處 入境處 民政事務 條例草案 代理主席 財委會 事務委員會 政府當局 附屬法例 本港 港人 \
元朗 屯門 荃灣 旺角 尖沙咀 銅鑼灣 灣仔 觀塘 港鐵 小巴 電單車 泊車 司機位 車房 公屋 居屋 屋邨 屋苑 強積金 綜援 公營房屋 質素 內地 \
數碼 電郵 短訊 軟件 硬件 網絡 互聯網 屏幕 納米 組件 字符 模版 自定義 默認 數組 文件夾 特朗普 奧巴馬 希拉莉 布殊 普京 甘迺廸 史太林 \
新西蘭 意大利 沙特 也門 迪拜 卡塔爾 肯尼亞 尼日利亞 克羅地亞 津巴布韋 塞浦路斯 埃塞俄比亞 贊比亞 坦桑尼亞 老撾 格魯吉亞 科特迪瓦 \
塞拉利昂 布隆迪 盧旺達 厄瓜多爾 危地馬拉 洪都拉斯 斯洛文尼亞 索馬里 莫桑比克 利比里亞 乍得 馬爾代夫 加沙 三藩市 荷里活 朱古力 \
芝士 三文治 雪糕 士多 士多啤梨 薯仔 菠蘿 蕃茄 雞蛋仔 飲茶 茶餐廳 雪櫃 冷氣機 波鞋 返工 放工 返學 上堂 落堂 落車 返屋企 屋企 媽咪 \
爹哋 阿爺 差人 阿Sir 老細 同埋 而家 聽日 琴日 幾多 邊度 邊個 點解 點樣 咁樣 唔該 唔好 唔使 唔知 食飯 大律師 律師行 持份者 甚麼 \
文憑試 大學資助 衞生署 廉政公署 申訴專員 差餉 傷健 智障 外傭 菲傭 自由行 功能界別 阿媽 阿爸 細佬 大佬 家姐 搵 啲 咗 喺 嘅 哋 噉 \
嗰 冇 佢 警署 差館 升降機 扶手電梯 油站 吞拿魚 三文魚 牛油果 聯儲局 道指 納指 克林頓 默克爾 馬克龍 文翠珊 約翰遜 社交媒體 傳媒 \
用戶 劇集 檢控官 裁判官 裁判法院 區域法院 疑犯 消防處 救護員 街坊 業主 租客 樓價 樓市 公帑 訂明 釐定 動議 議案 特區政府";

/// How many of the words of each a text has: Taiwan's, Hong Kong's.
pub fn words(text: &str) -> (usize, usize) {
    let by_first = by_first();
    let (mut taiwan, mut hong_kong) = (0, 0);
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
        let Some(words) = by_first.get(&c) else { continue };
        let rest = text.get(at..).unwrap_or_default();
        for (word, is_taiwan) in words {
            if rest.starts_with(word) {
                taiwan += usize::from(*is_taiwan);
                hong_kong += usize::from(!*is_taiwan);
            }
        }
    }
    (taiwan, hong_kong)
}

/// Words by their first character, and whether they are Taiwan's.
fn by_first() -> &'static Map<char, Vec<(&'static str, bool)>> {
    static WORDS: OnceLock<Map<char, Vec<(&'static str, bool)>>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: Map<char, Vec<(&str, bool)>> = Map::default();
        for (list, is_taiwan) in [(TAIWAN, true), (HONG_KONG, false)] {
            for word in list.split(' ') {
                if let Some(first) = word.chars().next() {
                    words.entry(first).or_default().push((word, is_taiwan));
                }
            }
        }
        words
    })
}

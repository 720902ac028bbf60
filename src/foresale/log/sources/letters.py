"""What a legacy text is written in, told by its letters: a wrong encoding gives letters that hardly anybody writes.

Chinese, Korean and Japanese bytes are valid in each other's encodings; but read in the wrong one, common characters
become arbitrary ones. Western encodings differ in a few letters each: the language whose letters explain all tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from foresale.log.vocabulary import fields_of

Bools = npt.NDArray[np.bool_]
Points = npt.NDArray[np.uint32]

USUAL = 0.6  # share of usual characters from which on it is Chinese: of Chinese .95 and more, of European text below .2
USUAL_ELSEWHERE = 0.9  # the same of Japanese and of Chinese in Big5, asked second
KANA = 0.05  # of Japanese in EUC-JP, which GB18030 has letters for too
CYRILLIC = 0.95  # share of bytes of letters from which on it is Russian: of Chinese about half
TWICE = 2.0  # how much commoner the characters of one reading are than those of the other where there is no doubt
MARGIN = 0.1  # by how much a rarer Western encoding has to explain more letters
FEW = 4  # characters: fewer tell nothing for sure

_ASIAN = ("gb18030", "cp949", "cp932", "big5", "euc_jp")
_HAN = (
    "的一是不了在人有我他这中大来上个国和地到说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去"
    "法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三"
    "又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任"
    "常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接"
    "必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品"
    "住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔单号付款订货商买卖家客户编码价额收姓址状态已成"
    "功支卡退购店铺快递发寄件颜尺套装黑白红蓝绿茶米元角券优惠赠送会员登录浏览搜索评注册省市县镇街电话手机邮箱备注数量标题类目仓库"
    "訂單號編買賣時間價額應總國會員產為這個來對發東樣實數與經過學動無問關開現從種業長點還進後當沒說於機書電訊錢貨單品項類區縣張碼態"
)
_HANGUL = (
    "이다는을의에가고하지한로은도를기사어자리나인시아서그대정해수일있보부제전상라원만스게주장들구여면국비들과관공조선금경신생동성"
    "유소위연안용오중것마세미계년실무화개교모방재진회물명우발결적분문통행음학당내말른발거업내드레트르프러니까요했된될입출번호주문"
    "상품량가격총액구매자회원이름배송완료취소환불결제확정일시날짜수수단코드옵션가방컵접시초티셔츠신발바지색블랙화이트판매점전화메"
    "김박최정강조윤임한오서신권황안송류홍고문양손배백허유남심노곽성차주우구민진지엄채천현함변염추도소석설마길표명기반왕옥육인맹모"
    "카페린넨노트책세트상태대기중반품교환수령택우편쇼핑몰스토어톡포인쿠폰할등급급처력"
)
# Letters beyond ASCII of languages, in what their shops write them in; the commonest encoding first, as it wins ties.
# (Icelandic is left out: its ð þ ý are the bytes of Turkish, its vowels those of Spanish.)
_WRITTEN = (
    ("cp1252", "äöüß"), ("cp1252", "éèêëàâçùûôîïœæ"), ("cp1252", "áéíóúñü"), ("cp1252", "ãõáéíóúâêôçàü"),
    ("cp1252", "àèéìíòóù"), ("cp1252", "åäöæøé"), ("cp1252", "éëïüöóè"),
    ("cp1254", "çğıöşüİâî"), ("cp1250", "ąćęłńóśźż"), ("cp1250", "áčďéěíňóřšťúůýžľĺŕäô"), ("cp1250", "áéíóöőúüű"),
    ("cp1250", "čćžšđ"), ("cp1250", "ăâîşţ"),
)  # fmt: skip
_ALONE = [ord(c) for c in "年月日時分秒円元個点件名０１２３４５６７８９"]
LEGACY = frozenset((*_ASIAN, "cp1251", *(encoding for encoding, _ in _WRITTEN)))
# Signs that stand in all Western encodings, and the pound sign, which is Ł in one of them.
_SIGNS = bytes((0x80, 0x85, *range(0x91, 0x98), 0x99, 0xA0, 0xA3, 0xA9, 0xAB, 0xAE, 0xB0, 0xB4, 0xB7, 0xBB))


@dataclass
class Seen:
    """Characters beyond ASCII of a text read in one East Asian encoding: all, those that may be usual ones (but for
    accents between two letters), the usual ones, the commonest, kana."""

    wide: int = 0
    likely: int = 0
    usual: int = 0
    common: int = 0
    kana: int = 0

    def take(self, other: Seen) -> None:
        self.wide += other.wide
        self.likely += other.likely
        self.usual += other.usual
        self.common += other.common
        self.kana += other.kana

    def share(self, count: int) -> float:
        return count / self.wide if self.wide else 0.0


@dataclass
class Signs:
    """What the bytes above 127 of text that is not UTF-8 look like, counted over lines.

    high    : such bytes;  long: those in runs of three and more, which accents of European words never make
    beside  : how often each byte stands beside a letter
    seen    : East Asian encoding -> what the text would be in it
    header  : the first line of the text, where it is one of those lines
    """

    high: int = 0
    long: int = 0
    letters: int = 0
    beside: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(256, np.int64))
    seen: dict[str, Seen] = field(default_factory=lambda: {name: Seen() for name in _ASIAN})
    header: bytes = b""

    @classmethod
    def of(cls, lines: bytes) -> Signs:
        signs = cls()
        signs.add(lines)
        return signs

    @classmethod
    def together(cls, several: Iterable[Signs]) -> Signs:
        """Of several texts that are in the same encoding."""
        whole = cls()
        for one in several:
            whole.high += one.high
            whole.long += one.long
            whole.letters += one.letters
            whole.beside += one.beside
            whole.header = max(whole.header, one.header)
            for name, seen in whole.seen.items():
                seen.take(one.seen[name])
        return whole

    def add(self, lines: bytes) -> None:
        if not lines:
            return
        codes = np.frombuffer(lines, np.uint8)
        high = codes > 127
        three = np.convolve(high, np.ones(3, np.int8), "valid") == 3 if len(high) > 2 else high[:0]
        in_run = np.zeros_like(high)
        for k in range(3):
            in_run[k : k + len(three)] |= three
        self.high += int(high.sum())
        self.long += int(in_run.sum())
        self.letters += int(((codes >= 0xC0) | (codes == 0xA8) | (codes == 0xB8)).sum())
        word = _beside(high | _latin(codes)) & high
        self.beside += np.bincount(codes[word], minlength=256)
        for name, seen in self.seen.items():
            _count(lines, name, seen)

    @property
    def encoding(self) -> str:
        return self.told[0]

    @property
    def told(self) -> tuple[str, bool]:
        """(encoding, whether it is sure)."""
        chinese, korean, japanese, big5, euc_jp = (self.seen[name] for name in _ASIAN)
        if chinese.usual >= USUAL * chinese.wide:
            if euc_jp.kana >= KANA * euc_jp.wide and euc_jp.kana:
                return "euc_jp", True
            return self._chinese_or_korean(chinese, korean)
        if korean.share(korean.common) >= 0.5 and korean.share(korean.usual) >= USUAL_ELSEWHERE:
            return "cp949", korean.wide >= FEW
        kana = euc_jp if euc_jp.kana >= KANA * euc_jp.wide else Seen()
        for name, one in (("cp932", japanese), ("euc_jp", kana), ("big5", big5)):  # kana are usual signs of Big5 too
            if one.share(one.usual) >= USUAL_ELSEWHERE:
                return name, one.wide >= FEW
        if self.long < 0.5 * self.high:
            return self._western()
        if self.letters >= CYRILLIC * self.high:
            return "cp1251", True
        # Traditional characters in GB18030 are not the usual ones; their bytes lie everywhere.
        return "gb18030", chinese.share(chinese.common) > 0.3

    def _chinese_or_korean(self, chinese: Seen, korean: Seen) -> tuple[str, bool]:
        a, b = chinese.share(chinese.common), korean.share(korean.common)
        if b <= a or korean.share(korean.usual) < USUAL:
            known = any(fields_of(name.strip("\"' \r")) for name in self._names("gb18030"))
            return "gb18030", known or (a >= TWICE * b and chinese.wide >= FEW)
        return "cp949", b >= TWICE * a and korean.wide >= FEW

    def _names(self, encoding: str) -> list[str]:
        text = self.header.decode(encoding, "replace")
        delimiter = max(",;\t|", key=text.count)
        return [name for name in text.split(delimiter) if not name.isascii()]

    def may_be(self, encoding: str) -> bool:
        """Whether most of the letters are such as are written in an encoding."""
        if encoding in self.seen:
            return self.seen[encoding].likely >= 0.5 * self.seen[encoding].wide
        if encoding == "cp1251":
            return self.letters >= CYRILLIC * self.high
        best, total = self._explained()
        return not total or best[encoding] >= 0.5

    def _explained(self) -> tuple[dict[str, float], int]:
        """Western encoding -> the share of the letters that one of its languages has; and how many there are."""
        counts = self.beside.copy()
        counts[list(_SIGNS)] = 0
        total = int(counts.sum())
        best: dict[str, float] = {}
        for encoding, letters in _WRITTEN:
            places = sorted({*letters.encode(encoding), *letters.upper().encode(encoding, "ignore")} - {*range(128)})
            best[encoding] = max(best.get(encoding, 0.0), int(counts[places].sum()) / max(total, 1))
        return best, total

    def _western(self) -> tuple[str, bool]:
        best, total = self._explained()
        if not total:
            return "cp1252", True
        name = max(best, key=lambda e: best[e])
        if best[name] < best["cp1252"] + MARGIN:
            name = "cp1252"
        others = max(share for e, share in best.items() if e != name)
        if name == "cp1252":
            return name, best[name] >= others or total >= 50
        return name, best[name] >= 0.95 and total >= FEW


def _count(lines: bytes, encoding: str, seen: Seen) -> None:
    points = np.frombuffer(lines.decode(encoding, "replace").encode("utf-32-le", "replace"), "<u4")
    wide = points > 127
    table = np.minimum(points, 0xFFFF)
    usual = wide & _usual()[encoding][table]
    # A lone one between two Latin letters is an accent (`PROMOÇÃO` is no Chinese).
    latin = np.concatenate(([False], _latin(points), [False]))
    likely = usual & ~(latin[:-2] & latin[2:])
    # Elsewhere second bytes are letters too: lone characters are accents, but for those of dates and counts.
    usual = likely if encoding in ("gb18030", "cp949") else usual & (_beside(wide) | np.isin(points, _ALONE))
    seen.wide += int(wide.sum())
    seen.likely += int(likely.sum())
    seen.usual += int(usual.sum())
    seen.common += int((usual & _common(encoding)[table]).sum())
    seen.kana += int((usual & (points >= 0x3041) & (points <= 0x30FE)).sum())


def _latin(points: npt.NDArray[np.uint8] | Points) -> Bools:
    found: Bools = ((points | 32) >= ord("a")) & ((points | 32) <= ord("z"))
    return found


def _beside(flag: Bools) -> Bools:
    """Whether the one before or after is flagged."""
    around = np.concatenate(([False], flag, [False]))
    found: Bools = around[:-2] | around[2:]
    return found


@cache
def _usual() -> dict[str, Bools]:
    """Encoding -> code points that its language is written with: the first levels of the standards, by frequency."""
    two = range(0xA1, 0xFF)
    return {
        "gb18030": _table("gb2312", (*range(0xA1, 0xA4), *range(0xB0, 0xD8)), two),
        "cp949": _table("euc_kr", (*range(0xA1, 0xA4), *range(0xB0, 0xC9)), two),
        "cp932": _table("cp932", range(0x81, 0x99), range(0x40, 0xFD)),
        "big5": _table("big5", range(0xA1, 0xC7), (*range(0x40, 0x7F), *two)),
        "euc_jp": _table("euc_jp", (*range(0xA1, 0xA6), *range(0xB0, 0xD0)), two),
    }


@cache
def _common(encoding: str) -> Bools:
    table = np.zeros(0x10000, np.bool_)
    table[[ord(c) for c in (_HANGUL if encoding == "cp949" else _HAN)]] = True
    return table


def _table(encoding: str, leads: range | tuple[int, ...], trails: range | tuple[int, ...]) -> Bools:
    table = np.zeros(0x10000, np.bool_)
    text = b"".join(bytes((lead, trail)) + b" " for lead in leads for trail in trails).decode(encoding, "ignore")
    # The halves of kana are single bytes, which all others have too; the euro sign came after the standards.
    table[[ord(c) for c in f"{text}€" if 127 < ord(c) < 0xFF61 or ord(c) > 0xFF9F]] = True
    return table

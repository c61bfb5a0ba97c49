package textsearch

import "strings"

// syllables are what is typed for a kana, Hepburn and Kunrei alike (ISO 3602
// and the way it is typed on a keyboard), in the folded form.
var syllables = map[string]string{
	"a": "あ", "i": "い", "u": "う", "e": "え", "o": "お",
	"ka": "か", "ki": "き", "ku": "く", "ke": "け", "ko": "こ", "ga": "が", "gi": "ぎ", "gu": "ぐ", "ge": "げ", "go": "ご",
	"sa": "さ", "si": "し", "shi": "し", "su": "す", "se": "せ", "so": "そ", "za": "ざ", "zi": "じ", "ji": "じ", "zu": "ず", "ze": "ぜ", "zo": "ぞ",
	"ta": "た", "ti": "ち", "chi": "ち", "tu": "つ", "tsu": "つ", "te": "て", "to": "と", "da": "だ", "di": "でい", "du": "づ", "de": "で", "do": "ど",
	"na": "な", "ni": "に", "nu": "ぬ", "ne": "ね", "no": "の", "ha": "は", "hi": "ひ", "hu": "ふ", "fu": "ふ", "he": "へ", "ho": "ほ",
	"ba": "ば", "bi": "び", "bu": "ぶ", "be": "べ", "bo": "ぼ", "pa": "ぱ", "pi": "ぴ", "pu": "ぷ", "pe": "ぺ", "po": "ぽ",
	"ma": "ま", "mi": "み", "mu": "む", "me": "め", "mo": "も", "ya": "や", "yu": "ゆ", "yo": "よ",
	"ra": "ら", "ri": "り", "ru": "る", "re": "れ", "ro": "ろ", "wa": "わ", "wo": "を",
	"kya": "きや", "kyu": "きゆ", "kyo": "きよ", "gya": "ぎや", "gyu": "ぎゆ", "gyo": "ぎよ",
	"sya": "しや", "sha": "しや", "syu": "しゆ", "shu": "しゆ", "syo": "しよ", "sho": "しよ", "she": "しえ",
	"zya": "じや", "ja": "じや", "zyu": "じゆ", "ju": "じゆ", "zyo": "じよ", "jo": "じよ", "je": "じえ",
	"tya": "ちや", "cha": "ちや", "tyu": "ちゆ", "chu": "ちゆ", "tyo": "ちよ", "cho": "ちよ", "che": "ちえ",
	"nya": "にや", "nyu": "にゆ", "nyo": "によ", "hya": "ひや", "hyu": "ひゆ", "hyo": "ひよ",
	"bya": "びや", "byu": "びゆ", "byo": "びよ", "pya": "ぴや", "pyu": "ぴゆ", "pyo": "ぴよ",
	"mya": "みや", "myu": "みゆ", "myo": "みよ", "rya": "りや", "ryu": "りゆ", "ryo": "りよ",
	"fa": "ふあ", "fi": "ふい", "fe": "ふえ", "fo": "ふお", "va": "ゔあ", "vi": "ゔい", "vu": "ゔ", "ve": "ゔえ", "vo": "ゔお", "thi": "てい", "dhi": "でい",
}

// Kana returns the folded kana of a word typed in Latin letters, as far as it
// makes syllables: kutsus is くつ. It reports false for what is no romaji.
func Kana(word string) (string, bool) {
	var b strings.Builder
	whole := false
	for s := word; s != ""; {
		kana, n := syllable(s)
		switch {
		case n > 0:
			b.WriteString(kana)
			s, whole = s[n:], true
		case len(s) > 1 && s[0] == s[1] && strings.IndexByte("kstpcgzdbhfjmrw", s[0]) >= 0: // kutta, and what comes of it
			b.WriteString("つ")
			s = s[1:]
		case s[0] == 'n' && (len(s) > 1 || b.Len() > 0):
			b.WriteString("ん")
			s = strings.TrimPrefix(s[1:], "'")
		case s[0] == '-' || s[0] == '^':
			b.WriteString("ー")
			s = s[1:]
		case whole && begins(s): // the syllable is not typed to its end
			return b.String(), true
		default:
			return "", false
		}
	}
	return b.String(), whole
}

// syllable is the longest one that a text begins with, and its length.
func syllable(s string) (string, int) {
	for n := min(3, len(s)); n > 0; n-- {
		if kana, ok := syllables[s[:n]]; ok {
			return kana, n
		}
	}
	return "", 0
}

// begins tells whether a text is the beginning of a syllable.
func begins(s string) bool {
	if len(s) > 2 {
		return false
	}
	for k := range syllables {
		if strings.HasPrefix(k, s) {
			return true
		}
	}
	return false
}

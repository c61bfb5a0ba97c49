package showui

import "strings"

// keys of the kana pad, column by column as the table is learnt, あ on the left.
var kanaColumns = []string{"あいうえお", "かきくけこ", "さしすせそ", "たちつてと", "なにぬねの", "はひふへほ", "まみむめも", "や ゆ よ", "らりるれろ", "わをんー・"}

// latinRows are digits and letters.
var latinRows = []string{"1234567890", "qwertyuiop", "asdfghjkl-", "zxcvbnm./&"}

// Forms that a key gives the character before it.
const (
	plainKana  = "かきくけこさしすせそたちつてとはひふへほう"
	voicedKana = "がぎぐげござじずぜぞだぢづでどばびぶべぼゔ"
	puffed     = "はひふへほ"
	puffedKana = "ぱぴぷぺぽ"
	large      = "あいうえおつやゆよわ"
	smallKana  = "ぁぃぅぇぉっゃゅょゎ"
)

// changeLast gives the last character of s the form beside it, either way; others
// stay. ば becomes ぱ and は becomes ぱ.
func changeLast(s, from, to string) string {
	rs := []rune(s)
	if len(rs) == 0 {
		return s
	}
	last := rs[len(rs)-1]
	for _, pair := range [][2]string{{from, to}, {to, from}} {
		at := []rune(pair[0])
		for i, r := range at {
			if r == last {
				rs[len(rs)-1] = []rune(pair[1])[i]
				return string(rs)
			}
		}
	}
	return s
}

// voice puts ゛ on the last character or takes it off; ぱ becomes ば.
func voice(s string) string { return changeLast(plainOf(s, puffedKana, puffed), plainKana, voicedKana) }

// puff puts ゜ on the last character or takes it off; ば becomes ぱ.
func puff(s string) string {
	rs := []rune(s)
	if len(rs) > 0 && strings.ContainsRune(voicedKana, rs[len(rs)-1]) {
		if bare := changeLast(s, plainKana, voicedKana); strings.ContainsRune(puffed, []rune(bare)[len(rs)-1]) {
			s = bare
		}
	}
	return changeLast(s, puffed, puffedKana)
}

// shrink makes the last character small or large again.
func shrink(s string) string { return changeLast(s, large, smallKana) }

// plainOf takes a form off the last character.
func plainOf(s, forms, plain string) string {
	rs := []rune(s)
	if len(rs) == 0 || !strings.ContainsRune(forms, rs[len(rs)-1]) {
		return s
	}
	return changeLast(s, plain, forms)
}

// dropLast takes the last character away.
func dropLast(s string) string {
	rs := []rune(s)
	return string(rs[:max(0, len(rs)-1)])
}

// typedMost is how long a search may be.
const typedMost = 24

// typed is s and one more character.
func typed(s, key string) string {
	if len([]rune(s)) >= typedMost || key == " " && (s == "" || strings.HasSuffix(s, " ")) {
		return s
	}
	return s + key
}

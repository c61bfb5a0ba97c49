package art

import (
	"fmt"
	"image/color"
	"strings"
)

// mirrored are the two halves of a thing, left first: paths in units of 200.
type mirrored [2]string

const shirtBody = "M76 40 L51 52 C56 78 58 104 55 170 Q66 180 82 178 L100 176 L118 178 Q134 180 145 170 C142 104 144 78 149 52 L124 40 Q100 56 76 40Z"

func shirt(c *canvas, t tones) {
	sleeves(c, t, mirrored{
		"M52 52 C40 56 35 66 33 78 L17 148 L39 155 L60 96 Z",
		"M148 52 C160 56 165 66 167 78 L183 148 L161 155 L140 96 Z",
	}, mirrored{
		"M19 138 L17 148 L39 155 L42 145 Z",
		"M181 138 L183 148 L161 155 L158 145 Z",
	})
	shirtFront(c, t)
}

func shirtShort(c *canvas, t tones) {
	sleeves(c, t, mirrored{
		"M52 52 C38 58 30 72 22 102 L50 114 L58 96 Z",
		"M148 52 C162 58 170 72 178 102 L150 114 L142 96 Z",
	}, mirrored{
		"M24 95 L22 102 L50 114 L53 107 Z",
		"M176 95 L178 102 L150 114 L147 107 Z",
	})
	shirtFront(c, t)
}

func sleeves(c *canvas, t tones, arms, cuffs mirrored) {
	for i := range arms {
		c.shape(arms[i], t.shade, t.line, 1.5)
		c.shape(cuffs[i], t.base, t.line, 1.5)
	}
}

func shirtFront(c *canvas, t tones) {
	c.fill(shirtBody, t.base)
	c.fill("M138 57 C136 92 140 130 133 177 Q141 175 145 170 C142 104 144 78 149 52 Z", t.shade)
	c.line(shirtBody, t.line, 1.5)
	c.fill("M80 35 Q100 27 120 35 Q112 52 100 60 Q88 52 80 35Z", t.deep)
	c.line("M95 58 L95 177 M105 58 L105 177", t.line, 1.3)
	c.shape("M80 34 Q74 38 74 44 L84 70 L100 59 Q88 50 80 34Z", t.light, t.line, 1.5)
	c.shape("M120 34 Q126 38 126 44 L116 70 L100 59 Q112 50 120 34Z", t.light, t.line, 1.5)
	c.shape("M113 86 H133 V104 L123 110 L113 104 Z", t.base, t.line, 1.3)
	for _, y := range []float64{76, 98, 120, 142, 163} {
		c.disc(100, y, 2.6, mix(t.line, t.deep, .5))
	}
}

func tee(c *canvas, t tones) {
	sleeves(c, t, mirrored{
		"M52 50 C38 57 29 74 21 104 L51 115 L59 92 Z",
		"M148 50 C162 57 171 74 179 104 L149 115 L141 92 Z",
	}, mirrored{"M23 97 L21 104 L51 115 L53 108 Z", "M177 97 L179 104 L149 115 L147 108 Z"})
	const body = "M76 41 L51 51 C57 78 59 104 57 174 Q100 182 143 174 C141 104 143 78 149 51 L124 41 C118 62 82 62 76 41Z"
	c.fill(body, t.base)
	c.fill("M139 56 C137 92 140 130 134 176 L143 174 C141 104 143 78 149 51 Z", t.shade)
	c.fill("M76 41 Q100 33 124 41 C118 60 82 60 76 41Z", t.deep)
	c.line(body, t.line, 1.5)
	c.line("M71 43 C78 70 122 70 129 43", t.line, 1.5)
	c.dashed("M58 168 Q100 175 142 168", t.line, 1.2, 4, 3)
}

const (
	knitBody  = "M76 38 C66 42 60 46 54 50 C58 80 56 120 56 164 H144 C144 120 142 80 146 50 C140 46 134 42 124 38 Q100 50 76 38Z"
	knitLeft  = "M56 48 C40 54 34 68 31 84 L18 150 L44 156 L60 102Z"
	knitRight = "M144 48 C160 54 166 68 169 84 L182 150 L156 156 L140 102Z"
)

// knitBase is the body, sleeves and ribs that all knitted tops share.
func knitBase(c *canvas, t tones) {
	c.fill(knitLeft, t.shade)
	c.fill(knitRight, t.shade)
	c.fill("M20 138 L17 152 L43 158 L46 144Z", mix(t.shade, t.line, .6))
	c.fill("M180 138 L183 152 L157 158 L154 144Z", mix(t.shade, t.line, .6))
	c.fill(knitBody, t.base)
	if t.pale {
		for _, d := range []string{knitLeft, knitRight, knitBody} {
			c.line(d, t.line, 1.3)
		}
	}
}

func hem(c *canvas, t tones) {
	c.fill("M56 160 H144 V176 H56Z", t.shade)
	c.line(ribs(60, 142, 5, 161, 175), t.line, 1.2)
	if t.pale {
		c.line("M56 160 H144 V176 H56Z", t.line, 1.3)
	}
}

func crew(c *canvas, t tones) {
	c.fill("M76 38 Q100 28 124 38 Q120 58 100 58 Q80 58 76 38Z", t.shade)
	c.fill("M83 38 Q100 32 117 38 Q113 50 100 50 Q87 50 83 38Z", t.deep)
}

// ribs is a path of upright lines.
func ribs(x0, x1, step, y0, y1 int) string {
	var b strings.Builder
	for x := x0; x <= x1; x += step {
		fmt.Fprintf(&b, "M%d %dV%d", x, y0, y1)
	}
	return b.String()
}

func knit(c *canvas, t tones) {
	knitBase(c, t)
	c.line("M64 60V160M136 60V160M100 58V160", mix(t.base, t.light, .45), 2.5)
	cable := mix(t.shade, t.line, .25)
	for _, x := range []int{82, 118} {
		for _, bend := range []int{8, -8} {
			path := fmt.Sprintf("M%d 64", x) + strings.Repeat(fmt.Sprintf("q%d 8 0 16", bend), 6)
			c.line(path, cable, 3)
		}
	}
	hem(c, t)
	crew(c, t)
}

func border(c *canvas, t tones) {
	knitBase(c, t)
	stripe := hex("#2B3A5C")
	if luma(t.base) < .45 {
		stripe = hex("#EFE6D2")
	}
	far := mix(stripe, t.shade, .25)
	rows := func(first, last float64, col color.RGBA) {
		for y := first; y < last; y += 14 {
			c.box(0, y, 200, 6, 0, col, col, 0)
		}
	}
	c.within(knitLeft, func() { rows(70, 138, far) })
	c.within(knitRight, func() { rows(70, 138, far) })
	c.within(knitBody, func() { rows(70, 158, stripe) })
	hem(c, t)
	crew(c, t)
}

func cardigan(c *canvas, t tones) {
	knitBase(c, t)
	c.fill("M137 54 C140 90 138 130 138 164 H144 C144 120 142 80 146 50Z", t.shade)
	hem(c, t)
	c.fill("M80 36 Q100 30 120 36 L100 108Z", t.deep)
	c.shape("M76 38 L82 35 L104 104 V176 H96 V108 Z", t.light, t.line, 1.2)
	c.shape("M124 38 L118 35 L98 96 L96 108 L104 110 Z", t.light, t.line, 1.2)
	for _, y := range []float64{116, 131, 146, 161} {
		c.disc(100, y, 2.8, leather)
	}
	for _, p := range []string{"M64 130 H86 V152 H64Z", "M114 130 H136 V152 H114Z"} {
		c.line(p, t.line, 1.3)
	}
	c.line("M64 135H86M114 135H136", t.line, 1.1)
}

func turtleneck(c *canvas, t tones) {
	knitBase(c, t)
	rib := mix(t.base, t.line, .55)
	c.within(knitBody, func() { c.line(ribs(59, 143, 6, 48, 160), rib, 1.3) })
	hem(c, t)
	const neck = "M78 42 L80 20 Q100 14 120 20 L122 42 Q100 56 78 42Z"
	c.shape(neck, t.base, t.line, 1.3)
	c.line(ribs(84, 118, 5, 22, 45), rib, 1.2)
	c.ellipse(100, 20, 20, 4.6, t.deep, t.line, 1.2)
}

func chino(c *canvas, t tones) { trousers(c, t, false) }
func jeans(c *canvas, t tones) { trousers(c, t, true) }

// trousers are in units of 800, as wide things with fine seams were first drawn.
func trousers(c *canvas, t tones, denim bool) {
	c.at(0, 0, .25, func() {
		const legs = "M268,120 L532,120 C546,240 566,420 572,726 L436,734 C430,560 420,430 404,330 L396,330 C380,430 370,560 364,734 L228,726 C234,420 254,240 268,120 Z"
		seam := t.line
		if denim {
			seam = stitch
		}
		c.fill(legs, t.base)
		c.within(legs, func() {
			c.fill("M534,120 C546,240 566,420 576,740 L520,740 C520,500 520,300 510,200 Z", t.shade)
			c.fill("M364,740 C370,560 380,430 396,330 L376,330 C350,460 330,600 330,740 Z", t.shade)
			if denim {
				worn := mix(t.base, t.light, .5)
				c.ellipse(308, 440, 30, 150, worn, worn, 0)
				c.ellipse(476, 450, 26, 140, worn, worn, 0)
			} else {
				c.fill("M300,200 L306,740 L296,740 Z M488,200 L506,740 L496,740 Z", t.shade)
			}
		})
		c.line(legs, t.line, 6)
		c.shape("M264,96 L536,96 L540,142 L260,142 Z", t.base, t.line, 6)
		c.fill("M280,97 Q400,112 520,97 L520,90 Q400,80 280,90 Z", t.deep)
		for _, x := range []float64{285, 393, 501} {
			c.box(x, 90, 14, 58, 2, t.light, t.line, 4)
		}
		c.ellipse(400, 120, 11, 11, gold, t.line, 3)
		c.line("M400,142 V330 M256,216 C300,220 338,190 344,142 M544,216 C500,220 462,190 456,142", t.line, 5)
		c.dashed("M408,146 V270 C408,286 416,292 426,280 L430,146", seam, 4, 12, 7)
		c.dashed("M256,226 C306,230 348,196 354,144 M544,226 C494,230 452,196 446,144", seam, 4, 12, 7)
		c.dashed("M230,704 L364,712 M436,712 L570,704", seam, 4, 12, 7)
		if denim {
			c.dashed("M248,300 C242,420 236,560 234,700 M552,300 C558,420 564,560 566,700", seam, 3.4, 12, 7)
		}
	})
}

func sneakers(c *canvas, t tones) {
	c.ellipse(102, 172, 90, 6, shadow, shadow, 0)
	c.at(2, -34, 1, func() { shoe(c, mix(t.base, ink, .12)) })
	c.at(-4, 20, 1, func() { shoe(c, t.base) })
}

func shoe(c *canvas, base color.RGBA) {
	shade, deep, light := mix(base, ink, .16), mix(base, ink, .32), mix(base, white, .22)
	laces := lace
	if luma(base) > .75 {
		laces = mix(base, ink, .22)
	}
	c.fill("M30 84 C34 94 52 96 66 88 L82 72 C90 69 96 72 100 78 C112 96 134 106 156 110 C176 114 186 122 186 136 L24 136 C19 116 24 96 30 84Z", base)
	c.fill("M24 136 C21 124 22 112 25 100 C40 104 50 116 54 136Z", shade)
	c.fill("M148 108 C176 112 186 122 186 136 L142 136 C140 122 142 114 148 108Z", light)
	c.fill("M66 88 L82 72 C90 69 96 72 100 78 L84 98 Z", deep)
	c.rounded("M88 94 L104 84 M97 102 L113 92 M107 108 L123 98 M118 113 L133 104", laces, 4)
	c.rounded("M66 128 C76 112 82 108 92 110", laces, 4)
	c.shape("M20 134 H188 C192 142 188 152 180 152 H30 C20 152 16 142 20 134Z", rubber, hex("#BDB6A8"), 1.3)
	c.line("M22 145 H188", mix(base, ink, .08), 2.5)
}

func socks(c *canvas, t tones) {
	c.at(16, -4, 1, func() { sock(c, tonesOf(mix(t.base, ink, .08))) })
	c.at(-18, 18, 1, func() { sock(c, t) })
}

func sock(c *canvas, t tones) {
	const outer = "M60 24 H100 V104 C102 116 118 124 140 132 C156 138 156 160 138 162 H96 C74 162 60 146 60 126Z"
	c.fill(outer, t.base)
	c.fill("M60 24 H100 V46 H60Z", t.shade)
	c.line(ribs(66, 94, 7, 26, 44), t.line, 1.3)
	c.fill("M60 118 C74 118 84 132 80 160 C68 154 60 142 60 126Z", t.shade)
	c.fill("M134 130 C158 136 158 162 138 162 H126 C122 148 124 138 134 130Z", t.shade)
	c.line("M60 60H100M60 70H100", mix(t.line, t.deep, .4), 3)
	c.line(outer, t.line, 1.3)
}

func tote(c *canvas, t tones) {
	c.ellipse(100, 178, 62, 6, shadow, shadow, 0)
	strap := mix(t.base, leather, .75)
	c.line("M72 84 C70 20 130 20 128 84", mix(strap, ink, .3), 7)
	c.fill("M44 78 H156 L164 172 Q164 178 158 178 H42 Q36 178 36 172 Z", t.base)
	c.fill("M134 78 H156 L164 172 Q164 178 158 178 H144 Z", t.shade)
	c.fill("M44 78 H156 L157 90 H43Z", t.shade)
	c.dashed("M47 94 H153", t.line, 1.3, 4, 3)
	c.rounded("M78 88 C76 38 124 38 122 88", strap, 7)
	c.box(74, 82, 8, 24, 2, leather, leather, 0)
	c.box(118, 82, 8, 24, 2, leather, leather, 0)
	c.box(82, 122, 36, 24, 2, leather, leather, 0)
	c.line("M90 131H110M94 138H106", hex("#E9D9BE"), 2)
}

func scarf(c *canvas, t tones) {
	light := mix(t.base, white, .35)
	c.fill("M46 40 H154 Q164 40 164 52 V64 H36 V52 Q36 40 46 40Z", t.shade)
	c.fill("M36 62 H164 V132 H36Z", t.base)
	c.fill("M36 62H164V74H36Z M36 98H164V104H36Z M36 114H164V118H36Z", light)
	c.line("M62 40V132M70 40V132M128 40V132M138 40V132", t.line, 3)
	c.fill("M36 132 H164 V142 H36Z", t.shade)
	var fringe strings.Builder
	for i := range 17 {
		fmt.Fprintf(&fringe, "M%.1f 142V168", 40+float64(i)*7.5)
	}
	if t.pale {
		c.rounded(fringe.String(), t.line, 5)
		c.line("M46 40 H154 Q164 40 164 52 V142 H36 V52 Q36 40 46 40Z", t.line, 1.3)
	}
	c.rounded(fringe.String(), t.base, 3.4)
}

package art

func box(c *canvas, t tones) {
	c.ellipse(102, 176, 70, 6, shadow, shadow, 0)
	c.fill("M36 74 H132 V174 H36Z", t.base)
	c.fill("M132 74 L166 60 V160 L132 174Z", t.shade)
	c.fill("M36 74 L70 60 H166 L132 74Z", t.light)
	c.fill("M76 74 H94 V110 L85 104 L76 110Z", mix(t.base, t.line, .5))
	c.fill("M76 74 L110 60 H126 L94 74Z", mix(t.light, t.line, .35))
	c.box(46, 136, 34, 24, 1.5, paper, paper, 0)
	c.line("M51 143H75M51 149H75M51 155H66", hex("#B9AF9C"), 1.6)
}

func mug(c *canvas, t tones) {
	glaze := mix(t.base, white, .55)
	if luma(t.base) > .62 {
		glaze = mix(t.base, ink, .3)
	}
	foot := hex("#E9DFCB")
	if luma(t.base) > .8 {
		foot = hex("#C9B48F")
	}
	c.ellipse(98, 170, 60, 7, shadow, shadow, 0)
	const handle = "M136 86 C176 80 176 138 134 136"
	if t.pale {
		c.line(handle, t.line, 15)
	}
	c.line(handle, mix(t.base, ink, .14), 13)
	const body = "M48 66 C48 110 50 140 58 160 Q94 176 132 160 C140 140 142 110 142 66Z"
	c.fill(body, t.base)
	c.within(body, func() {
		c.fill("M120 66 C122 110 120 146 112 172 H144 V66Z", mix(t.base, ink, .14))
		c.fill("M50 145 Q94 163 140 145 V176 H50Z", foot)
	})
	if t.pale {
		c.line(body, t.line, 1.3)
	}
	c.ellipse(95, 66, 47, 13, mix(t.base, white, .25), t.line, 0)
	c.ellipse(95, 67, 40, 9, mix(t.base, ink, .32), t.line, 0)
	c.rounded("M70 104 q8 -10 16 0 q8 -10 16 0 q8 -10 16 0 M70 118 q8 -10 16 0 q8 -10 16 0 q8 -10 16 0", glaze, 3)
}

func bowl(c *canvas, t tones) {
	c.at(0, 0, .25, func() {
		const body = "M168,360 C176,520 270,612 400,612 C530,612 624,520 632,360 Z"
		foot := hex("#8B6F55")
		c.ellipse(420, 642, 216, 24, shadow, shadow, 0)
		c.fill("M318,600 H482 L470,646 H330 Z", foot)
		c.fill("M440,600 H482 L470,646 H430 Z", mix(foot, ink, .2))
		c.fill(body, t.base)
		c.within(body, func() {
			c.fill("M632,360 C624,520 530,612 400,612 C500,580 560,500 560,360 Z", t.shade)
			c.fill("M214,400 C222,470 250,530 300,570 C250,520 238,460 236,400 Z", t.light)
			c.fill("M160,560 Q400,600 640,540 V640 H160 Z", mix(foot, t.base, .45))
		})
		c.line(body, t.line, 5)
		c.ellipse(400, 360, 232, 56, paper, t.line, 5)
		c.fill("M196,370 C230,404 310,414 400,414 C490,414 570,404 604,370 C560,392 480,398 400,398 C320,398 240,392 196,370 Z", hex("#E5DFD5"))
	})
}

func plate(c *canvas, t tones) {
	c.at(0, 0, .25, func() {
		c.ellipse(418, 428, 268, 262, shadow, shadow, 0)
		c.ellipse(400, 400, 266, 266, t.base, t.line, 5)
		c.disc(400, 400, 250, mix(t.base, t.light, .6))
		c.disc(400, 400, 186, t.shade)
		c.disc(404, 404, 180, t.base)
		c.rounded("M214,330 C234,274 274,234 330,214", t.light, 14)
		c.rounded("M152,420 C160,520 220,600 300,630", t.shade, 10)
	})
}

func kettle(c *canvas, t tones) {
	const (
		spout  = "M276,580 C180,570 190,420 150,330 C138,304 116,292 92,300"
		handle = "M520,330 C640,300 690,380 672,560"
		body   = "M300,290 H476 C520,290 536,600 546,652 H230 C240,600 256,290 300,290 Z"
	)
	grip := mix(wood, ink, .3)
	c.at(0, 0, .25, func() {
		c.ellipse(400, 690, 226, 20, shadow, shadow, 0)
		c.fill("M236,652 H540 Q556,652 556,668 V684 H220 V668 Q220,652 236,652 Z", dark)
		c.rounded(spout, t.line, 42)
		c.rounded(spout, t.base, 32)
		c.rounded(handle, grip, 40)
		c.rounded(handle, wood, 30)
		c.fill(body, t.base)
		c.within(body, func() {
			c.fill("M440,280 H560 V660 H480 C480,520 470,380 440,280 Z", t.shade)
			c.fill("M296,320 C282,420 272,520 266,630 H286 C290,520 300,400 312,320 Z", t.light)
		})
		c.line(body, t.line, 5)
		c.shape("M290,264 H486 L492,296 H284 Z", t.light, t.line, 5)
		c.shape("M310,264 C330,236 446,236 466,264 Z", t.base, t.line, 5)
		c.box(366, 200, 44, 40, 10, wood, grip, 4)
		c.disc(500, 668, 7, hex("#8FD0B8"))
	})
}

func toaster(c *canvas, t tones) {
	rack := hex("#B8AFA2")
	c.at(0, 0, .25, func() {
		c.ellipse(400, 666, 310, 20, shadow, shadow, 0)
		c.box(170, 636, 60, 28, 6, dark, dark, 0)
		c.box(570, 636, 60, 28, 6, dark, dark, 0)
		c.box(120, 220, 560, 424, 40, t.base, t.line, 5)
		c.fill("M600,224 H640 Q676,228 676,262 V604 Q674,638 640,641 H600 Z", t.shade)
		c.box(164, 276, 372, 300, 16, hex("#4A443E"), dark, 0)
		c.box(180, 292, 340, 268, 10, hex("#6A5A48"), dark, 0)
		c.fill("M180,300 H300 L200,560 H180 Z", hex("#7C6A55"))
		c.line("M184,490 H516", rack, 6)
		c.line(ribs(204, 508, 24, 476, 504), rack, 4)
		c.shape("M262,484 V400 C236,390 242,344 286,344 H414 C458,344 464,390 438,400 V484 Z", hex("#D9A65E"), hex("#8A5E2A"), 5)
		c.fill("M278,476 V396 C262,386 268,360 292,360 H408 C432,360 438,386 422,396 V476 Z", hex("#F0D39A"))
		c.box(190, 246, 320, 18, 9, wood, wood, 0)
		for _, y := range []float64{330, 430} {
			c.ellipse(612, y, 34, 34, t.light, t.line, 5)
		}
		c.rounded("M612,330V306M612,430L630,412", t.line, 7)
		c.disc(612, 540, 11, hex("#E08A3C"))
	})
}

func riceCooker(c *canvas, t tones) {
	const (
		body = "M150,400 C150,330 190,300 400,300 C610,300 650,330 650,400 V560 Q650,656 556,656 H244 Q150,656 150,560 Z"
		lid  = "M160,390 C160,260 250,220 400,220 C550,220 640,260 640,390 Q400,420 160,390 Z"
	)
	c.at(0, 0, .25, func() {
		c.ellipse(400, 664, 256, 20, shadow, shadow, 0)
		c.fill(body, t.base)
		c.within(body, func() {
			c.box(566, 290, 90, 380, 0, t.shade, t.shade, 0)
			c.box(176, 410, 18, 190, 9, t.light, t.light, 0)
		})
		c.line(body, t.line, 5)
		c.shape(lid, mix(t.base, t.light, .7), t.line, 5)
		c.fill("M230,296 C280,250 340,244 400,244 C330,256 270,276 246,320 Z", mix(t.light, white, .5))
		c.ellipse(400, 214, 62, 19, dark, dark, 0)
		c.box(300, 460, 200, 110, 12, hex("#2F3330"), dark, 0)
		c.rounded("M330,490L316,524H342M338,508V540M360,504V505M360,526V527M378,490H400L388,508C404,508 406,540 388,540C382,540 378,537 376,533M420,515C420,482 446,482 446,515C446,548 420,548 420,515Z", hex("#CFE6DA"), 7)
		for _, x := range []float64{340, 380, 420, 460} {
			c.disc(x, 612, 10, mix(t.shade, t.line, .5))
		}
	})
}

func tea(c *canvas, t tones) {
	c.ellipse(102, 178, 62, 6, shadow, shadow, 0)
	c.fill("M52 58 H134 V176 H52Z", t.base)
	c.fill("M134 58 L154 50 V168 L134 176Z", mix(t.base, ink, .2))
	c.fill("M52 58 L72 50 H154 L134 58Z", mix(t.base, white, .25))
	c.line("M52 84 H134M134 84 L154 76", mix(t.base, ink, .4), 1.6)
	c.box(74, 94, 38, 66, 0, paper, paper, 0)
	// The two characters of green tea, stroke by stroke: a picture needs no font.
	c.rounded("M88.5 99.500L90 102.500M97.5 99L96 102.500M82.5 104H103.500M85.5 107.500V117.500M85.5 107.500H92V117.500M85.5 110.600H92M85.5 113.800H92M96.8 108V115M101.5 107V117.500M84 123L85.5 120M90 120L90.5 123M96 120L97 123M101.5 120L103.5 123", lettered, 1.8)
	c.rounded("M82.5 132.500H103.500M89 129V135.500M97 129V135.500M93 135.500Q89.5 140.5 82.5 144M93 135.500Q96.5 140.5 103.5 144M86 145.500H100M93 140.500V154M89 148.500L86 152M97 148.500L100 152", lettered, 2)
	c.disc(93, 71, 7, gold)
}

func rice(c *canvas, t tones) {
	c.ellipse(102, 178, 64, 6, shadow, shadow, 0)
	bag, label := paper, t.base // white paper, printed in the colour
	if t.pale {
		bag, label = t.base, mix(t.base, hex("#7A6A4A"), .45)
	}
	const outer = "M50 46 H150 C148 80 158 140 156 168 Q156 178 146 178 H54 Q44 178 44 168 C42 140 52 80 50 46Z"
	c.fill(outer, bag)
	c.within(outer, func() {
		c.fill("M30 56 H170 V78 H30Z", label)
		c.fill("M30 150 H170 V180 H30Z", label)
		c.fill("M136 46 C134 90 146 150 138 180 H170 V46Z", mix(shadow, mix(label, ink, .11), .25))
		c.fill("M136 56 C136 64 136 70 137 78 H170 V56Z M143 150 Q144 166 138 180 H170 V150Z", mix(label, ink, .18))
	})
	c.fill("M48 28 H152 L150 48 H50Z", mix(label, ink, .1))
	c.dashed("M50 39H150", mix(label, white, .5), 1.6, 4, 3)
	c.line(outer, hex("#C4B9A4"), 1.3)
	c.disc(94, 114, 27, label)
	c.rounded("M80 114H108M94 99V130M85.5 102.500L89.5 109M102.5 102.500L98.5 109M91.5 117Q87.5 124 80 128M96.5 117Q100.5 124 108 128", bag, 3.2)
}

func bread(c *canvas, t tones) {
	const (
		side = "M84 58 H152 C182 58 188 80 174 92 V160 H110Z"
		face = "M36 94 C22 82 28 58 58 58 H96 C126 58 132 82 118 94 V160 Q118 166 112 166 H42 Q36 166 36 160Z"
		soft = "M44 90 C34 82 38 65 60 65 H94 C116 65 120 82 110 90 V153 Q110 158 105 158 H49 Q44 158 44 153Z"
	)
	c.ellipse(104, 168, 76, 6, shadow, shadow, 0)
	c.fill(side, mix(t.base, ink, .12))
	c.fill("M84 58 H152 C166 58 174 63 177 70 C150 66 132 66 120 68 C114 61 104 58 84 58Z", mix(t.base, white, .14))
	c.line("M140 68 C146 72 146 84 140 92 V158 M160 68 C166 74 165 84 159 92 V158", mix(t.base, ink, .22), 1.5)
	c.fill(face, t.base)
	c.fill(soft, mix(crumb, white, .25))
	for _, p := range [][3]float64{{60, 84, 2.4}, {88, 78, 1.9}, {74, 102, 2.2}, {96, 116, 2.5}, {58, 126, 2}, {82, 138, 2.4}, {64, 148, 1.7}, {98, 146, 1.8}} {
		c.disc(p[0], p[1], p[2], mix(crumb, t.base, .25))
	}
}

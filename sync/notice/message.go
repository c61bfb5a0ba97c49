package notice

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
	"time"

	"miseban/app/retail"
)

// Message is one mail to one customer.
type Message struct {
	ID      string // RFC 5322 Message-ID with its angle brackets
	From    string // address alone
	Sender  string // the chain's name beside it, may be empty
	To      string // address alone
	Subject string
	Date    time.Time
	Text    string // UTF-8; the line qrMark is where the code stands
	QR      []byte // PNG, may be empty
	QRName  string // its description for those who do not see it

	About  retail.NoticeKey // what it tells of; not in the mail
	Notice retail.Notice    // as it was queued
}

// qrMark is the line of a text that the HTML form replaces by the picture. It is
// left out of the plain form.
const qrMark = "\x00qr\x00"

const qrID = "pickup-qr@miseban"

// Bytes renders the mail (RFC 5322, 2045–2047, 2387): text and HTML with the
// code as an inline picture. It fails on an address or Message-ID that would
// break out of its header line.
func (m Message) Bytes() ([]byte, error) {
	for _, v := range []string{m.ID, m.From, m.To} {
		if v == "" || strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return nil, fmt.Errorf("notice: header value of %d bytes is not usable", len(v))
		}
	}
	var body bytes.Buffer
	related := multipart.NewWriter(&body)
	if err := m.parts(related); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	head := func(key, value string) { fmt.Fprintf(&out, "%s: %s\r\n", key, value) }
	head("Date", m.Date.Format(time.RFC1123Z))
	from := "<" + m.From + ">"
	if m.Sender != "" {
		from = mime.BEncoding.Encode("utf-8", oneLine(m.Sender)) + " " + from
	}
	head("From", from)
	head("To", "<"+m.To+">")
	head("Message-ID", m.ID)
	head("Subject", folded(oneLine(m.Subject)))
	head("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office replies
	head("MIME-Version", "1.0")
	head("Content-Type", mime.FormatMediaType("multipart/related", map[string]string{"boundary": related.Boundary(), "type": "multipart/alternative"}))
	out.WriteString("\r\n")
	out.Write(body.Bytes())
	return out.Bytes(), nil
}

// parts writes the body: related(alternative(text, html), png).
func (m Message) parts(related *multipart.Writer) error {
	var both bytes.Buffer
	alternative := multipart.NewWriter(&both)
	plain := strings.ReplaceAll(strings.ReplaceAll(m.Text, qrMark+"\n", ""), qrMark, "")
	if err := encoded(alternative, "text/plain; charset=utf-8", nil, []byte(strings.ReplaceAll(plain, "\n", "\r\n"))); err != nil {
		return err
	}
	if err := encoded(alternative, "text/html; charset=utf-8", nil, []byte(m.html())); err != nil {
		return err
	}
	if err := alternative.Close(); err != nil {
		return err
	}
	w, err := related.CreatePart(textproto.MIMEHeader{
		"Content-Type": {mime.FormatMediaType("multipart/alternative", map[string]string{"boundary": alternative.Boundary()})},
	})
	if err != nil {
		return err
	}
	if _, err := w.Write(both.Bytes()); err != nil {
		return err
	}
	if len(m.QR) > 0 {
		extra := textproto.MIMEHeader{
			"Content-Id":          {"<" + qrID + ">"},
			"Content-Disposition": {`inline; filename="pickup-qr.png"`},
		}
		if err := encoded(related, "image/png", extra, m.QR); err != nil {
			return err
		}
	}
	return related.Close()
}

// encoded adds a part in base64 with lines of 76 characters.
func encoded(w *multipart.Writer, kind string, header textproto.MIMEHeader, data []byte) error {
	if header == nil {
		header = textproto.MIMEHeader{}
	}
	header.Set("Content-Type", kind)
	header.Set("Content-Transfer-Encoding", "base64")
	p, err := w.CreatePart(header)
	if err != nil {
		return err
	}
	text := base64.StdEncoding.EncodeToString(data)
	for len(text) > 0 {
		n := min(76, len(text))
		if _, err := p.Write([]byte(text[:n] + "\r\n")); err != nil {
			return err
		}
		text = text[n:]
	}
	return nil
}

// html is the text as a page of its own, with the code in its place.
func (m Message) html() string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="ja"><head><meta charset="utf-8"></head>` +
		`<body style="font-family:sans-serif;font-size:16px;line-height:1.7;color:#222">` + "\n")
	for line := range strings.SplitSeq(m.Text, "\n") {
		if line == qrMark {
			if len(m.QR) > 0 {
				fmt.Fprintf(&b, `<p><img src="cid:%s" alt="%s" width="246" height="246"></p>`+"\n", qrID, html.EscapeString(m.QRName))
			}
			continue
		}
		b.WriteString(html.EscapeString(line) + "<br>\n")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// oneLine keeps a text from breaking out of its header.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' }), " ")
}

// folded encodes a header text (RFC 2047) and folds it between encoded words.
func folded(s string) string {
	return strings.ReplaceAll(mime.BEncoding.Encode("utf-8", s), "?= =?", "?=\r\n =?")
}

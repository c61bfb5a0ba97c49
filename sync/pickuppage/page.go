package pickuppage

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

//go:embed page.html page.css
var files embed.FS

var layout = template.Must(template.ParseFS(files, "page.html"))

// policy is all that the page may do: draw itself and send its own forms. There
// are no scripts and nothing of another server.
const policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Desk is the hub as the page needs it.
type Desk interface {
	// Visit returns the order of a link, CodeNotFound.
	Visit(ctx context.Context, link string) (hub.Visit, error)
	// Say gives the hub a word of the customer whose page the link is.
	Say(ctx context.Context, link string, what retail.Kind) (wire.Result, error)
	// Delegate lets the customer whose page the link is name who collects in their place,
	// or take that back.
	Delegate(ctx context.Context, link string, b retail.Delegate) (wire.Result, error)
}

// Limits is how much of the pages one address, and all of them together, may ask
// for. Zero fields stand for the usual.
type Limits struct {
	Rate  float64 // requests a second of one address, 2
	Burst int     // 40
	All   float64 // and of all, 200
}

// Options is what the pages are served with.
type Options struct {
	Desk   Desk
	Clock  retail.Clock
	Log    *slog.Logger
	Limits Limits
	// Proxied: what stands before this server on the same machine says in
	// X-Forwarded-For who asks.
	Proxied bool
}

// saying are the words that a customer may say, as they stand in the address.
var saying = map[string]retail.Kind{"arrive": retail.KindArrive, "extend": retail.KindExtend, "cancel": retail.KindCancel}

// pages serves the customers' pages.
type pages struct {
	Options
	each, all hub.Door
}

// Handler serves the pages below hub.PathVisit, and what they are drawn with.
// Nothing else of the hub is to be had from it.
func Handler(o Options) http.Handler {
	l := o.Limits
	if l.Rate == 0 {
		l.Rate, l.Burst = 2, 40
	}
	if l.All == 0 {
		l.All = 200
	}
	s := &pages{Options: o, each: hub.NewDoor(l.Rate, l.Burst), all: hub.NewDoor(l.All, int(2*l.All))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+hub.PathVisit+"{link}", s.show)
	mux.HandleFunc("GET "+hub.PathVisit+"{link}/cancel", s.ask)
	mux.HandleFunc("POST "+hub.PathVisit+"{link}/{what}", s.say)
	mux.HandleFunc("GET /page.css", func(w http.ResponseWriter, r *http.Request) {
		b, err := files.ReadFile("page.css")
		if err != nil {
			panic(err) // it is embedded
		}
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=3600")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.plain(w, r, http.StatusNotFound, "lost") })
	// A form of another site cannot know a link; it may not send ours all the same.
	return s.guard(http.NewCrossOriginProtection().Handler(mux))
}

// guard sets the headers that hold for every answer and lets nobody ask too
// often.
func (s *pages) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin") // the address is the key
		h.Set("X-Frame-Options", "DENY")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
		now := s.Clock.Now()
		if in := max(s.each.Wait(s.caller(r), now), s.all.Wait("all", now)); in > 0 {
			h.Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(in.Seconds())))))
			s.plain(w, r, http.StatusTooManyRequests, "busy")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// caller is whom a request is counted for: an IPv4 address, or the network of 64
// bits of an IPv6 one.
func (s *pages) caller(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if list := r.Header.Values("X-Forwarded-For"); s.Proxied && len(list) > 0 && net.ParseIP(host).IsLoopback() {
		last := list[len(list)-1]
		host = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return "?"
	}
	if a = a.Unmap().WithZone(""); a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr().String()
		}
	}
	return a.String()
}

func (s *pages) show(w http.ResponseWriter, r *http.Request) { s.page(w, r, false) }

func (s *pages) ask(w http.ResponseWriter, r *http.Request) { s.page(w, r, true) }

func (s *pages) page(w http.ResponseWriter, r *http.Request, ask bool) {
	link, lang := r.PathValue("link"), langOf(r)
	v, err := s.Desk.Visit(r.Context(), link)
	var p Page
	if err == nil {
		p, err = View(v, lang, hub.PathVisit+link, r.URL.Query().Get("said"), ask)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if p.Refresh > 0 { // without "said": it is news but once
		w.Header().Set("Refresh", strconv.Itoa(p.Refresh)+";url="+hub.PathVisit+link+"?lang="+lang.String())
	}
	s.draw(w, r, http.StatusOK, p)
}

// say takes a word of the customer and leads back to the page, so that loading it
// again says nothing twice.
func (s *pages) say(w http.ResponseWriter, r *http.Request) {
	link, word := r.PathValue("link"), r.PathValue("what")
	what, ok := saying[word]
	var res wire.Result
	var err error
	switch {
	case word == "delegate":
		res, err = s.Desk.Delegate(r.Context(), link, retail.Delegate{Proxy: r.PostFormValue("proxy")})
	case word == "withdraw":
		res, err = s.Desk.Delegate(r.Context(), link, retail.Delegate{Withdraw: true})
	case ok:
		res, err = s.Desk.Say(r.Context(), link, what)
	default:
		s.plain(w, r, http.StatusNotFound, "lost")
		return
	}
	switch {
	case retail.CodeOf(err) == retail.CodeRefused, err == nil && res.Verdict == retail.Rejected:
		word = "no"
	case err != nil:
		s.fail(w, r, err)
		return
	}
	q := url.Values{"lang": {langOf(r).String()}, "said": {word}}
	http.Redirect(w, r, hub.PathVisit+link+"?"+q.Encode(), http.StatusSeeOther)
}

// fail answers what cannot be answered. The log says nothing of the link.
func (s *pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	if retail.CodeOf(err) == retail.CodeNotFound {
		s.plain(w, r, http.StatusNotFound, "lost")
		return
	}
	if r.Context().Err() == nil {
		s.Log.Error("pickuppage", "err", err)
	}
	s.plain(w, r, http.StatusServiceUnavailable, "busy")
}

// plain is a page that says one thing.
func (s *pages) plain(w http.ResponseWriter, r *http.Request, status int, key string) {
	all, err := texts()
	if err != nil {
		http.Error(w, http.StatusText(status), status)
		return
	}
	v := view{c: all.In(langOf(r)), base: ""}
	p := v.plain()
	p.Head, p.Text, p.Tone, p.Care, p.Other = v.c.T("visit."+key), v.c.T("visit."+key+".text"), Sorry, "", ""
	s.draw(w, r, status, p)
}

func (s *pages) draw(w http.ResponseWriter, r *http.Request, status int, p Page) {
	var b bytes.Buffer
	if err := layout.Execute(&b, p); err != nil {
		s.Log.Error("pickuppage: draw", "err", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Add("Vary", "Accept-Language")
	w.Header().Set("Content-Language", p.Lang)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = b.WriteTo(w) // whoever asked has gone
	}
}

// langOf is the language that the address asks for, else the browser's first one
// of ours, else Japanese.
func langOf(r *http.Request) words.Lang {
	if lang, err := words.ParseLang(r.URL.Query().Get("lang")); err == nil {
		return lang
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		primary, _, _ := strings.Cut(tag, "-")
		if lang, err := words.ParseLang(strings.ToLower(primary)); err == nil {
			return lang
		}
	}
	return words.Ja
}

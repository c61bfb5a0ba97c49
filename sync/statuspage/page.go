package statuspage

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"miseban/assets"
	"miseban/assets/words"
	"miseban/sync/hub"
)

//go:embed page.html page.css
var files embed.FS

var layout = template.Must(template.ParseFS(files, "page.html"))

// refreshEvery is how often an open page asks again, in seconds.
const refreshEvery = 30

// policy is all that the page may do: draw itself. There are no scripts, no
// forms and nothing of another server.
const policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Handler serves the page at / and what it is drawn with. get is called for
// every look.
func Handler(get func(context.Context) (hub.Overview, error), log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { serve(w, r, get, log) })
	began := time.Time{} // what is embedded has no age: the cache asks once a day
	file := func(path, kind string, content func() []byte) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Cache-Control", "private, max-age=86400")
			http.ServeContent(w, r, "", began, bytes.NewReader(content()))
		})
	}
	file("/page.css", "text/css; charset=utf-8", func() []byte {
		b, err := files.ReadFile("page.css")
		if err != nil {
			panic(err) // it is embedded
		}
		return b
	})
	file("/font-regular.ttf", "font/ttf", func() []byte { _, b := assets.Regular.Bytes(); return b })
	file("/font-bold.ttf", "font/ttf", func() []byte { _, b := assets.Bold.Bytes(); return b })
	for tone, color := range map[Tone]string{Good: "#14703B", Warn: "#955400", Bad: "#C3141E"} {
		icon := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="%s"/></svg>`, color)
		file("/icon-"+string(tone)+".svg", "image/svg+xml", func() []byte { return []byte(icon) })
	}
	return guard(mux)
}

// guard sets the headers that hold for every answer.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

func serve(w http.ResponseWriter, r *http.Request, get func(context.Context) (hub.Overview, error), log *slog.Logger) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Add("Vary", "Accept-Language")
	lang := langOf(r)
	v, err := get(r.Context())
	var p Page
	if err == nil {
		p, err = View(v, lang)
	}
	if err != nil {
		log.Error("statuspage: read", "err", err)
		w.Header().Set("Refresh", fmt.Sprint(refreshEvery))
		http.Error(w, sorry(lang), http.StatusServiceUnavailable)
		return
	}
	p.links(r.URL.Query(), lang)
	var page bytes.Buffer
	if err := layout.Execute(&page, p); err != nil {
		log.Error("statuspage: draw", "err", err)
		http.Error(w, sorry(lang), http.StatusInternalServerError)
		return
	}
	if p.Live {
		w.Header().Set("Refresh", fmt.Sprint(refreshEvery))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = page.WriteTo(w) // whoever asked has gone
}

// links sets where the two links lead; each keeps what the other has chosen.
func (p *Page) links(q url.Values, lang words.Lang) {
	p.Live = q.Get("refresh") != "0"
	still := url.Values{"lang": {lang.String()}}
	other := url.Values{"lang": {words.En.String()}}
	if lang == words.En {
		other.Set("lang", words.Ja.String())
	}
	if p.Live {
		still.Set("refresh", "0")
	} else {
		other.Set("refresh", "0")
		if all, err := texts(); err == nil {
			p.Pause = all.In(lang).T("status.live")
		}
	}
	p.PauseLink, p.OtherLink = "/?"+still.Encode(), "/?"+other.Encode()
}

func sorry(lang words.Lang) string {
	all, err := texts()
	if err != nil {
		return http.StatusText(http.StatusServiceUnavailable)
	}
	return all.In(lang).T("status.fault")
}

// langOf is the language that the address asks for, else the browser's first
// one of ours, else Japanese.
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

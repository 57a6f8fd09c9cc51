package page

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func serve(t *testing.T, method, path string, header http.Header) *httptest.ResponseRecorder {
	t.Helper()
	a, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	q := httptest.NewRequest(method, path, nil)
	q.Header = header
	a.ServeHTTP(w, q)
	return w
}

func TestAssets(t *testing.T) {
	for path, kind := range map[string]string{"/": "text/html; charset=utf-8", "/index.html": "text/html; charset=utf-8", "/app.js": "text/javascript; charset=utf-8",
		"/style.css": "text/css; charset=utf-8", "/icon.svg": "image/svg+xml", "/app.webmanifest": "application/manifest+json"} {
		plain := serve(t, "GET", path, http.Header{})
		if plain.Code != 200 || plain.Header().Get("Content-Type") != kind || plain.Header().Get("Content-Encoding") != "" || plain.Body.Len() == 0 {
			t.Errorf("%s: %d %v", path, plain.Code, plain.Header())
		}
		packed := serve(t, "GET", path, http.Header{"Accept-Encoding": {"br, gzip;q=0.8"}})
		r, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, plain.Body.Bytes()) || packed.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: packed and plain differ: %v", path, err)
		}
		etag := plain.Header().Get("ETag")
		if again := serve(t, "GET", path, http.Header{"If-None-Match": {etag}}); again.Code != 304 || again.Body.Len() != 0 || len(etag) < 10 {
			t.Errorf("%s: %d, etag %s", path, again.Code, etag)
		}
		if head := serve(t, "HEAD", path, http.Header{}); head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("Content-Length") == "0" {
			t.Errorf("%s: HEAD %d", path, head.Code)
		}
	}
	for _, path := range []string{"/dist/app.js", "/app.js.gz", "/../page.go", "/nothing"} {
		if got := serve(t, "GET", path, http.Header{}); got.Code != 404 {
			t.Errorf("%s: %d", path, got.Code)
		}
	}
}

// The budget of a first visit, and nothing from elsewhere.
func TestThePageIsSmallAndWhole(t *testing.T) {
	a, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if n := a.Size(); n > 60<<10 || n < 5<<10 {
		t.Errorf("%d bytes compressed, at most 60 KiB", n)
	}
	for name, f := range a.files {
		s := string(f.plain)
		for _, scheme := range []string{"http://", "https://"} {
			for _, part := range strings.Split(s, scheme)[1:] {
				if !strings.HasPrefix(part, "www.w3.org/") {
					t.Errorf("%s names %s%.30s", name, scheme, part)
				}
			}
		}
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{"": false, "gzip": true, "GZIP": true, "br,gzip": true, "gzip;q=0": false, "gzip; q=0.5": true,
		"gzip;q=0.0, br": false, "x-gzip": false, "gzip;q=x": true} {
		if acceptsGzip(header) != want {
			t.Errorf("%q", header)
		}
	}
}

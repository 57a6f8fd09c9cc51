// Package page holds the phone page, built from src by build.sh and embedded compressed.
//
// Everything the page needs is here: it loads nothing from elsewhere and works over plain http. The sources are
// TypeScript; node is needed to change them, not to build auralis.
package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed dist
var dist embed.FS

// types are the content types by suffix. The list is whole: the system's table of types may say anything.
func types(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".webmanifest":
		return "application/manifest+json"
	default:
		return "application/octet-stream"
	}
}

// asset is one file.
type asset struct {
	kind  string
	etag  string
	gzip  []byte
	plain []byte // the same, for the rare client that doesn't take gzip
}

// Assets serves the page; an http.Handler that never changes.
type Assets struct{ files map[string]asset }

// Load reads what is embedded. The error says which file is damaged.
func Load() (*Assets, error) {
	a := &Assets{files: make(map[string]asset)}
	err := fs.WalkDir(dist, "dist", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".gz" {
			return err
		}
		packed, err := dist.ReadFile(name)
		if err != nil {
			return err
		}
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return fmt.Errorf("page: %s: %w", name, err)
		}
		plain, err := io.ReadAll(r)
		if err != nil {
			return fmt.Errorf("page: %s: %w", name, err)
		}
		sum := sha256.Sum256(plain)
		web := strings.TrimSuffix(strings.TrimPrefix(name, "dist"), ".gz")
		f := asset{kind: types(web), etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, gzip: packed, plain: plain}
		a.files[web] = f
		if web == "/index.html" {
			a.files["/"] = f
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if _, ok := a.files["/"]; !ok {
		return nil, fmt.Errorf("page: there is no index.html: run net/web/page/build.sh")
	}
	return a, nil
}

// Size is what a first visit transfers, in bytes.
func (a *Assets) Size() (n int) {
	for name, f := range a.files {
		if name != "/index.html" {
			n += len(f.gzip)
		}
	}
	return n
}

// ServeHTTP answers GET and HEAD. A client that has the newest version gets 304.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-cache") // kept, but asked about each time: a new version is there at once
	h.Set("ETag", f.etag)
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), f.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.plain
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = f.gzip
	}
	h.Set("Content-Type", f.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a caller that went away needs no page
	}
}

// acceptsGzip reads an Accept-Encoding header: gzip is named and not weighed with 0 (RFC 9110, section 12.5.3).
func acceptsGzip(header string) bool {
	for one := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(one), ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		q, ok := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
		x, err := strconv.ParseFloat(q, 64)
		return !ok || err != nil || x > 0
	}
	return false
}

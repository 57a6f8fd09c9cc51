// Package web is the HTTP server: the page, the WebSocket, the API for scripts, health and metrics.
//
// # Problem
//
// The player stands in a home network, without a certificate, beside browsers that visit any site in the world. A page
// from elsewhere must be able neither to steer it nor to read from it, and nobody who comes by its Wi-Fi either.
//
// # Contract
//
//	/                     the page                     GET, everybody: it holds nothing
//	/ws                   net/ws                       GET
//	/api/v1/rpc           JSON-RPC of net/api          POST
//	/api/v1/state         the snapshot                 GET
//	/api/v1/tracks        library.tracks               GET ?offset&limit&sort
//	/api/v1/search        library.search               GET ?q&limit
//	/api/v1/access        whether the caller may       GET, everybody
//	/api/v1/pair          {"pin"} for a cookie         POST, everybody, limited
//	/healthz /readyz      process, components          GET, everybody
//	/metrics              for Prometheus               GET, everybody
//
// A request whose Host is neither an address nor a name of this machine is refused (421): that is how DNS rebinding looks.
// One that changes something, or opens a WebSocket, from a page of another origin is refused (403). With Access "paired" a
// caller from another machine needs the cookie of net/web/pair; one that came through a proxy is from another machine.
// GET changes nothing. Requests are bounded in size and time.
//
// # Goroutines
//
// Run serves until its context is done; the HTTP server starts one a connection. New binds the address, so a busy port is
// known before anything plays.
package web

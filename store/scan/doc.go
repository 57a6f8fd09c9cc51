// Package scan brings the library up to date with the folders of music: it walks them, reads the tags of what is new or
// changed (package tag) and the properties of its stream (a function of the caller's), and applies the difference to the
// store in batches.
//
// A file is known by its resolved path: whichever symbolic links lead to it, it is one track. It is new work only where its
// size or time changed. Nothing is removed on doubt: what lies below a root that isn't there or is an empty folder (an
// unplugged disk), below a folder that can't be read or behind a link that leads nowhere, stays in the library. Folders and
// files whose names begin with a dot are passed over.
//
// Run has one goroutine that walks and some that read; all have ended when it returns. The library is changed from Run's
// own goroutine alone.
package scan

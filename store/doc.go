// Package store keeps everything that has to survive a restart: the tracks of the library, the queue and the settings, in
// one bbolt file, and beside it small checksummed files, so that the queue and the settings survive the loss of that file.
// The position, which changes all the time, is kept by package position.
//
// One process has the folder at a time (auralis.lock). Every change goes through one mutex and one bbolt transaction; what
// derives from it is in the same transaction. Reading the library never touches the file: View gives an immutable picture
// that was swapped in after the last commit and before the call that made it returned. Every method may be called from
// any goroutine; those that write take as long as the card does. The control goroutine, which must not wait, uses a Saver.
//
// What is found damaged at Open or Load is moved aside with the time in its name and made anew; Opened and Loaded say so.
// A file of a newer version is refused, an older one is copied before it is migrated. Nothing outside this package and
// those below it imports bbolt.
package store

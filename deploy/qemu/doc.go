// Package qemu is a virtual board for tests: Debian's stock arm64 kernel in
// QEMU, with real ALSA, USB and GPIO drivers, so that `go test` runs the
// player's kernel-facing code against the kernel that a board has.
//
// A test describes the board by [Options] and starts it by [New], or runs a
// package's own tests on it by [RunTests]. The guest's user space is one
// static Go program (folder guest) that carries out a script (package
// script). There is no distribution in it, and nothing is installed on the
// host: the kernel is fetched through apt into a cache folder ([Fetch]).
//
// The guest's clock counts executed instructions, not seconds
// (Options.RealTime switches that off). A busy host then slows the board down
// as a whole; it can't cause an underrun, a late button or a timeout in it.
// The other side of that coin: while the guest is idle its clock leaps to the
// next timer, so a timeout in the guest that waits for the host is over at
// once. Let the host pace such tests by what the guest says
// ([Board.WaitLine]) and by [Board.Sleep], and leave limits to
// Options.Timeout, which is the host's time.
//
// Goroutines: New starts one that reads QEMU's output, one that reads its
// control socket and one that enforces the time limit; all end with the
// board, and the board ends with the test.
package qemu

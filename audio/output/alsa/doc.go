// Package alsa plays on a Linux sound card through the kernel's own interface: PCM and control ioctls on /dev/snd, no C
// library, no plug layer.
//
// It offers four things that share nothing but the vocabulary:
//
//   - Open gives a Sink (audio.Sink): one playback stream of one device, stereo, interleaved, non-blocking, with the
//     exact rate asked for. The output thread alone calls its methods; none allocates, none blocks but Wait, Drain,
//     Recover after a suspend (at most 200 ms) and Close.
//   - Cards lists cards and playback devices with what they accept; a device in use isn't disturbed, and who uses it is
//     said. ParseName reads hw:CARD,DEV.
//   - OpenMixer reads and writes the card's mixer in decibels.
//   - Listen reports cards that come and go, from the kernel's own events.
//
// The package starts no goroutine and keeps no state of its own. A Mixer and a Monitor belong to one goroutine each (the
// device manager's), except that Monitor.Close may be called from any.
//
// # What a stream is set up as
//
// Formats are tried in the order S32_LE, S24_3LE, S24_LE, S16_LE. The device starts when its buffer is filled but for a
// period, stops when it has run empty (stop_threshold = buffer: with more, a late writer would be answered with old sound
// instead of an error), and wakes the writer when a period is free. Every probe refines a fresh set of parameters, so
// that a refusal leaves nothing behind.
//
// # Errors
//
// They are *Error: errors.Is finds both audio.ErrXrun, ErrSuspended or ErrGone and the kernel's errno.
//
//	EPIPE, EIO, state XRUN, stopped by its driver (EBADFD, state SETUP)   audio.ErrXrun
//	ESTRPIPE, state SUSPENDED                                              audio.ErrSuspended
//	ENODEV, ESHUTDOWN, state DISCONNECTED                                  audio.ErrGone
//
// The kernel's EIO ("no period passed in time") exists for blocking writes only; Wait makes the same check for ours.
//
// References: include/uapi/sound/asound.h and sound/core/pcm_native.c, pcm_lib.c, control.c of Linux 6.1;
// include/uapi/sound/tlv.h for decibels. Finding cards and the names of the common formats come from github.com/yobert/alsa.
//
// Not covered: memory-mapped transfer, capture, IEC958 subframes for HDMI, more than two channels.
package alsa

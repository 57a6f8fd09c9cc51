//go:build arm

package alsa

// What the kernel's header gives on 32-bit arm: long has 32 bits, long long and the 64-bit times are aligned to 8. (gcc -m32
// -malign-double -D_TIME_BITS=64 lays structures out by the same rules, which is how the test checks this on a PC.)
const (
	sizeHWParams  = 604
	sizeSWParams  = 104
	sizeStatus    = 128
	sizeXferi     = 12
	sizeElemList  = 72
	sizeElemInfo  = 272
	sizeElemValue = 712

	offHWFifo       = 536
	offSWAvailMin   = 12
	offSWProto      = 40
	offStatusAppl   = 40
	offStatusDelay  = 48
	offStatusAudio  = 72
	offElemListPids = 16
)

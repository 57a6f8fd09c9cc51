//go:build amd64 || arm64

package alsa

// What the kernel's header gives where long has 64 bits (gcc, amd64; arm64 is the same).
const (
	sizeHWParams  = 608
	sizeSWParams  = 136
	sizeStatus    = 152
	sizeXferi     = 24
	sizeElemList  = 80
	sizeElemInfo  = 272
	sizeElemValue = 1224

	offHWFifo       = 536
	offSWAvailMin   = 16
	offSWProto      = 72
	offStatusAppl   = 40
	offStatusDelay  = 56
	offStatusAudio  = 96
	offElemListPids = 16
)

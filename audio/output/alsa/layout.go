package alsa

import "unsafe"

// A structure that doesn't have the kernel's layout doesn't compile: each of these assigns an array to one of the length
// that the header gives.
var (
	_ [sizeHWParams]byte  = [unsafe.Sizeof(hwParams{})]byte{}
	_ [sizeSWParams]byte  = [unsafe.Sizeof(swParams{})]byte{}
	_ [sizeStatus]byte    = [unsafe.Sizeof(status{})]byte{}
	_ [sizeXferi]byte     = [unsafe.Sizeof(xferi{})]byte{}
	_ [sizeElemList]byte  = [unsafe.Sizeof(elemList{})]byte{}
	_ [sizeElemInfo]byte  = [unsafe.Sizeof(elemInfo{})]byte{}
	_ [sizeElemValue]byte = [unsafe.Sizeof(elemValue{})]byte{}
	_ [288]byte           = [unsafe.Sizeof(pcmInfo{})]byte{}
	_ [376]byte           = [unsafe.Sizeof(cardInfo{})]byte{}
	_ [64]byte            = [unsafe.Sizeof(elemID{})]byte{}
	_ [72]byte            = [unsafe.Sizeof(ctlEvent{})]byte{}
	_ [8]byte             = [unsafe.Sizeof(tlvHeader{})]byte{}

	_ [offHWFifo]byte       = [unsafe.Offsetof(hwParams{}.fifoSize)]byte{}
	_ [260]byte             = [unsafe.Offsetof(hwParams{}.intervals)]byte{}
	_ [512]byte             = [unsafe.Offsetof(hwParams{}.rmask)]byte{}
	_ [offSWAvailMin]byte   = [unsafe.Offsetof(swParams{}.availMin)]byte{}
	_ [offSWProto]byte      = [unsafe.Offsetof(swParams{}.proto)]byte{}
	_ [24]byte              = [unsafe.Offsetof(status{}.tstamp)]byte{}
	_ [offStatusAppl]byte   = [unsafe.Offsetof(status{}.applPtr)]byte{}
	_ [offStatusDelay]byte  = [unsafe.Offsetof(status{}.delay)]byte{}
	_ [offStatusAudio]byte  = [unsafe.Offsetof(status{}.audioTstamp)]byte{}
	_ [offElemListPids]byte = [unsafe.Offsetof(elemList{}.pids)]byte{}
	_ [80]byte              = [unsafe.Offsetof(elemInfo{}.value)]byte{}
	_ [72]byte              = [unsafe.Offsetof(elemValue{}.value)]byte{}
)

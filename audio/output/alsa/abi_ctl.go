package alsa

import "unsafe"

// The structures of the control interface (include/uapi/sound/asound.h, control protocol 2.0.8).

// cardInfo is struct snd_ctl_card_info.
type cardInfo struct {
	card       int32
	_          int32
	id         [16]byte
	driver     [16]byte
	name       [32]byte
	longname   [80]byte
	_          [16]byte
	mixername  [80]byte
	components [128]byte
}

// elemID is struct snd_ctl_elem_id.
type elemID struct {
	numid     uint32
	iface     int32
	device    uint32
	subdevice uint32
	name      [44]byte
	index     uint32
}

// elemList is struct snd_ctl_elem_list; C pads its 50 reserved bytes up to the alignment of the pointer, as Go does.
type elemList struct {
	offset uint32
	space  uint32
	used   uint32
	count  uint32
	pids   unsafe.Pointer
	_      [50]byte
}

// elemInfo is struct snd_ctl_elem_info. value is the union of 128 bytes, on a multiple of 8: longs (min, max, step), 64-bit
// numbers, or the enumeration.
type elemInfo struct {
	id     elemID
	typ    int32
	access uint32
	count  uint32
	owner  int32
	value  [16]uint64
	_      [64]byte
}

// elemEnum is what elemInfo.value holds for an enumeration; the list of names that follows is for making elements only.
type elemEnum struct {
	items uint32
	item  uint32
	name  [64]byte
}

// elemValue is struct snd_ctl_elem_value. The union begins with a multiple of 8 on all three architectures and holds 128
// longs: it is 1024 bytes on 64-bit machines and 512 on arm. (It isn't an array of int32: that sets the left channel only.)
type elemValue struct {
	id       elemID
	indirect uint32
	_        uint32
	value    [128]int
	_        [128]byte
}

// tlvHeader is struct snd_ctl_tlv without its flexible array.
type tlvHeader struct {
	numid  uint32
	length uint32
}

// ctlEvent is struct snd_ctl_event.
type ctlEvent struct {
	typ  int32
	mask uint32
	id   elemID
}

// The control requests in use.
const (
	reqCtlPVersion  = dirRead | 4<<sizeShift | typeCtl | 0x00
	reqCtlCardInfo  = dirRead | unsafe.Sizeof(cardInfo{})<<sizeShift | typeCtl | 0x01
	reqCtlElemList  = dirBoth | unsafe.Sizeof(elemList{})<<sizeShift | typeCtl | 0x10
	reqCtlElemInfo  = dirBoth | unsafe.Sizeof(elemInfo{})<<sizeShift | typeCtl | 0x11
	reqCtlElemRead  = dirBoth | unsafe.Sizeof(elemValue{})<<sizeShift | typeCtl | 0x12
	reqCtlElemWrite = dirBoth | unsafe.Sizeof(elemValue{})<<sizeShift | typeCtl | 0x13
	reqCtlSubscribe = dirBoth | 4<<sizeShift | typeCtl | 0x16
	reqCtlTLVRead   = dirBoth | unsafe.Sizeof(tlvHeader{})<<sizeShift | typeCtl | 0x1a
	reqCtlPCMInfo   = dirBoth | unsafe.Sizeof(pcmInfo{})<<sizeShift | typeCtl | 0x31
)

// Values of the header.
const (
	ifaceMixer = 2

	elemBoolean    = 1
	elemInteger    = 2
	elemEnumerated = 3
	elemInteger64  = 6

	accessRead    = 1 << 0
	accessWrite   = 1 << 1
	accessTLVRead = 1 << 4
	accessInact   = 1 << 8

	eventElem   = 0
	eventRemove = ^uint32(0)
)

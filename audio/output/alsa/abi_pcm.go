package alsa

import "unsafe"

// The structures of the PCM interface, field for field as in include/uapi/sound/asound.h (protocol 2.0.15). C's long and
// snd_pcm_uframes_t are Go's int and uint, 32 bits on arm and 64 elsewhere, so one declaration serves all three
// architectures; layout_64.go and layout_32.go pin the sizes and offsets that follow, at compile time.

type (
	uframes = uint // snd_pcm_uframes_t: unsigned long
	sframes = int  // snd_pcm_sframes_t: long
)

// mask is struct snd_mask: 256 bits, of which the kernel looks at the first 64.
type mask struct{ bits [8]uint32 }

// interval is struct snd_interval. flags: 1 openmin, 2 openmax, 4 integer, 8 empty (little-endian bit fields).
type interval struct {
	min, max uint32
	flags    uint32
}

// hwParams is struct snd_pcm_hw_params.
type hwParams struct {
	flags     uint32
	masks     [3]mask // access, format, subformat
	_         [5]mask
	intervals [12]interval // sample bits … tick time
	_         [9]interval
	rmask     uint32 // W: what to refine, a bit a parameter
	cmask     uint32 // R: what changed
	info      uint32 // R: SNDRV_PCM_INFO_*
	msbits    uint32 // R: significant bits of a sample
	rateNum   uint32
	rateDen   uint32
	fifoSize  uframes
	_         [64]byte
}

// swParams is struct snd_pcm_sw_params.
type swParams struct {
	tstampMode       int32
	periodStep       uint32
	sleepMin         uint32
	availMin         uframes
	xferAlign        uframes
	startThreshold   uframes
	stopThreshold    uframes
	silenceThreshold uframes
	silenceSize      uframes
	boundary         uframes // R
	proto            uint32
	tstampType       uint32
	_                [56]byte
}

// timespec is the 64-bit struct timespec, on every architecture: the kernel tells the two layouts of snd_pcm_status apart
// by the size in the ioctl number, and has taken the 64-bit one from 32-bit programs since 5.6.
type timespec struct{ sec, nsec int64 }

// status is struct snd_pcm_status with 64-bit times. Every 64-bit field lies on a multiple of 8 by itself, so that Go's
// weaker alignment on arm changes nothing.
type status struct {
	state          int32
	_              uint32
	triggerTstamp  timespec
	tstamp         timespec
	applPtr        uframes
	hwPtr          uframes
	delay          sframes
	avail          uframes
	availMax       uframes
	overrange      uframes
	suspendedState int32
	audioData      uint32
	audioTstamp    timespec
	driverTstamp   timespec
	audioAccuracy  uint32
	_              [20]byte
}

// xferi is struct snd_xferi. buf is a pointer to the collector too.
type xferi struct {
	result sframes
	buf    unsafe.Pointer
	frames uframes
}

// pcmInfo is struct snd_pcm_info.
type pcmInfo struct {
	device          uint32
	subdevice       uint32
	stream          int32 // 0 playback, 1 capture
	card            int32
	id              [64]byte
	name            [80]byte
	subname         [32]byte
	devClass        int32
	devSubclass     int32
	subdevicesCount uint32
	subdevicesAvail uint32
	sync            [16]byte
	_               [64]byte
}

// The PCM requests in use.
const (
	reqPVersion = dirRead | 4<<sizeShift | typePCM | 0x00
	reqHWRefine = dirBoth | unsafe.Sizeof(hwParams{})<<sizeShift | typePCM | 0x10
	reqHWParams = dirBoth | unsafe.Sizeof(hwParams{})<<sizeShift | typePCM | 0x11
	reqSWParams = dirBoth | unsafe.Sizeof(swParams{})<<sizeShift | typePCM | 0x13
	reqStatus   = dirRead | unsafe.Sizeof(status{})<<sizeShift | typePCM | 0x20
	reqDelay    = dirRead | unsafe.Sizeof(sframes(0))<<sizeShift | typePCM | 0x21
	reqPrepare  = typePCM | 0x40
	reqStart    = typePCM | 0x42
	reqDrop     = typePCM | 0x43
	reqDrain    = typePCM | 0x44
	reqPause    = dirWrite | 4<<sizeShift | typePCM | 0x45
	reqResume   = typePCM | 0x47
	reqWriteI   = dirWrite | unsafe.Sizeof(xferi{})<<sizeShift | typePCM | 0x50
)

// Values of the header.
const (
	accessRWInterleaved = 3
	tstampEnable        = 1
	tstampMonotonic     = 1
	infoPause           = 1 << 19
	infoResume          = 1 << 18
	infoBatch           = 1 << 4
	streamPlayback      = 0
	protocolSWTstamp    = 2<<16 | 0<<8 | 12 // from which SW_PARAMS takes tstamp_type
	protocolOurs        = 2<<16 | 0<<8 | 15
)

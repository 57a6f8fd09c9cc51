package alsa

import (
	"bytes"
	"fmt"
	"math/bits"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"unsafe"

	"auralis/internal/need"
)

// ours lists, in C's words, every size, offset and number this package relies on, beside its own.
var ours = []struct {
	c   string
	go_ uintptr
}{
	{"sizeof(struct snd_pcm_hw_params)", unsafe.Sizeof(hwParams{})},
	{"offsetof(struct snd_pcm_hw_params, masks)", unsafe.Offsetof(hwParams{}.masks)},
	{"offsetof(struct snd_pcm_hw_params, intervals)", unsafe.Offsetof(hwParams{}.intervals)},
	{"offsetof(struct snd_pcm_hw_params, rmask)", unsafe.Offsetof(hwParams{}.rmask)},
	{"offsetof(struct snd_pcm_hw_params, info)", unsafe.Offsetof(hwParams{}.info)},
	{"offsetof(struct snd_pcm_hw_params, msbits)", unsafe.Offsetof(hwParams{}.msbits)},
	{"offsetof(struct snd_pcm_hw_params, fifo_size)", unsafe.Offsetof(hwParams{}.fifoSize)},
	{"sizeof(struct snd_pcm_sw_params)", unsafe.Sizeof(swParams{})},
	{"offsetof(struct snd_pcm_sw_params, avail_min)", unsafe.Offsetof(swParams{}.availMin)},
	{"offsetof(struct snd_pcm_sw_params, start_threshold)", unsafe.Offsetof(swParams{}.startThreshold)},
	{"offsetof(struct snd_pcm_sw_params, stop_threshold)", unsafe.Offsetof(swParams{}.stopThreshold)},
	{"offsetof(struct snd_pcm_sw_params, boundary)", unsafe.Offsetof(swParams{}.boundary)},
	{"offsetof(struct snd_pcm_sw_params, proto)", unsafe.Offsetof(swParams{}.proto)},
	{"offsetof(struct snd_pcm_sw_params, tstamp_type)", unsafe.Offsetof(swParams{}.tstampType)},
	{"sizeof(struct snd_pcm_status)", unsafe.Sizeof(status{})},
	{"offsetof(struct snd_pcm_status, trigger_tstamp)", unsafe.Offsetof(status{}.triggerTstamp)},
	{"offsetof(struct snd_pcm_status, tstamp)", unsafe.Offsetof(status{}.tstamp)},
	{"offsetof(struct snd_pcm_status, appl_ptr)", unsafe.Offsetof(status{}.applPtr)},
	{"offsetof(struct snd_pcm_status, hw_ptr)", unsafe.Offsetof(status{}.hwPtr)},
	{"offsetof(struct snd_pcm_status, delay)", unsafe.Offsetof(status{}.delay)},
	{"offsetof(struct snd_pcm_status, avail)", unsafe.Offsetof(status{}.avail)},
	{"offsetof(struct snd_pcm_status, suspended_state)", unsafe.Offsetof(status{}.suspendedState)},
	{"offsetof(struct snd_pcm_status, audio_tstamp)", unsafe.Offsetof(status{}.audioTstamp)},
	{"offsetof(struct snd_pcm_status, driver_tstamp)", unsafe.Offsetof(status{}.driverTstamp)},
	{"offsetof(struct snd_pcm_status, audio_tstamp_accuracy)", unsafe.Offsetof(status{}.audioAccuracy)},
	{"sizeof(struct snd_xferi)", unsafe.Sizeof(xferi{})},
	{"offsetof(struct snd_xferi, buf)", unsafe.Offsetof(xferi{}.buf)},
	{"offsetof(struct snd_xferi, frames)", unsafe.Offsetof(xferi{}.frames)},
	{"sizeof(struct snd_pcm_info)", unsafe.Sizeof(pcmInfo{})},
	{"offsetof(struct snd_pcm_info, id)", unsafe.Offsetof(pcmInfo{}.id)},
	{"offsetof(struct snd_pcm_info, name)", unsafe.Offsetof(pcmInfo{}.name)},
	{"offsetof(struct snd_pcm_info, subdevices_count)", unsafe.Offsetof(pcmInfo{}.subdevicesCount)},
	{"sizeof(struct snd_ctl_card_info)", unsafe.Sizeof(cardInfo{})},
	{"offsetof(struct snd_ctl_card_info, id)", unsafe.Offsetof(cardInfo{}.id)},
	{"offsetof(struct snd_ctl_card_info, driver)", unsafe.Offsetof(cardInfo{}.driver)},
	{"offsetof(struct snd_ctl_card_info, name)", unsafe.Offsetof(cardInfo{}.name)},
	{"offsetof(struct snd_ctl_card_info, longname)", unsafe.Offsetof(cardInfo{}.longname)},
	{"offsetof(struct snd_ctl_card_info, mixername)", unsafe.Offsetof(cardInfo{}.mixername)},
	{"offsetof(struct snd_ctl_card_info, components)", unsafe.Offsetof(cardInfo{}.components)},
	{"sizeof(struct snd_ctl_elem_id)", unsafe.Sizeof(elemID{})},
	{"offsetof(struct snd_ctl_elem_id, name)", unsafe.Offsetof(elemID{}.name)},
	{"offsetof(struct snd_ctl_elem_id, index)", unsafe.Offsetof(elemID{}.index)},
	{"sizeof(struct snd_ctl_elem_list)", unsafe.Sizeof(elemList{})},
	{"offsetof(struct snd_ctl_elem_list, pids)", unsafe.Offsetof(elemList{}.pids)},
	{"sizeof(struct snd_ctl_elem_info)", unsafe.Sizeof(elemInfo{})},
	{"offsetof(struct snd_ctl_elem_info, access)", unsafe.Offsetof(elemInfo{}.access)},
	{"offsetof(struct snd_ctl_elem_info, value)", unsafe.Offsetof(elemInfo{}.value)},
	{"offsetof(struct snd_ctl_elem_info, value.enumerated.name) - offsetof(struct snd_ctl_elem_info, value)", unsafe.Offsetof(elemEnum{}.name)},
	{"sizeof(struct snd_ctl_elem_value)", unsafe.Sizeof(elemValue{})},
	{"offsetof(struct snd_ctl_elem_value, value)", unsafe.Offsetof(elemValue{}.value)},
	{"sizeof(((struct snd_ctl_elem_value *)0)->value.integer)", unsafe.Sizeof(elemValue{}.value)},
	{"sizeof(struct snd_ctl_event)", unsafe.Sizeof(ctlEvent{})},
	{"offsetof(struct snd_ctl_event, data.elem.id)", unsafe.Offsetof(ctlEvent{}.id)},
	{"sizeof(struct snd_ctl_tlv)", unsafe.Sizeof(tlvHeader{})},

	{"SNDRV_PCM_IOCTL_PVERSION", reqPVersion},
	{"SNDRV_PCM_IOCTL_HW_REFINE", reqHWRefine},
	{"SNDRV_PCM_IOCTL_HW_PARAMS", reqHWParams},
	{"SNDRV_PCM_IOCTL_SW_PARAMS", reqSWParams},
	{"SNDRV_PCM_IOCTL_STATUS", reqStatus},
	{"SNDRV_PCM_IOCTL_DELAY", reqDelay},
	{"SNDRV_PCM_IOCTL_PREPARE", reqPrepare},
	{"SNDRV_PCM_IOCTL_START", reqStart},
	{"SNDRV_PCM_IOCTL_DROP", reqDrop},
	{"SNDRV_PCM_IOCTL_DRAIN", reqDrain},
	{"SNDRV_PCM_IOCTL_PAUSE", reqPause},
	{"SNDRV_PCM_IOCTL_RESUME", reqResume},
	{"SNDRV_PCM_IOCTL_WRITEI_FRAMES", reqWriteI},
	{"SNDRV_CTL_IOCTL_PVERSION", reqCtlPVersion},
	{"SNDRV_CTL_IOCTL_CARD_INFO", reqCtlCardInfo},
	{"SNDRV_CTL_IOCTL_ELEM_LIST", reqCtlElemList},
	{"SNDRV_CTL_IOCTL_ELEM_INFO", reqCtlElemInfo},
	{"SNDRV_CTL_IOCTL_ELEM_READ", reqCtlElemRead},
	{"SNDRV_CTL_IOCTL_ELEM_WRITE", reqCtlElemWrite},
	{"SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS", reqCtlSubscribe},
	{"SNDRV_CTL_IOCTL_TLV_READ", reqCtlTLVRead},
	{"SNDRV_CTL_IOCTL_PCM_INFO", reqCtlPCMInfo},

	{"SNDRV_PCM_ACCESS_RW_INTERLEAVED", accessRWInterleaved},
	{"SNDRV_PCM_INFO_PAUSE", infoPause},
	{"SNDRV_PCM_INFO_RESUME", infoResume},
	{"SNDRV_PCM_INFO_BATCH", infoBatch},
	{"SNDRV_PCM_TSTAMP_TYPE_MONOTONIC", tstampMonotonic},
	{"SNDRV_PCM_FORMAT_S32_LE", 10},
	{"SNDRV_PCM_FORMAT_S24_3LE", 32},
	{"SNDRV_PCM_HW_PARAM_RATE - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL", uintptr(paramRate)},
	{"SNDRV_PCM_HW_PARAM_PERIOD_SIZE - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL", uintptr(paramPeriodSize)},
	{"SNDRV_PCM_HW_PARAM_PERIODS - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL", uintptr(paramPeriods)},
	{"SNDRV_PCM_HW_PARAM_BUFFER_SIZE - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL", uintptr(paramBufferSize)},
	{"SNDRV_PCM_HW_PARAM_CHANNELS - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL", uintptr(paramChannels)},
	{"SNDRV_PCM_STATE_XRUN", uintptr(StateXrun)},
	{"SNDRV_PCM_STATE_DISCONNECTED", uintptr(StateDisconnected)},
	{"SNDRV_CTL_ELEM_IFACE_MIXER", ifaceMixer},
	{"SNDRV_CTL_ELEM_ACCESS_TLV_READ", accessTLVRead},
	{"SNDRV_CTL_ELEM_ACCESS_INACTIVE", accessInact},
}

// TestLayoutAgainstHeader has the C compiler lay out the structures of the system's own header and compares all that
// this package relies on. It only compiles (to assembly, in which the values stand as .long), so that no 32-bit C library
// is needed: on arm, and under qemu-arm on a PC, the rules of arm's ABI are had from -m32 -malign-double.
func TestLayoutAgainstHeader(t *testing.T) {
	gcc := need.Tool(t, "gcc", "gcc")
	if _, err := os.Stat("/usr/include/sound/asound.h"); err != nil {
		need.Unmet(t, "no /usr/include/sound/asound.h", "apt-get install linux-libc-dev")
	}
	machine, err := exec.Command(gcc, "-dumpmachine").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var src bytes.Buffer
	src.WriteString("#include <stddef.h>\n#include <linux/ioctl.h>\n#include <sound/asound.h>\nconst unsigned int v[] = {\n")
	for _, o := range ours {
		fmt.Fprintf(&src, "(unsigned int)(%s),\n", o.c)
	}
	src.WriteString("};\n")
	file := filepath.Join(dir, "layout.c")
	if err := os.WriteFile(file, src.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-S", "-o", "-", file}
	if bits.UintSize == 32 {
		// gnu/stubs-32.h belongs to the C library's 32-bit package and says nothing about structures.
		if err := os.Mkdir(filepath.Join(dir, "gnu"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "gnu", "stubs-32.h"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append([]string{"-D_TIME_BITS=64", "-D_FILE_OFFSET_BITS=64"}, args...)
		if !bytes.HasPrefix(machine, []byte("arm")) {
			args = append([]string{"-m32", "-malign-double", "-I" + dir, "-I/usr/include/x86_64-linux-gnu"}, args...)
		}
	}
	cmd := exec.Command(gcc, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("gcc: %v\n%s", err, stderr.Bytes())
	}
	var c []uint32
	for _, m := range regexp.MustCompile(`(?m)^\s*\.(long|word|zero)\s+(-?\d+)`).FindAllSubmatch(out, -1) {
		n, err := strconv.ParseInt(string(m[2]), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if string(m[1]) == "zero" { // a run of zero bytes
			c = append(c, make([]uint32, n/4)...)
			continue
		}
		c = append(c, uint32(n))
	}
	if len(c) != len(ours) {
		t.Fatalf("gcc gave %d values, want %d", len(c), len(ours))
	}
	for i, o := range ours {
		if uint32(o.go_) != c[i] {
			t.Errorf("%s is %#x in the kernel's header, %#x here", o.c, c[i], o.go_)
		}
	}
}

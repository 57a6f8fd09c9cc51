package alsa

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Kind is the type of an element's values.
type Kind int32

// The kinds of elements that can be read and written here.
const (
	KindBool  Kind = elemBoolean
	KindInt   Kind = elemInteger
	KindEnum  Kind = elemEnumerated
	KindInt64 Kind = elemInteger64
)

// Element is one control of a card.
type Element struct {
	Name     string // "Master Playback Volume"
	Index    int    // tells apart elements of one name
	Kind     Kind
	Count    int   // values: channels, as a rule
	Min, Max int64 // of an integer; of an enumeration 0 and its last item
	Step     int64 // of an integer; 0 is any
	Items    []string
	Mixer    bool // belongs to the mixer, not to a PCM or the card
	CanRead  bool
	CanWrite bool
	Active   bool // false: does nothing at present
	HasTLV   bool
	id       elemID
}

const (
	maxElements = 4096
	maxItems    = 256
)

// elements lists all elements of a card.
func (c *control) elements() ([]Element, unix.Errno) {
	var ids []elemID
	for {
		l := elemList{space: uint32(len(ids)), pids: unsafe.Pointer(unsafe.SliceData(ids))}
		e := ioctl(c.fd, reqCtlElemList, unsafe.Pointer(&l))
		runtime.KeepAlive(ids)
		if e != 0 {
			return nil, e
		}
		if int(l.count) <= len(ids) {
			ids = ids[:min(int(l.used), len(ids))]
			break
		}
		if len(ids) >= maxElements {
			return nil, unix.E2BIG
		}
		ids = make([]elemID, min(int(l.count)+8, maxElements)) // some may have been added since
	}
	var all []Element
	for _, id := range ids {
		el, e := c.element(id)
		if e == unix.ENOENT {
			continue // removed since
		}
		if e != 0 {
			return all, e
		}
		all = append(all, el)
	}
	return all, 0
}

func (c *control) element(id elemID) (Element, unix.Errno) {
	i := elemInfo{id: id}
	if e := ioctl(c.fd, reqCtlElemInfo, unsafe.Pointer(&i)); e != 0 {
		return Element{}, e
	}
	el := Element{
		Name: cString(i.id.name[:]), Index: int(i.id.index), Kind: Kind(i.typ), Count: int(i.count),
		Mixer:   i.id.iface == ifaceMixer,
		CanRead: i.access&accessRead != 0, CanWrite: i.access&accessWrite != 0,
		Active: i.access&accessInact == 0, HasTLV: i.access&accessTLVRead != 0, id: i.id,
	}
	switch el.Kind {
	case KindBool:
		el.Max = 1
	case KindInt:
		v := (*[3]int)(unsafe.Pointer(&i.value))
		el.Min, el.Max, el.Step = int64(v[0]), int64(v[1]), int64(v[2])
	case KindInt64:
		v := (*[3]int64)(unsafe.Pointer(&i.value))
		el.Min, el.Max, el.Step = v[0], v[1], v[2]
	case KindEnum:
		items := min((*elemEnum)(unsafe.Pointer(&i.value)).items, maxItems)
		el.Max = int64(items) - 1
		for n := range items {
			q := elemInfo{id: i.id}
			(*elemEnum)(unsafe.Pointer(&q.value)).item = n
			if e := ioctl(c.fd, reqCtlElemInfo, unsafe.Pointer(&q)); e != 0 {
				return el, e
			}
			el.Items = append(el.Items, cString((*elemEnum)(unsafe.Pointer(&q.value)).name[:]))
		}
	}
	return el, 0
}

// read gives all values of an element.
func (c *control) read(el Element) ([]int64, unix.Errno) {
	v := elemValue{id: el.id}
	if e := ioctl(c.fd, reqCtlElemRead, unsafe.Pointer(&v)); e != 0 {
		return nil, e
	}
	return v.get(el)
}

// write sets all values of an element.
func (c *control) write(el Element, values []int64) unix.Errno {
	v := elemValue{id: el.id}
	if e := v.put(el, values); e != 0 {
		return e
	}
	return ioctl(c.fd, reqCtlElemWrite, unsafe.Pointer(&v))
}

// get takes the values out of the union, by the element's kind: long, long long or unsigned int.
func (v *elemValue) get(el Element) ([]int64, unix.Errno) {
	out := make([]int64, 0, max(el.Count, 0))
	for i := range el.Count {
		switch {
		case (el.Kind == KindInt || el.Kind == KindBool) && i < len(v.value):
			out = append(out, int64(v.value[i]))
		case el.Kind == KindInt64 && i < 64:
			out = append(out, (*[64]int64)(unsafe.Pointer(&v.value))[i])
		case el.Kind == KindEnum && i < 128:
			out = append(out, int64((*[128]uint32)(unsafe.Pointer(&v.value))[i]))
		default:
			return nil, unix.EINVAL
		}
	}
	return out, 0
}

// put is the reverse of get; the values must be as many as the element has, and within its range.
func (v *elemValue) put(el Element, values []int64) unix.Errno {
	if len(values) != el.Count {
		return unix.EINVAL
	}
	for i, x := range values {
		if x < el.Min || x > el.Max {
			return unix.ERANGE
		}
		switch {
		case (el.Kind == KindInt || el.Kind == KindBool) && i < len(v.value):
			v.value[i] = int(x)
		case el.Kind == KindInt64 && i < 64:
			(*[64]int64)(unsafe.Pointer(&v.value))[i] = x
		case el.Kind == KindEnum && i < 128:
			(*[128]uint32)(unsafe.Pointer(&v.value))[i] = uint32(x)
		default:
			return unix.EINVAL
		}
	}
	return 0
}

// tlv reads the words of an element's TLV.
func (c *control) tlv(el Element) ([]uint32, unix.Errno) {
	const words = 1024
	var buf [2 + words]uint32
	h := (*tlvHeader)(unsafe.Pointer(&buf))
	h.numid, h.length = el.id.numid, 4*words
	if e := ioctl(c.fd, reqCtlTLVRead, unsafe.Pointer(&buf)); e != 0 {
		return nil, e
	}
	return buf[2:], 0
}

// String names the element with its range.
func (e Element) String() string {
	s := e.Name
	if e.Index != 0 {
		s += fmt.Sprintf(",%d", e.Index)
	}
	return s
}

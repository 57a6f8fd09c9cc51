package dsp

// slidingMin is the minimum of the last width values, by a queue of those that can still become it (values rising from
// front to back): a constant number of steps a value on average, whatever the width.
type slidingMin struct {
	val         []float64
	at          []int64
	front, size int
	width, now  int64
}

func newSlidingMin(width int) *slidingMin {
	return &slidingMin{val: make([]float64, width+1), at: make([]int64, width+1), width: int64(width)}
}

func (m *slidingMin) reset() { m.front, m.size, m.now = 0, 0, 0 }

// push takes the next value and gives the minimum of it and the width-1 before.
func (m *slidingMin) push(v float64) float64 {
	n := len(m.val)
	for m.size > 0 {
		back := m.front + m.size - 1
		if back >= n {
			back -= n
		}
		if m.val[back] < v {
			break
		}
		m.size--
	}
	back := m.front + m.size
	if back >= n {
		back -= n
	}
	m.val[back], m.at[back] = v, m.now
	m.size++
	if m.at[m.front] <= m.now-m.width {
		if m.front++; m.front == n {
			m.front = 0
		}
		m.size--
	}
	m.now++
	return m.val[m.front]
}

// settled is true when all of the last width values, but for those that are forgotten anyway, were v.
func (m *slidingMin) settled(v float64) bool { return m.size == 1 && m.val[m.front] == v }

// pushRun is n pushes of the value it is settled at.
func (m *slidingMin) pushRun(n int) {
	m.now += int64(n)
	m.at[m.front] = m.now - 1
}

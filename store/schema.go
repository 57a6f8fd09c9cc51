package store

import (
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// The buckets. meta: schema → 8 bytes big-endian. tracks: id → Track. values: name → envelope.
var (
	bucketMeta   = []byte("meta")
	bucketTracks = []byte("tracks")
	bucketValues = []byte("values")
	keySchema    = []byte("schema")
)

// migration makes the file of version number out of that of the version before, within the one transaction given.
type migration struct {
	number uint64
	what   string // for the log: "first layout"
	run    func(*bolt.Tx) error
}

// migrations is every step from an empty file to the present layout, numbered from 1 without a gap. A step that was
// released is never changed.
func migrations() []migration {
	return []migration{
		{1, "first layout", func(tx *bolt.Tx) error {
			for _, b := range [][]byte{bucketTracks, bucketValues} {
				if _, err := tx.CreateBucketIfNotExists(b); err != nil {
					return err
				}
			}
			return nil
		}},
	}
}

// schemaOf reads the version of a file.
func schemaOf(tx *bolt.Tx) (uint64, error) {
	meta := tx.Bucket(bucketMeta)
	if meta == nil {
		return 0, fmt.Errorf("%w: it holds no schema version", ErrCorrupt)
	}
	v := meta.Get(keySchema)
	if len(v) != 8 {
		return 0, fmt.Errorf("%w: its schema version has %d bytes", ErrCorrupt, len(v))
	}
	return binary.BigEndian.Uint64(v), nil
}

// migrate runs the steps after version from, and writes the new version, in one transaction.
func migrate(db *bolt.DB, steps []migration, from uint64) error {
	return contain(func() error {
		return db.Update(func(tx *bolt.Tx) error {
			meta, err := tx.CreateBucketIfNotExists(bucketMeta)
			if err != nil {
				return err
			}
			version := from
			for _, s := range steps {
				if s.number <= from {
					continue
				}
				if err := s.run(tx); err != nil {
					return fmt.Errorf("step %d (%s): %w", s.number, s.what, err)
				}
				version = s.number
			}
			return meta.Put(keySchema, binary.BigEndian.AppendUint64(nil, version))
		})
	})
}

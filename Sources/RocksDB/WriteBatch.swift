import CRocksDB

/// Changes that take effect together or not at all; later ones win over earlier ones.
///
/// It has one owner, and writing it consumes it.
package struct WriteBatch: ~Copyable {
    let pointer: OpaquePointer

    package init() {
        self.pointer = rocksdb_writebatch_create()
    }

    deinit {
        rocksdb_writebatch_destroy(self.pointer)
    }

    /// How many changes it holds.
    package var count: Int { Int(rocksdb_writebatch_count(self.pointer)) }

    package var isEmpty: Bool { self.count == 0 }

    package mutating func put(_ key: [UInt8], _ value: [UInt8], in family: ColumnFamily) {
        withCharacters(key) { key, keyCount in
            withCharacters(value) { value, valueCount in
                rocksdb_writebatch_put_cf(
                    self.pointer, family.pointer, key, keyCount, value, valueCount)
            }
        }
    }

    package mutating func delete(_ key: [UInt8], in family: ColumnFamily) {
        withCharacters(key) { key, count in
            rocksdb_writebatch_delete_cf(self.pointer, family.pointer, key, count)
        }
    }

    /// Deletes every key at or after `lower` and before `upper`.
    package mutating func deleteRange(
        from lower: [UInt8], to upper: [UInt8], in family: ColumnFamily
    ) {
        withCharacters(lower) { lower, lowerCount in
            withCharacters(upper) { upper, upperCount in
                rocksdb_writebatch_delete_range_cf(
                    self.pointer, family.pointer, lower, lowerCount, upper, upperCount)
            }
        }
    }
}

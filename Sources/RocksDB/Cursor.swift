import CRocksDB

/// Walks the keys of a column family in order, over the state at the moment it was made.
///
/// It has one owner and keeps its database open. After it became invalid, `checkError()` tells the
/// end of the keys from a failed read.
package struct Cursor: ~Copyable {
    private let pointer: OpaquePointer
    private let options: OpaquePointer
    private let family: ColumnFamily
    private let snapshot: Snapshot?
    /// RocksDB keeps a pointer to the bounds, not a copy, until the cursor is destroyed.
    private let bounds: UnsafeMutableRawBufferPointer

    /// Makes a cursor that stands nowhere yet.
    ///
    /// - Parameters:
    ///   - family: whose keys it walks.
    ///   - database: the database of `family`.
    ///   - lower: the first key it may stand on; `nil` for the first of all.
    ///   - upper: the key it must stay before; `nil` for no end.
    ///   - fillsCache: whether the blocks that are read stay in the block cache.
    package init(
        over family: ColumnFamily, of database: Database, from lower: [UInt8]? = nil,
        to upper: [UInt8]? = nil, fillsCache: Bool = true
    ) {
        self.init(
            over: family, of: database, bounds: (lower, upper), fillsCache: fillsCache, at: nil)
    }

    /// The same over the state at the moment `snapshot` was made.
    package init(
        over family: ColumnFamily, of database: Database, at snapshot: Snapshot,
        from lower: [UInt8]? = nil, to upper: [UInt8]? = nil
    ) {
        self.init(
            over: family, of: database, bounds: (lower, upper), fillsCache: true, at: snapshot)
    }

    private init(
        over family: ColumnFamily, of database: Database,
        bounds: (lower: [UInt8]?, upper: [UInt8]?), fillsCache: Bool, at snapshot: Snapshot?
    ) {
        let (lower, upper) = bounds
        let lowerBytes = lower ?? []
        let upperBytes = upper ?? []
        self.family = family
        self.snapshot = snapshot
        self.options = rocksdb_readoptions_create()
        self.bounds = .allocate(byteCount: lowerBytes.count + upperBytes.count, alignment: 1)
        self.bounds.copyBytes(from: lowerBytes + upperBytes)
        rocksdb_readoptions_set_verify_checksums(self.options, 1)
        rocksdb_readoptions_set_fill_cache(self.options, fillsCache ? 1 : 0)
        if let snapshot {
            rocksdb_readoptions_set_snapshot(self.options, snapshot.pointer)
        }
        let start = self.bounds.baseAddress?.assumingMemoryBound(to: CChar.self)
        if !lowerBytes.isEmpty {
            rocksdb_readoptions_set_iterate_lower_bound(self.options, start, lowerBytes.count)
        }
        if upper != nil {
            rocksdb_readoptions_set_iterate_upper_bound(
                self.options, start.map { $0 + lowerBytes.count }, upperBytes.count)
        }
        self.pointer = rocksdb_create_iterator_cf(
            database.connection.pointer, self.options, family.pointer)
    }

    deinit {
        rocksdb_iter_destroy(self.pointer)
        rocksdb_readoptions_destroy(self.options)
        self.bounds.deallocate()
    }

    /// Whether it stands on a key.
    package var isValid: Bool { rocksdb_iter_valid(self.pointer) != 0 }

    package mutating func seekToFirst() { rocksdb_iter_seek_to_first(self.pointer) }

    package mutating func seekToLast() { rocksdb_iter_seek_to_last(self.pointer) }

    /// Goes to the first key at or after `key`.
    package mutating func seek(to key: [UInt8]) {
        withCharacters(key) { rocksdb_iter_seek(self.pointer, $0, $1) }
    }

    /// Goes to the last key at or before `key`.
    package mutating func seekBackward(to key: [UInt8]) {
        withCharacters(key) { rocksdb_iter_seek_for_prev(self.pointer, $0, $1) }
    }

    /// Must be called only while it is valid.
    package mutating func next() { rocksdb_iter_next(self.pointer) }

    /// Must be called only while it is valid.
    package mutating func previous() { rocksdb_iter_prev(self.pointer) }

    /// A copy of the key it stands on; must be called only while it is valid.
    package var key: [UInt8] { self.withKey { [UInt8]($0) } }

    /// A copy of the value it stands on; must be called only while it is valid.
    package var value: [UInt8] { self.withValue { [UInt8]($0) } }

    /// Lends the key without a copy.
    ///
    /// The bytes must not escape `body`.
    package func withKey<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        var count = 0
        let start = rocksdb_iter_key(self.pointer, &count)
        return body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Lends the value without a copy.
    ///
    /// The bytes must not escape `body`.
    package func withValue<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        var count = 0
        let start = rocksdb_iter_value(self.pointer, &count)
        return body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Throws when it became invalid because a read failed.
    package func checkError() throws(RocksDBError) {
        try checked { rocksdb_iter_get_error(self.pointer, $0) }
    }
}

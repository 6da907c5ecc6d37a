import CRocksDB

/// Settings of a whole database.
package struct DatabaseOptions: Sendable {
    /// What to do about damage in the write-ahead log when the database is opened.
    package enum WriteAheadRecovery: Sendable {
        /// Ignore an incomplete record at the end of the log; refuse any other damage.
        case tolerateIncompleteTail
        /// Take what stands before the first damage, and drop the rest without a word.
        ///
        /// Only for whoever knows that the rest was never promised.
        case dropFromFirstDamage

        var rawValue: Int32 {
            switch self {
            case .tolerateIncompleteTail: Int32(rocksdb_tolerate_corrupted_tail_records_recovery)
            case .dropFromFirstDamage: Int32(rocksdb_point_in_time_recovery)
            }
        }
    }

    /// Create the database and its column families; refuse when it is already there.
    package var createsNew = false
    package var writeAheadRecovery = WriteAheadRecovery.tolerateIncompleteTail
    /// When all write-ahead logs together are larger, the oldest unflushed data is flushed.
    package var writeAheadBytes: UInt64 = 256 << 20
    /// Threads that flush and compact.
    package var backgroundJobs: Int32 = 2
    /// Information logs that are kept, the newest ones.
    package var informationLogFiles = 4
    package var informationLogBytes = 4 << 20

    /// Bytes of a table after which its writing out begins, while more of it is still written.
    ///
    /// Otherwise all of a table goes to the disk when it is finished, and a sync of the write-ahead
    /// log that falls into that waits for it.
    package var bytesPerSync: UInt64 = 1 << 20

    /// `InfoLogLevel::FATAL_LEVEL`.
    private static let fatalLevel: Int32 = 4

    package init() {}

    /// The C options; the caller destroys them.
    func makePointer() throws(RocksDBError) -> OpaquePointer {
        let base = rocksdb_options_create()
        guard let pointer = rocksdb_options_create() else {
            throw RocksDBError(text: "rocksdb_options_create returned NULL")
        }
        defer { rocksdb_options_destroy(base) }
        // The C interface has no setter for this one. RocksDB notes the size of each closed
        // write-ahead log and refuses to open when one is missing or shorter.
        do {
            try checked {
                rocksdb_get_options_from_string(
                    base, "track_and_verify_wals_in_manifest=true", pointer, $0)
            }
        } catch {
            rocksdb_options_destroy(pointer)
            throw error
        }
        rocksdb_options_set_create_if_missing(pointer, self.createsNew ? 1 : 0)
        rocksdb_options_set_create_missing_column_families(pointer, self.createsNew ? 1 : 0)
        rocksdb_options_set_error_if_exists(pointer, self.createsNew ? 1 : 0)
        rocksdb_options_set_paranoid_checks(pointer, 1)
        rocksdb_options_set_wal_recovery_mode(pointer, self.writeAheadRecovery.rawValue)
        // A recycled log keeps old records behind its end, which no mode tells from damage.
        rocksdb_options_set_recycle_log_file_num(pointer, 0)
        rocksdb_options_set_max_total_wal_size(pointer, self.writeAheadBytes)
        rocksdb_options_set_bytes_per_sync(pointer, self.bytesPerSync)
        rocksdb_options_set_max_background_jobs(pointer, self.backgroundJobs)
        // Fatal errors only, of which RocksDB has none. A write that fails is put down in the
        // information log, and when the disk is full a second write to that file aborts the process
        // where assertions are compiled in, as in Debian. Errors come back from the calls as well.
        rocksdb_options_set_info_log_level(pointer, Self.fatalLevel)
        rocksdb_options_set_keep_log_file_num(pointer, self.informationLogFiles)
        rocksdb_options_set_max_log_file_size(pointer, self.informationLogBytes)
        return pointer
    }
}

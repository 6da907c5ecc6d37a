package import Raft

/// The fixed part of a stored entry, read without copying or checking the payload.
///
/// Opening a log reads the header of every entry; the checksum is verified by `EntryCoding` when
/// the entry itself is read. The layout is that of `EntryCoding`; a test holds the two together.
package struct EntryHeader: Hashable, Sendable {
    package var kind: Entry.Kind
    package var index: LogIndex
    package var term: Term

    /// `nil` when the record is not whole or of a version or kind that is not known.
    package init?(_ record: UnsafeRawBufferPointer) {
        guard record.count >= EntryCoding.overhead, record[0] == EntryCoding.version,
            let kind = Entry.Kind(rawValue: record[1])
        else { return nil }
        let length = UInt32(bigEndian: record.loadUnaligned(fromByteOffset: 22, as: UInt32.self))
        guard record.count == EntryCoding.overhead + Int(length) else { return nil }
        self.kind = kind
        self.index = LogIndex(
            UInt64(bigEndian: record.loadUnaligned(fromByteOffset: 2, as: UInt64.self)))
        self.term = Term(
            UInt64(bigEndian: record.loadUnaligned(fromByteOffset: 10, as: UInt64.self)))
    }
}

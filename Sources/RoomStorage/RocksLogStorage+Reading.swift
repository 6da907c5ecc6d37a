import ByteCoding
package import Raft
import RocksDB
package import RoomReplica
import Synchronization

extension RocksLogStorage {
    /// Entries from `first` through `last`, but no more than `maxBytes` after the first one.
    ///
    /// It ends early where the stored log ends. Throws `.corrupt` when an entry that must be there
    /// is not, or does not decode, or is of another slot.
    package func entries(
        from first: LogIndex, through last: LogIndex, maxBytes: Int
    ) throws(LogStorageError) -> [Entry] {
        invariant(first > .zero && first <= last, "entries asked from \(first) through \(last)")
        let before = self.extent.withLock { $0 }
        guard first > before.truncatedIndex else {
            throw .corrupt(
                "entry \(first) was asked for, but \(self.path) begins after index "
                    + "\(before.truncatedIndex)")
        }
        var entries: [Entry] = []
        var bytes = 0
        var cursor = Cursor(
            over: self.entryFamily, of: self.database,
            from: EntryKey.make(self.group, first), to: EntryKey.make(self.group, last.next),
            fillsCache: false)
        cursor.seekToFirst()
        while cursor.isValid {
            let expected = first.advanced(by: entries.count)
            let found = cursor.withKey { EntryKey.index(of: $0, in: self.group) }
            guard found == expected else { break }
            let entry = try self.decode(cursor.value, at: expected)
            bytes += entry.size
            if bytes > maxBytes, !entries.isEmpty { return entries }
            entries.append(entry)
            if entry.index == last { return entries }
            cursor.next()
        }
        do {
            try cursor.checkError()
        } catch {
            throw self.readFailure(error)
        }
        try self.checkEnd(at: first.advanced(by: entries.count), last: last, before: before)
        guard !entries.isEmpty else {
            throw .corrupt("entry \(first) was asked for, but \(self.path) does not hold it")
        }
        return entries
    }

    /// The kind of a failed read decides whether the data or the device is at fault.
    func readFailure(_ error: RocksDBError) -> LogStorageError {
        error.kind == .corruption
            ? .corrupt("reading \(self.path): \(error)")
            : .io("reading \(self.path) failed: \(error)")
    }

    private func decode(
        _ record: [UInt8], at index: LogIndex
    ) throws(LogStorageError) -> Entry {
        let entry: Entry
        do {
            var reader = ByteReader(record)
            entry = try self.coding.decode(from: &reader)
            try reader.expectEnd()
        } catch {
            throw .corrupt("entry \(index) in \(self.path): \(error)")
        }
        guard entry.index == index else {
            throw .corrupt("the slot of entry \(index) in \(self.path) holds entry \(entry.index)")
        }
        return entry
    }

    /// Throws when the entries end at `missing` although the log goes on.
    ///
    /// A suffix that was replaced while the cursor was open explains a shorter log; `rewrites`
    /// tells, as it is counted before and after such a batch.
    private func checkEnd(
        at missing: LogIndex, last: LogIndex, before: Extent
    ) throws(LogStorageError) {
        let after = self.extent.withLock { $0 }
        let wasRewritten = before.rewrites != after.rewrites || before.rewrites % 2 == 1
        let mustReach = min(last, before.lastIndex)
        guard missing <= mustReach, missing > after.truncatedIndex, !wasRewritten else { return }
        throw .corrupt(
            "entry \(missing) is missing in \(self.path), whose log ends at \(before.lastIndex)")
    }
}

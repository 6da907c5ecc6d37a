import ByteCoding
package import Raft
import RocksDB
package import RoomReplica
import Synchronization

extension RocksLogStorage {
    /// Entries from `first` through `last`, but no more than `maxBytes` after the first one.
    ///
    /// It ends early where the stored log ends. It is empty when `first` was truncated, as a
    /// truncation or an installed snapshot may come first, or replaced by a shorter suffix. Throws
    /// `.corrupt` when an entry that must be there is not, or does not decode, or is of another
    /// slot.
    package func entries(
        from first: LogIndex, through last: LogIndex, maxBytes: Int
    ) throws(LogStorageError) -> [Entry] {
        invariant(first > .zero && first <= last, "entries asked from \(first) through \(last)")
        let before = self.extent.withLock { $0 }
        guard first > before.truncatedIndex else { return [] }
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
        try self.checkEnd(
            at: first.advanced(by: entries.count), first: first, last: last, before: before)
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

    /// Throws when the entries end at `missing` although the log goes on, or when the first one
    /// asked for was never there.
    ///
    /// A log that was replaced or truncated while the cursor was open explains a shorter one;
    /// `rewrites` tells, as it is counted before and after such a batch.
    private func checkEnd(
        at missing: LogIndex, first: LogIndex, last: LogIndex, before: Extent
    ) throws(LogStorageError) {
        let after = self.extent.withLock { $0 }
        let wasRewritten = before.rewrites != after.rewrites || before.rewrites % 2 == 1
        guard missing > after.truncatedIndex, !wasRewritten else { return }
        guard missing > min(last, before.lastIndex) else {
            throw .corrupt(
                "entry \(missing) is missing in \(self.path), whose log ends at "
                    + "\(before.lastIndex)")
        }
        guard missing > first else {
            throw .corrupt("entry \(first) was asked for, but \(self.path) does not hold it")
        }
    }
}

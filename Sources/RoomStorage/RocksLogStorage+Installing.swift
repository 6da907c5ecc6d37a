import ByteCoding
import Raft
import RocksDB
import RoomReplica

extension RocksLogStorage {
    /// Adds the step to a received snapshot (Raft §7): with the batch it is durable as a whole.
    ///
    /// 1. the state database that the snapshot became belongs to the log from now on,
    /// 2. the log begins after the snapshot, and holds no entry,
    /// 3. the configuration as of the snapshot is the only one; acknowledgements and bindings stay.
    func add(
        _ install: SnapshotInstall, to batch: inout WriteBatch, over contents: inout Contents
    ) throws(LogStorageError) {
        let (record, old) = (install.membership, contents.truncation.index)
        invariant(
            install.index > old, "snapshot \(install.index) installed in a log after \(old)")
        invariant(
            record.index <= install.index,
            "snapshot \(install.index) installed with the configuration of \(record.index)")
        // A log that names a state that is not there would be the end of this node.
        guard self.generations.claim(install.generation) else {
            throw .corrupt(
                "snapshot \(install.index) cannot be installed in \(self.path): no state database "
                    + "\(install.generation) was received")
        }
        contents.generation = install.generation
        self.put(.generation(self.group), in: &batch) { $0.writeUInt64(install.generation) }
        contents.truncation = LogPosition(index: install.index, term: install.term)
        self.put(.truncation(self.group), in: &batch, contents.truncation.encode)
        contents.state.lastIndex = install.index
        contents.state.lastTerm = install.term
        batch.deleteRange(
            from: EntryKey.make(self.group, .zero), to: EntryKey.end(of: self.group),
            in: self.entryFamily)
        for old in contents.memberships {
            batch.delete(MetaKey.membership(self.group, old.index).bytes, in: self.metaFamily)
        }
        contents.memberships = [record]
        self.put(.membership(self.group, record.index), in: &batch, record.membership.encode)
    }

    private func put(
        _ key: MetaKey, in batch: inout WriteBatch, _ writeBody: (inout ByteWriter) -> Void
    ) {
        batch.put(key.bytes, MetaRecord.encode(under: key, writeBody), in: self.metaFamily)
    }
}

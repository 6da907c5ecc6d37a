import ByteCoding
package import Raft
import RocksDB
package import RoomReplica
import Synchronization

extension RocksLogStorage {
    /// Performs all `writes` in one synced batch.
    ///
    /// 1. for each write, the snapshot it installs, then the entries, and the deletion of the
    ///    suffix that they replace,
    /// 2. the membership history of what was appended and dropped,
    /// 3. the acknowledgements,
    /// 4. hard state and end of the log, whether they changed or not (see `GroupState`).
    package func write(_ writes: [LogWrite]) throws(LogStorageError) {
        guard writes.contains(where: { !$0.isEmpty }) else { return }
        try self.withWriter { contents throws(LogStorageError) in
            var batch = WriteBatch()
            var next = contents
            var rewrites = false
            let installs = writes.contains { $0.install != nil }
            for write in writes {
                rewrites = try self.add(write, to: &batch, over: &next) || rewrites
            }
            let stateKey = MetaKey.state(self.group)
            batch.put(
                stateKey.bytes, MetaRecord.encode(under: stateKey, next.state.encode),
                in: self.metaFamily)
            if rewrites { self.extent.withLock { $0.rewrites += 1 } }
            try self.writeSynced(batch, step: installs ? .logInstall : .logWrite)
            contents = next
            self.extent.withLock { extent in
                extent.truncatedIndex = next.truncation.index
                extent.lastIndex = next.state.lastIndex
                if rewrites { extent.rewrites += 1 }
            }
        }
    }

    /// Drops the entries up to `index` in two steps.
    ///
    /// When a crash comes between them, the next opening performs the second one.
    ///
    /// 1. one synced batch moves the first index and drops the configurations that are not needed,
    /// 2. one range delete removes the entries; compaction frees their space.
    package func truncatePrefix(through index: LogIndex, term: Term) throws(LogStorageError) {
        try self.withWriter { contents throws(LogStorageError) in
            let old = contents.truncation
            guard index > old.index else { return }
            invariant(
                index <= contents.state.lastIndex,
                "truncation through \(index) of a log that ends at \(contents.state.lastIndex)")
            var next = contents
            next.truncation = LogPosition(index: index, term: term)
            var batch = WriteBatch()
            let key = MetaKey.truncation(self.group)
            batch.put(
                key.bytes, MetaRecord.encode(under: key, next.truncation.encode),
                in: self.metaFamily)
            let newest = next.memberships.last { $0.index <= index }?.index ?? .zero
            for record in next.memberships where record.index < newest {
                batch.delete(
                    MetaKey.membership(self.group, record.index).bytes, in: self.metaFamily)
            }
            next.memberships.removeAll { $0.index < newest }
            try self.writeSynced(batch, step: .logTruncationSwitch)
            contents = next
            self.extent.withLock { $0.truncatedIndex = index }
            try self.deleteEntries(from: old.index.next, through: index)
        }
    }

    package func pin(_ node: NodeID, to store: StoreID) throws(LogStorageError) {
        try self.withWriter { contents throws(LogStorageError) in
            if let bound = contents.pins[node] {
                guard bound == store else {
                    throw .corrupt(
                        "\(self.path) binds node \(node) to store \(bound), and it cannot be "
                            + "bound to store \(store) as well; a node with another data "
                            + "directory needs a new node id")
                }
                return
            }
            guard contents.pins.count < Limits.pins else {
                throw .corrupt(
                    "\(self.path) already binds \(contents.pins.count) nodes to their stores, "
                        + "which is the limit of \(Limits.pins)")
            }
            var batch = WriteBatch()
            let key = MetaKey.pin(node)
            batch.put(
                key.bytes,
                MetaRecord.encode(under: key) { $0.writeUInt64(store.rawValue) },
                in: self.metaFamily)
            try self.writeSynced(batch, step: .logPin)
            contents.pins[node] = store
        }
    }

    /// Removes entries that lie before the first index, which is durable already.
    func deleteEntries(
        from first: LogIndex, through last: LogIndex
    ) throws(LogStorageError) {
        let lower = EntryKey.make(self.group, first)
        let upper = EntryKey.make(self.group, last.next)
        var batch = WriteBatch()
        batch.deleteRange(from: lower, to: upper, in: self.entryFamily)
        try self.writeSynced(batch, step: .logTruncationDelete)
    }

    /// Adds one write to the batch; tells whether it replaces entries that are stored.
    private func add(
        _ write: LogWrite, to batch: inout WriteBatch, over contents: inout Contents
    ) throws(LogStorageError) -> Bool {
        var rewrites = false
        if let install = write.install {
            try self.add(install, to: &batch, over: &contents)
            rewrites = true
        }
        if let first = write.entries.first, let last = write.entries.last {
            rewrites = rewrites || first.index <= contents.state.lastIndex
            self.makeRoom(for: first.index, through: last.index, in: &batch, over: &contents)
            for (offset, entry) in write.entries.enumerated() {
                let expected = first.index.advanced(by: offset)
                invariant(
                    entry.index == expected, "entry \(entry.index) where \(expected) must follow")
                try self.add(entry, to: &batch, over: &contents)
            }
            contents.state.lastIndex = last.index
            contents.state.lastTerm = last.term
        }
        if let hardState = write.hardState {
            let old = contents.state.hardState
            invariant(
                old.term <= hardState.term, "the term falls from \(old.term) to \(hardState.term)")
            contents.state.hardState = hardState
        }
        invariant(
            contents.state.hardState.term >= contents.state.lastTerm,
            "the log would end in term \(contents.state.lastTerm), beyond the hard state's "
                + "\(contents.state.hardState.term)")
        for acknowledgement in write.acknowledgements {
            let key = MetaKey.acknowledgement(self.group, acknowledgement.node)
            let position = LogPosition(index: acknowledgement.index, term: acknowledgement.term)
            let value = MetaRecord.encode(under: key, position.encode)
            batch.put(key.bytes, value, in: self.metaFamily)
        }
        return rewrites
    }

    /// Deletes what entries `first` to `last` replace and do not overwrite.
    private func makeRoom(
        for first: LogIndex, through last: LogIndex, in batch: inout WriteBatch,
        over contents: inout Contents
    ) {
        let truncated = contents.truncation.index
        let oldLast = contents.state.lastIndex
        invariant(first > truncated, "entry \(first) appended to a log truncated at \(truncated)")
        invariant(first <= oldLast.next, "entry \(first) appended to a log that ends at \(oldLast)")
        // One delete for each key: a suffix is at most what a leader may leave uncommitted, and a
        // range delete would slow down every later read.
        var index = last.next
        while index <= oldLast {
            batch.delete(EntryKey.make(self.group, index), in: self.entryFamily)
            index = index.next
        }
        for record in contents.memberships where record.index >= first {
            batch.delete(MetaKey.membership(self.group, record.index).bytes, in: self.metaFamily)
        }
        contents.memberships.removeAll { $0.index >= first }
    }

    private func add(
        _ entry: Entry, to batch: inout WriteBatch, over contents: inout Contents
    ) throws(LogStorageError) {
        var writer = ByteWriter(capacity: entry.size)
        self.coding.encode(entry, into: &writer)
        batch.put(EntryKey.make(self.group, entry.index), writer.bytes, in: self.entryFamily)
        guard entry.kind == .membership else { return }
        let membership: Membership
        do {
            membership = try Membership(payload: entry.payload)
        } catch {
            throw .corrupt("membership entry \(entry.index) does not decode: \(error)")
        }
        let key = MetaKey.membership(self.group, entry.index)
        batch.put(
            key.bytes, MetaRecord.encode(under: key, membership.encode), in: self.metaFamily)
        contents.memberships.append(
            MembershipRecord(index: entry.index, membership: membership))
    }
}

extension LogWrite {
    fileprivate var isEmpty: Bool {
        self.install == nil && self.hardState == nil && self.entries.isEmpty
            && self.acknowledgements.isEmpty
    }
}

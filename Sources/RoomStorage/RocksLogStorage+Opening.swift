import ByteCoding
import Raft
import RocksDB
package import RoomReplica

extension RocksLogStorage {
    /// Opens the log database in directory `path`, reads it and checks that it is whole.
    package static func open(
        at path: String, options: Options = Options()
    ) throws(LogStorageError) -> RocksLogStorage {
        let database: Database
        do {
            database = try Self.openAfterPowerLoss(at: path)
        } catch {
            throw error.kind == .corruption || error.kind == .invalidArgument
                ? .corrupt("\(path) cannot be opened: \(error)")
                : .io("\(path) cannot be opened: \(error)")
        }
        let loaded = try LogLoader(path: path, database: database, group: .first).load()
        let storage = RocksLogStorage(
            path: path, database: database, loaded: loaded, options: options)
        if let leftover = loaded.leftoverIndex {
            // A crash came between the switch of the first index and the deletion.
            try storage.deleteEntries(from: leftover, through: loaded.truncation.index)
        }
        return storage
    }

    /// Creates the log database in directory `path`, holding who it belongs to and no entry.
    static func create(
        at path: String, identity: StoreIdentity, seed: LogSeed, failpoints: Failpoints
    ) throws(StorageCreationError) {
        do {
            let database = try Self.openDatabase(at: path, createsNew: true)
            let meta = database.families[LogFamily.meta.rawValue]
            let group = GroupID.first
            let begin = seed.begin
            let hardState = HardState(
                term: seed.term, votedFor: nil, commitIndex: begin.index)
            let state = GroupState(
                hardState: hardState, lastIndex: begin.index, lastTerm: begin.term)
            var batch = WriteBatch()
            let records: [(MetaKey, (inout ByteWriter) -> Void)] = [
                (.identity, identity.encode),
                (.state(group), state.encode),
                (.truncation(group), begin.encode),
                (.membership(group, seed.membership.index), seed.membership.membership.encode),
                (.generation(group), { $0.writeUInt64(StateGenerations.first) }),
            ]
            for (key, encodeBody) in records {
                batch.put(key.bytes, MetaRecord.encode(under: key, encodeBody), in: meta)
            }
            try failpoints.pass(.before, .formatLogWrite)
            try database.write(batch, options: .synced())
            try failpoints.pass(.after, .formatLogWrite)
        } catch {
            throw StorageCreationError("\(path) cannot be created: \(error)")
        }
    }

    /// Opens a database whose last write may have been cut short by a loss of power.
    private static func openAfterPowerLoss(at path: String) throws(RocksDBError) -> Database {
        do {
            return try Self.openDatabase(at: path, createsNew: false)
        } catch {
            guard error.kind == .corruption, Self.hasTornEnd(at: path) else { throw error }
            return try Self.openDatabase(
                at: path, createsNew: false, recovery: .dropFromFirstDamage)
        }
    }

    /// Whether nothing is wrong with the write-ahead logs but the last record of the last one.
    private static func hasTornEnd(at path: String) -> Bool {
        guard let names = try? FileSystem.names(in: path) else { return false }
        var outcomes: [WriteAheadScan.Outcome] = []
        for name in names.filter({ $0.hasSuffix(".log") }).sorted() {
            let file = "\(path)/\(name)"
            guard let size = try? FileSystem.size(of: file),
                let bytes = try? FileSystem.read(file, from: 0, count: Int(size))
            else { return false }
            // An opening that was cut short leaves an empty one behind the one that it read.
            if !bytes.isEmpty { outcomes.append(WriteAheadScan(bytes).outcome()) }
        }
        return outcomes.popLast() == .torn && outcomes.allSatisfy { $0 == .whole }
    }

    static func openDatabase(
        at path: String, createsNew: Bool,
        recovery: DatabaseOptions.WriteAheadRecovery = .tolerateIncompleteTail
    ) throws(RocksDBError) -> Database {
        var options = DatabaseOptions()
        options.createsNew = createsNew
        // Damage anywhere but an incomplete tail refuses to open: what was synced was promised.
        options.writeAheadRecovery = recovery
        options.writeAheadBytes = Limits.logWriteAheadBytes
        let families = LogFamily.allCases.map { family in
            var options = ColumnFamilyOptions(name: family.name)
            if family == .entries {
                options.writeBufferBytes = Limits.logWriteBufferBytes
            }
            return options
        }
        return try Database(path: path, options: options, families: families)
    }
}

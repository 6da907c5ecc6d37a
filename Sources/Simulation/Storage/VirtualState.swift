internal import RoomReplica
internal import RoomState
internal import Synchronization

/// A state database that forgets what was not flushed, from a drawn batch on.
///
/// As in the real one a crash leaves a prefix of the batches, whole ones.
final class VirtualState: StateReader {
    private struct Contents {
        var values: [[UInt8]: [UInt8]] = [:]
        /// For each batch since the last flush, what its keys held before it.
        var undo: [[StateChange]] = []
        /// Batches that were ever written.
        var written: UInt64 = 0
        /// The key whose record has a flipped bit.
        var damaged: [UInt8]?
        var failsNextRead = false

        /// A failure, once, of what is read next.
        mutating func check(_ isDamaged: Bool) throws(StateReadFailure) {
            if self.failsNextRead {
                self.failsNextRead = false
                throw StateReadFailure(Trouble.readError.rawValue)
            }
            if isDamaged { throw StateReadFailure(Trouble.damage.rawValue) }
        }
    }

    /// Why a read fails here.
    enum Trouble: String, CaseIterable {
        /// Once.
        case readError = "input/output error"
        /// Whenever these bytes are read.
        case damage = "block checksum mismatch"

        /// What a failure stems from; `nil` when from none of these.
        init?(_ failure: some Error) {
            let text = "\(failure)"
            guard let trouble = Self.allCases.first(where: { text.contains($0.rawValue) }) else {
                return nil
            }
            self = trouble
        }
    }

    private let contents: Mutex<Contents>

    init(values: [[UInt8]: [UInt8]] = [:]) {
        self.contents = Mutex(Contents(values: values))
    }

    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        try self.contents.withLock { contents throws(StateReadFailure) in
            try contents.check(contents.damaged == key)
            return contents.values[key]
        }
    }

    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        try self.contents.withLock { contents throws(StateReadFailure) in
            try contents.check(contents.damaged?.starts(with: prefix) == true)
            return contents.values.filter { pair in
                pair.key.starts(with: prefix)
                    && start.map { !pair.key.lexicographicallyPrecedes($0) } ?? true
            }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .prefix(limit).map { StatePair(key: $0.key, value: $0.value) }
        }
    }

    func write(_ changes: [StateChange]) {
        self.contents.withLock { contents in
            var before: [StateChange] = []
            before.reserveCapacity(changes.count)
            for change in changes {
                if contents.damaged == change.key { contents.damaged = nil }
                let old = contents.values[change.key]
                before.append(StateChange(key: change.key, value: old))
                contents.values[change.key] = change.value
            }
            contents.undo.append(before)
            contents.written += 1
        }
    }

    /// Batches that were ever written.
    var written: UInt64 { self.contents.withLock { $0.written } }

    func flush() {
        self.contents.withLock { $0.undo.removeAll(keepingCapacity: true) }
    }

    /// Makes the first `batches` durable of all that were ever written.
    func flush(through batches: UInt64) {
        self.contents.withLock { contents in
            let later = Int(contents.written - batches)
            contents.undo.removeFirst(max(0, contents.undo.count - later))
        }
    }

    /// Batches that a crash may take.
    var unflushed: Int { self.contents.withLock { $0.undo.count } }

    /// Crashes: of the batches since the last flush, the first `kept` stay.
    func crash(keeping kept: Int) {
        self.contents.withLock { contents in
            contents.failsNextRead = false
            while contents.undo.count > kept, let before = contents.undo.popLast() {
                for change in before.reversed() {
                    contents.values[change.key] = change.value
                }
            }
            contents.undo.removeAll()
        }
    }

    /// All that is stored now, in key order, for a checkpoint: making one flushes first.
    ///
    /// Bytes are copied as they are, so damage goes along: `isWhole` is what a block's checksum
    /// would say.
    func checkpoint() -> [(pair: StatePair, isWhole: Bool)] {
        self.flush()
        return self.contents.withLock { contents in
            contents.values.map {
                (StatePair(key: $0.key, value: $0.value), contents.damaged != $0.key)
            }
            .sorted { $0.pair.key.lexicographicallyPrecedes($1.pair.key) }
        }
    }

    /// What would be there after a crash that loses all that was not flushed.
    func durableCopy() -> VirtualState {
        self.contents.withLock { contents in
            var values = contents.values
            for before in contents.undo.reversed() {
                for change in before.reversed() {
                    values[change.key] = change.value
                }
            }
            let copy = VirtualState(values: values)
            copy.contents.withLock { $0.damaged = contents.damaged }
            return copy
        }
    }

    var isDamaged: Bool { self.contents.withLock { $0.damaged != nil } }

    /// Whether the next read fails, once.
    func setFailing(_ isFailing: Bool) {
        self.contents.withLock { $0.failsNextRead = isFailing }
    }

    /// Flips a bit in the record that `choice` chooses.
    ///
    /// Returns whether there is any.
    func damage(_ choice: UInt64) -> Bool {
        self.contents.withLock { contents in
            // In the order of the keys, for that of a Dictionary differs between processes.
            let keys = contents.values.keys.sorted { $0.lexicographicallyPrecedes($1) }
            guard !keys.isEmpty else { return false }
            contents.damaged = keys[Int(choice % UInt64(keys.count))]
            return true
        }
    }
}

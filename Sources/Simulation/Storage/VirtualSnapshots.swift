internal import ByteCoding
internal import RoomReplica
internal import RoomState

/// The snapshots of one node: the one it made, the one it receives, and state databases that
/// received ones have become.
struct VirtualSnapshots {
    private var outgoing: (manifest: SnapshotManifest, bytes: [UInt8])?
    private var incoming: (manifest: SnapshotManifest, bytes: [UInt8])?
    /// Finished and not yet adopted, or adopted and not yet opened.
    private(set) var generations: [UInt64: VirtualState] = [:]
    private var lastGeneration: UInt64 = 0
    /// Whether a write has failed since the last beginning: those after it do so too.
    private var hasFailed = false
    /// What was asked that `SnapshotStorage` does not allow.
    private(set) var breach: String?

    mutating func perform(
        _ work: SnapshotTask.Work, state: VirtualState, diskIsFull: Bool
    ) -> SnapshotResult.Outcome {
        do throws(SnapshotStorageError) {
            return try self.outcome(of: work, state: state, diskIsFull: diskIsFull)
        } catch {
            return .failed(error)
        }
    }

    /// Opens the state database of a generation; the others are deleted.
    mutating func take(generation: UInt64) -> VirtualState? {
        let state = self.generations[generation]
        self.generations = [:]
        self.lastGeneration = max(self.lastGeneration, generation)
        return state
    }

    /// A crash: what is being received may stay in part, what was made is deleted at the start.
    ///
    /// Returns whether something that was never written stands at the end of what stays.
    mutating func crash(dice: inout Dice, adopted: UInt64) -> Bool {
        self.outgoing = nil
        var isTorn = false
        if let incoming = self.incoming {
            let kept = Int(dice.next(through: UInt64(incoming.bytes.count)))
            var bytes = Array(incoming.bytes.prefix(kept))
            if kept > 0, dice.happens(perMille: 250) {
                isTorn = true
                bytes[kept - 1] ^= 0xff
            }
            self.incoming = (incoming.manifest, bytes)
        }
        self.generations = self.generations.filter { $0.key == adopted }
        return isTorn
    }

    /// A copy that shares no database with this one.
    func copied() -> VirtualSnapshots {
        var copy = self
        copy.outgoing = nil
        copy.generations = self.generations.mapValues { $0.durableCopy() }
        return copy
    }

    private mutating func outcome(
        of work: SnapshotTask.Work, state: VirtualState, diskIsFull: Bool
    ) throws(SnapshotStorageError) -> SnapshotResult.Outcome {
        switch work {
        case .create:
            let made = try Self.make(state)
            self.outgoing = made
            return .created(made.manifest)
        case .read(let offset, let count):
            guard let outgoing = self.outgoing,
                offset + UInt64(count) <= UInt64(outgoing.bytes.count)
            else { throw .io("there is no snapshot, or it is shorter") }
            return .read(Array(outgoing.bytes[Int(offset)..<(Int(offset) + count)]))
        case .release:
            self.outgoing = nil
            return .done
        case .begin(let manifest):
            self.hasFailed = false
            if let incoming = self.incoming, incoming.manifest == manifest {
                return .begun(UInt64(incoming.bytes.count))
            }
            self.incoming = (manifest, [])
            return .begun(0)
        case .write(let bytes, let offset):
            try self.write(bytes, at: offset, diskIsFull: diskIsFull)
            return .written
        case .finish:
            return .finished(try self.finish())
        case .abandon:
            self.incoming = nil
            return .done
        }
    }

    private mutating func write(
        _ bytes: [UInt8], at offset: UInt64, diskIsFull: Bool
    ) throws(SnapshotStorageError) {
        guard !diskIsFull, !self.hasFailed else {
            self.hasFailed = true
            throw .io("no space left on device")
        }
        guard let incoming = self.incoming, UInt64(incoming.bytes.count) == offset else {
            self.breach =
                "bytes at \(offset), after \(self.incoming?.bytes.count ?? 0) that are there"
            throw .io("bytes that are not the next ones")
        }
        self.incoming?.bytes += bytes
    }

    private static func make(
        _ state: VirtualState
    ) throws(SnapshotStorageError) -> (manifest: SnapshotManifest, bytes: [UInt8]) {
        var writer = ByteWriter()
        for (pair, isWhole) in state.checkpoint() {
            guard isWhole else { throw .damaged("block checksum mismatch") }
            writer.writeBytes(pair.key)
            writer.writeBytes(pair.value)
        }
        let applied: AppliedState
        do {
            applied = try AppliedState.recover(from: state)
        } catch {
            throw .io(error.description)
        }
        let bytes = writer.bytes
        let half = bytes.count / 2
        let files = [(0, half), (half, bytes.count)].enumerated().map { number, range in
            var crc = CRC32C()
            crc.update(Array(bytes[range.0..<range.1]))
            return SnapshotManifest.File(
                name: "\(number).sst", size: UInt64(range.1 - range.0), crc32c: crc.value)
        }
        return (SnapshotManifest(applied: applied, files: files), bytes)
    }

    private mutating func finish() throws(SnapshotStorageError) -> UInt64 {
        guard let incoming = self.incoming else { throw .invalid("nothing was received") }
        self.incoming = nil
        var start = 0
        for file in incoming.manifest.files {
            let end = start + Int(file.size)
            guard end <= incoming.bytes.count else { throw .invalid("bytes are missing") }
            var crc = CRC32C()
            crc.update(Array(incoming.bytes[start..<end]))
            guard crc.value == file.crc32c else { throw .invalid("the file \(file.name) differs") }
            start = end
        }
        var values: [[UInt8]: [UInt8]] = [:]
        do throws(DecodingFailure) {
            var reader = ByteReader(incoming.bytes)
            while !reader.isAtEnd {
                let key = try reader.readBytes(limit: incoming.bytes.count)
                values[key] = try reader.readBytes(limit: incoming.bytes.count)
            }
        } catch {
            throw .invalid(error.description)
        }
        let state = VirtualState(values: values)
        guard (try? AppliedState.recover(from: state)) == incoming.manifest.applied else {
            throw .invalid("the state is of another index than the manifest says")
        }
        self.lastGeneration += 1
        self.generations[self.lastGeneration] = state
        return self.lastGeneration
    }
}

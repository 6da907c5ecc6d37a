internal import RoomState

/// The bounds of a replica's queues and frames.
package enum Limits {
    /// Proposals that wait for their outcome, or for a leader.
    package static let waitingProposals = 16_384
    /// Bytes of proposals that wait for their outcome, or for a leader; the one that reaches them
    /// is the last to be taken.
    package static let unansweredBytes = 64 << 20
    /// Reads that wait for confirmation or apply.
    package static let waitingReads = 65_536
    /// Heartbeats of hosts in one batch.
    package static let heartbeatsPerBatch = 500
    /// Batches of heartbeats that wait for the leader's answer or for its confirmation.
    package static let waitingHeartbeats = 4096
    /// Presences that lapse within one time to live before that may be called an outage.
    package static let outageLapses = 10
    /// The part of all presences that lapses within one time to live and is called an outage.
    package static let outagePercent = 20
    /// One encoded command: as large as the rules of rooms let it be.
    package static let commandBytes = RoomState.Limits.commandBytes
    /// Items of one forward, one answer or one frame.
    package static let frameItems = 16_384
    /// A frame, and a forward in it, is closed once it is this large; one message of the consensus,
    /// or one forward, may take it beyond.
    package static let frameBytes = 4 << 20
    /// Entries between two comparisons of the state digest.
    package static let digestInterval: UInt64 = 1024
    /// Digests of the own past that are kept for comparison.
    package static let digestHistory = 64
    /// Digests of the own past that a node tells whoever asks how it is.
    package static let digestsTold = 16
    /// Entries whose changes gather before they are stored.
    package static let unstoredEntries = 16_384
    /// Bytes of decoded rooms and of entries that gather before they are stored.
    package static let unstoredBytes = 32 << 20
    /// Members whose clock and digests are remembered.
    package static let members = 32
    /// The record of what is applied, in bytes.
    package static let appliedStateBytes = 128
    /// Files of one snapshot.
    package static let snapshotFiles = 4096
    /// Bytes of the name of a snapshot's file.
    package static let snapshotFileNameBytes = 64
    /// Bytes of one chunk of a snapshot.
    package static let snapshotChunkBytes = 1 << 20
    /// Chunks on their way to one receiver and not yet acknowledged.
    package static let snapshotChunksInFlight = 8
    /// Bytes of a snapshot that a receiver takes in before they are stored; the chunk that reaches
    /// them is the last to be taken.
    package static let snapshotUnstoredBytes = 16 << 20
}

/// The bounds of everything a caller may send and of everything the rules keep.
///
/// Bytes are bytes of UTF-8. Every limit that a caller can meet is reported in the error
/// (rooms.md §1).
package enum Limits {
    // Identifiers and envelopes.
    package static let identifierBytes = 64
    package static let requestIDBytes = 64
    /// The authenticated name of the calling service; room for a certificate's subject name.
    package static let callerBytes = 256
    package static let operationsPerCommand = 64
    /// How far ahead of group time `not_after` may lie, in milliseconds.
    package static let notAfterAheadMilliseconds: UInt64 = 600_000
    /// How long after `not_after` an outcome is remembered, in milliseconds.
    package static let requestRetentionMilliseconds: UInt64 = 60_000

    // Info.
    package static let titleBytes = 1...800
    package static let descriptionBytes = 2048
    package static let coverURIBytes = 512
    package static let languageBytes = 35
    package static let regionBytes = 16
    package static let categories = 3
    package static let tags = 10
    package static let tagBytes = 1...64
    package static let labels = 16
    package static let labelKeyBytes = 1...64
    package static let labelValueBytes = 256

    // Settings.
    package static let guestSeats = 0...32
    package static let maxProducts = 1...500
    package static let maxPinned = 1...20
    package static let successors = 8
    package static let presenceTTLSeconds = 5...300
    package static let pauseGraceSeconds = 0...3600
    package static let inviteTTLSeconds = 5...86_400
    package static let requestQueueMax = 0...1000

    // Stage.
    package static let invites = 32
    package static let requestNoteBytes = 140
    /// How long a request for a seat waits before it runs out.
    package static let seatRequestSeconds: UInt64 = 600

    // Time.
    /// How long an ended room is kept, in seconds.
    package static let purgeAfterSeconds: UInt64 = 86_400
    /// How long after the beginning of a term no deadline of liveness is due, in seconds.
    package static let livenessGraceSeconds: UInt64 = 30
    /// Deadlines that one tick of the log lets take effect; the next one takes the rest.
    package static let deadlinesPerTick = 512
    /// The earliest stored deadlines that are kept in memory, of each lane.
    package static let deadlinePage = 1024
    /// Presences that one entry of the log expires.
    package static let presencesPerExpiry = 512
    /// Records of presences read at once when a node starts.
    package static let presencesPerScan = 4096

    // Products.
    package static let productTitleBytes = 256
    package static let imageURIBytes = 512
    package static let productsPerOperation = 1...100
    package static let segments = 200

    // Sizes.
    /// What GetRoom FULL may return.
    package static let roomBytes = 256 << 10
    /// Held back for seats, invites, pins, spotlight and segments at their largest, so that only
    /// info, bag and seat requests can make a room too large, and ending or clearing never fails
    /// for its size.
    package static let roomReservedBytes = 64 << 10
    /// The largest encoded command; below the log's limit for one entry, which is 1 MiB.
    package static let commandBytes = 1020 << 10
    package static let outcomeBytes = 16 << 10
    /// Details of one rejection.
    package static let rejectionDetails = 8
    package static let rejectionDetailBytes = 1024

    // Rings of events.
    /// Changes of a room that are kept whatever their age.
    package static let ringRevisions: UInt64 = 256
    /// How long changes are kept whatever their number, in milliseconds of group time.
    package static let ringMilliseconds: UInt64 = 30_000
    /// Encoded changes of one room that are kept, in bytes; a change that is larger never is.
    package static let ringBytes = 1 << 20
    /// A room's ring is tidied whenever its revision passes a multiple of this.
    package static let ringChunkRevisions: UInt64 = 64
    /// Changes of one store that are as large have their room's ring tidied at once.
    package static let ringChunkBytes = 64 << 10
    /// Chunks since a ring was tidied that are joined; fewer stay as they are.
    package static let ringLooseChunks = 8
    package static let ringChunksPerScan = 64
    /// Chunks of rings that are remembered, so that tidying need not look for them.
    package static let ringDirectoryChunks = 131_072
    /// Events of one change: every operation of a command may have some for each of its products,
    /// and the end of a room one for each seat and invitation.
    package static let eventsPerChange = 65_536
    /// Digits of the text that tells where a page of deadlines ended: three identifiers and two
    /// keys, two digits a byte, and then some.
    static let deadlineTokenDigits = 1024

    // Queries.
    package static let roomsPerPage = 1...500
    package static let roomsPerPageDefault = 100
    /// Rooms that one page of a list looks at; the page ends there, however few it found.
    package static let roomsExaminedPerPage = 2000
    package static let changesPerPage = 1...256
    package static let indexEntriesPerScan = 256
    package static let auditPairsPerScan = 4096

    // Caches and packs.
    /// Decoded rooms kept in memory, by number.
    ///
    /// The cache never affects an outcome.
    package static let cachedRooms = 65_536
    /// Decoded rooms kept in memory, by their approximate size in bytes.
    package static let cachedRoomBytes = 128 << 20
    /// Bytes of one packed record of request outcomes; the next outcome starts another.
    package static let requestPackBytes = 256 << 10
    /// Packed records whose outcomes are all dead that one batch deletes at most.
    package static let requestPacksDeletedPerBatch = 64
    /// Packed records read at once when the index of requests is rebuilt.
    package static let requestPacksPerScan = 64
    /// Pairs read at once when a room is read; above the most that one room has.
    package static let roomRecordsPerScan = 1024
}

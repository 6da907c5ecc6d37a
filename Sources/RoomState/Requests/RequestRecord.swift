package import ByteCoding

/// The first decision about a request, remembered until `expiresAt`.
package struct RequestRecord: Equatable, Sendable {
    package var key: RequestKey
    /// Of the command and its deadline (`RoomCommand.fingerprint`).
    package var fingerprint: StableHash
    /// `not_after` and the retention.
    ///
    /// From this group time on the record is dead, whether or not it is still stored.
    package var expiresAt: GroupTime
    /// Encoded.
    package var outcome: [UInt8]

    /// Whether it was written by a settlement that found none.
    ///
    /// Its fingerprint is zero, because the command is not known; no command's is, but by a chance
    /// of 1 in 2^128.
    var isVoid: Bool { self.fingerprint == .zero }

    /// Keeps a request that was not applied from ever being applied.
    init(voiding key: RequestKey, until expiresAt: GroupTime) {
        self.init(key: key, fingerprint: .zero, expiresAt: expiresAt, outcome: [])
    }

    package init(
        key: RequestKey, fingerprint: StableHash, expiresAt: GroupTime, outcome: [UInt8]
    ) {
        self.key = key
        self.fingerprint = fingerprint
        self.expiresAt = expiresAt
        self.outcome = outcome
    }
}

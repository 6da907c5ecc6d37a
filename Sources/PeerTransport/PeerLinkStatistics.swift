/// What the transport counted of one peer since this process started.
package struct PeerLinkStatistics: Hashable, Sendable {
    /// Whether the outgoing link is established.
    package var isConnected = false
    /// Whether a link that the peer dialled is established.
    package var isAccepted = false
    /// Payloads on the outgoing link.
    package var sent = PeerTraffic()
    /// Payloads on links that the peer dialled.
    package var received = PeerTraffic()
    /// Runs of writes that ended in one flush.
    package var flushes: UInt64 = 0
    /// Times that a sender woke the event loop of the link.
    package var wakeUps: UInt64 = 0
    /// Payloads dropped because the queue was at its bound.
    ///
    /// This and the next two count since the peer was last added.
    package var droppedFull: UInt64 = 0
    /// Payloads dropped because no link was established, or it broke while they waited.
    package var droppedNotConnected: UInt64 = 0
    /// Payloads dropped because one alone was above the largest frame.
    package var droppedTooLarge: UInt64 = 0
    /// Payloads that wait now.
    package var queuedFrames = 0
    /// Bytes of the payloads that wait now.
    package var queuedBytes = 0
    /// Outgoing links established; all but the first are reconnects.
    package var connects: UInt64 = 0
    /// Established outgoing links that ended.
    package var breaks: UInt64 = 0
    /// Attempts that did not lead to an established link.
    package var failedAttempts: UInt64 = 0

    package init() {}
}

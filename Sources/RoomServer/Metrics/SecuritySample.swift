package import TransportSecurity

/// What a node's metrics show of its TLS at one moment.
package struct SecuritySample: Sendable {
    package var secondsLeft: Int64
    package var reloads: (taken: UInt64, failed: UInt64)
    package var refusals: [(key: TLSRefusals.Key, count: UInt64)]

    init(_ security: NodeSecurity) {
        self.secondsLeft = security.credentials.secondsLeft
        self.reloads = security.credentials.reloads
        self.refusals = security.refusals.counts()
    }
}

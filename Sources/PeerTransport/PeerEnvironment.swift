package import Logging

/// What all parts of one transport share: how it is set up, whom it tells, where it counts.
package struct PeerEnvironment: Sendable {
    package let options: PeerTransportOptions
    package let delegate: any PeerTransportDelegate
    package let ledger: PeerLedger
    package let logger: Logger

    package init(
        options: PeerTransportOptions, delegate: any PeerTransportDelegate, ledger: PeerLedger,
        logger: Logger
    ) {
        self.options = options
        self.delegate = delegate
        self.ledger = ledger
        self.logger = logger
    }
}

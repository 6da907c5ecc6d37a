package import Logging
package import NIOPosix
package import TransportSecurity

/// What a door that another module brings is given to work with.
package struct DoorContext: Sendable {
    package let gateway: RoomGateway
    /// Bound and listening; the door takes its descriptor over.
    package let socket: ListeningSocket
    package let eventLoopGroup: MultiThreadedEventLoopGroup
    package let logger: Logger
    /// `nil`: the door is plaintext.
    package let security: TLSAcceptor?

    package init(
        gateway: RoomGateway, socket: ListeningSocket,
        eventLoopGroup: MultiThreadedEventLoopGroup, logger: Logger,
        security: TLSAcceptor? = nil
    ) {
        self.gateway = gateway
        self.socket = socket
        self.eventLoopGroup = eventLoopGroup
        self.logger = logger
        self.security = security
    }
}

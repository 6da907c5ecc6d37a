import HummingbirdCore
import Logging
import NIOCore
import TransportSecurity

/// A connection of the server library with TLS before it.
struct HTTPSecureChannel: ServerChildChannel {
    let base: HTTP1Channel
    let security: TLSAcceptor

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        self.base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            // It goes to the front, so everything behind hears of the connection once it is let in.
            try self.security.secure(channel)
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await self.base.handle(value: value, logger: logger)
    }
}

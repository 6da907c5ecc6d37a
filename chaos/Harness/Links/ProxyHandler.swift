import NIOCore

/// One of the two sockets of a proxied connection.
final class ProxyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let isDialer: Bool
    private let connection: ProxiedConnection
    private var hasEnded = false

    init(_ connection: ProxiedConnection, isDialer: Bool) {
        self.connection = connection
        self.isDialer = isDialer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.connection.receive(self.unwrapInboundIn(data), fromDialer: self.isDialer)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.connection.writabilityChanged(ofDialer: self.isDialer)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.end()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func end() {
        guard !self.hasEnded else { return }
        self.hasEnded = true
        self.connection.end(ofDialer: self.isDialer)
    }
}

package import NIOCore
import NIOPosix
package import RoomProtocol
import SwiftProtobuf
import Synchronization

/// A native door that does what a test tells it to.
///
/// It says hello by itself, unless told not to; every other request waits in `arrivals` for the
/// test to answer, ignore or cut off.
package final class ScriptedNode: Sendable {
    /// A request, and the way to answer it.
    package struct Arrival: Sendable {
        package let nodeID: UInt64
        package let envelope: Roomkeeper_V1_ClientEnvelope
        package let channel: any Channel

        package func reply(_ reply: Roomkeeper_V1_ServerEnvelope.OneOf_Reply) {
            let envelope = Roomkeeper_V1_ServerEnvelope.with {
                $0.id = self.envelope.id
                $0.reply = reply
            }
            self.channel.writeAndFlush(envelope, promise: nil)
        }

        package func refuse(
            _ reason: String, _ status: Roomkeeper_V1_Status,
            _ outcome: Roomkeeper_V1_Outcome = .notApplied, metadata: [String: String] = [:]
        ) {
            self.reply(
                .error(
                    .with {
                        $0.reason = reason
                        $0.message = "scripted"
                        $0.status = status
                        $0.outcome = outcome
                        $0.metadata = metadata
                    }))
        }

        /// Answers with a whole frame, whose reply to a read is cut off inside.
        package func replyBroken() {
            var writer = WireWriter()
            writer.number(1, self.envelope.id)
            writer.delimited(11) { $0.append([0x22, 0x05]) }
            var frame = ByteBuffer()
            NativeFrame.append(writer.bytes, to: &frame)
            let channel = self.channel
            let bytes = frame
            channel.eventLoop.execute {
                // From there on it passes no encoder.
                let context = try? channel.pipeline.syncOperations.context(
                    handlerType: NativeFrameEncoder<Roomkeeper_V1_ServerEnvelope>.self)
                context?.writeAndFlush(NIOAny(bytes), promise: nil)
            }
        }

        /// Cuts the connection and waits until that is done.
        package func cutOff() async {
            try? await self.channel.close().get()
        }
    }

    package static let groupTime: UInt64 = 1_800_000_000_000

    package let endpoint: String
    private let listener: any Channel
    private let script: Script

    private init(listener: any Channel, script: Script) {
        self.listener = listener
        self.endpoint = "127.0.0.1:\(listener.localAddress?.port ?? 0)"
        self.script = script
    }

    package var arrivals: Mailbox<Arrival> { self.script.arrivals }

    /// A node that listens on a port of the kernel's choice.
    ///
    /// - Parameters:
    ///   - greets: false for one that accepts connections and says nothing.
    ///   - arrivals: where requests wait; nodes may share it.
    ///   - answer: called for each request instead of keeping it in `arrivals`.
    package static func start(
        id: UInt64 = 1, leader: UInt64 = 1, greets: Bool = true,
        arrivals: Mailbox<Arrival> = Mailbox(), answer: (@Sendable (Arrival) -> Void)? = nil
    ) async throws -> ScriptedNode {
        let hello = Roomkeeper_V1_ServerHello.with {
            $0.protocolVersion = 1
            $0.clusterID = "c1"
            $0.nodeID = id
            $0.leaderID = leader
            $0.groupTime = .init(milliseconds: Self.groupTime)
        }
        let script = Script(
            nodeID: id, hello: greets ? hello : nil, answer: answer ?? { arrivals.put($0) },
            arrivals: arrivals)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandlers(
                        NativeFrameDecoder<Roomkeeper_V1_ClientEnvelope>(),
                        NativeFrameEncoder<Roomkeeper_V1_ServerEnvelope>(),
                        ScriptedHandler(script: script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedNode(listener: listener, script: script)
    }

    package func setHello(_ change: @Sendable (inout Roomkeeper_V1_ServerHello) -> Void) {
        self.script.hello.withLock { hello in
            var changed = hello ?? Roomkeeper_V1_ServerHello()
            change(&changed)
            hello = changed
        }
    }

    /// Accepts no further connections.
    ///
    /// Those that are open stay.
    package func stopListening() async throws {
        try await self.listener.close().get()
    }

    /// What the handlers of one node share.
    final class Script: Sendable {
        let nodeID: UInt64
        let hello: Mutex<Roomkeeper_V1_ServerHello?>
        let answer: @Sendable (Arrival) -> Void
        let arrivals: Mailbox<Arrival>

        init(
            nodeID: UInt64, hello: Roomkeeper_V1_ServerHello?,
            answer: @escaping @Sendable (Arrival) -> Void, arrivals: Mailbox<Arrival>
        ) {
            self.nodeID = nodeID
            self.hello = Mutex(hello)
            self.answer = answer
            self.arrivals = arrivals
        }
    }
}

private final class ScriptedHandler: ChannelInboundHandler {
    typealias InboundIn = Roomkeeper_V1_ClientEnvelope
    typealias OutboundOut = Roomkeeper_V1_ServerEnvelope

    private let script: ScriptedNode.Script

    init(script: ScriptedNode.Script) {
        self.script = script
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = Self.unwrapInboundIn(data)
        guard case .hello = envelope.request else {
            self.script.answer(
                .init(
                    nodeID: self.script.nodeID, envelope: envelope, channel: context.channel))
            return
        }
        guard let hello = self.script.hello.withLock({ $0 }) else { return }
        let reply = Roomkeeper_V1_ServerEnvelope.with { $0.hello = hello }
        context.writeAndFlush(Self.wrapOutboundOut(reply), promise: nil)
    }
}

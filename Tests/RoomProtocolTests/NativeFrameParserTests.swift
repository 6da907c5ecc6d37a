import NIOCore
import RoomProtocol
import Testing

struct NativeFrameParserTests {
    private typealias Parser = NativeFrameParser<Roomkeeper_V1_ClientEnvelope>

    private static func drain(
        _ parser: inout Parser
    ) throws(NativeFrameError) -> [Roomkeeper_V1_ClientEnvelope] {
        var envelopes: [Roomkeeper_V1_ClientEnvelope] = []
        while let envelope = try parser.next() { envelopes.append(envelope) }
        return envelopes
    }

    @Test func framesSurviveASplitAtEveryByte() throws {
        // Three frames arrive in two reads; wherever the cut is, the same envelopes come out.
        let sent = [
            SampleEnvelopes.mutate(id: 1), SampleEnvelopes.getRoom(id: 2),
            SampleEnvelopes.mutate(id: 3, title: "Another"),
        ]
        let bytes = try SampleEnvelopes.frames(sent)
        for cut in 0...bytes.readableBytes {
            var parser = Parser()
            parser.append(ByteBuffer(bytes: bytes.readableBytesView.prefix(cut)))
            var received = try Self.drain(&parser)
            parser.append(ByteBuffer(bytes: bytes.readableBytesView.dropFirst(cut)))
            received += try Self.drain(&parser)
            #expect(received == sent, "cut after \(cut) bytes")
            #expect(parser.endFailure == nil)
        }
    }

    @Test func framesSurviveArrivalByteByByte() throws {
        // The worst network delivers one byte at a time.
        let sent = (1...5).map { SampleEnvelopes.mutate(id: $0) }
        let bytes = try SampleEnvelopes.frames(sent)
        var parser = Parser()
        var received: [Roomkeeper_V1_ClientEnvelope] = []
        for byte in bytes.readableBytesView {
            parser.append(ByteBuffer(bytes: [byte]))
            received += try Self.drain(&parser)
        }
        #expect(received == sent)
    }

    @Test func anOversizeLengthIsRefusedBeforeItsBytesArrive() throws {
        // A hostile prefix must not make the receiver wait for, or keep, 4 GiB.
        var parser = Parser()
        parser.append(ByteBuffer(integer: UInt32.max))
        #expect(
            throws: NativeFrameError.oversize(
                limit: Limits.envelopeBytes, actual: Int(UInt32.max))
        ) {
            try parser.next()
        }
        var barelyOver = Parser()
        barelyOver.append(ByteBuffer(integer: UInt32(Limits.envelopeBytes + 1)))
        #expect(
            throws: NativeFrameError.oversize(
                limit: Limits.envelopeBytes, actual: Limits.envelopeBytes + 1)
        ) {
            try barelyOver.next()
        }
        var atLimit = Parser()
        atLimit.append(ByteBuffer(integer: UInt32(Limits.envelopeBytes)))
        #expect(try atLimit.next() == nil)
    }

    @Test func anEmptyFrameIsRefused() throws {
        var parser = Parser()
        parser.append(ByteBuffer(integer: UInt32(0)))
        #expect(throws: NativeFrameError.empty) { try parser.next() }
    }

    @Test func aFailedParserStaysFailed() throws {
        // After garbage nobody knows where the next frame begins, so a valid one is not read.
        var parser = Parser()
        parser.append(ByteBuffer(bytes: [0, 0, 0, 2, 0xff, 0xff]))
        #expect(throws: NativeFrameError.self) { try parser.next() }
        parser.append(try SampleEnvelopes.frames([SampleEnvelopes.getRoom(id: 1)]))
        #expect(throws: NativeFrameError.self) { try parser.next() }
        #expect(parser.endFailure == nil)
    }

    @Test func bytesThatAreNoEnvelopeAreMalformed() throws {
        var parser = Parser()
        parser.append(ByteBuffer(bytes: [0, 0, 0, 1, 0x08]))
        do {
            _ = try parser.next()
            Issue.record("a field without its value was accepted")
        } catch {
            guard case .malformed = error else {
                Issue.record("expected malformed, got \(error)")
                return
            }
        }
    }

    @Test func theEndInsideAFrameIsReportedWithBothNumbers() throws {
        let bytes = try SampleEnvelopes.frames([SampleEnvelopes.getRoom(id: 9)])
        let whole = bytes.readableBytes
        for cut in 1..<whole {
            var parser = Parser()
            parser.append(ByteBuffer(bytes: bytes.readableBytesView.prefix(cut)))
            #expect(try parser.next() == nil)
            let expected = cut < NativeFrame.prefixBytes ? NativeFrame.prefixBytes : whole
            #expect(parser.endFailure == .truncated(expected: expected, received: cut))
        }
    }

    @Test func nestingDeeperThanTheLimitIsRefused() throws {
        // Groups nested beyond the limit would exhaust the stack of a naive decoder.
        let nested = [UInt8](repeating: 0x53, count: 10_000)
        var buffer = ByteBuffer(integer: UInt32(nested.count))
        buffer.writeBytes(nested)
        var parser = Parser()
        parser.append(buffer)
        #expect(throws: NativeFrameError.self) { try parser.next() }
    }

    @Test func tooLargeAnEnvelopeIsNotWritten() throws {
        // The sender finds out before a byte leaves; the buffer stays as it was.
        let large = SampleEnvelopes.mutate(
            id: 1, title: String(repeating: "x", count: Limits.envelopeBytes))
        var buffer = ByteBuffer(string: "before")
        do {
            try NativeFrame.write(large, into: &buffer)
            Issue.record("an envelope over the limit was written")
        } catch {
            guard case .oversize(let limit, let actual) = error else {
                Issue.record("expected oversize, got \(error)")
                return
            }
            #expect(limit == Limits.envelopeBytes)
            #expect(actual > limit)
        }
        #expect(buffer == ByteBuffer(string: "before"))
        #expect(throws: NativeFrameError.empty) {
            try NativeFrame.write(Roomkeeper_V1_ClientEnvelope(), into: &buffer)
        }
    }
}

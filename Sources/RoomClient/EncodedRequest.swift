import RoomProtocol

/// A request, encoded once for all attempts at it: the field of an envelope that holds it.
///
/// Each attempt has an id and a time of its own. The fields of a message may be encoded one after
/// the other, so those two go in front of the same bytes.
struct EncodedRequest: Sendable {
    /// Why it cannot be sent, when it cannot.
    let bytes: Result<[UInt8], NativeFrameError>

    /// Nothing is sent; the call waits for the server's hello.
    static let hello = EncodedRequest(bytes: .success([]))

    /// Bytes that the id and the time of an attempt take at most.
    static let headBytes = 17

    init(_ request: consuming Roomkeeper_V1_ClientEnvelope.OneOf_Request) {
        do throws(NativeFrameError) {
            let bytes = try Self.encode(request)
            let actual = Self.headBytes + bytes.count
            guard actual <= RoomProtocol.Limits.envelopeBytes else {
                throw .oversize(limit: RoomProtocol.Limits.envelopeBytes, actual: actual)
            }
            self.bytes = .success(bytes)
        } catch {
            self.bytes = .failure(error)
        }
    }

    private init(bytes: Result<[UInt8], NativeFrameError>) {
        self.bytes = bytes
    }

    private static func encode(
        _ request: consuming Roomkeeper_V1_ClientEnvelope.OneOf_Request
    ) throws(NativeFrameError) -> [UInt8] {
        switch consume request {
        case .getRoom(let request):
            var writer = WireWriter(capacity: 64)
            writer.delimited(11) { $0.write(request) }
            return writer.bytes
        case let request:
            var envelope = Roomkeeper_V1_ClientEnvelope()
            envelope.request = request
            return try NativeFrame.encode(envelope)
        }
    }
}

extension WireWriter {
    fileprivate mutating func write(_ request: Roomkeeper_V1_GetRoomRequest) {
        self.text(1, request.roomID)
        self.number(2, UInt64(bitPattern: Int64(request.view.rawValue)))
        self.number(3, UInt64(bitPattern: Int64(request.readLevel.rawValue)))
        self.text(4, request.consistencyToken)
    }
}

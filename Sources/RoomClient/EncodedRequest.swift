import RoomProtocol

/// A request, encoded once for all attempts at it.
///
/// Each attempt has an id and a time of its own. The fields of a message may be encoded one after
/// the other, so those two go in front of the same bytes.
struct EncodedRequest: Sendable {
    private let encoded: Result<[UInt8], NativeFrameError>

    init(_ request: consuming Roomkeeper_V1_ClientEnvelope.OneOf_Request) {
        var envelope = Roomkeeper_V1_ClientEnvelope()
        envelope.request = request
        do {
            self.encoded = .success(try NativeFrame.encode(envelope))
        } catch {
            self.encoded = .failure(error)
        }
    }

    /// The envelope of one attempt.
    ///
    /// - Throws: what kept the request from being encoded.
    func envelope(id: UInt64, timeout: Duration) throws(NativeFrameError) -> [UInt8] {
        var envelope = Roomkeeper_V1_ClientEnvelope()
        envelope.id = id
        envelope.timeoutMs = UInt32(clamping: max(timeout.wholeMilliseconds, 1))
        return try NativeFrame.encode(envelope, followedBy: self.encoded.get())
    }
}

import RoomClient
import RoomProtocol
import SwiftProtobuf

/// The request id and deadline of one command, so that a person can repeat it when no answer came.
struct RequestIdentity: Sendable {
    /// For how long after the call a command may take effect, in seconds of the cluster's time.
    ///
    /// It leaves a person the time to read an error and to repeat the command.
    private static let lifetimeSeconds: Int64 = 300
    /// How long one node may take to tell the cluster's time.
    private static let patience = Duration.seconds(1)

    let requestID: String
    let notAfter: Google_Protobuf_Timestamp

    /// What the person gave, or a new identity in the time of the first node that is ready.
    ///
    /// - Returns: `nil` when no node could tell the time; the client then keeps an identity of its
    ///   own, under which it repeats the request but nobody else can.
    static func identity(
        for request: Roomkeeper_V1_MutateRequest, client: RoomClient
    ) async -> RequestIdentity? {
        if !request.requestID.isEmpty {
            return RequestIdentity(requestID: request.requestID, notAfter: request.notAfter)
        }
        for endpoint in client.endpoints {
            let status = try? await client.nodeStatus(endpoint: endpoint, timeout: Self.patience)
            guard let status, status.ready, status.hasGroupTime else { continue }
            var notAfter = status.groupTime
            notAfter.seconds += Self.lifetimeSeconds
            let random = [UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max)]
            let requestID = random.map { String($0, radix: 36) }.joined(separator: "-")
            return RequestIdentity(requestID: requestID, notAfter: notAfter)
        }
        return nil
    }

    /// The flags that repeat the command under this identity.
    var flags: String {
        let quoted = (try? self.notAfter.jsonString()) ?? ""
        let time = quoted.dropFirst().dropLast()
        return "--request-id \(self.requestID) --not-after \(time)"
    }
}

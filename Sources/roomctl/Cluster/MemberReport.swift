import RoomClient
import RoomProtocol

/// How one member is, or that it could not be asked.
///
/// The property names are the JSON keys; what an unreachable member did not say is left out.
struct MemberReport: Encodable, Sendable {
    /// What a member that answered says of itself.
    struct Answer: Sendable {
        let status: Roomkeeper_V1_NodeStatusResponse
    }

    /// Left out when nobody could tell who should answer at the endpoint.
    let nodeId: UInt64?
    let endpoint: String
    /// `nil` when the member is unreachable.
    let answer: Answer?
    /// Why the member is unreachable.
    let failure: RoomClientError?

    var error: String? { self.failure?.message }
    var reachable: Bool { self.answer != nil }

    init(_ status: Roomkeeper_V1_NodeStatusResponse, endpoint: String) {
        self.nodeId = status.nodeID
        self.endpoint = endpoint
        self.answer = Answer(status: status)
        self.failure = nil
    }

    init(unreachable endpoint: String, nodeID: UInt64?, failure: RoomClientError) {
        self.nodeId = nodeID
        self.endpoint = endpoint
        self.answer = nil
        self.failure = failure
    }

    private enum CodingKeys: String, CodingKey {
        case nodeId, endpoint, reachable, error
        case clusterId, storeId, version, role, term, leaderId
        case firstIndex, lastIndex, commitIndex, appliedIndex, durableIndex, stateDigest
        case featureLevel, understoodFeatureLevel
        case ready, notReadyReason, rooms
    }

    func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encodeIfPresent(self.nodeId, forKey: .nodeId)
        try keys.encode(self.endpoint, forKey: .endpoint)
        try keys.encode(self.reachable, forKey: .reachable)
        try keys.encodeIfPresent(self.error, forKey: .error)
        guard let status = self.answer?.status else { return }
        try keys.encode(status.clusterID, forKey: .clusterId)
        try keys.encode(status.storeID, forKey: .storeId)
        try keys.encode(status.version, forKey: .version)
        try keys.encode(status.role, forKey: .role)
        try keys.encode(status.term, forKey: .term)
        try keys.encode(status.leaderID, forKey: .leaderId)
        try keys.encode(status.firstIndex, forKey: .firstIndex)
        try keys.encode(status.lastIndex, forKey: .lastIndex)
        try keys.encode(status.commitIndex, forKey: .commitIndex)
        try keys.encode(status.appliedIndex, forKey: .appliedIndex)
        try keys.encode(status.durableIndex, forKey: .durableIndex)
        try keys.encode(status.stateDigest, forKey: .stateDigest)
        try keys.encode(status.featureLevel, forKey: .featureLevel)
        try keys.encode(status.understoodFeatureLevel, forKey: .understoodFeatureLevel)
        try keys.encode(status.ready, forKey: .ready)
        try keys.encode(status.notReadyReason, forKey: .notReadyReason)
        try keys.encode(status.rooms, forKey: .rooms)
    }
}

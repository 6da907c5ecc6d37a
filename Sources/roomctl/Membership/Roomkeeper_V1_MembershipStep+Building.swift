import RoomProtocol

extension Roomkeeper_V1_MembershipStep {
    static func addLearner(_ id: UInt64, at addresses: MemberAddresses) -> Self {
        var step = Self()
        step.addLearner = Roomkeeper_V1_MemberAddresses(id, addresses)
        return step
    }

    static func updateAddresses(_ id: UInt64, to addresses: MemberAddresses) -> Self {
        var step = Self()
        step.updateAddresses = Roomkeeper_V1_MemberAddresses(id, addresses)
        return step
    }

    static func promote(_ id: UInt64) -> Self {
        var step = Self()
        step.promote = id
        return step
    }

    static func remove(_ id: UInt64) -> Self {
        var step = Self()
        step.remove = id
        return step
    }
}

extension Roomkeeper_V1_MemberAddresses {
    init(_ id: UInt64, _ addresses: MemberAddresses) {
        self.init()
        self.nodeID = id
        self.peerEndpoint = addresses.peer.description
        self.nativeEndpoint = addresses.native.description
        self.grpcEndpoint = addresses.grpc.description
        self.httpEndpoint = addresses.http.description
    }
}

extension Roomkeeper_V1_MemberStatus {
    func isReached(at addresses: MemberAddresses) -> Bool {
        self.peerEndpoint == addresses.peer.description
            && self.nativeEndpoint == addresses.native.description
            && self.grpcEndpoint == addresses.grpc.description
            && self.httpEndpoint == addresses.http.description
    }
}

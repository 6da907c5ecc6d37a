import ArgumentParser
import RoomProtocol

/// `roomctl cluster update-address`.
struct ClusterUpdateAddress: MembershipCommand {
    static let configuration = CommandConfiguration(
        commandName: "update-address",
        abstract: "Tell the cluster that a member is reached at other addresses.",
        discussion: """
            The other nodes dial the new address from now on. Stop the node before, and tell it \
            where to listen when it is started for the first time after that, for it has not \
            heard of the change: roomd run --listen-peer HOST:PORT --listen-native HOST:PORT \
            --listen-grpc HOST:PORT --listen-http HOST:PORT. Later it knows by itself.

            EXAMPLES:
              roomctl cluster update-address 2 10.0.0.9:7400
            """)

    @Argument(help: ArgumentHelp("The member.", valueName: "id"))
    var id: UInt64

    @Argument(help: ArgumentHelp("Where it is reached from now on.", valueName: "host:port"))
    var address: String

    @OptionGroup var membership: MembershipOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        _ = try MemberAddresses(parsing: self.address, option: "the address")
    }

    func change(
        with session: inout MembershipSession
    ) async throws -> (status: Roomkeeper_V1_NodeStatusResponse, done: String) {
        let id = self.id
        let addresses = try MemberAddresses(parsing: self.address, option: "the address")
        let before = try await session.status()
        _ = try session.member(id, of: before)
        try session.requireFree(addresses, for: id, among: before.members)
        let status = try await session.change([.updateAddresses(id, to: addresses)]) {
            $0.member(id)?.isReached(at: addresses) ?? false
        }
        return (status, "node \(id) is reached at \(addresses.peer) from now on")
    }
}

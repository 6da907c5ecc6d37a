import ArgumentParser
import Raft
import RoomProtocol
import RoomReplica
import RoomStorage

/// `roomctl cluster recover`: offline; it makes a new cluster of what is left of an old one.
struct ClusterRecover: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "When a majority is lost for good: begin a new cluster from one survivor.",
        discussion: """
            Stop every survivor first. Run the command on each without --output: it only says how \
            far that node's log reaches. Choose the node with the greatest term, and among those \
            the greatest index: only it can have everything that was acknowledged. Then run it \
            there with --output. The survivor's directory is left as it is; the new one holds its \
            rooms and its whole log, belongs to a new cluster, and has this node as its only \
            voter. Start it, and add the others as new nodes with "roomctl cluster add".

            Old members that come back are refused, as they belong to another cluster; but where \
            a majority of the old cluster could still come back, do not recover: start it instead.

            EXAMPLES:
              roomctl cluster recover --data /var/lib/roomkeeper
              roomctl cluster recover --data /var/lib/roomkeeper --output /var/lib/roomkeeper-new
            """)

    @Option(help: ArgumentHelp("The survivor's data directory.", valueName: "dir"))
    var data: String

    @Option(
        help: ArgumentHelp(
            "The new data directory; missing or empty. Without it nothing is written.",
            valueName: "dir"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Where the node is reached from now on, as in \"cluster add\"; where it was, unless "
                + "told.", valueName: "host:port"))
    var address: String?

    @Flag(help: "Do not ask whether to go on.")
    var yes = false

    @OptionGroup(title: "Global options") var formatOptions: FormatOptions

    func validate() throws {
        if let address = self.address {
            _ = try MemberAddresses(parsing: address, option: "--address")
        }
    }

    func run() throws {
        let format = self.formatOptions.format
        let survivor = try CommandFailure.translating(format) { try Survivor(at: self.data) }
        var report = SurvivorReport(survivor, data: self.data)
        guard let output = self.output else {
            return Console.write(try report.rendered(as: format))
        }
        let member = try self.member(of: survivor, format)
        Console.writeError(report.words)
        if !self.yes { try self.confirm(output, format) }
        report.recovered = try CommandFailure.translating(format) {
            let identity = StoreIdentity(
                cluster: ClusterID(UInt64.random(in: 1...UInt64.max)),
                node: survivor.identity.node, store: StoreID(UInt64.random(in: 1...UInt64.max)))
            let index = try survivor.recover(at: output, identity: identity, member: member)
            return SurvivorReport.Recovered(
                data: output, clusterId: identity.cluster.description,
                storeId: identity.store.description, peer: member.peerEndpoint,
                membershipIndex: index.rawValue)
        }
        Console.write(try report.rendered(as: format))
    }

    private func member(of survivor: Survivor, _ format: OutputFormat) throws -> Member {
        let node = survivor.identity.node
        if let address = self.address {
            let addresses = try MemberAddresses(parsing: address, option: "--address")
            return Member(
                node: node, peerEndpoint: addresses.peer.description,
                nativeEndpoint: addresses.native.description,
                grpcEndpoint: addresses.grpc.description,
                httpEndpoint: addresses.http.description)
        }
        guard var member = survivor.membership.member(node) else {
            throw CommandFailure(
                status: .failed,
                report: ErrorReport(
                    reason: "NODE_NOT_FOUND",
                    message: "node \(node) was not a member of its cluster any more, so it is not "
                        + "known where it is reached",
                    advice: "choose another survivor, or tell the address with --address.",
                    outcome: WireWord.name(.notApplied)),
                format: format)
        }
        // Its new directory is another store, which it is bound to at the first start.
        member.store = nil
        return member
    }

    private func confirm(_ output: String, _ format: OutputFormat) throws {
        Console.writeError("\nType yes to begin a new cluster from this node in \(output):")
        guard readLine() == "yes" else {
            throw CommandFailure(
                status: .failed,
                report: ErrorReport(
                    reason: "NOT_CONFIRMED", message: "nothing was written",
                    advice: "answer yes, or give --yes.", outcome: WireWord.name(.notApplied)),
                format: format)
        }
    }
}

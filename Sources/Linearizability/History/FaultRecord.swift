/// What was done to the cluster on purpose.
package struct FaultRecord: Codable, Equatable, Sendable {
    package var name: String
    package var call: Int64
    /// When it was taken back; absent for what lasts no time, and for what lasted to the end.
    package var ret: Int64?
    package var nodes: [String]?
    package var detail: String?
    /// False: it was tried and never took hold, so the run proves nothing about it.
    package var took: Bool?

    package init(name: String, call: Int64, ret: Int64? = nil, nodes: [String]? = nil) {
        self.name = name
        self.call = call
        self.ret = ret
        self.nodes = nodes
    }
}

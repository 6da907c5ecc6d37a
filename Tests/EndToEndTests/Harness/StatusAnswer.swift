/// The JSON of `roomctl cluster status -o json`.
struct StatusAnswer: Decodable {
    struct Member: Decodable {
        let nodeId: UInt64?
        let reachable: Bool
        let role: String?
        let term: UInt64?
        let appliedIndex: UInt64?
        let stateDigest: String?
        let ready: Bool?
    }

    let healthy: Bool
    let problems: [String]
    let leaderId: UInt64?
    let members: [Member]
}

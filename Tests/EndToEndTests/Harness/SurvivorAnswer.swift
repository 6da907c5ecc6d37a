/// The JSON of `roomctl cluster recover`.
struct SurvivorAnswer: Decodable, Sendable {
    struct Recovered: Decodable, Sendable {
        let clusterId: String
    }

    let nodeId: UInt64
    let lastTerm: UInt64
    let lastIndex: UInt64
    let recovered: Recovered?
}

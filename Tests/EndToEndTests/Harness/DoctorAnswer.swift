/// The JSON of `roomctl doctor`.
struct DoctorAnswer: Decodable, Sendable {
    struct Finding: Decodable, Sendable {
        let severity: String
        let nodeId: UInt64?
        let reason: String
        let what: String
        let advice: String
    }

    let healthy: Bool
    let checked: String
    let findings: [Finding]
}

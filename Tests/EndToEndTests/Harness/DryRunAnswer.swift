/// The JSON of a `roomctl` command with `--dry-run`, by the protobuf mapping.
struct DryRunAnswer: Decodable {
    struct Validation: Decodable {
        let wouldApply: Bool?
        let wouldChange: Bool?
        let failures: [Failure]?
    }

    struct Failure: Decodable {
        let reason: String
    }

    let validation: Validation
}

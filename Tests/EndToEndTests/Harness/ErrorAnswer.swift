/// The JSON of an error, the same on the HTTP door and from `roomctl -o json`.
struct ErrorAnswer: Decodable {
    struct Body: Decodable {
        let reason: String
        let message: String
        let outcome: String
        /// Only from `roomctl`.
        let advice: String?
        /// Left out when it is empty, like every field at its default.
        private let details: [String: String]?

        var metadata: [String: String] { self.details ?? [:] }

        private enum CodingKeys: String, CodingKey {
            case reason
            case message
            case outcome
            case advice
            case details = "metadata"
        }
    }

    let error: Body
}

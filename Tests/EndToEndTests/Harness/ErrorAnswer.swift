/// The JSON of an error, the same on the HTTP door and from `roomctl -o json`.
struct ErrorAnswer: Decodable {
    struct Body: Decodable {
        let reason: String
        let message: String
        let outcome: String
        /// Only from `roomctl`.
        let advice: String?
        let metadata: [String: String]
    }

    let error: Body
}

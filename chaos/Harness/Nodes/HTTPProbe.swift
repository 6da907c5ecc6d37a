import Foundation
import FoundationNetworking

/// A question to a node's HTTP door, past the proxies.
enum HTTPProbe {
    /// The status of the answer; nil when there is none.
    static func status(port: Int, path: String) async throws -> Int? {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { return nil }
        // A session of its own: a kept connection to a killed node would fail the next call.
        let session = URLSession(configuration: .ephemeral)
        defer { session.finishTasksAndInvalidate() }
        let answer = try? await session.data(for: URLRequest(url: url, timeoutInterval: 2))
        return (answer?.1 as? HTTPURLResponse)?.statusCode
    }
}

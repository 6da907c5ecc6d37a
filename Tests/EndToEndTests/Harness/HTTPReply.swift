import Foundation
import FoundationNetworking

/// An answer of an HTTP door.
struct HTTPReply: Sendable {
    let status: Int
    let body: Data

    var text: String { String(decoding: self.body, as: UTF8.self) }

    static func get(port: Int, path: String) async throws -> HTTPReply {
        try await Self.send(try Self.request(port: port, path: path))
    }

    static func get(
        port: Int, path: String, headers: [String: String]
    ) async throws -> HTTPReply {
        var request = try Self.request(port: port, path: path)
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        return try await Self.send(request)
    }

    static func post(
        port: Int, path: String, json: String, headers: [String: String] = [:]
    ) async throws -> HTTPReply {
        var request = try Self.request(port: port, path: path)
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        request.httpMethod = "POST"
        request.httpBody = Data(json.utf8)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        return try await Self.send(request)
    }

    func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: self.body)
        } catch {
            throw TestFailure("the answer is not the JSON that was expected: \(self.text)")
        }
    }

    private static func request(port: Int, path: String) throws -> URLRequest {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else {
            throw TestFailure("\(path) is not a path")
        }
        return URLRequest(url: url, timeoutInterval: 10)
    }

    private static func send(_ request: URLRequest) async throws -> HTTPReply {
        // A session of its own: a kept connection to a killed node would fail the next call.
        let session = URLSession(configuration: .ephemeral)
        defer { session.finishTasksAndInvalidate() }
        let (body, response) = try await session.data(for: request)
        guard let status = (response as? HTTPURLResponse)?.statusCode else {
            throw TestFailure("the answer is not HTTP")
        }
        return HTTPReply(status: status, body: body)
    }
}

import GRPCCore
import GRPCProtobuf
import Testing

/// What the details of an error of the door say.
struct GRPCRefusal {
    let code: RPCError.Code
    let reason: String
    let metadata: [String: String]

    /// - Throws: what `body` throws, when that is no error of the door with details.
    init(of body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as RPCError {
            let details = try error.unpackGoogleRPCStatus()?.details ?? []
            let info = try #require(details.lazy.compactMap(\.errorInfo).first, "\(error)")
            self.init(code: error.code, reason: info.reason, metadata: info.metadata)
            return
        }
        throw NothingRefused()
    }

    private init(code: RPCError.Code, reason: String, metadata: [String: String]) {
        self.code = code
        self.reason = reason
        self.metadata = metadata
    }

    private struct NothingRefused: Error {}
}

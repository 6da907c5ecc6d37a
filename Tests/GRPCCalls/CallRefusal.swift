package import GRPCCore
import GRPCProtobuf

/// A refused call, with what its `google.rpc.ErrorInfo` says.
package struct CallRefusal: Error, CustomStringConvertible {
    package let code: RPCError.Code
    package let message: String
    package let reason: String
    package let domain: String
    package let metadata: [String: String]

    /// - Throws: what `body` throws, as a refusal when it is an error of the library with details.
    package static func rethrowing<Value>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as RPCError {
            throw try CallRefusal(error) ?? error
        }
    }

    /// The refusal that `body` meets.
    ///
    /// - Throws: `NothingRefused`, or what else `body` throws.
    package static func of<Value>(
        _ body: () async throws -> Value
    ) async throws -> CallRefusal {
        do {
            _ = try await Self.rethrowing(body)
        } catch let refusal as CallRefusal {
            return refusal
        }
        throw NothingRefused()
    }

    /// `nil` when the error has no details: then the door did not refuse, or not in our words.
    private init?(_ error: RPCError) throws {
        let details = try error.unpackGoogleRPCStatus()?.details ?? []
        guard let info = details.lazy.compactMap(\.errorInfo).first else { return nil }
        self.code = error.code
        self.message = error.message
        self.reason = info.reason
        self.domain = info.domain
        self.metadata = info.metadata
    }

    package var description: String {
        "\(self.code) \(self.reason) \(self.metadata): \(self.message)"
    }

    private struct NothingRefused: Error {}
}

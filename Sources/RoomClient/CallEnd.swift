/// How a whole call ended, with the response that its caller wants.
enum CallEnd<Response: Sendable>: Sendable {
    case succeeded(Response)
    case rejected(RoomClientError)
    case unknown(RoomClientError)

    init(_ verdict: RequestMachine.Verdict) {
        switch verdict {
        case .rejected(let error): self = .rejected(error)
        case .unknown(let error): self = .unknown(error)
        }
    }

    func get() throws(RoomClientError) -> Response {
        switch self {
        case .succeeded(let response): return response
        case .rejected(let error), .unknown(let error): throw error
        }
    }
}

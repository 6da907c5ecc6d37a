import Hummingbird
import NIOCore
import TransportSecurity

/// Between the server library's requests and the door's own.
struct HTTPResponderAdapter: HTTPResponder {
    typealias Context = HTTPContext

    let handler: HTTPHandler
    /// `nil`: the door is plaintext.
    let security: TLSAcceptor?

    func respond(to request: Request, context: HTTPContext) async throws -> Response {
        let answer: HTTPAnswer
        if let body = try await Self.body(of: request) {
            answer = await self.answer(Self.call(request, body: body), on: context.channel)
        } else {
            answer = .error(.bodyTooLarge(), status: 413)
        }
        if let events = answer.events { HTTPReaderHandler.follow(context.channel, events) }
        return Self.response(answer)
    }

    private func answer(_ call: HTTPCall, on channel: any Channel) async -> HTTPAnswer {
        guard let security else { return await self.handler.answer(call) }
        guard let identity = security.identity(of: channel) else {
            return .error(.unauthenticated())
        }
        var call = call
        call.caller = Caller(identity)
        return await self.handler.answer(call)
    }

    /// `nil` when the body is larger than the door takes.
    private static func body(of request: Request) async throws -> [UInt8]? {
        let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard announced <= DoorLimits.httpBodyBytes else { return nil }
        do {
            let buffer = try await request.body.collect(upTo: DoorLimits.httpBodyBytes)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            return nil
        }
    }

    private static func call(_ request: Request, body: [UInt8]) -> HTTPCall {
        var call = HTTPCall(
            method: request.method.rawValue, target: request.head.path ?? "/", body: body)
        for field in request.headers {
            guard let place = HTTPCall.fields[field.name.canonicalName] else { continue }
            // Several lines are one list (RFC 9110, §5.3); a field that takes no list refuses it.
            call[keyPath: place] = (call[keyPath: place].map { $0 + "," } ?? "") + field.value
        }
        return call
    }

    private static func response(_ answer: HTTPAnswer) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = answer.contentType
        headers[.retryAfter] = answer.retryAfter
        headers[.allow] = answer.allow
        headers[.eTag] = answer.etag
        headers[.location] = answer.location
        let status = HTTPResponse.Status(code: answer.status)
        if let events = answer.events {
            headers[.cacheControl] = "no-store"
            return Response(status: status, headers: headers, body: Self.body(of: events))
        }
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    private static func body(of events: HTTPEvents) -> ResponseBody {
        ResponseBody { writer in
            defer { events.watch.cancel() }
            try await writer.write(ByteBuffer(bytes: HTTPEvents.greeting))
            while true {
                let (bytes, isLast) = await events.next()
                try await writer.write(ByteBuffer(bytes: bytes))
                if isLast { break }
            }
            try await writer.finish(nil)
        }
    }
}

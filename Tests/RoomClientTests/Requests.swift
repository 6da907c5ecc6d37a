import RoomClient
import RoomProtocol
import SwiftProtobuf

/// Requests, responses and options that the stories share.
enum Requests {
    static let pin = Roomkeeper_V1_MutateRequest.with {
        $0.roomID = "r1"
        $0.operations = [.with { $0.pinProduct.productID = "p1" }]
    }

    static let get = Roomkeeper_V1_GetRoomRequest.with { $0.roomID = "r1" }

    static func mutated(revision: UInt64) -> Roomkeeper_V1_ServerEnvelope.OneOf_Reply {
        .mutate(
            .with {
                $0.roomID = "r1"
                $0.revision = revision
                $0.changed = true
            })
    }

    static func room(revision: UInt64) -> Roomkeeper_V1_ServerEnvelope.OneOf_Reply {
        .getRoom(
            .with {
                $0.room.roomID = "r1"
                $0.room.revision = revision
            })
    }

    /// Short pauses, and a deadline that only a broken client reaches.
    static var patient: RoomClientOptions {
        var options = RoomClientOptions()
        options.timeout = .seconds(30)
        options.attemptTimeout = .seconds(30)
        options.connectTimeout = .seconds(10)
        options.backoffBase = .milliseconds(1)
        options.backoffCap = .milliseconds(2)
        return options
    }
}

extension MutationOutcome {
    var revision: UInt64? {
        if case .ok(let response) = self { response.revision } else { nil }
    }

    var rejection: RoomClientError? {
        if case .rejected(let error) = self { error } else { nil }
    }

    var doubt: RoomClientError? {
        if case .unknown(let error) = self { error } else { nil }
    }
}

import Linearizability
import RoomClient
import RoomProtocol
import SwiftProtobuf

/// One change as the history writes it and as the service is asked for it.
struct RoomCall: Sendable {
    /// The fields of the line that are known when the call begins.
    var record: OperationRecord
    var request: Roomkeeper_V1_MutateRequest

    /// Seats and pins of the harness's rooms are few, so that they fill up.
    static let pins = 5
    static let guestSeats: UInt32 = 6

    /// - Parameter requestID: kept over all attempts; the `key` of the line.
    init(
        _ kind: OperationKind, _ arguments: OperationArguments, room: RoomBook.Room?,
        alias: String, process: Int, requestID: String
    ) {
        self.record = OperationRecord(
            process: process, kind: kind, room: alias, call: 0, outcome: .unknown)
        self.record.arguments = arguments
        self.record.key = requestID
        self.request = .with {
            $0.roomID = room?.roomID ?? ""
            $0.requestID = requestID
            $0.actorID = arguments.actor ?? ""
            if let revision = arguments.expectedRevision {
                $0.preconditions.revision = UInt64(revision)
            }
            $0.operations = [.with { $0.op = Self.operation(kind, arguments) }]
        }
    }

    /// What asks later what became of the call.
    var question: Roomkeeper_V1_SettleRequest {
        .with {
            $0.roomID = self.request.roomID
            $0.ownerID =
                self.request.roomID.isEmpty ? self.record.arguments?.host ?? "" : ""
            $0.requestID = self.request.requestID
            $0.notAfter = self.request.notAfter
        }
    }

    private static func operation(
        _ kind: OperationKind, _ arguments: OperationArguments
    ) -> Roomkeeper_V1_Operation.OneOf_Op {
        switch kind {
        case .create: .create(Self.create(arguments))
        case .delete: .end(Roomkeeper_V1_End())
        case .set, .cas, .read, .write:
            .updateInfo(.with { $0.title = Self.text(arguments.value) })
        case .pin:
            .pinProduct(
                .with {
                    $0.productID = arguments.id ?? ""
                    $0.product.productID = arguments.id ?? ""
                })
        case .unpin: .unpinProduct(.with { $0.productID = arguments.id ?? "" })
        case .cohostAdd:
            .seatUser(
                .with {
                    $0.userID = arguments.user ?? ""
                    $0.role = .coHost
                })
        case .cohostRemove: .removeFromSeat(.with { $0.userID = arguments.user ?? "" })
        }
    }

    private static func create(_ arguments: OperationArguments) -> Roomkeeper_V1_Create {
        .with {
            $0.ownerID = arguments.host ?? ""
            $0.info.title = Self.text(arguments.value)
            $0.settings.maxPinned = UInt32(Self.pins)
            $0.settings.guestSeats = Self.guestSeats
            $0.settings.presenceMode = .none
            $0.start = true
        }
    }

    private static func text(_ value: HistoryValue?) -> String {
        if case .text(let text) = value { text } else { "" }
    }
}

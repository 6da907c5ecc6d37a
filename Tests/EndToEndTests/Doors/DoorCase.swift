import RoomProtocol
import SwiftProtobuf

/// A change that the rules refuse, and with which word: one line of the table of `DoorTests`.
struct DoorCase: Sendable, CustomStringConvertible {
    typealias Kind = Roomkeeper_V1_Operation.OneOf_Op

    /// What the room is like before.
    struct Setup: Sendable {
        var create = Roomkeeper_V1_Create.with {
            $0.info.title = "t"
            $0.start = true
        }
        var operations: [Kind] = []
        /// The bag takes no further product.
        var isFilled = false
        /// The room does not exist.
        var isAbsent = false
        /// The host hosts another room.
        var hostIsBusy = false

        static let live = Setup()

        static func live(_ operations: Kind...) -> Setup {
            var setup = Setup()
            setup.operations = operations
            return setup
        }

        static func with(_ edit: (inout Setup) -> Void) -> Setup {
            var setup = Setup()
            edit(&setup)
            return setup
        }
    }

    let operation: String
    let reason: String
    let setup: Setup
    let kind: Kind
    var actorID = ""
    var preconditions = Roomkeeper_V1_Preconditions()
    /// `late` comes with a deadline that is long past, `used` was used before for something else.
    var requestID = ""

    var description: String { "\(self.operation) → \(self.reason)" }

    init(
        _ operation: String, _ reason: String, _ setup: Setup, _ kind: Kind,
        _ edit: (inout DoorCase) -> Void = { _ in }
    ) {
        self.operation = operation
        self.reason = reason
        self.setup = setup
        self.kind = kind
        // It goes with the revision of the bag that it is of, or is no request at all.
        if operation == "reorder_products", reason != "INVALID_FIELD" {
            self.preconditions.productsRevision = 1
        }
        edit(&self)
    }

    /// Of a live room with nothing in it.
    init(
        _ operation: String, _ reason: String, _ kind: Kind,
        _ edit: (inout DoorCase) -> Void = { _ in }
    ) {
        self.init(operation, reason, .live, kind, edit)
    }

    var isCreation: Bool { self.operation == "create" }
}

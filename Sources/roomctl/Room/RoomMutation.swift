import ArgumentParser
import RoomClient
import RoomProtocol

/// A command that changes one room by one operation.
///
/// The conforming type says which operation; the sending, the printing and the errors are the same
/// for all.
protocol RoomMutation: AsyncParsableCommand {
    var global: GlobalOptions { get }
    var write: WriteOptions { get }
    /// Empty for the command that creates a room.
    var roomID: String { get }

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op
}

extension RoomMutation {
    func run() async throws {
        var step = Roomkeeper_V1_Operation()
        step.op = self.operation()
        let request = self.write.makeRequest(roomID: self.roomID, operations: [step])
        let response = try await ClientSession.withClient(
            global: self.global, node: self.write.nodeOptions
        ) { session in
            try await session.mutateRepeatably(request)
        }
        try MutationText(response: response).show(as: self.global.output)
    }
}

/// Something in a history that cannot be so.
package struct Finding: Codable, Equatable, Sendable {
    /// A line that is part of it, in words.
    package struct Operation: Codable, Equatable, Sendable {
        package var line: Int
        package var text: String
    }

    package var check: CheckName
    package var room: String?
    package var sentence: String
    package var lines: [Int]
    package var ops: [Operation]

    init(
        _ check: CheckName, room: String?, _ sentence: String, _ ops: [Operation] = []
    ) {
        self.check = check
        self.room = room
        self.sentence = sentence
        self.ops = ops
        self.lines = ops.map(\.line)
    }
}

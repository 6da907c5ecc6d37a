import ArgumentParser
import RoomProtocol

/// Several rooms, in words or as JSON.
struct BatchText {
    let response: Roomkeeper_V1_BatchGetRoomsResponse

    /// Prints the rooms, and what is wrong with those that could not be read.
    ///
    /// - Throws: the exit code when one could not.
    func show(as format: OutputFormat) throws {
        var hasFailed = false
        var parts: [String] = []
        for item in self.response.items {
            switch item.result {
            case .room(let room): parts.append(RoomText(room: room).rendered())
            case .error(let error):
                hasFailed = true
                Console.writeError("error: \(error.reason): \(error.message)")
            case nil: hasFailed = true
            }
        }
        switch format {
        case .json: Console.write(try JSONText.text(of: self.response))
        case .table:
            parts.append(ServedText.line(of: self.response.served))
            Console.write(parts.joined(separator: "\n\n"))
        }
        if hasFailed { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}

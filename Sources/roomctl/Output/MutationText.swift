import ArgumentParser
import RoomProtocol

/// What a change did, or would do, in words or as JSON.
struct MutationText {
    let response: Roomkeeper_V1_MutateResponse

    /// Prints it.
    ///
    /// - Throws: the exit code of a dry run that found the change refused.
    func show(as format: OutputFormat) throws {
        Console.write(try self.rendered(as: format))
        if self.response.hasValidation, !self.response.validation.wouldApply {
            throw ExitCode(ExitStatus.failed.rawValue)
        }
    }

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json:
            return try JSONText.text(of: self.response)
        case .table:
            return self.response.hasValidation ? self.wouldDo : self.did
        }
    }

    private var did: String {
        TextTable.facts([
            ("room", self.response.roomID),
            ("revision", String(self.response.revision)),
            ("changed", self.changed),
            ("minted ids", self.response.mintedIds.joined(separator: ", ")),
        ])
    }

    private var changed: String {
        let changed = self.response.changed ? "yes" : "no, the room already was as asked"
        return self.response.replayed ? "\(changed) (the outcome of the first attempt)" : changed
    }

    private var wouldDo: String {
        let validation = self.response.validation
        let verdict =
            switch (validation.wouldApply, validation.wouldChange) {
            case (false, _): "no, nothing was changed"
            case (true, true): "yes, nothing was changed yet"
            case (true, false): "yes, but the room already is as asked"
            }
        let facts = TextTable.facts([
            ("room", self.response.roomID),
            ("revision", self.response.revision == 0 ? "" : String(self.response.revision)),
            ("would apply", verdict),
        ])
        let failures = validation.failures.map { "refused: \($0.reason): \($0.message)" }
        return ([facts] + failures).joined(separator: "\n")
    }
}

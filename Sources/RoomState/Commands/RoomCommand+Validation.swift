extension RoomCommand {
    /// Checks the shape of the whole command: sizes, alphabets and counts, and which fields go
    /// together.
    ///
    /// A door calls it before it proposes. Apply calls it again, so that no command of another
    /// shape takes effect whoever proposed it. What depends on a room is judged at apply only.
    package func validate() throws(InvalidField) {
        try FieldCheck.bytes(of: self.caller, in: 1...Limits.callerBytes, "caller")
        try self.validateRequest()
        try FieldCheck.count(
            self.operations.count, in: 1...Limits.operationsPerCommand, "operations")
        try self.validateTarget()
        try self.validatePreconditions()
        for index in self.operations.indices {
            do {
                try self.operations[index].validate()
            } catch {
                throw error.inside("operations[\(index)].\(self.operations[index].name)")
            }
        }
        try self.validateSize()
    }

    private func validateRequest() throws(InvalidField) {
        switch (self.requestID, self.notAfter) {
        case (nil, nil), (.some, .some): return
        case (.some, nil):
            throw InvalidField(
                field: "not_after", limit: "set, because request_id is", actual: "absent")
        case (nil, .some):
            throw InvalidField(
                field: "request_id", limit: "set, because not_after is", actual: "absent")
        }
    }

    private func validateTarget() throws(InvalidField) {
        for index in self.operations.indices {
            guard case .create = self.operations[index] else { continue }
            guard index == 0 else {
                throw InvalidField(
                    field: "operations[\(index)].create", limit: "the first operation",
                    actual: "operation \(index)")
            }
        }
        let creates = if case .create = self.operations[0] { true } else { false }
        switch self.target {
        case .room(let id) where creates:
            throw InvalidField(
                field: "room_id", limit: "empty, because the first operation is create",
                actual: id.rawValue)
        case .newRoom:
            _ = try self.creation()
            guard self.preconditions.isEmpty else {
                throw InvalidField(
                    field: "preconditions", limit: "empty, because the room is new",
                    actual: "set")
            }
        case .room: return
        }
    }

    /// What a command for a new room must begin with.
    func creation() throws(InvalidField) -> RoomOperation.Create {
        if case .create(let create)? = self.operations.first { return create }
        throw InvalidField(
            field: "room_id", limit: "set, unless the first operation is create", actual: "empty")
    }

    private func validatePreconditions() throws(InvalidField) {
        guard self.preconditions.productsRevision == nil else { return }
        for case .reorderProducts in self.operations {
            throw InvalidField(
                field: "preconditions.products_revision",
                limit: "set, because reorder_products goes with it", actual: "absent")
        }
    }

    /// Only products can make a command large: everything else is bounded far below the limit.
    private func validateSize() throws(InvalidField) {
        var size = 0
        for operation in self.operations {
            switch operation {
            case .addProducts(let add):
                size += add.products.reduce(0) { $0 + $1.storedBytes }
            case .reorderProducts(let ids):
                size += ids.count * (1 + Limits.identifierBytes)
            default: continue
            }
        }
        guard size > Limits.commandBytes / 4 else { return }
        let encodedSize = self.encoded().count
        guard encodedSize > Limits.commandBytes else { return }
        throw InvalidField(
            field: "operations", limit: "at most \(Limits.commandBytes) bytes in all, encoded",
            actual: "\(encodedSize) bytes")
    }
}

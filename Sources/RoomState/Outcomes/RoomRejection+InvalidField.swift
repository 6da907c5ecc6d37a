extension RoomRejection {
    /// A field whose shape is wrong, or right in general and wrong for this room now.
    package init(_ invalid: InvalidField) {
        self.init(
            .invalidField,
            details: [
                Detail("field", invalid.field), Detail("limit", invalid.limit),
                Detail("actual", invalid.actual),
            ])
    }
}

/// A database could not be created by `DataDirectory.format`.
struct StorageCreationError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

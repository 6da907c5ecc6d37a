import Foundation

/// The files of a directory and those below it.
enum FileList {
    /// In an order of their own, so that a seed does the same to the same files.
    static func paths(in directory: URL) throws -> [String] {
        guard
            let files = FileManager.default.enumerator(
                at: directory, includingPropertiesForKeys: nil)
        else { throw HarnessError("\(directory.path) cannot be read") }
        return files.compactMap { ($0 as? URL)?.path }.sorted()
    }
}

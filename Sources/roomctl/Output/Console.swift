import Foundation

/// Standard output for results, standard error for everything else.
enum Console {
    /// Writes a result, ended by one line feed.
    static func write(_ text: String) {
        Self.write(text, to: .standardOutput)
    }

    /// Writes a remark, a progress line or an error, ended by one line feed.
    static func writeError(_ text: String) {
        Self.write(text, to: .standardError)
    }

    /// Writes a line of a result that goes on, and tells whether anybody still reads.
    static func writeLine(_ text: String) -> Bool {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
            return true
        } catch {
            return false
        }
    }

    private static func write(_ text: String, to file: FileHandle) {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        // A reader that has gone away (as `head` does) is no reason for another error message.
        try? file.write(contentsOf: Data(line.utf8))
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A small file that a person wrote.
package enum TextFile {
    /// The text of the file at `path`, which `what` names in an error ("settings file").
    package static func read(_ path: String, what: String) throws(ConfigurationError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path, what, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        // One byte more than allowed tells a file that is too long.
        while bytes.count <= ConfigurationLimits.fileBytes {
            let count = chunk.withUnsafeMutableBytes {
                #if canImport(Glibc)
                Glibc.read(descriptor, $0.baseAddress, $0.count)
                #else
                Darwin.read(descriptor, $0.baseAddress, $0.count)
                #endif
            }
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw Self.unreadable(path, what, errno)
            }
            bytes += chunk.prefix(count)
        }
        guard bytes.count <= ConfigurationLimits.fileBytes else {
            throw ConfigurationError(
                "the \(what) \(path) is larger than \(ConfigurationLimits.fileBytes) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError("the \(what) \(path) is not text in UTF-8")
        }
        return text
    }

    private static func unreadable(
        _ path: String, _ what: String, _ code: Int32
    ) -> ConfigurationError {
        ConfigurationError(
            "the \(what) \(path) cannot be read: \(String(cString: strerror(code)))")
    }
}

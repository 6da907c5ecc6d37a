package import Foundation

/// The programs that a run starts.
package struct Programs: Sendable {
    let roomd: URL
    let roomctl: URL
    /// What is preloaded into each node: `chaos/shim`.
    let shim: URL

    /// - Parameters:
    ///   - directory: where `roomd` and `roomctl` are.
    ///   - roomd: another server than the one there.
    ///   - shim: the shared object.
    package init(in directory: URL, roomd: URL?, shim: URL) throws {
        self.roomd = roomd ?? directory.appendingPathComponent("roomd")
        self.roomctl = directory.appendingPathComponent("roomctl")
        self.shim = shim
        for program in [self.roomd, self.roomctl]
        where !FileManager.default.isExecutableFile(atPath: program.path) {
            throw HarnessError("\(program.path) is missing; chaos/run builds it")
        }
        guard FileManager.default.isReadableFile(atPath: shim.path) else {
            throw HarnessError("\(shim.path) is missing; chaos/run builds it")
        }
    }

    /// The folder of the program that runs, where a build puts all of them.
    package static var ownDirectory: URL {
        get throws {
            let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(fileURLWithPath: here).deletingLastPathComponent()
        }
    }
}

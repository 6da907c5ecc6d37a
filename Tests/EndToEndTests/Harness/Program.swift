import Foundation

/// The programs under test, found where this test was built.
enum Program: String {
    case roomd
    case roomctl
    case roomchaos

    func url() throws -> URL {
        let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let url = URL(fileURLWithPath: here).deletingLastPathComponent()
            .appendingPathComponent(self.rawValue)
        guard FileManager.default.isExecutableFile(atPath: url.path) else {
            throw TestFailure(
                "\(url.path) is missing: build everything first, with swift build --build-tests")
        }
        return url
    }
}

/// The version of this program, as `--version` prints it and as the nodes see it in their logs.
enum Version {
    static let current = "0.1.0"
    static let userAgent = "roomctl/\(Self.current)"
}

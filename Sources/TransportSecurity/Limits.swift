/// The bounds of what certificates and their files may say, and of handshakes.
///
/// It is not `package`, so that it never meets the `Limits` of another module in one file.
enum Limits {
    /// Bytes of a file with certificates or a key.
    static let fileBytes = 1 << 20
    /// Characters of the name in a role.
    static let nameCharacters = 64
    /// Characters of a role that an error repeats.
    static let echoedCharacters = 128
    /// How long a TLS handshake may take, in seconds.
    static let handshakeSeconds: Int64 = 10
    /// Handshakes under way at one port; one more connection is closed at once.
    static let handshakes = 1024
    /// How long the end of a connection waits for the other side's, in seconds.
    static let closingSeconds: Int64 = 1
}

/// Where the fields of a frame lie.
///
///     0        4        8     9      10       14
///     | length | crc32c | kind | flags | group | body ...
///
/// The length counts everything after the checksum, and the checksum covers just that.
enum FrameLayout {
    /// Length and checksum.
    static let prefixBytes = 8
    /// Kind, flags and group: the part of the header that length and checksum count.
    static let countedHeaderBytes = 6
    /// Everything before the body.
    static let headerBytes = FrameLayout.prefixBytes + FrameLayout.countedHeaderBytes
}

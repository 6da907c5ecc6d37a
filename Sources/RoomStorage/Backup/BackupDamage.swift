/// A run of bytes of a backup's file that is not what was written.
package struct BackupDamage: Hashable, Sendable, CustomStringConvertible {
    /// Which of the files of the state, counted from 1, and how many there are.
    package var part: Int
    package var parts: Int
    package var name: String
    /// Within that file.
    package var offset: UInt64
    package var count: UInt64
    /// Within the backup.
    package var fileOffset: UInt64

    package var description: String {
        """
        part \(self.part) of \(self.parts) (\(self.name)) is damaged in its bytes \(self.offset) \
        to \(self.offset + self.count - 1), which begin at byte \(self.fileOffset) of the backup
        """
    }
}

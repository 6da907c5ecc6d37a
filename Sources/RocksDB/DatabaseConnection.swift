import CRocksDB
import Synchronization

/// The open `rocksdb_t`; closed when the last thing that needs it is gone.
///
/// `@unchecked Sendable`: RocksDB synchronizes all use of the handle itself; it is closed once, in
/// `deinit`.
final class DatabaseConnection: @unchecked Sendable {
    let pointer: OpaquePointer
    private let closingAction = Mutex<(@Sendable () -> Void)?>(nil)

    init(pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        rocksdb_close(self.pointer)
        let action = self.closingAction.withLock { $0 }
        action?()
    }

    func setClosingAction(_ action: @escaping @Sendable () -> Void) {
        self.closingAction.withLock { $0 = action }
    }
}

import RocksDB

/// The column families of the log database, by their position.
enum LogFamily: Int, CaseIterable {
    /// Empty; RocksDB does not do without it.
    case unused
    case entries
    case meta

    var name: String {
        switch self {
        case .unused: ColumnFamilyOptions.defaultName
        case .entries: "entries"
        case .meta: "meta"
        }
    }
}

internal import Foundation

/// Durations of nanoseconds for a person.
enum TimeText {
    static func duration(_ nanoseconds: Int64) -> String {
        self.duration(milliseconds: Double(nanoseconds) / 1e6)
    }

    static func duration(milliseconds: Double) -> String {
        switch milliseconds {
        case ..<1: return String(format: "%.2f ms", milliseconds)
        case ..<10: return String(format: "%.1f ms", milliseconds)
        case ..<1_000: return String(format: "%.0f ms", milliseconds)
        case ..<60_000: return String(format: "%.1f s", milliseconds / 1e3)
        default: return String(format: "%.1f min", milliseconds / 6e4)
        }
    }
}

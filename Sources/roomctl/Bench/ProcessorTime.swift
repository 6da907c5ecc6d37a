import Foundation

/// Seconds of processor that somebody used so far.
enum ProcessorTime {
    /// Of this process.
    static var own: Double {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Of another process of this machine; 0 when it has ended.
    static func ofProcess(_ number: Int) -> Double {
        // The name of the program may hold spaces and parentheses; behind its last one the fields
        // begin with the third.
        let text = Self.text("/proc/\(number)/stat")
        guard let end = text.lastIndex(of: ")") else { return 0 }
        let fields = text[end...].split(separator: " ").dropFirst().compactMap { Double($0) }
        // State is no number, so utime (14) and stime (15) are the eleventh and twelfth that are.
        guard fields.count > 11 else { return 0 }
        return (fields[10] + fields[11]) / Self.ticksPerSecond
    }

    /// Of the whole machine, its idle time left out.
    static var ofMachine: Double {
        guard let line = Self.text("/proc/stat").split(separator: "\n").first else { return 0 }
        let fields = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        // user nice system idle iowait irq softirq
        guard fields.count > 6 else { return 0 }
        return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / Self.ticksPerSecond
    }

    private static var ticksPerSecond: Double { Double(sysconf(Int32(_SC_CLK_TCK))) }

    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
            ?? ""
    }
}

#if PLANTED_DEFECTS
import ArgumentParser
import ByteCoding
import Foundation
import Synchronization

/// `ROOMKEEPER_PLANTED_DEFECT`: which fault this process has.
enum PlantedDefectChoice {
    static func read() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let name = environment["ROOMKEEPER_PLANTED_DEFECT"], !name.isEmpty else { return }
        guard let defect = PlantedDefect.allCases.first(where: { $0.name == name }) else {
            let known = PlantedDefect.allCases.map { $0.name }.joined(separator: ", ")
            throw ValidationError("there is no planted defect '\(name)'; there are \(known)")
        }
        PlantedDefect.chosen.store(defect.rawValue, ordering: .relaxed)
    }
}
#endif

/// A binary heap with the least element in front.
///
/// Equal elements come out in no order that anyone may rely on, so elements that stand for
/// different things must differ.
package struct MinHeap<Element: Comparable & Sendable>: Sendable {
    private var elements: [Element]

    package init(_ elements: [Element] = []) {
        self.elements = elements
        for parent in stride(from: elements.count / 2 - 1, through: 0, by: -1) {
            self.sink(from: parent)
        }
    }

    package var count: Int { self.elements.count }

    package var first: Element? { self.elements.first }

    package mutating func insert(_ element: Element) {
        self.elements.append(element)
        var child = self.elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard self.elements[child] < self.elements[parent] else { return }
            self.elements.swapAt(child, parent)
            child = parent
        }
    }

    @discardableResult
    package mutating func takeFirst() -> Element? {
        guard let first = self.elements.first else { return nil }
        let last = self.elements.removeLast()
        guard !self.elements.isEmpty else { return first }
        self.elements[0] = last
        self.sink(from: 0)
        return first
    }

    package mutating func removeAll() {
        self.elements.removeAll(keepingCapacity: true)
    }

    private mutating func sink(from start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < self.elements.count {
                if self.elements[child] < self.elements[least] {
                    least = child
                }
            }
            guard least != parent else { return }
            self.elements.swapAt(parent, least)
            parent = least
        }
    }
}

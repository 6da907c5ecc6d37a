/// Lets one fault at a time through: two that each take a member out could together leave too few.
actor FaultGate {
    private var isOpen = true
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        if self.isOpen {
            self.isOpen = false
        } else {
            await withCheckedContinuation { self.waiting.append($0) }
        }
    }

    func leave() {
        if self.waiting.isEmpty {
            self.isOpen = true
        } else {
            self.waiting.removeFirst().resume()
        }
    }
}

/// Keeps a large value behind one reference, so that copying its owner costs one retain.
///
/// The reference is an array of one element: it copies itself before a shared value is changed, and
/// needs no promise about `Sendable`.
@propertyWrapper
package struct CopyOnWrite<Value: Equatable & Sendable>: Equatable, Sendable {
    /// Invariant: exactly one element.
    private var box: [Value]

    package init(wrappedValue: Value) {
        self.box = [wrappedValue]
    }

    package var wrappedValue: Value {
        _read { yield self.box[0] }
        _modify { yield &self.box[0] }
    }
}

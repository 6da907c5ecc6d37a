/// The bag and the pins, in every state but ENDED and SUSPENDED: a host fills the bag and arranges
/// the pins before the start.
extension RoomDraft {
    mutating func addProducts(_ add: RoomOperation.AddProducts) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        var position = try self.position(
            add.position, count: self.room.products.bag.count, field: "add_products.position")
        for product in add.products {
            guard self.room.products.position(of: product.id) == nil else {
                throw RoomRejection(
                    .productExists, details: [.init("product_id", product.id.rawValue)])
            }
            try self.add(product, at: position)
            position += 1
        }
        try self.requireSize()
    }

    /// A product that leaves the bag leaves the pins and the spotlight too.
    mutating func removeProducts(_ ids: [ProductID]) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        for id in ids {
            try self.requireInBag(id)
            if self.room.products.spotlight?.productID == id {
                self.endSpotlight(.productRemoved)
            }
            if self.room.products.pinned.contains(id) {
                self.record(.productUnpinned(id))
            }
            self.record(.productRemoved(id))
        }
    }

    mutating func moveProduct(_ move: RoomOperation.MoveProduct) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        try self.requireInBag(move.productID)
        let position = try self.position(
            move.position, count: self.room.products.bag.count - 1,
            field: "move_product.position")
        if self.room.products.position(of: move.productID) != position {
            self.record(.productMoved(move.productID, position: position))
        }
    }

    /// The new order must name every product of the bag once, and nothing else.
    mutating func reorderProducts(_ ids: [ProductID]) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        let bag = self.room.products.bag
        let products = Set(bag.map(\.id))
        var named: Set<ProductID> = []
        for id in ids {
            guard products.contains(id) else { throw Self.notAPermutation(id, "not in it") }
            guard named.insert(id).inserted else { throw Self.notAPermutation(id, "told twice") }
        }
        if let missing = bag.first(where: { !named.contains($0.id) }) {
            throw Self.notAPermutation(missing.id, "missing")
        }
        if !bag.elementsEqual(ids, by: { $0.id == $1 }) {
            self.record(.productsReordered(ids))
        }
    }

    private static func notAPermutation(_ id: ProductID, _ fault: String) -> RoomRejection {
        RoomRejection(
            .notAPermutation,
            details: [.init("product_id", id.rawValue), .init("fault", fault)])
    }

    /// Pinning what is pinned changes nothing, whatever the position.
    mutating func pinProduct(_ pin: RoomOperation.PinProduct) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        try self.addIfAbsent(pin.productID, pin.product)
        try self.requireShowable(pin.productID)
        guard !self.room.products.pinned.contains(pin.productID) else { return }
        if self.room.products.pinned.count >= self.room.settings.maxPinned {
            guard pin.onFull == .evictLast, let last = self.room.products.pinned.last else {
                throw self.pinnedFull
            }
            self.record(.productUnpinned(last))
        }
        let position = try self.position(
            pin.position, count: self.room.products.pinned.count, field: "pin_product.position")
        self.record(.productPinned(pin.productID, position: position))
    }

    /// Unpinning what is not pinned, or not even in the bag, changes nothing.
    mutating func unpinProduct(_ id: ProductID) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        if self.room.products.pinned.contains(id) {
            self.record(.productUnpinned(id))
        }
    }

    func requireInBag(_ id: ProductID) throws(RoomRejection) {
        guard self.room.products.position(of: id) == nil else { return }
        throw RoomRejection(.productNotFound, details: [.init("product_id", id.rawValue)])
    }

    /// What is hidden is shown neither among the pins nor in the spotlight.
    func requireShowable(_ id: ProductID) throws(RoomRejection) {
        try self.requireInBag(id)
        let bag = self.room.products.bag
        guard let position = self.room.products.position(of: id), bag[position].listing == .hidden
        else { return }
        throw RoomRejection(.productHidden, details: [.init("product_id", id.rawValue)])
    }

    /// Adds the product that an operation brought along, at the end of the bag.
    ///
    /// One that is there already stays as it is.
    mutating func addIfAbsent(_ id: ProductID, _ product: NewProduct?) throws(RoomRejection) {
        guard let product, self.room.products.position(of: id) == nil else { return }
        try self.add(product, at: self.room.products.bag.count)
        try self.requireSize()
    }

    var pinnedFull: RoomRejection {
        RoomRejection(
            .pinnedFull, details: [.init("limit", "\(self.room.settings.maxPinned)")])
    }

    private mutating func add(_ product: NewProduct, at position: Int) throws(RoomRejection) {
        guard self.room.products.bag.count < self.room.settings.maxProducts else {
            throw RoomRejection(
                .bagFull, details: [.init("limit", "\(self.room.settings.maxProducts)")])
        }
        let added = Product(product, addedBy: self.actor, addedAt: self.time)
        self.record(.productAdded(added, position: position))
    }

    /// A position counts from 0; the end of `count` items is allowed, and meant when none is told.
    private func position(
        _ wanted: Int?, count: Int, field: String
    ) throws(RoomRejection) -> Int {
        guard let wanted else { return count }
        guard wanted <= count else {
            throw RoomRejection(
                InvalidField(
                    field: "operations[\(self.operationIndex)].\(field)",
                    limit: "0 to \(count) now", actual: "\(wanted)"))
        }
        return wanted
    }
}

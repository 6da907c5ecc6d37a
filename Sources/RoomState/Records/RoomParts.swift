import ByteCoding

/// A room while its records are being read.
struct RoomParts {
    private var head: RoomHead?
    private var profile: (info: RoomInfo, settings: RoomSettings)?
    private var stage: Stage?
    /// Absent as long as nobody has asked for a seat.
    private var requests: (last: UInt64, waiting: [Stage.SeatRequest]) = (0, [])
    private var bagOrder: [ProductID] = []
    private var showcase: (pinned: [ProductID], spotlight: Spotlight?) = ([], nil)
    private var segments: [Segment] = []
    private var products: [ProductID: Product] = [:]

    mutating func decode(_ pair: StatePair, prefixLength: Int) throws(DecodingFailure) {
        guard let section = StateKey.Section(rawValue: pair.key[prefixLength]) else {
            throw .invalid("the section is unknown")
        }
        var reader = ByteReader(pair.value)
        let version = try reader.readByte()
        guard version == RoomRecords.version else { throw .unknownVersion(UInt64(version)) }
        switch section {
        case .head: self.head = try RoomHead(from: &reader)
        case .profile: self.profile = (try RoomInfo(from: &reader), try RoomSettings(from: &reader))
        case .stage: self.stage = try Stage(from: &reader)
        case .bagOrder: self.bagOrder = try Self.readIDs(Limits.maxProducts, from: &reader)
        case .showcase:
            let pinned = try Self.readIDs(Limits.maxPinned, from: &reader)
            let spotlight = try reader.readOptional { (reader) throws(DecodingFailure) in
                try Spotlight(from: &reader)
            }
            self.showcase = (pinned, spotlight)
        case .segments:
            self.segments = try reader.readArray(limit: Limits.segments) {
                (reader) throws(DecodingFailure) in
                try Segment(from: &reader)
            }
        case .product:
            let product = try Product(from: &reader)
            guard pair.key[(prefixLength + 1)...].elementsEqual(product.id.rawValue.utf8) else {
                throw .invalid("product \(product.id) lies under another key")
            }
            self.products[product.id] = product
        case .requests: self.requests = try Stage.readRequests(from: &reader)
        }
        try reader.expectEnd()
        guard section == .product || pair.key.count == prefixLength + 1 else {
            throw .invalid("the key is too long")
        }
    }

    /// Joins the parts; fails when one is missing, which no sequence of whole batches can cause.
    mutating func assemble(_ id: RoomID) throws(StateReadFailure) -> Room {
        guard let head = self.head, let profile = self.profile, var stage = self.stage else {
            throw StateReadFailure("room \(id) lacks its head, profile or stage record")
        }
        guard head.id == id else {
            throw StateReadFailure("the head of room \(head.id) lies under the key of room \(id)")
        }
        stage.requests = self.requests.waiting
        stage.lastRequestNumber = self.requests.last
        var products = Products()
        products.bag.reserveCapacity(self.bagOrder.count)
        for productID in self.bagOrder {
            guard let product = self.products.removeValue(forKey: productID) else {
                throw StateReadFailure("room \(id) lacks the record of product \(productID)")
            }
            products.bag.append(product)
        }
        guard self.products.isEmpty else {
            throw StateReadFailure(
                "room \(id) has \(self.products.count) product records that its bag of "
                    + "\(products.bag.count) does not name")
        }
        products.pinned = self.showcase.pinned
        products.spotlight = self.showcase.spotlight
        products.segments = self.segments
        return Room(
            head: head, info: profile.info, settings: profile.settings, stage: stage,
            products: products)
    }

    private static func readIDs(
        _ limit: ClosedRange<Int>, from reader: inout ByteReader
    ) throws(DecodingFailure) -> [ProductID] {
        try reader.readArray(limit: limit.upperBound) { (reader) throws(DecodingFailure) in
            try reader.readProductID()
        }
    }
}

import RoomProtocol
import RoomState

/// Products in protobuf's wire format, as the messages of `ProductsMessage` are encoded.
extension WireWriter {
    mutating func write(_ products: Products) {
        for product in products.bag {
            self.delimited(1) { $0.write(product) }
        }
        for id in products.pinned { self.item(2, id.rawValue) }
        if let spotlight = products.spotlight {
            self.delimited(3) { $0.write(spotlight) }
        }
        for segment in products.segments {
            self.delimited(4) {
                $0.write(segment.spotlight)
                $0.time(5, segment.endedAt)
                $0.number(6, UInt64(segment.endReason.message.rawValue))
            }
        }
    }

    private mutating func write(_ product: Product) {
        self.text(1, product.id.rawValue)
        if let sellerID = product.sellerID { self.text(2, sellerID.rawValue) }
        self.text(3, product.title)
        self.text(4, product.imageURI)
        if let addedBy = product.addedBy { self.text(5, addedBy.rawValue) }
        self.time(6, product.addedAt)
        self.number(7, UInt64(product.listing.message.rawValue))
    }

    /// A spotlight, which is also how a segment begins.
    private mutating func write(_ spotlight: Spotlight) {
        self.text(1, spotlight.segmentID.rawValue)
        self.text(2, spotlight.productID.rawValue)
        if let by = spotlight.by { self.text(3, by.rawValue) }
        self.time(4, spotlight.startedAt)
    }
}

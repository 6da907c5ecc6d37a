import RoomProtocol
import RoomState
import SwiftProtobuf

extension Roomkeeper_V1_Products {
    init(_ products: Products) {
        self.init()
        self.bag = products.bag.map { Roomkeeper_V1_Product($0) }
        self.pinned = products.pinned.map(\.rawValue)
        if let spotlight = products.spotlight {
            self.spotlight = Roomkeeper_V1_Spotlight(spotlight)
        }
        self.segments = products.segments.map { Roomkeeper_V1_Segment($0) }
    }
}

extension Roomkeeper_V1_Product {
    init(_ product: Product) {
        self.init()
        self.productID = product.id.rawValue
        self.sellerID = product.sellerID?.rawValue ?? ""
        self.title = product.title
        self.imageUri = product.imageURI
        self.addedBy = product.addedBy?.rawValue ?? ""
        self.addedAt = Google_Protobuf_Timestamp(product.addedAt)
        self.listing = product.listing.message
    }
}

extension Roomkeeper_V1_Spotlight {
    init(_ spotlight: Spotlight) {
        self.init()
        self.segmentID = spotlight.segmentID.rawValue
        self.productID = spotlight.productID.rawValue
        self.by = spotlight.by?.rawValue ?? ""
        self.startedAt = Google_Protobuf_Timestamp(spotlight.startedAt)
    }
}

extension Roomkeeper_V1_Segment {
    init(_ segment: Segment) {
        self.init()
        self.segmentID = segment.spotlight.segmentID.rawValue
        self.productID = segment.spotlight.productID.rawValue
        self.by = segment.spotlight.by?.rawValue ?? ""
        self.startedAt = Google_Protobuf_Timestamp(segment.spotlight.startedAt)
        self.endedAt = Google_Protobuf_Timestamp(segment.endedAt)
        self.endReason = segment.endReason.message
    }
}

extension Product.Listing {
    var message: Roomkeeper_V1_Listing {
        switch self {
        case .visible: .visible
        case .hidden: .hidden
        case .soldOut: .soldOut
        }
    }
}

extension Segment.EndReason {
    var message: Roomkeeper_V1_SegmentEndReason {
        switch self {
        case .cleared: .cleared
        case .replaced: .replaced
        case .productRemoved: .productRemoved
        case .roomEnded: .roomEnded
        }
    }
}

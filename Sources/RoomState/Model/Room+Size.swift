extension Room {
    /// Bytes of info, bag and seat requests, the parts that can make a room too large.
    ///
    /// The others have their place in `Limits.roomReservedBytes`.
    var growingBytes: Int {
        let requests = self.stage.requests.reduce(0) { $0 + $1.storedBytes }
        return self.products.bag.reduce(self.info.storedBytes + requests) { $0 + $1.storedBytes }
    }

    /// About how much memory the decoded room takes, for the bound of the cache.
    var approximateBytes: Int {
        1024 + self.growingBytes + self.products.bag.count * 96
            + self.products.segments.count * 128 + self.products.pinned.count * 32
            + self.stage.seats.count * 64 + self.stage.invites.count * 128
            + self.stage.requests.count * 96
    }
}

extension RoomInfo {
    var storedBytes: Int {
        var size =
            self.title.utf8.count + self.description.utf8.count + self.coverURI.utf8.count
            + self.language.utf8.count + self.region.utf8.count
        for text in self.categories {
            size += text.utf8.count + 2
        }
        for text in self.tags {
            size += text.utf8.count + 2
        }
        for label in self.labels {
            size += label.key.utf8.count + label.value.utf8.count + 6
        }
        return size
    }
}

extension Stage.SeatRequest {
    /// The texts, and 32 bytes for lengths, times and the number.
    var storedBytes: Int {
        32 + self.userID.rawValue.utf8.count + self.note.utf8.count
    }
}

extension NewProduct {
    /// The texts, and 32 bytes for tags, lengths and numbers.
    var storedBytes: Int {
        32 + self.id.rawValue.utf8.count + (self.sellerID?.rawValue.utf8.count ?? 0)
            + self.title.utf8.count + self.imageURI.utf8.count
    }
}

extension Product {
    /// The texts, and 48 bytes for tags, lengths, the time and numbers.
    var storedBytes: Int {
        48 + self.id.rawValue.utf8.count + (self.sellerID?.rawValue.utf8.count ?? 0)
            + self.title.utf8.count + self.imageURI.utf8.count
            + (self.addedBy?.rawValue.utf8.count ?? 0)
    }
}

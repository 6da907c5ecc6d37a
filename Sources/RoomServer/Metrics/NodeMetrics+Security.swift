import TransportSecurity

/// What is shown of TLS.
extension NodeMetrics {
    static func write(_ security: SecuritySample, to text: inout PrometheusText) {
        text.family(
            "roomkeeper_tls_certificate_expiry_seconds", .gauge,
            help: "Seconds until this node's certificate ends; below 0 when it has ended.")
        text.sample("roomkeeper_tls_certificate_expiry_seconds", [], security.secondsLeft)
        text.family(
            "roomkeeper_tls_reloads_total", .counter,
            help: "How often the certificate, key and authorities were read anew, by result.")
        text.sample(
            "roomkeeper_tls_reloads_total", [("result", "taken")], security.reloads.taken)
        text.sample(
            "roomkeeper_tls_reloads_total", [("result", "failed")], security.reloads.failed)
        text.family(
            "roomkeeper_tls_refusals_total", .counter,
            help: "Connections that TLS or the certificate's role let not come to be, by port "
                + "and reason.")
        for (key, count) in security.refusals {
            text.sample(
                "roomkeeper_tls_refusals_total",
                [("port", key.port.rawValue), ("reason", key.code.rawValue)], count)
        }
    }
}

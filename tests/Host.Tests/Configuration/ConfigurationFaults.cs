using static ProxyDb.Host.Tests.Configuration.ConfigurationFault;

namespace ProxyDb.Host.Tests.Configuration;

/// <summary>At least one faulty configuration for every key.</summary>
internal static class ConfigurationFaults
{
    private const string Later = "is not in this release yet";

    public static IEnumerable<ConfigurationFault> All => [.. General, .. Clusters, .. Listeners, .. Audit, .. Admin];

    private static IEnumerable<ConfigurationFault> General =>
    [
        Top("node.name", "node: {name: ⟦\"a\\tb\"⟧}", "without control characters"),
        Top("node.name", "node: {name: ⟦[a]⟧}", "expected a text"),
        Top("node.id", "node: {id: ⟦65536⟧}", "neither `auto` nor a number from 0 to 65535"),
        Top("node.id", "node: ⟦7⟧", "expected a mapping with the keys name, id"),
        Top("network.transport", "network: {transport: ⟦iocp⟧}", "`iocp` is not one of epoll, sockets"),
        Top("network.loops", "network: {loops: ⟦0⟧}", "neither `auto` nor a number from 1"),
        Top("network.max_sessions", "network: {max_sessions: ⟦0⟧}", "`0` is outside 1 to 1000000"),
        Top("network.login_timeout", "network: {login_timeout: ⟦15⟧}", "write a number and a unit"),
        Top("network.login_timeout", "network: {login_timeout: ⟦1ms⟧}", "`1ms` is outside 1s to 1h"),
        Top("network.client_idle_timeout", "network: {client_idle_timeout: ⟦-1s⟧}", "is not a duration"),
        Top("network", "network: {⟦transprot⟧: epoll}", "unknown key `transprot`; did you mean `transport`?"),
        Top("users_file", "users_file: ⟦nobody.yaml⟧", "the file `nobody.yaml` does not exist"),
        Top("users_file", "users_file: ⟦empty⟧", "the file `empty` is empty"),
        Top("policies.directory", "policies: {directory: ⟦rules⟧}", "the directory `rules` does not exist"),
        Top("policies.directory", "policies: {directory: ⟦pw⟧}", "the directory `pw` does not exist"),
        Top("policies.enforcement", "policies: {enforcement: ⟦off⟧}", "not one of enforce, observe"),
        Top("masks.keys", "masks: {keys: {default: ⟦pw⟧}}", "the key is shorter than 32 bytes"),
        Top("masks.keys", "masks: {keys: {default: ⟦nothing⟧}}", "does not exist"),
        Top("tags.on_drift", "tags: {on_drift: ⟦ignore⟧}", "not one of alarm, deny"),
        Top("store.sqlite", "store: {sqlite: ⟦{}⟧}", "expected a text"),
        Top("store.postgres.connection_file", "store: {postgres: ⟦{connection_file: pw}⟧}", Later),
        Top("store.postgres.connection_file", "store: {postgres: {connection_file: ⟦nothing⟧}}", "does not exist"),
        Top("drain.accept", "drain: {accept: ⟦soon⟧}", "is not a duration"),
        Top("drain.deadline", "drain: {deadline: ⟦2d⟧}", "`2d` is outside 0s to 1d"),
        Top("drain.close_rate", "drain: {close_rate: ⟦30%⟧}", Later),
        Top("drain.close_rate", "drain: {close_rate: ⟦101%⟧}", "is no share"),
        Top("limits.statement", "limits: {statement: ⟦16M⟧}", "is not a size"),
        Top("limits.analysed_text", "limits: {analysed_text: ⟦1KiB⟧}", "outside 4KiB to 16MiB"),
        Top("limits.analysed_text", "limits: {statement: 64KiB, analysed_text: ⟦1MiB⟧}", "larger than `limits.statement`"),
        Top("limits.rewritten_row", "limits: {rewritten_row: ⟦1KiB⟧}", "outside 64KiB to 1GiB"),
        Top("limits.depth", "limits: {depth: ⟦401⟧}", "`401` is outside 10 to 400"),
        Top("", "⟦polices⟧: {}", "unknown key `polices`; did you mean `policies`?"),
        new("proxydb", "proxydb: ⟦config/v2⟧\n" + ConfigurationSample.Minimal[("proxydb: config/v1".Length + 1)..], "expected `config/v1`"),
        new("proxydb", "⟦clusters⟧" + ConfigurationSample.Minimal[("proxydb: config/v1\nclusters".Length)..], "the key `proxydb` is missing"),
    ];

    private static IEnumerable<ConfigurationFault> Clusters =>
    [
        Cluster("protocol", "protocol: ⟦oracle⟧", "not one of postgres, mysql, tds"),
        Cluster("compression", "compression: ⟦true⟧", "is for `protocol: mysql` only"),
        Cluster("server_version", "server_version: ⟦\"8.4\"⟧", "is for `protocol: mysql` only"),
        InMysql("compression", "compression: ⟦zstd⟧", "neither true nor false"),
        InMysql("server_version", "server_version: ⟦MariaDB⟧", "is no version of a server"),
        InMysql("login.auth", "login: {user: svc, password_file: pw, auth: [⟦md5⟧]}", "not one of caching_sha2_password, mysql_native_password, mysql_clear_password"),
        InMysql("login.password_file", "login: ⟦{user: svc}⟧", "the key `password_file` is missing"),
        InCluster("endpoints", "[db:5432]", "[⟦\"db:99999\"⟧]", "is no server; write HOST:PORT"),
        InCluster("endpoints", "[db:5432]", "[db:5432, ⟦db⟧]", "is listed twice"),
        InCluster("endpoints", "[db:5432]", "⟦[]⟧", "at least one server is needed"),
        InCluster("endpoints", "endpoints: [db:5432]\n    login", "⟦login⟧", "the key `endpoints` is missing"),
        InCluster("login.user", "{user: svc, password_file: pw}", "⟦{password_file: pw}⟧", "the key `user` is missing"),
        InCluster("login.password_file", "{user: svc, password_file: pw}", "{user: svc, password_file: ⟦nothing⟧}", "does not exist"),
        InCluster("login.password_file", "{user: svc, password_file: pw}", "⟦{user: svc}⟧", "the key `password_file` is missing"),
        InCluster("login.password_file", "{user: svc, password_file: pw}", "{user: svc, password_file: pw, ⟦password⟧: x}", "unknown key `password`"),
        InCluster("login.auth", "password_file: pw}", "password_file: pw, auth: [⟦plain⟧]}", "not one of scram-sha-256, password, md5, trust"),
        InCluster("login.auth", "password_file: pw}", "password_file: pw, auth: ⟦[]⟧}", "at least one method is needed"),
        InCluster("login", "{user: svc, password_file: pw}", "⟦svc⟧", "expected a mapping with the keys user"),
        Cluster("logins.*.user", "logins: {app: ⟦{password_file: pw}⟧}", "the key `user` is missing"),
        Cluster("logins.*.password_file", "logins: {app: ⟦{user: ro}⟧}", "the key `password_file` is missing"),
        Cluster("logins.*.auth", "logins: {app: {user: ro, password_file: pw, auth: [⟦ldap⟧]}}", "not one of"),
        Cluster("tls.mode", "tls: {mode: ⟦prefer⟧}", "not one of disable, require, verify-ca, verify-full, strict"),
        Cluster("tls.mode", "tls: {mode: ⟦strict⟧}", "`strict` is for `protocol: tds` only"),
        Cluster("tls.ca_file", "tls: {ca_file: ⟦pw⟧}", "holds no certificate in PEM form"),
        Cluster("pool.mode", "pool: {mode: ⟦statement⟧}", "not one of session, transaction"),
        Cluster("pool.size", "pool: {size: ⟦many⟧}", "`many` is not a whole number"),
        Cluster("pool.min", "pool: {size: 3, min: ⟦4⟧}", "`pool.min` 4 is larger than `pool.size` 3"),
        Cluster("pool.reserve", "pool: {reserve: ⟦-1⟧}", "is outside 0"),
        Cluster("pool.per_user", "pool: {per_user: ⟦0%⟧}", "is no share"),
        Cluster("pool.wait_timeout", "pool: {wait_timeout: ⟦2d⟧}", "outside 0s to 1d"),
        Cluster("pool.idle_timeout", "pool: {idle_timeout: ⟦10⟧}", "is not a duration"),
        Cluster("pool.lifetime", "pool: {lifetime: ⟦1y⟧}", "is not a duration"),
        Cluster("pool.connect_timeout", "pool: {connect_timeout: ⟦0s⟧}", "outside 100ms to 1h"),
        Cluster("pool.statement_timeout", "pool: {statement_timeout: ⟦x⟧}", "is not a duration"),
        Cluster("pool.transaction_idle", "pool: {transaction_idle: ⟦[]⟧}", "expected a text"),
        Cluster("pool.pin_on", "pool: {pin_on: [⟦\"\"⟧]}", "expected a text"),
        Cluster("max_connections", "max_connections: ⟦-5⟧", "is outside 0"),
        Cluster("failover.hold", "failover: {hold: ⟦10s⟧}", Later),
        Cluster("failover.probe_interval", "failover: {probe_interval: ⟦0s⟧}", "outside 100ms to 1h"),
        Cluster("catalog.poll", "catalog: {poll: ⟦0s⟧}", "outside 1s to 1h"),
        Cluster("catalog.cache_file", "catalog: {cache_file: ⟦[a]⟧}", "expected a text"),
        new("clusters", "proxydb: config/v1\nclusters:\n  ⟦a b⟧: {}\nlisteners: []\n", "is no name for a cluster"),
        new("clusters", "⟦proxydb⟧: config/v1\nlisteners: []\n", "the key `clusters` is missing"),
    ];

    private static IEnumerable<ConfigurationFault> Listeners =>
    [
        Listener("name", "⟦{listen: \"127.0.0.1:0\", cluster: shop}⟧", "the key `name` is missing"),
        Listener("name", "{name: l, listen: \"127.0.0.1:0\", cluster: shop}\n- {name: ⟦l⟧, listen: \"127.0.0.1:0\", cluster: shop}", "two listeners are named `l`"),
        Listener("protocol", "{name: l, protocol: ⟦http⟧, listen: \"127.0.0.1:0\", cluster: shop}", "not one of"),
        Listener("protocol", "{name: l, protocol: ⟦mysql⟧, listen: \"127.0.0.1:0\", cluster: shop}", "speaks mysql, cluster `shop` speaks postgres"),
        Listener("listen", "{name: l, listen: ⟦\"6432\"⟧, cluster: shop}", "is no address to listen on"),
        Listener("listen", "{name: l, listen: ⟦\"db.example:6432\"⟧, cluster: shop}", "is no address to listen on"),
        Listener("listen", "⟦{name: l, cluster: shop}⟧", "the key `listen` is missing"),
        Listener(
            "listen", "{name: a, listen: \"127.0.0.1:6432\", cluster: shop}\n- {name: b, listen: ⟦\"0.0.0.0:6432\"⟧, cluster: shop, tls: {certificate_file: tls.crt, key_file: tls.key}}",
            "is already taken by listener `a`"),
        Listener("cluster", "{name: l, listen: \"127.0.0.1:0\", cluster: ⟦shoe⟧}", "no cluster `shoe`; there is `shop`"),
        Listener("tls.mode", "{name: l, listen: \"127.0.0.1:0\", cluster: shop, tls: {mode: ⟦on⟧}}", "not one of disable, prefer, require"),
        Listener("tls.mode", "{name: l, listen: \"127.0.0.1:0\", cluster: shop, tls: {mode: ⟦strict⟧, certificate_file: tls.crt, key_file: tls.key}}", "`strict` is for `protocol: tds` only"),
        Listener("tls.mode", "{name: l, listen: \"127.0.0.1:0\", cluster: shop, tls: {mode: ⟦login-only⟧, certificate_file: tls.crt, key_file: tls.key}}", "is for `protocol: tds` only"),
        Listener("tls.mode", "⟦{name: l, listen: \"0.0.0.0:0\", cluster: shop}⟧", "off loopback the default is `mode: require`"),
        Listener("tls.certificate_file", "{name: l, listen: \"127.0.0.1:0\", cluster: shop, tls: {certificate_file: ⟦none.crt⟧, key_file: tls.key}}", "does not exist"),
        Listener("tls.certificate_file", "{name: l, listen: \"127.0.0.1:0\", cluster: shop, tls: ⟦{mode: require, key_file: tls.key}⟧}", "needs `certificate_file` and `key_file`"),
        Listener("tls.key_file", "{name: l, listen: \"127.0.0.1:0\", cluster: shop, tls: {certificate_file: tls.crt, key_file: ⟦other.key⟧}}", "certificate and key do not fit"),
        Listener("tls.client_ca_file", "{name: l, listen: \"127.0.0.1:0\", cluster: shop, tls: {certificate_file: tls.crt, key_file: tls.key, client_ca_file: ⟦tls.crt⟧}}", Later),
        Listener("allow_password", "{name: l, listen: \"127.0.0.1:0\", cluster: shop, allow_password: ⟦true⟧}", "need `tls: {mode: require}`"),
        Listener("allow_password", "{name: l, listen: \"127.0.0.1:0\", cluster: shop, allow_password: ⟦1⟧}", "neither true nor false"),
        Listener("enforcement", "{name: l, listen: \"127.0.0.1:0\", cluster: shop, enforcement: ⟦none⟧}", "not one of enforce, observe"),
        Listener("", "⟦l⟧", "expected a mapping with the keys name"),
        new("listeners", ConfigurationSample.Minimal.Split("listeners:")[0] + "listeners: ⟦[]⟧\n", "at least one listener is needed"),
        new("listeners", "⟦" + ConfigurationSample.Minimal.Split("listeners:")[0], "the key `listeners` is missing"),
    ];

    private static IEnumerable<ConfigurationFault> Audit =>
    [
        Top("audit.directory", "audit: {directory: ⟦spool⟧}", "are the same"),
        Top("audit.spool.directory", "audit: {spool: {directory: ⟦[]⟧}}", "expected a text"),
        Top("audit.spool.size", "audit: {spool: {size: ⟦1MiB⟧}}", "outside 16MiB to 1024GiB"),
        Top("audit.fsync", "audit: {fsync: ⟦never⟧}", "is not a duration"),
        Top("audit.on_full", "audit: {on_full: ⟦drop⟧}", "not one of refuse, alarm"),
        Top("audit.text_limit", "audit: {text_limit: ⟦1B⟧}", "outside 256B to 1MiB"),
        Top("audit.local_max", "audit: {local_max: ⟦1GiB⟧}", Later),
        Top("audit.hmac_key_file", "audit: {hmac_key_file: ⟦pw⟧}", Later),
        Top("audit.anchors", "audit: {anchors: ⟦[peer]⟧}", Later),
        Top("audit.anchors", "audit: {anchors: [⟦paper⟧]}", "not one of peer, archive, syslog"),
        Top("audit.retention", "audit: {retention: ⟦7d⟧}", Later),
        Top("audit.signing_key_file", "audit: {signing_key_file: ⟦nothing⟧}", "does not exist"),
        Top("audit.archive.postgres.connection_file", "audit: {archive: ⟦{postgres: {connection_file: pw}}⟧}", Later),
    ];

    private static IEnumerable<ConfigurationFault> Admin =>
    [
        Top("admin.listen", "admin: {listen: ⟦nowhere⟧}", "is no address to listen on"),
        Top("admin.tls.certificate_file", "admin: {tls: ⟦{key_file: tls.key}⟧}", "TLS needs `certificate_file` and `key_file`"),
        Top("admin.tls.key_file", "admin: {tls: {certificate_file: tls.crt, key_file: ⟦other.key⟧}}", "do not fit"),
        Top("admin.users_file", "admin: {users_file: ⟦nobody⟧}", "does not exist"),
        Top("admin.metrics.public", "admin: {metrics: {public: ⟦yes⟧}}", "neither true nor false"),
        Top("admin.peers.dns", "admin: {peers: ⟦{dns: x}⟧}", Later),
        Top("admin.peers.port", "admin: {peers: {port: ⟦0⟧}}", "outside 1 to 65535"),
        Top("admin.peers.key_file", "admin: {peers: {key_file: ⟦nothing⟧}}", "does not exist"),
        new(
            "admin.listen",
            ConfigurationSample.Minimal.Replace("127.0.0.1:0", "127.0.0.1:8432", StringComparison.Ordinal) + "admin: {listen: ⟦\"127.0.0.1:8432\"⟧}\n",
            "is already taken by listener `l`"),
    ];
}

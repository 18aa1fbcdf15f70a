using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>An <c>insert bulk</c> that has run, and the record that stays open for its rows.</summary>
internal sealed record PendingBulkLoad(JudgedText Judged, long Ticket);

using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// KILL of a plain connection id, alone in its text: the gateway does it, for sessions of the same user only, and no server ever sees
/// it. So it needs no right of the server. Any other KILL would run under the service login, which owns everybody's connections.
/// </summary>
internal static class OwnKill
{
    public static ImmutableArray<StatementFacts> Without(ImmutableArray<StatementFacts> statements) =>
        IsPlain(statements)
            ?
            [
                new StatementFacts
                {
                    Action = SqlAction.None, Kind = statements[0].Kind, Effects = statements[0].Effects, Shape = statements[0].Shape,
                    NormalizedText = statements[0].NormalizedText, Span = statements[0].Span, Dialect = statements[0].Dialect,
                },
            ]
            : statements;

    public static bool IsPlain(ImmutableArray<StatementFacts> statements) =>
        statements is [{ Kind: "KILL", Complete: true, Effects: [SessionEffect.Kill { Id: not null }] }];
}

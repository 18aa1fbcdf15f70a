using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>What the statements of one batch, or of one string that is run as a batch, know of each other.</summary>
internal sealed class BatchState
{
    public ConstantTexts Constants { get; } = new();

    /// <summary>Cursors the batch declares, by folded name.</summary>
    public Dictionary<string, DeclaredCursor> Cursors { get; } = new(StringComparer.Ordinal);

    /// <summary>Settings that pin, turned on by this batch: the effects they stand in until the batch turns them off.</summary>
    public Dictionary<string, (List<SessionEffect> Effects, SessionEffect Pin)> Toggles { get; } = new(StringComparer.Ordinal);

    /// <summary>Control has jumped, or returned, or may have: what follows need not be carried out.</summary>
    public bool HasJumps { get; set; }

    /// <summary>The batch turns execution off, or on again.</summary>
    public bool ExecutionInDoubt { get; set; }

    /// <summary>Statements that leave execution off: not understood unless the batch turns it on again.</summary>
    public Dictionary<string, List<string>> LeftOff { get; } = new(StringComparer.Ordinal);

    /// <summary>The batch says NOEXEC or PARSEONLY.</summary>
    public bool ReadsOnly { get; set; }

    /// <summary>The batch sets QUOTED_IDENTIFIER.</summary>
    public bool SetsQuotedIdentifier { get; set; }

    /// <summary>A statement has been walked.</summary>
    public void After(TSqlStatement node)
    {
        // What stands in a block has been taken account of, one by one; branches and loops do so themselves.
        if (node is not (BeginEndBlockStatement or IfStatement or WhileStatement or TryCatchStatement))
        {
            Constants.After(node);
        }
    }
}

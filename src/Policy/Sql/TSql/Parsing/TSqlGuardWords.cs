using System.Collections.Frozen;

namespace ProxyDb.Policy.Sql.TSql.Parsing;

/// <summary>What a word does to the size of a tree.</summary>
internal enum TSqlGuardWord
{
    None,

    /// <summary>One more link: AND, JOIN, UNION …</summary>
    Chain,

    /// <summary>A link too; a parenthesis behind it may hold more joins.</summary>
    Join,

    Not,

    Case,

    Begin,

    /// <summary>Behind BEGIN: no block, and no END to come.</summary>
    BeginsNoBlock,

    End,

    /// <summary>The next statement is the body of this one.</summary>
    Branch,
}

/// <summary>The words the guard counts.</summary>
internal static class TSqlGuardWords
{
    private static readonly FrozenDictionary<string, TSqlGuardWord>.AlternateLookup<ReadOnlySpan<char>> Words = new Dictionary<string, TSqlGuardWord>
    {
        ["AND"] = TSqlGuardWord.Chain,
        ["OR"] = TSqlGuardWord.Chain,
        ["JOIN"] = TSqlGuardWord.Join,
        ["APPLY"] = TSqlGuardWord.Join,
        ["UNION"] = TSqlGuardWord.Chain,
        ["EXCEPT"] = TSqlGuardWord.Chain,
        ["INTERSECT"] = TSqlGuardWord.Chain,
        ["PIVOT"] = TSqlGuardWord.Chain,
        ["UNPIVOT"] = TSqlGuardWord.Chain,
        ["ZONE"] = TSqlGuardWord.Chain,
        ["COLLATE"] = TSqlGuardWord.Chain,
        ["NOT"] = TSqlGuardWord.Not,
        ["CASE"] = TSqlGuardWord.Case,
        ["BEGIN"] = TSqlGuardWord.Begin,
        ["TRAN"] = TSqlGuardWord.BeginsNoBlock,
        ["TRANSACTION"] = TSqlGuardWord.BeginsNoBlock,
        ["DISTRIBUTED"] = TSqlGuardWord.BeginsNoBlock,
        ["DIALOG"] = TSqlGuardWord.BeginsNoBlock,
        ["CONVERSATION"] = TSqlGuardWord.BeginsNoBlock,
        ["END"] = TSqlGuardWord.End,
        ["IF"] = TSqlGuardWord.Branch,
        ["ELSE"] = TSqlGuardWord.Branch,
        ["WHILE"] = TSqlGuardWord.Branch,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public static TSqlGuardWord Of(ReadOnlySpan<char> word) => Words.TryGetValue(word, out var known) ? known : TSqlGuardWord.None;
}

using System.Collections.Frozen;

namespace ProxyDb.Policy.Sql.TSql.Parsing;

/// <summary>What a word means to a shape; <see cref="None"/> is a name.</summary>
internal enum TSqlWord : byte
{
    None,
    Select,
    From,
    Where,
    And,
    Or,
    Not,
    In,
    Like,
    Between,

    /// <summary>NULL, DEFAULT: a value.</summary>
    Null,
    On,
    Having,
    When,
    Then,
    Else,
    Case,
    By,
    Set,
    Update,
    Insert,
    Delete,
    With,
    Merge,
    Values,
    Into,
    Output,

    /// <summary>OFFSET, FETCH NEXT: a number of rows may follow.</summary>
    Limit,
    Rows,

    /// <summary>An expression ends before it.</summary>
    Ends,

    /// <summary>Reserved, and of the statements whose literals may be neutral.</summary>
    Known,

    /// <summary>May begin, or stand in, a statement whose literals decide what it means.</summary>
    Foreign,
}

/// <summary>The words that shapes go by.</summary>
internal static class TSqlWords
{
    private static readonly FrozenDictionary<string, TSqlWord>.AlternateLookup<ReadOnlySpan<char>> Words = new (TSqlWord Word, string Texts)[]
    {
        (TSqlWord.Select, "SELECT"),
        (TSqlWord.From, "FROM"),
        (TSqlWord.Where, "WHERE"),
        (TSqlWord.And, "AND"),
        (TSqlWord.Or, "OR"),
        (TSqlWord.Not, "NOT"),
        (TSqlWord.In, "IN"),
        (TSqlWord.Like, "LIKE"),
        (TSqlWord.Between, "BETWEEN"),
        (TSqlWord.Null, "NULL DEFAULT"),
        (TSqlWord.On, "ON"),
        (TSqlWord.Having, "HAVING"),
        (TSqlWord.When, "WHEN"),
        (TSqlWord.Then, "THEN"),
        (TSqlWord.Else, "ELSE"),
        (TSqlWord.Case, "CASE"),
        (TSqlWord.By, "BY"),
        (TSqlWord.Set, "SET"),
        (TSqlWord.Update, "UPDATE"),
        (TSqlWord.Insert, "INSERT"),
        (TSqlWord.Delete, "DELETE"),
        (TSqlWord.With, "WITH"),
        (TSqlWord.Merge, "MERGE"),
        (TSqlWord.Values, "VALUES"),
        (TSqlWord.Into, "INTO"),
        (TSqlWord.Output, "OUTPUT"),
        (TSqlWord.Limit, "OFFSET NEXT FIRST"),
        (TSqlWord.Rows, "ROW ROWS"),
        (TSqlWord.Ends, "GROUP ORDER UNION EXCEPT INTERSECT OPTION FOR LEFT RIGHT INNER JOIN CROSS FULL END"),
        (
            TSqlWord.Known,
            "AS ASC DESC TOP DISTINCT ALL ANY SOME EXISTS IS OUTER PERCENT OVER COLLATE ESCAPE HOLDLOCK COALESCE NULLIF "
            + "CONVERT TRY_CONVERT CURRENT_TIMESTAMP CURRENT_USER SESSION_USER SYSTEM_USER USER IDENTITY PIVOT UNPIVOT "
            + "TABLESAMPLE"),
        (
            TSqlWord.Foreign,
            "ADD ALTER AUTHORIZATION BACKUP BEGIN BREAK BROWSE BULK CASCADE CHECK CHECKPOINT CLOSE CLUSTERED COLUMN COMMIT "
            + "COMPUTE CONSTRAINT CONTAINS CONTAINSTABLE CONTINUE CREATE CURRENT CURRENT_DATE CURRENT_TIME CURSOR DATABASE "
            + "DBCC DEALLOCATE DECLARE DENY DISK DISTRIBUTED DOUBLE DROP DUMP ERRLVL EXEC EXECUTE EXIT EXTERNAL "
            + "FILE FILLFACTOR FOREIGN FREETEXT FREETEXTTABLE FUNCTION GOTO GRANT IDENTITY_INSERT IDENTITYCOL IF INDEX KEY "
            + "KILL LINENO LOAD NATIONAL NOCHECK NONCLUSTERED OF OFF OFFSETS OPEN OPENDATASOURCE OPENQUERY OPENROWSET OPENXML "
            + "PLAN PRECISION PRIMARY PRINT PROC PROCEDURE PUBLIC RAISERROR READ READTEXT RECONFIGURE REFERENCES REPLICATION "
            + "RESTORE RESTRICT RETURN REVERT REVOKE ROLLBACK ROWCOUNT ROWGUIDCOL RULE SAVE SCHEMA SECURITYAUDIT "
            + "SEMANTICKEYPHRASETABLE SEMANTICSIMILARITYDETAILSTABLE SEMANTICSIMILARITYTABLE SETUSER SHUTDOWN STATISTICS "
            + "TABLE TEXTSIZE TO TRAN TRANSACTION TRIGGER TRUNCATE TSEQUAL UNIQUE UPDATETEXT USE VARYING VIEW WAITFOR WHILE "
            + "WITHIN WRITETEXT THROW SEND RECEIVE ENABLE DISABLE OPENJSON"),
    }.SelectMany(static entry => entry.Texts.Split(' ').Select(text => (entry.Word, Text: text)))
        .ToFrozenDictionary(static entry => entry.Text, static entry => entry.Word, StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    public static TSqlWord Of(ReadOnlySpan<char> word) => Words.TryGetValue(word, out var known) ? known : TSqlWord.None;
}

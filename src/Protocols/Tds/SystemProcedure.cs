namespace ProxyDb.Protocols.Tds;

/// <summary>Procedures that have a number of their own in RPC requests (MS-TDS §2.2.6.6, ProcID).</summary>
public enum SystemProcedure : ushort
{
    /// <summary>Any other, called by name.</summary>
    None = 0,
    Cursor = 1,
    CursorOpen = 2,
    CursorPrepare = 3,
    CursorExecute = 4,
    CursorPrepExec = 5,
    CursorUnprepare = 6,
    CursorFetch = 7,
    CursorOption = 8,
    CursorClose = 9,
    ExecuteSql = 10,
    Prepare = 11,
    Execute = 12,
    PrepExec = 13,
    PrepExecRpc = 14,
    Unprepare = 15,
}

/// <summary>Their names and the places of what has to be looked at in them.</summary>
public static class SystemProcedures
{
    /// <summary>In a name: any letter may be meant.</summary>
    public const char AnyLetter = '\uffff';

    private static readonly string[] Names =
    [
        "", "sp_cursor", "sp_cursoropen", "sp_cursorprepare", "sp_cursorexecute", "sp_cursorprepexec", "sp_cursorunprepare",
        "sp_cursorfetch", "sp_cursoroption", "sp_cursorclose", "sp_executesql", "sp_prepare", "sp_execute", "sp_prepexec",
        "sp_prepexecrpc", "sp_unprepare",
    ];

    public static string NameOf(this SystemProcedure procedure) => Names[(int)procedure];

    /// <summary>
    /// The procedure of a bare name in any case; <see cref="SystemProcedure.None"/> for all others.
    /// </summary>
    /// <param name="name">With <see cref="AnyLetter"/> for what may be any.</param>
    public static SystemProcedure Find(ReadOnlySpan<char> name)
    {
        for (var i = 1; i < Names.Length; i++)
        {
            if (Fits(name, Names[i]))
            {
                return (SystemProcedure)i;
            }
        }

        return SystemProcedure.None;
    }

    private static bool Fits(ReadOnlySpan<char> name, string known)
    {
        if (name.Length != known.Length)
        {
            return false;
        }

        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != AnyLetter && char.ToLowerInvariant(name[i]) != known[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>0-based place of the parameter with the SQL text; -1: there is none.</summary>
    public static int TextAt(this SystemProcedure procedure) => procedure switch
    {
        SystemProcedure.CursorOpen => 1,
        SystemProcedure.CursorPrepare or SystemProcedure.Prepare or SystemProcedure.PrepExec => 2,
        SystemProcedure.CursorPrepExec => 3,
        SystemProcedure.ExecuteSql => 0,
        SystemProcedure.PrepExecRpc => 1,
        _ => -1,
    };

    /// <summary>0-based place of the parameter with the definition of the text's parameters; -1: there is none.</summary>
    public static int DefinitionAt(this SystemProcedure procedure) => procedure switch
    {
        SystemProcedure.CursorOpen => 5,
        SystemProcedure.CursorPrepare or SystemProcedure.Prepare or SystemProcedure.PrepExec => 1,
        SystemProcedure.CursorPrepExec => 2,
        SystemProcedure.ExecuteSql => 1,
        _ => -1,
    };

    /// <summary>0-based place of the first value for the text's own parameters; -1: none are passed.</summary>
    public static int ValuesAt(this SystemProcedure procedure) => procedure switch
    {
        SystemProcedure.CursorOpen => 6,
        SystemProcedure.CursorExecute => 5,
        SystemProcedure.CursorPrepExec => 7,
        SystemProcedure.ExecuteSql or SystemProcedure.PrepExecRpc => 2,
        SystemProcedure.Execute => 1,
        SystemProcedure.PrepExec => 3,
        _ => -1,
    };

    /// <summary>The parameter of this name is meant for the place, whatever the client calls it.</summary>
    /// <param name="name">With its <c>@</c>.</param>
    public static bool IsText(ReadOnlySpan<char> name, SystemProcedure procedure) =>
        IsText(name) || (procedure == SystemProcedure.PrepExecRpc && name.Equals("@rpccall", StringComparison.OrdinalIgnoreCase));

    public static bool IsText(ReadOnlySpan<char> name) =>
        name.Equals("@stmt", StringComparison.OrdinalIgnoreCase) || name.Equals("@statement", StringComparison.OrdinalIgnoreCase);

    public static bool IsDefinition(ReadOnlySpan<char> name) =>
        name.Equals("@params", StringComparison.OrdinalIgnoreCase) || name.Equals("@paramdef", StringComparison.OrdinalIgnoreCase)
        || name.Equals("@parameters", StringComparison.OrdinalIgnoreCase);
}

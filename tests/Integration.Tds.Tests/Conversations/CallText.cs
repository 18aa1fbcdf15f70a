using System.Globalization;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.Samples.TdsServer.Wire;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Conversations;

/// <summary>
/// Calls as lines of a conversation file and back: <c>sp_execute | int #1 | @p1 nvarchar text</c>. A call by number is written as the
/// procedure's name alone, one by name in parentheses behind <c>by-name</c>.
/// </summary>
internal sealed class CallText(HandleNumbers handles)
{
    private static readonly int[] WithHandleFirst =
        [RawTdsRpc.CursorExecute, RawTdsRpc.CursorUnprepare, RawTdsRpc.CursorFetch, RawTdsRpc.CursorOption, RawTdsRpc.CursorClose, RawTdsRpc.Execute, RawTdsRpc.Unprepare];

    /// <summary>How many of the values that come back of a procedure are handles.</summary>
    public static int HandlesBack(int procedure) => procedure switch
    {
        RawTdsRpc.CursorPrepExec => 2,
        RawTdsRpc.CursorOpen or RawTdsRpc.CursorPrepare or RawTdsRpc.Prepare or RawTdsRpc.PrepExec => 1,
        _ => 0,
    };

    public RawTdsRpc Encode(string line)
    {
        var parts = line.Split(" | ");
        var name = parts[0];
        var id = name.StartsWith("sp_", StringComparison.Ordinal) ? Enumerable.Range(1, 15).FirstOrDefault(n => RpcCall.NameOf(n) == name) : 0;
        var call = id > 0 ? new RawTdsRpc(id) : new RawTdsRpc(name.Replace("by-name ", "", StringComparison.Ordinal));
        foreach (var part in parts.Skip(1))
            Add(call, part);
        return call;
    }

    private void Add(RawTdsRpc call, string part)
    {
        var name = part[0] == '@' ? Word(ref part) : "";
        var isOutput = part.StartsWith("out ", StringComparison.Ordinal) && Word(ref part) == "out";
        var type = Word(ref part);
        var isNull = part == "NULL";
        switch (type)
        {
            case "int":
                call.Add(isNull ? null : handles.Handle(part), isOutput, name);
                break;
            case "ntext":
                call.Add(name, new SqlType(SqlTypeName.NText), isNull ? null : part, isOutput);
                break;
            case "dbo.id_list":
                call.AddRaw(name, 0, TableBytes.Parameter(part));
                break;
            default:
                call.Add(isNull ? null : part, isOutput, name);
                break;
        }
    }

    private static string Word(ref string part)
    {
        var end = part.IndexOf(' ', StringComparison.Ordinal);
        var word = part[..end];
        part = part[(end + 1)..];
        return word;
    }

    /// <summary>The line of a call.</summary>
    public string Decode(RpcCall call)
    {
        var parts = new List<string> { call.Id > 0 ? call.Name : $"by-name {call.Name}" };
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var argument = call.Arguments[i];
            var isHandle = i == 0 && WithHandleFirst.Contains(call.Procedure) && argument.Value is int;
            var value = isHandle ? handles.Name((int)argument.Value!) : argument.Value is SqlTable table ? Rows(table) : LineText.Of(TdsText.Of(argument.Value) ?? "NULL");
            var type = argument.Type.Name == SqlTypeName.Table ? "table" : argument.Type.Name.ToString().ToLowerInvariant();
            parts.Add($"{(argument.Name.Length > 0 ? argument.Name + " " : "")}{(argument.IsOutput ? "out " : "")}{type} {value}");
        }

        return string.Join(" | ", parts);
    }

    private static string Rows(SqlTable table) =>
        string.Join(';', table.Rows.Select(r => string.Join(',', r.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)))));
}

using System.Text;
using NUnit.Framework;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>The product of all ways in which a call can carry a text.</summary>
public sealed class CallClassTests : BypassFixture
{
    private const string Mark = "<> 555444333";
    private static readonly byte[] Collation = [0x09, 0x04, 0xD0, 0x00, 0x34];

    private static readonly (string Name, Func<string, byte[]> Encode)[] Forms =
    [
        ("nvarchar", t => [0xE7, .. U16(8000), .. Collation, .. U16(t.Length * 2), .. Utf16(t)]), ("nchar", t => [0xEF, .. U16(t.Length * 2), .. Collation, .. U16(t.Length * 2), .. Utf16(t)]), ("PLP", t => [0xE7, 0xFF, 0xFF, .. Collation, .. Plp(Utf16(t), 1 << 20, isKnown: true)]),
        ("PLP of unknown length", t => [0xE7, 0xFF, 0xFF, .. Collation, .. Plp(Utf16(t), 64, isKnown: false)]), ("PLP in odd chunks", t => [0xE7, 0xFF, 0xFF, .. Collation, .. Plp(Utf16(t), 3, isKnown: false)]), ("PLP byte by byte", t => [0xE7, 0xFF, 0xFF, .. Collation, .. Plp(Utf16(t), 1, isKnown: true)]),
        ("NTEXT", t => [0x63, 0xFF, 0xFF, 0xFF, 0x7F, .. Collation, .. BitConverter.GetBytes(t.Length * 2), .. Utf16(t)]), ("varchar", t => [0xA7, .. U16(8000), .. Collation, .. U16(t.Length), .. Ascii(t)]), ("varchar PLP", t => [0xA7, 0xFF, 0xFF, .. Collation, .. Plp(Ascii(t), 7, isKnown: false)]),
        ("text", t => [0x23, 0xFF, 0xFF, 0xFF, 0x7F, .. Collation, .. BitConverter.GetBytes(t.Length), .. Ascii(t)]), ("char", t => [0xAF, .. U16(t.Length), .. Collation, .. U16(t.Length), .. Ascii(t)]), ("legacy varchar", t => [0x27, 255, (byte)t.Length, .. Ascii(t)]), ("legacy char", t => [0x2F, (byte)t.Length, (byte)t.Length, .. Ascii(t)]),
        ("sql_variant", t => [0x62, .. BitConverter.GetBytes(8009), .. BitConverter.GetBytes(9 + (t.Length * 2)), 0xE7, 7, .. Collation, .. U16(8000), .. Utf16(t)]), ("varbinary", t => [0xA5, .. U16(8000), .. U16(t.Length * 2), .. Utf16(t)]), ("image", t => [0x22, 0xFF, 0xFF, 0xFF, 0x7F, .. BitConverter.GetBytes(t.Length * 2), .. Utf16(t)]), ("xml", t => [0xF1, 0, .. Plp(Utf16(t), 100, isKnown: false)]),
        ("NULL", _ => [0xE7, .. U16(8000), .. Collation, 0xFF, 0xFF]), ("another total", t => [0xE7, 0xFF, 0xFF, .. Collation, 8, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(t.Length * 2), .. Utf16(t), 0, 0, 0, 0]),
    ];

    private static readonly string[] Spellings =
    [
        "sp_executesql", "SP_EXECUTESQL", "sp_ExecuteSql", "sys.sp_executesql", "master..sp_executesql", "master.sys.sp_executesql", "master.dbo.sp_executesql", "[sp_executesql]", "\"sp_executesql\"", "[sys].[sp_executesql]", "sp_executesql;1", "[sp_executesql];1", "hidden..sp_executesql", "..sp_executesql", "dbo.sp_executesql", "ｓｐ_executesql", "[sp_executesql ]", " sp_executesql", "sp_executesql ", "SAMPLE.master..sp_executesql", "[master]..[SP_EXECUTESQL]", "sys . sp_executesql",
    ];

    private static readonly (string Name, Func<RawTdsRpc, byte[], RawTdsRpc> Place)[] Places =
    [
        ("positional", (call, text) => call.AddRaw("", 0, text)), ("@stmt", (call, text) => call.AddRaw("@stmt", 0, text)), ("@statement", (call, text) => call.AddRaw("@statement", 0, text)), ("@STMT", (call, text) => call.AddRaw("@STMT", 0, text)), ("behind @params", (call, text) => call.Add("", name: "@params").AddRaw("@stmt", 0, text)), ("any name", (call, text) => call.AddRaw("@anything", 0, text)),
        ("by reference", (call, text) => call.AddRaw("@stmt", 1, text)), ("as default", (call, text) => call.AddRaw("@stmt", 2, text)), ("behind another text", (call, text) => call.Add("SELECT 1", name: "@x").AddRaw("@stmt", 0, text)), ("twice", (call, text) => call.Add("SELECT 1", name: "@stmt").AddRaw("@stmt", 0, text)), ("before another text", (call, text) => call.AddRaw("@stmt", 0, text).Add("SELECT 1", name: "@statement")),
    ];

    [Test]
    public void Class_24_shape_of_calls()
    {
        using var all = Assert.EnterMultipleScope();
        var steal = $"{Steal} WHERE amount {Mark}";
        var client = Analyst();
        foreach (var spelling in Spellings.Prepend("10"))
        {
            foreach (var (form, encode) in Forms)
            {
                foreach (var (place, add) in Places)
                {
                    if (place is not ("positional" or "@stmt" or "@statement") && form is not ("nvarchar" or "PLP in odd chunks" or "NTEXT"))
                        continue;
                    var because = $"{spelling} {form} {place}";
                    AssertFails(Send(ref client, because, add(Call(spelling), encode(steal))), because);
                    AssertFails(Send(ref client, because, RawTdsRpc.Sql("SELECT 1"), add(Call(spelling), encode(steal))), because);
                    AssertMasked(Send(ref client, because, add(Call(spelling), encode(Masked))), because);
                }
            }
        }

        Assert.That(HasArrived(Mark), Is.False, "a denied call has arrived at the server");
        foreach (var (form, encode) in Forms[..5])
            Assert.That(Send(ref client, form, Call("10").AddRaw("", 0, encode(Masked))).Rows, Has.Count.EqualTo(8), form);
    }

    [Test]
    public void Class_24_every_procedure_that_takes_a_text()
    {
        using var all = Assert.EnterMultipleScope();
        var steal = $"{Steal} WHERE amount {Mark}";
        var client = Analyst();
        foreach (var (form, encode) in Forms)
        {
            foreach (var (id, name) in ((int, string)[])[(2, "sp_cursoropen"), (3, "sp_cursorprepare"), (5, "sp_cursorprepexec"), (11, "sp_prepare"), (13, "sp_prepexec"), (14, "sp_prepexecrpc")])
            {
                foreach (var call in (RawTdsRpc[])[new RawTdsRpc(id), new RawTdsRpc(name), new RawTdsRpc(name.ToUpperInvariant()), new RawTdsRpc($"master..{name}"), new RawTdsRpc($"[sys].[{name}]"), new RawTdsRpc($"{name};1")])
                {
                    var because = $"{call.Name}{id} {form}";
                    AssertFails(Send(ref client, because, Arguments(id, call, encode(steal))), because);
                    AssertFails(Send(ref client, because, RawTdsRpc.Sql("SELECT 1"), Arguments(id, call with { }, encode(steal))), because);
                    if (call.Id != 0)
                        AssertMasked(Send(ref client, because, Arguments(id, new RawTdsRpc(id), encode(Masked))), because);
                }
            }

            foreach (var procedure in (string[])["sp_describe_first_result_set", "sys.sp_describe_undeclared_parameters", "sp_MSforeachtable", "sp_MSforeachdb", "xp_cmdshell", "sp_send_dbmail", "xp_sqlagent_notify", "sp_OACreate", "sp_addextendedproc", "sp_executeexternal", "sp_execute_external_script", "sp_prepexecrpc", "sp_replcmds", "sp_trace_create", "sp_cursor", "dbo.p_text", "sp_describe_parameter_encryption", "sp_execute_remote", "sp_add_jobstep", "sp_invoke_external_rest_endpoint"])
                AssertFails(Send(ref client, procedure, new RawTdsRpc(procedure).AddRaw("", 0, encode(steal))), $"{procedure} {form}");
        }

        // Unknown ids and ids of nothing, texts in further arguments, separators of every kind.
        for (var id = 16; id < 40; id++)
            AssertFails(Send(ref client, $"id {id}", new RawTdsRpc(id).Add(steal)), $"id {id}");
        AssertFails(Send(ref client, "id 65535", new RawTdsRpc(65535).Add(steal)), "id 65535");
        foreach (var separator in (byte[])[0xFF, 0xFE, 0x80])
        {
            foreach (var end in (bool[])[false, true])
            {
                var because = $"separator {separator:X2} {end}";
                using var sender = Watched(AnalystLogin);
                byte[] one = RawCall(10, Forms[0].Encode("SELECT 1")), two = RawCall(10, Forms[0].Encode(steal));
                Answer(
                    () =>
                    {
                        sender.Send(3, [.. sender.Headers(), .. one, separator, .. two, .. end ? new[] { separator } : []]);
                        sender.ShutdownSend();
                        return sender.TryRead() ?? Ended;
                    },
                    because);
            }
        }

        // Definitions of parameters: what they declare, and what might be hidden in them.
        foreach (var definition in (string[])["@a int; " + Steal, "@a int) " + Steal + " --", "@a int = (SELECT amount FROM payroll)", "@a int AS " + Steal, "@a int OUTPUT, @b nvarchar(10) = N'x' " + Steal, "@a int --\n" + Steal, "@a int /* */ " + Steal, "@stmt nvarchar(99)", "@a dbo.texts READONLY " + Steal, "@a int,", "\0@a int", "@a int = 1 " + Steal, "@ａ int"])
        {
            Send(ref client, definition, RawTdsRpc.Sql("SELECT 1", definition).Add(1, name: "@a"));
            Send(ref client, definition, new RawTdsRpc(RawTdsRpc.PrepExec).Add(default(int?), true).Add(definition).Add("SELECT 1").Add(1));
        }

        Assert.That(HasArrived(Mark), Is.False, "a denied call has arrived at the server");
    }

    [Test]
    public void Class_24_context_switches()
    {
        using var all = Assert.EnterMultipleScope();
        var client = Analyst();
        foreach (var text in (string[])
        [
            "EXECUTE AS LOGIN = 'sa'", "EXECUTE AS USER = 'dbo'", "EXECUTE AS USER = 'dbo' WITH NO REVERT", "EXEC AS CALLER", "EXECUTE AS LOGIN = 'sa' " + Steal, "SETUSER 'dbo'", "SETUSER", "REVERT " + Steal, "EXEC sp_setapprole 'r', 'x'", "EXEC ('SELECT amount FROM payroll') AS USER = 'dbo'", "EXEC ('SELECT amount FROM payroll') AS LOGIN = 'sa'", "EXEC ('SELECT amount FROM payroll') AT linked", "EXEC sp_unsetapprole 0x01",
        ])
            Ask(client, text);
        Ask(client, new RawTdsRpc("sp_setapprole").Add("r").Add("x"));
        Ask(client, new RawTdsRpc("SP_SETAPPROLE").Add("r", name: "@rolename").Add("x", name: "@password"));
        AssertDenied(client, Steal);
        AssertAnswers(client, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
    }

    /// <summary>On a fresh client when the last one has been thrown out.</summary>
    private TdsAnswer Send(ref RawTdsClient client, string because, params RawTdsRpc[] calls)
    {
        var current = client;
        var answer = Answer(() => current.Rpc(calls), because);
        if (answer == Ended)
        {
            client.Dispose();
            client = Analyst();
        }

        return answer;
    }

    private static void AssertMasked(TdsAnswer answer, string because) =>
        Assert.That(answer.Rows.All(r => r.Texts[0]!.StartsWith("***", StringComparison.Ordinal)), Is.True, () => $"{because}: {answer}");

    private static RawTdsRpc Call(string name) => int.TryParse(name, out var id) ? new RawTdsRpc(id) : new RawTdsRpc(name);

    private static RawTdsRpc Arguments(int id, RawTdsRpc call, byte[] text)
    {
        var filled = new RawTdsRpc(call.Name, call.Id);
        return id switch
        {
            2 => filled.Add(default(int?), true).AddRaw("", 0, text).Add(8, true).Add(1, true).Add(1, true),
            3 => filled.Add(default(int?), true).Add("").AddRaw("", 0, text).Add(1).Add(8, true).Add(1, true),
            5 => filled.Add(default(int?), true).Add(default(int?), true).Add("").AddRaw("", 0, text).Add(8, true).Add(1, true).Add(1, true),
            14 => filled.Add(default(int?), true).AddRaw("", 0, text),
            _ => filled.Add(default(int?), true).Add("").AddRaw("", 0, text).Add(1),
        };
    }

    private static byte[] RawCall(int id, byte[] text) => [0xFF, 0xFF, .. U16(id), 0, 0, 0, 0, .. text];

    private static byte[] U16(int value) => BitConverter.GetBytes((ushort)value);

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Plp(byte[] data, int chunk, bool isKnown)
    {
        var bytes = new List<byte>(isKnown ? BitConverter.GetBytes((long)data.Length) : BitConverter.GetBytes(-2L));
        foreach (var part in data.Chunk(chunk))
            bytes.AddRange([.. BitConverter.GetBytes(part.Length), .. part]);
        return [.. bytes, 0, 0, 0, 0];
    }
}
